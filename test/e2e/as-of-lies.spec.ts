import { as, get, type Service, start, tell } from './service.js';

const FIELD = { headers: as('OFFICER') };
const FINANCE = { headers: as('FINANCE_OFFICER') };
/** Twelve months, the first due a month after the agreement; Rp 390,000 of interest in all. */
const TERMS = {
  ...{ mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'DECLINING' },
  ...{ frequency: 'MONTHLY', instalments: 12, beforeJejak: true, evidence: 'PKS' },
};

let service: Service;
beforeAll(async () => {
  service = await start('2004-01-12T03:00:00.000Z');
  const mitra = { code: 'M-1', name: 'Kopkar Guna Jaya', effectiveOn: '2002-01-01' };
  await tell(service, 'registerMitra', mitra, FIELD);
  const sign = (loan: string, agreedOn: string) =>
    tell(service, 'signAgreement', { ...TERMS, loan, agreedOn }, FIELD);
  const payOut = (loan: string, reference: string, amount: number, effectiveOn: string) =>
    tell(service, 'disburseLoan', { loan, reference, amount, effectiveOn }, FIELD);
  await sign('OLD', '2002-12-15');
  await payOut('OLD', 'T-1', 12_000_000, '2002-12-15');
  await sign('PARTS', '2004-01-10');
  await payOut('PARTS', 'T-2', 5_000_000, '2004-01-10');
  await sign('DRAFT', '2004-01-11');
  service.setClock('2004-02-15T03:00:00.000Z');
  await payOut('PARTS', 'T-3', 7_000_000, '2004-01-25');
  await pay({ loan: 'PARTS', receipt: 'P-1', amount: 1_060_000, effectiveOn: '2004-02-10' });
  await pay({ loan: 'OLD', receipt: 'O-1', amount: 12_390_000, effectiveOn: '2004-02-01' });
  service.setClock('2004-06-30T03:00:00.000Z');
});
afterAll(() => service.stop());

const pay = (input: object) => tell(service, 'receivePayment', input, FINANCE);

type Position = Readonly<Record<string, number | string | null>>;
interface Asked {
  readonly asOf?: string;
  readonly knownAt?: string;
}
interface Loan {
  readonly status: string;
  readonly position: Position;
  readonly schedule: readonly Readonly<Record<'principal' | 'paidOn' | 'dueOn', unknown>>[];
}

const loanAt = async (number: string, asked: Asked = {}): Promise<Loan> =>
  (
    await get<{ loan: Loan }>(
      service,
      `query ($number: String!, $asOf: Date, $knownAt: DateTime) {
        loan(number: $number, asOf: $asOf, knownAt: $knownAt) { status
          position { disbursed principalPaid principalOutstanding totalOutstanding daysPastDue
            principalArrears interestArrears collectability }
          schedule { dueOn principal paidOn } } }`,
      { number, ...asked },
    )
  ).loan;

const fundAt = async (asked: Asked = {}) =>
  (
    await get(
      service,
      `query ($asOf: Date, $knownAt: DateTime) { portfolio(asOf: $asOf, knownAt: $knownAt) {
        loanCount openCount disbursed principalPaid principalOutstanding } }`,
      asked,
    )
  )['portfolio'];

const YEAR_END = '2003-12-31';

describe('a report on a past day', () => {
  it('still holds the loan that was settled since', async () => {
    expect((await loanAt('OLD')).status).toBe('SETTLED');
    expect(await fundAt({ asOf: YEAR_END })).toMatchObject({ loanCount: 1, openCount: 1 });
    expect(await fundAt({ asOf: '2004-02-01' })).toMatchObject({ loanCount: 2, openCount: 1 });
  });

  it('shows the balance and the arrears of that day, whatever was paid later', async () => {
    expect((await loanAt('OLD', { asOf: YEAR_END })).position).toMatchObject({
      ...{ principalOutstanding: 12_000_000, totalOutstanding: 12_390_000, principalPaid: 0 },
      ...{ principalArrears: 12_000_000, interestArrears: 390_000 },
      ...{ daysPastDue: 350, collectability: 'DOUBTFUL' },
    });
    expect((await loanAt('OLD')).position).toMatchObject({
      ...{ totalOutstanding: 0, principalArrears: 0, daysPastDue: 0, collectability: null },
    });
  });

  it('owes of a loan paid out in parts what was paid out by then', async () => {
    const owed = async (asOf: string): Promise<number> =>
      (await loanAt('PARTS', { asOf })).schedule.reduce(
        (sum, { principal }) => sum + Number(principal),
        0,
      );
    expect(await Promise.all(['2004-01-24', '2004-01-25'].map(owed))).toEqual([5e6, 12e6]);
  });

  it('calls no instalment overdue that was paid on its day', async () => {
    const { position, schedule } = await loanAt('PARTS', { asOf: '2004-02-20' });
    expect(position).toMatchObject({ principalArrears: 0, daysPastDue: 0 });
    expect(schedule.slice(0, 2)).toMatchObject([
      { dueOn: '2004-02-10', paidOn: '2004-02-10' },
      { dueOn: '2004-03-10', paidOn: null },
    ]);
    expect((await loanAt('PARTS', { asOf: '2004-02-09' })).schedule[0]?.paidOn).toBeNull();
  });

  it('counts no loan that was signed and never paid out', async () => {
    const { status, position } = await loanAt('DRAFT');
    expect(status).toBe('AGREED');
    expect(position).toMatchObject({ disbursed: 0, totalOutstanding: 0, collectability: null });
    expect(await fundAt()).toMatchObject({ loanCount: 2, disbursed: 24_000_000 });
  });
});

describe('what is recorded later', () => {
  const RETURNED = { loan: 'PARTS', receipt: 'P-1', kind: 'RETURNED', effectiveOn: '2004-06-30' };

  it('takes a payment back from the bank’s day on, and leaves the days before alone', async () => {
    const before = await loanAt('PARTS', { asOf: '2004-06-29' });
    await tell(service, 'reversePayment', RETURNED, FINANCE);
    expect(await loanAt('PARTS', { asOf: '2004-06-29' })).toEqual(before);
    expect((await loanAt('PARTS')).position).toMatchObject({ principalPaid: 0 });
  });

  it('changes a past day where it was wrong, but not what was known then', async () => {
    const basis = { asOf: '2004-02-20', knownAt: '2004-03-01T00:00:00Z' };
    const [known, fund] = [await loanAt('OLD', basis), await fundAt(basis)];
    await tell(service, 'reversePayment', { loan: 'OLD', receipt: 'O-1' }, FINANCE);
    expect(await loanAt('OLD', { asOf: '2004-02-20' })).toMatchObject({
      ...{ status: 'ACTIVE', position: { principalPaid: 0 } },
    });
    expect([await loanAt('OLD', basis), await fundAt(basis)]).toEqual([known, fund]);
  });

  it('for a closed period shows in it, and leaves its trace', async () => {
    const published = { asOf: YEAR_END, knownAt: '2004-01-15T00:00:00Z' };
    const report = await fundAt(published);
    const late = { loan: 'OLD', receipt: 'O-2', amount: 100_000, effectiveOn: '2003-12-20' };
    const { position: atLeast } = await pay({ ...late, reason: 'found in a drawer' });
    expect(await fundAt(published)).toEqual(report);
    const { history } = await get<{ history: { edges: readonly unknown[] } }>(
      service,
      `query ($atLeast: Position) { history(atLeast: $atLeast, filter: {
        effectiveTo: "${YEAR_END}", recordedFrom: "2004-01-15T00:00:00Z" }) {
        edges { node { type effectiveOn recordedAt reason } } } }`,
      { atLeast },
    );
    expect(history.edges.at(-1)).toEqual({
      node: {
        ...{ type: 'PaymentReceived', effectiveOn: '2003-12-20', reason: 'found in a drawer' },
        recordedAt: '2004-06-30T03:00:00.000Z',
      },
    });
    const { loan } = await get<{ loan: { position: Position } }>(
      service,
      `{ loan(number: "OLD", asOf: "${YEAR_END}") { position { interestPaid } } }`,
    );
    expect(loan.position).toEqual({ interestPaid: 100_000 });
  });
});
