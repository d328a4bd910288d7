import { as, type Done, get, type Headers, send, type Service, start, tell } from './service.js';

export const FIELD = { headers: as('OFFICER', 'siti') };
export const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };
export const HEAD = { headers: as('HEAD_OFFICE', 'ratna') };
export const AUDITOR = { headers: as('AUDITOR', 'wati') };

const lend = async (service: Service, loan: string, unit: string): Promise<void> => {
  const agreed = {
    ...{ loan, mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'FLAT', unit },
    ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2023-01-10', programme: 'UJI' },
    ...{ beforeJejak: true, evidence: 'PKS 1/2023' },
  };
  await tell(service, 'signAgreement', agreed, FIELD);
  const out = { loan, amount: 12_000_000, reference: 'T-1', effectiveOn: '2023-01-10' };
  await tell(service, 'disburseLoan', out, FINANCE);
};

/** One loan in each of two units; of one of them an instalment is paid. It is 3 April. */
export const reportingOffice = async (): Promise<Service> => {
  const service = await start('2023-01-10T03:00:00.000Z');
  const mitra = { code: 'M-1', name: 'Siti Amina', unit: 'JKT', region: 'DKI' };
  await tell(service, 'registerMitra', { ...mitra, effectiveOn: '2020-01-01' }, FIELD);
  await lend(service, 'L-1', 'JKT');
  await lend(service, 'L-2', 'BDG');
  service.setClock('2023-02-10T03:00:00.000Z');
  await pay(service, 'L-1', 'R-1', 1_060_000, '2023-02-10');
  service.setClock('2023-04-03T03:00:00.000Z');
  return service;
};

export const pay = (
  service: Service,
  ...[loan, receipt, amount, effectiveOn]: readonly [string, string, number, string]
): Promise<Done> =>
  tell(service, 'receivePayment', { loan, receipt, amount, effectiveOn }, FINANCE);

const QUARTER = { report: 'TW1-2023', title: 'First quarter', asOf: '2023-03-31' };
export const publish = (service: Service, more: object = {}, by = AUDITOR) =>
  send(service, 'publishReport', { ...QUARTER, ...more }, by);
/** A report that must be published. */
export const published = (service: Service, more: object = {}): Promise<Done> =>
  tell(service, 'publishReport', { ...QUARTER, ...more }, AUDITOR);

export interface Shown {
  readonly id: string;
  readonly figures: readonly {
    readonly path: string;
    readonly amount: number | null;
    readonly count: number | null;
  }[];
  readonly digest: string;
  readonly eventId: string;
  readonly knownAt: string | null;
  readonly basis: { readonly lastEvent: string; readonly size: number };
}
const REPORT = `query ($report: ID!) { report(report: $report) {
  id report title asOf knownAt filter { unit programme } groupBy digest eventId publishedBy
  publishedOn basis { lastEvent size rootHash } figures { path label amount count } } }`;
export const shown = async (
  service: Service,
  report = 'TW1-2023',
  headers: Headers = AUDITOR.headers,
): Promise<Shown | null> =>
  (await get<{ report: Shown | null }>(service, REPORT, { report }, headers)).report;

export interface Restated {
  readonly path: string;
  readonly published: number;
  readonly now: number;
  readonly difference: number;
  readonly eventCount: number | null;
  readonly events: readonly {
    readonly event: { readonly type: string; readonly effectiveOn: string; recordedAt: string };
    readonly since: string;
    readonly amount: number | null;
  }[];
  readonly loans: { readonly edges: readonly { readonly node: { learned: number } }[] };
}
const RESTATEMENTS = `query ($report: ID!, $knownAt: DateTime) {
  restatements(report: $report, knownAt: $knownAt) {
    path label published now difference eventCount
    events { event { type effectiveOn recordedAt } step since amount note }
    loans { edges { node { loan learned happened } } } } }`;
export const restated = async (
  service: Service,
  more: object = {},
  headers: Headers = AUDITOR.headers,
): Promise<Restated[] | null> => {
  const variables = { report: 'TW1-2023', ...more };
  type Answer = { restatements: Restated[] | null };
  return (await get<Answer>(service, RESTATEMENTS, variables, headers)).restatements;
};
