import {
  as,
  freshId,
  get,
  type Headers,
  JAMSOSTEK_TABLE,
  type Service,
  start,
  tell,
} from './service.js';

const SITI = { headers: as('OFFICER', 'siti') };
const DEWI = { headers: { ...as('OFFICER', 'dewi'), 'x-on-behalf-of': 'siti' } };
const BUDI = { headers: as('FINANCE_OFFICER', 'budi') };
const RATNA = { headers: as('HEAD_OFFICE', 'ratna') };
const HADI = { headers: as('REGIONAL', 'hadi') };
export const AUDITOR = as('AUDITOR', 'agus');

const TERMS = {
  ...{ principal: 12_000_000, rate: '0.06', method: 'DECLINING', frequency: 'MONTHLY' },
  ...{ instalments: 12, programme: 'UJI', beforeJejak: true, evidence: 'PKS' },
};
const RULE = {
  ...{ kind: 'LATE_FEE', scope: 'UJI', validFrom: '2003-08-01', legalBasis: 'SK 8/2003' },
  parameters: { permille: 2, capPercent: 4 },
};
const SINCE = { effectiveOn: '2002-05-01' };
const ANI = { code: 'M-1', name: 'Ani', phone: '0811', unit: 'JKT', region: 'DKI', ...SINCE };
const BUDIMAN = { code: 'M-2', name: 'Budiman', unit: 'BDG', region: 'JABAR', ...SINCE };
const RANG = { mitra: 'M-1', channel: 'SMS', reached: true, effectiveOn: '2003-03-31' };

/** People at work, each in a line or two. */
const atWork = (service: Service) => {
  const decide = async (policyId: string, command: string, by = RATNA): Promise<void> => {
    const { policies } = await get<{
      policies: readonly { policyId: string; proposal: string; revision: number }[];
    }>(service, '{ policies(kind: LATE_FEE) { policyId proposal revision } }');
    const rule = policies.find((one) => one.policyId === policyId);
    const { proposal, revision } = rule ?? {};
    await tell(service, command, { kind: 'LATE_FEE', proposal, revision, reason: 'SK' }, by);
  };
  return {
    decide,
    on: (day: string): void => service.setClock(`${day}T03:00:00.000Z`),
    lend: async (loan: string, mitra: string, agreedOn: string): Promise<void> => {
      await tell(service, 'signAgreement', { ...TERMS, loan, mitra, agreedOn }, SITI);
      const transfer = { reference: `T-${loan}`, effectiveOn: agreedOn };
      await tell(service, 'disburseLoan', { loan, amount: 12_000_000, ...transfer }, SITI);
    },
    pay: (loan: string, receipt: string, amount: number, effectiveOn: string) => {
      const payment = { loan, receipt, amount, channel: 'TRANSFER', effectiveOn };
      return tell(service, 'receivePayment', payment, BUDI);
    },
    closeDay: async (date: string): Promise<void> => {
      const query = `mutation ($input: CloseDayInput!) { closeDay(input: $input) { position } }`;
      const input = { commandId: freshId(), date };
      type Closed = { readonly closeDay: { readonly position: string } };
      const { closeDay } = await get<Closed>(service, query, { input }, BUDI.headers);
      service.seen.position = closeDay.position;
    },
  };
};

/** February: a telephone number changed by a delegate, a day closed. March: what the specs ask. */
const firstQuarter = async (service: Service): Promise<void> => {
  const { on, lend, pay, closeDay } = atWork(service);
  await tell(service, 'registerMitra', ANI, SITI);
  await tell(service, 'registerMitra', BUDIMAN, SITI);
  await lend('L-1', 'M-1', '2002-12-15');
  on('2003-02-06');
  await lend('L-2', 'M-2', '2003-02-05');
  on('2003-02-20');
  const moved = { mitra: 'M-1', kind: 'CHANGE', field: 'PHONE', to: '0812' };
  await tell(service, 'correctMitraData', moved, DEWI);
  on('2003-03-01');
  await closeDay('2003-02-28');
  on('2003-03-05');
  const wrong = { mitra: 'M-1', kind: 'ERROR', field: 'REGION', to: 'Banten', evidence: 'KTP' };
  await tell(service, 'correctMitraData', wrong, SITI);
  on('2003-03-10');
  await pay('L-1', 'R-1', 3_189_000, '2003-03-10');
};

/** Three rules are adopted, one is turned down. */
const rules = async (service: Service): Promise<void> => {
  const { on, decide } = atWork(service);
  on('2003-03-20');
  for (const policyId of ['fee-1', 'fee-2', 'fee-3', 'fee-4'])
    await tell(service, 'proposePolicy', { ...RULE, policyId }, SITI);
  await decide('fee-1', 'adoptPolicy');
  await decide('fee-2', 'adoptPolicy');
  await decide('fee-3', 'adoptPolicy', HADI);
  await decide('fee-4', 'rejectPolicy', HADI);
};

/** The end of March in Jakarta, and what was entered after it. */
const afterwards = async (service: Service): Promise<void> => {
  const { on, pay, closeDay } = atWork(service);
  service.setClock('2003-03-31T16:59:59.999Z');
  await tell(service, 'recordContact', RANG, SITI);
  await closeDay('2003-03-31');
  service.setClock('2003-03-31T17:00:00.000Z');
  await tell(service, 'recordContact', { ...RANG, reached: false }, SITI);
  on('2003-04-10');
  await pay('L-2', 'R-2', 500_000, '2003-03-28');
  await pay('L-2', 'R-3', 500_000, '2003-04-09');
  await tell(service, 'reversePayment', { loan: 'L-2', receipt: 'R-3' }, BUDI);
  on('2025-10-31');
  await service.importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK');
  service.seen.position = await service.house.ledger.store.head();
};

/** A spring of 2003 in two units, and an old table imported long after. */
export const askedOffice = async (): Promise<Service> => {
  const service = await start('2003-01-30T03:00:00.000Z');
  await firstQuarter(service);
  await rules(service);
  await afterwards(service);
  return service;
};

export interface Trail {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
}

/** What an auditor, or another, is shown of the trail. */
export const asked = async (
  service: Service,
  filter: object,
  show: string,
  { args = 'first: 200', headers = AUDITOR }: { args?: string; headers?: Headers } = {},
): Promise<Trail> => {
  const query = `query ($filter: HistoryFilter) { history(filter: $filter, ${args}) { totalCount
    pageInfo { hasNextPage endCursor } edges { node { ${show} } } } }`;
  return (await get<{ history: Trail }>(service, query, { filter }, headers)).history;
};
