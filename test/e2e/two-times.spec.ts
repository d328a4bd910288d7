import { ask } from '../graphql/ask.js';
import { as, get, type Service, start, tell } from './service.js';

const FIELD = { headers: as('OFFICER', 'siti') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };

/** Rp 12 million at 6 % a year in 12 months: each brings 1,000,000 and interest on the rest. */
const AGREEMENT = {
  ...{ loan: 'L-1', mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'DECLINING' },
  ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2002-12-15', programme: 'UJI' },
  ...{ beforeJejak: true, evidence: 'PKS 7/2002' },
};
const PAYMENT = { loan: 'L-1', channel: 'TRANSFER' };
const R1 = { ...PAYMENT, receipt: 'R1', amount: 1_060_000, effectiveOn: '2003-01-15' };
const R2 = { ...PAYMENT, receipt: 'R2', amount: 500_000, effectiveOn: '2003-03-03' };
const R3 = { ...PAYMENT, receipt: 'R3', amount: 700_000, effectiveOn: '2003-03-10' };
const CORRECTION = { mitra: 'M-1', kind: 'ERROR', field: 'NAME', to: 'Siti Aminah' };
const MOVE = { mitra: 'M-1', kind: 'CHANGE', field: 'REGION', to: 'Bali' };

let service: Service;
beforeAll(async () => {
  service = await start('2003-01-10T03:00:00.000Z');
  const person = { code: 'M-1', name: 'Siti Amina', region: 'Jawa Tengah', sector: 'TRADE' };
  await tell(service, 'registerMitra', { ...person, effectiveOn: '2002-05-01' }, FIELD);
  await tell(service, 'signAgreement', AGREEMENT, FIELD);
  const paidOut = { loan: 'L-1', amount: 12_000_000, reference: 'T-1', effectiveOn: '2002-12-15' };
  await tell(service, 'disburseLoan', paidOut, FIELD);
  for (const [at, command, input, who] of [
    ['2003-02-05', 'receivePayment', R1, FINANCE],
    ['2003-03-01', 'correctMitraData', { ...MOVE, effectiveOn: '2003-02-10' }, FIELD],
    ['2003-03-15', 'correctMitraData', CORRECTION, FIELD],
    ['2003-03-20', 'receivePayment', R2, FINANCE],
    ['2003-04-10', 'reversePayment', { loan: 'L-1', receipt: 'R2', kind: 'ERROR' }, FINANCE],
    ['2003-04-20', 'receivePayment', R3, FINANCE],
    ['2003-05-08', 'reversePayment', RETURNED, FINANCE],
  ] as const) {
    service.setClock(`${at}T03:00:00.000Z`);
    await tell(service, command, input, who);
  }
  service.setClock('2003-06-30T03:00:00.000Z');
});
afterAll(() => service.stop());

const RETURNED = { loan: 'L-1', receipt: 'R3', kind: 'RETURNED', effectiveOn: '2003-05-05' };

/** A day, an instant (null: all that is known), and what was paid by then: 1 is R1, and so on. */
const MOMENTS = [
  ['2003-01-14', null, 0],
  ['2003-01-15', null, 1_060_000],
  ['2003-01-15', '2003-02-05T02:59:59.999Z', 0],
  ['2003-01-15', '2003-02-05T03:00:00Z', 1_060_000],
  ['2003-03-31', '2003-03-20T02:59:59.999Z', 1_060_000],
  ['2003-03-31', '2003-03-20T10:00:00+07:00', 1_560_000],
  ['2003-03-02', '2003-03-31T00:00:00Z', 1_060_000],
  ['2003-03-03', '2003-03-31T00:00:00Z', 1_560_000],
  ['2003-03-31', '2003-04-10T02:59:59Z', 1_560_000],
  ['2003-03-31', '2003-04-10T03:00:00Z', 1_060_000],
  ['2003-03-31', '2003-04-20T03:00:00Z', 1_760_000],
  ['2003-03-31', null, 1_760_000],
  ['2003-05-04', null, 1_760_000],
  ['2003-05-05', null, 1_060_000],
  ['2003-05-31', '2003-05-08T02:59:59Z', 1_760_000],
  ['2003-05-31', '2003-05-08T03:00:00Z', 1_060_000],
  [null, '2003-05-01T00:00:00Z', 1_760_000],
  [null, '2040-01-01T00:00:00Z', 1_060_000],
  [null, null, 1_060_000],
] as const;
const MOMENT_VARIABLES = '$asOf: Date, $knownAt: DateTime';
const AT = 'asOf: $asOf, knownAt: $knownAt';

type Sums = Readonly<Record<string, number>>;
const PAID = 'disbursed principalPaid interestPaid credit principalOutstanding totalOutstanding';
const paid = ({ principalPaid = 0, interestPaid = 0, credit = 0 }: Sums): number =>
  principalPaid + interestPaid + credit;

describe('a payment recorded late, and payments taken back', () => {
  it.each(MOMENTS)('as of %s, known at %s: Rp %i paid', async (asOf, knownAt, expected) => {
    const { loan, portfolio } = await get<{ loan: { position: Sums }; portfolio: Sums }>(
      service,
      `query (${MOMENT_VARIABLES}) { loan(number: "L-1", ${AT}) { position { ${PAID} } }
        portfolio(${AT}, filter: { programme: "UJI" }) { ${PAID} } }`,
      { asOf, knownAt },
    );
    expect(paid(loan.position)).toBe(expected);
    expect(loan.position['disbursed']).toBe(12_000_000);
    expect(portfolio).toEqual(loan.position);
  });

  it('are all in the trail, with both their times', async () => {
    const { history } = await get(
      service,
      `{ history(filter: { loan: "L-1", types: ["PaymentReceived", "PaymentReversed"] }) {
        edges { node { type effectiveOn recordedAt actor { id } } } } }`,
    );
    const trail = [
      ['PaymentReceived', '2003-01-15', '2003-02-05'],
      ['PaymentReceived', '2003-03-03', '2003-03-20'],
      ['PaymentReversed', '2003-03-03', '2003-04-10'],
      ['PaymentReceived', '2003-03-10', '2003-04-20'],
      ['PaymentReversed', '2003-05-05', '2003-05-08'],
    ].map(([type, effectiveOn, day]) => ({
      node: { type, effectiveOn, recordedAt: `${day}T03:00:00.000Z`, actor: { id: 'budi' } },
    }));
    expect(history).toEqual({ edges: trail });
  });
});

const FIGURES = [
  ...['disbursed', 'principalPaid', 'interestPaid', 'principalOutstanding', 'credit'],
  ...['interestOutstanding', 'totalOutstanding', 'principalArrears', 'interestArrears'],
];
const constant = (figure: string): string =>
  figure.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
const EXPLAINED = FIGURES.map(
  (figure) => `${figure}_: explain(figure: ${constant(figure)}) {
    amount note event { id type effectiveOn recordedAt } }`,
).join(' ');
interface Part {
  readonly amount: number;
  readonly event: { readonly effectiveOn: string; readonly recordedAt: string };
}

describe('a figure of a position', () => {
  it.each(MOMENTS)('as of %s, known at %s is explained in full', async (asOf, knownAt) => {
    const { loan } = await get<{ loan: { position: Record<string, unknown> } }>(
      service,
      `query (${MOMENT_VARIABLES}) { loan(number: "L-1", ${AT}) {
        position { ${FIGURES.join(' ')} ${EXPLAINED} } } }`,
      { asOf, knownAt },
    );
    for (const figure of FIGURES) {
      const parts = loan.position[`${figure}_`] as readonly Part[];
      const sum = parts.reduce((total, { amount }) => total + amount, 0);
      expect([figure, sum]).toEqual([figure, loan.position[figure]]);
      for (const { event } of parts) {
        expect(event.effectiveOn <= (asOf ?? '2003-06-30')).toBe(true);
        const known = knownAt ? Date.parse(knownAt) : Infinity;
        expect(Date.parse(event.recordedAt)).toBeLessThanOrEqual(known);
      }
    }
  });
});

describe('a mitra, corrected and moved', () => {
  const before = { name: 'Siti Amina', region: 'Jawa Tengah' };
  const corrected = { name: 'Siti Aminah', region: 'Jawa Tengah' };
  it.each([
    ['2002-04-30', null, null],
    ['2002-05-01', null, corrected],
    ['2003-02-09', null, corrected],
    ['2003-02-10', null, { ...corrected, region: 'Bali' }],
    [null, null, { ...corrected, region: 'Bali' }],
    ['2003-02-28', '2003-01-10T02:59:59.999Z', null],
    ['2003-02-28', '2003-01-10T03:00:00Z', before],
    ['2003-02-28', '2003-03-01T02:00:00Z', before],
    ['2003-02-28', '2003-03-01T03:00:00Z', { ...before, region: 'Bali' }],
    ['2003-02-28', '2003-03-15T03:00:00Z', { ...corrected, region: 'Bali' }],
    ['2003-02-09', '2003-03-15T03:00:00Z', corrected],
    [null, '2003-03-10T00:00:00Z', { ...before, region: 'Bali' }],
  ])('as of %s, known at %s is %j', async (asOf, knownAt, expected) => {
    const { mitra } = await get(
      service,
      `query (${MOMENT_VARIABLES}) { mitra(code: "M-1", ${AT}) { name region } }`,
      { asOf, knownAt },
    );
    expect(mitra).toEqual(expected);
  });
});

describe('a loan', () => {
  it.each([
    ['before its agreement', '2002-12-14', null],
    ['before it was known', '2003-01-31', '2003-01-10T02:59:59.999Z'],
    ['before it was known, on no day in particular', null, '2003-01-01T00:00:00Z'],
  ])('%s is null, and no part of the fund', async (_, asOf, knownAt) => {
    const answer = await get(
      service,
      `query (${MOMENT_VARIABLES}) { loan(number: "L-1", ${AT}) { number }
        portfolio(${AT}) { loanCount disbursed } }`,
      { asOf, knownAt },
    );
    expect(answer).toEqual({ loan: null, portfolio: { loanCount: 0, disbursed: 0 } });
  });

  it('or a mitra that nobody knows is null too', async () => {
    const query = '{ loan(number: "L-2") { number } mitra(code: "M-2") { code } }';
    expect(await get(service, query)).toEqual({ loan: null, mitra: null });
  });
});

const EVERYTHING = `query (${MOMENT_VARIABLES}) {
  loan(number: "L-1", ${AT}) { id status settledOn schedule { no dueOn paidPrincipal paidInterest
    paidOn } position { asOf knownAt ${FIGURES.join(' ')} daysPastDue collectability
    policy { id legalBasis } ${EXPLAINED} } payments { totalCount edges { cursor node { receipt
    amount allocation { interest principal credit } reversal { kind effectiveOn } } } }
    history(first: 100) { totalCount edges { cursor node { eventId type recordedAt hash changes {
    field before after } } } } mitra { name region } }
  mitra(code: "M-1", ${AT}) { name region status monitoring visitCount visits { totalCount
    edges { node { effectiveOn } } } loans { edges { node { number position { credit } } } }
    history { totalCount edges { node { eventId } } } }
  portfolio(${AT}, groupBy: REGION) { asOf knownAt mitraCount loanCount ${PAID}
    byCollectability { class loanCount principalOutstanding } groups { key ${PAID} } } }`;

describe('I10: an answer on a basis', () => {
  it('is the same, byte for byte, whatever is recorded later', async () => {
    const bases = MOMENTS.filter(([asOf, knownAt]) => asOf && knownAt);
    const answers = async (): Promise<readonly string[]> => {
      const all: string[] = [];
      for (const [asOf, knownAt] of bases)
        all.push((await ask(service, EVERYTHING, { asOf, knownAt })).text);
      return all;
    };
    const before = await answers();
    expect(before[0]).toContain('"L-1"');
    const late = { ...PAYMENT, receipt: 'R4', amount: 90_000, effectiveOn: '2003-01-20' };
    const [visit, day] = [{ mitra: 'M-1', outcome: 'FOUND' }, { effectiveOn: '2003-03-12' }];
    await tell(service, 'receivePayment', late, FINANCE);
    await tell(service, 'reversePayment', { loan: 'L-1', receipt: 'R1' }, FINANCE);
    await tell(service, 'correctMitraData', { ...CORRECTION, to: 'Siti A.' }, FIELD);
    await tell(service, 'changeMitraStatus', { mitra: 'M-1', status: 'MOVED', ...day }, FIELD);
    await tell(service, 'recordVisit', { ...visit, ...day }, FIELD);
    expect(await answers()).toEqual(before);
    const { loan } = await get<{ loan: { position: Sums } }>(
      service,
      `{ loan(number: "L-1", asOf: "2003-03-31") { position { ${PAID} } } }`,
    );
    expect(paid(loan.position)).toBe(790_000);
  });
});
