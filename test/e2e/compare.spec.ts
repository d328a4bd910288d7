import { ask } from '../graphql/ask.js';
import { as, get, type Headers, type Service, start, tell } from './service.js';

const FIELD = { headers: as('OFFICER', 'siti') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };
const AUDITOR = as('AUDITOR', 'wati');
const loan = 'L-1';

let service: Service;
const on = (day: string): void => service.setClock(`${day}T03:00:00.000Z`);
const pay = (receipt: string, amount: number, effectiveOn: string) =>
  tell(service, 'receivePayment', { loan, receipt, amount, effectiveOn }, FINANCE);

const lend = async (number: string, unit: string): Promise<void> => {
  const agreed = {
    ...{ loan: number, mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'FLAT', unit },
    ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2023-01-10', programme: 'UJI' },
    ...{ beforeJejak: true, evidence: 'PKS 1/2023' },
  };
  await tell(service, 'signAgreement', agreed, FIELD);
  const out = { loan: number, amount: 12_000_000, reference: 'T-1', effectiveOn: '2023-01-10' };
  await tell(service, 'disburseLoan', out, FINANCE);
};

/** Lent in January; a payment of February is entered in February, another of February in April. */
beforeAll(async () => {
  service = await start('2023-01-10T03:00:00.000Z');
  const mitra = { code: 'M-1', name: 'Siti Amina', unit: 'JKT', region: 'DKI' };
  await tell(service, 'registerMitra', { ...mitra, effectiveOn: '2020-01-01' }, FIELD);
  await lend(loan, 'JKT');
  await lend('L-2', 'BDG');
  on('2023-02-10');
  await pay('R-1', 1_060_000, '2023-02-10');
  on('2023-04-05');
  await pay('R-2', 500_000, '2023-02-20');
  const corrected = { mitra: 'M-1', field: 'NAME', to: 'Siti Aminah', kind: 'ERROR' };
  await tell(service, 'correctMitraData', corrected, FIELD);
  const visit = { mitra: 'M-1', outcome: 'FOUND', effectiveOn: '2023-03-01' };
  await tell(service, 'recordVisit', visit, FIELD);
  await pay('R-3', 560_000, '2023-04-05');
});
afterAll(() => service.stop());

interface Told {
  readonly path: string;
  readonly before: unknown;
  readonly restated: unknown;
  readonly after: unknown;
  readonly byCalendar: boolean;
  readonly eventCount: number | null;
  readonly events: readonly {
    readonly event: { readonly type: string; readonly effectiveOn: string };
    readonly step: string;
    readonly since: string;
    readonly amount: number | null;
  }[];
  readonly loans: {
    readonly totalCount: number;
    readonly edges: readonly {
      readonly node: { readonly loan: string; readonly learned: number; readonly happened: number };
    }[];
  };
}

const QUERY = `query ($mitra: String, $loan: String, $portfolio: PortfolioFilterInput,
    $groupBy: PortfolioGrouping, $from: MomentInput!, $to: MomentInput!) {
  compare(mitra: $mitra, loan: $loan, portfolio: $portfolio, groupBy: $groupBy, 
      from: $from, to: $to) {
    path label kind before restated after byCalendar eventCount
    events { event { id type effectiveOn recordedAt } step since amount note }
    loans { totalCount edges { node { loan learned happened } } } } }`;

const compared = async (variables: object, headers: Headers = AUDITOR): Promise<Told[] | null> =>
  (await get<{ compare: Told[] | null }>(service, QUERY, variables, headers)).compare;
const found = (all: readonly Told[] | null, path: string): Told => {
  const one = all?.find((told) => told.path === path);
  if (!one) throw new Error(`nothing of ${path} in ${all?.map((told) => told.path).join()}`);
  return one;
};
const inWords = ({ events }: Told): string[] =>
  events.map(({ event, step, since, amount }) => [event.type, step, since, amount].join(' '));

const MARCH = { asOf: '2023-02-28', knownAt: '2023-03-01T00:00:00.000Z' };
const APRIL = { asOf: '2023-04-30', knownAt: '2023-05-01T00:00:00.000Z' };

describe('compare', () => {
  beforeAll(() => on('2023-06-01'));

  it('tells what was learned of a loan from what happened to it', async () => {
    const all = await compared({ loan, from: MARCH, to: APRIL });
    const paid = found(all, 'principalPaid');
    expect([paid.before, paid.restated, paid.after]).toEqual([1_000_000, 1_440_000, 2_000_000]);
    expect(inWords(paid)).toEqual([
      'PaymentReceived LEARNED LEARNED 440000',
      'PaymentReceived HAPPENED HAPPENED 560000',
    ]);
    for (const one of all ?? [])
      expect(one.before === one.after && one.restated === one.after).toBe(false);
  });

  it('tells what changed in the knowledge of one day', async () => {
    const all = await compared({ loan, from: MARCH, to: { ...MARCH, knownAt: null } });
    expect(found(all, 'totalOutstanding')).toMatchObject({
      ...{ before: 11_660_000, restated: 11_160_000, after: 11_160_000, byCalendar: false },
    });
    expect(await compared({ loan, from: MARCH, to: MARCH })).toEqual([]);
  });

  it('tells of a mitra and his loans, with names for who may see them', async () => {
    const all = await compared({ mitra: 'M-1', from: MARCH, to: APRIL });
    expect(found(all, 'name')).toMatchObject({
      ...{ before: 'Siti Amina', restated: 'Siti Aminah', after: 'Siti Aminah' },
    });
    expect(inWords(found(all, 'name'))).toEqual(['MitraDataCorrected LEARNED LEARNED ']);
    expect(inWords(found(all, 'visitCount'))).toEqual(['VisitRecorded HAPPENED HAPPENED ']);
    expect(found(all, 'monitoring')).toMatchObject({ before: 'NOT_MONITORED', after: 'FOUND' });
    expect(found(all, 'loans/L-1/principalPaid').after).toBe(2_000_000);
    expect(found(all, 'loans/L-2/daysPastDue').byCalendar).toBe(true);
    const hidden = await compared({ mitra: 'M-1', from: MARCH, to: APRIL }, as('ADMIN'));
    expect(hidden?.map(({ path }) => path)).not.toContain('name');
    expect(JSON.stringify(hidden)).not.toContain('Siti');
  });

  it('sums the fund, loan by loan and event by event', async () => {
    const all = await compared({ portfolio: {}, from: MARCH, to: APRIL });
    const paid = found(all, 'principalPaid');
    expect(paid).toMatchObject({ before: 1_000_000, restated: 1_440_000, after: 2_000_000 });
    expect(paid.loans).toEqual({
      ...{ totalCount: 1, edges: [{ node: { loan, learned: 440_000, happened: 560_000 } }] },
    });
    expect(inWords(paid)).toEqual([
      'PaymentReceived LEARNED LEARNED 440000',
      'PaymentReceived HAPPENED HAPPENED 560000',
    ]);
    expect(found(all, 'byCollectability/CURRENT/loanCount')).toMatchObject({
      ...{ before: 2, after: 1, eventCount: expect.any(Number) },
    });
    for (const { before, restated, after, events, loans, path } of all ?? []) {
      const shift = loans.edges.reduce((sum, { node }) => sum + node.learned + node.happened, 0);
      expect([path, shift]).toEqual([path, Number(after) - Number(before)]);
      const amounts = events.filter(({ amount }) => amount !== null);
      if (amounts.length === 0) continue;
      const learned = amounts.filter(({ step }) => step === 'LEARNED');
      const sum = (some: typeof events) =>
        some.reduce((all_, { amount }) => all_ + (amount ?? 0), 0);
      expect([path, sum(learned)]).toEqual([path, Number(restated) - Number(before)]);
      expect([path, sum(amounts)]).toEqual([path, Number(after) - Number(before)]);
    }
  });

  it('shows who reads one unit that unit alone', async () => {
    const clerk = { ...as('OFFICER'), 'x-unit': 'BDG' };
    expect(await compared({ loan, from: MARCH, to: APRIL }, clerk)).toBeNull();
    expect(await compared({ mitra: 'M-1', from: MARCH, to: APRIL }, clerk)).toBeNull();
    expect(await compared({ loan: 'L-2', from: MARCH, to: APRIL }, clerk)).not.toBeNull();
    const all = await compared({ portfolio: {}, from: MARCH, to: APRIL }, clerk);
    expect(all?.map(({ path }) => path)).not.toContain('principalPaid');
    expect(await compared({ loan: 'L-9', from: MARCH, to: APRIL })).toBeNull();
  });

  it('groups the fund as a portfolio is grouped', async () => {
    const asked = { portfolio: {}, groupBy: 'UNIT', from: MARCH, to: APRIL };
    const paths = (await compared(asked))?.map(({ path }) => path);
    expect(paths).toContain('groups/JKT/principalPaid');
    expect(paths).not.toContain('groups/BDG/principalPaid');
    expect(paths).toContain('groups/BDG/byCollectability/CURRENT/loanCount');
  });

  it('takes one of mitra, loan and portfolio, and groups with a portfolio alone', async () => {
    for (const more of [{}, { loan, mitra: 'M-1' }, { loan, groupBy: 'UNIT' }]) {
      const asked = { ...more, from: MARCH, to: APRIL };
      const { errors } = await ask(service, QUERY, asked, AUDITOR);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT' });
    }
  });
});
