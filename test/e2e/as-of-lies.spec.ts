import {
  allThatWasKnown, type Answer, answerOf, type Asked, KNOWN, tellBefore, tellSince, TODAY, WHOLE,
  YEAR_END,
} from './lies.js'; // prettier-ignore
import { get, type Service, start } from './service.js';

let service: Service;
let knownThen: readonly string[];
beforeAll(async () => {
  service = await start('2004-03-01T03:00:00.000Z');
  await tellBefore(service);
  service.setClock('2004-03-10T03:00:00.000Z');
  knownThen = await allThatWasKnown(service);
  service.setClock(`${TODAY}T03:00:00.000Z`);
  await tellSince(service);
}, 60_000);
afterAll(() => service.stop());

/** The loan and its programme's fund must both say so. */
const says = async (loan: string, asked: Asked, expected: object): Promise<Answer> => {
  const answer = await answerOf(service, loan, asked);
  expect({ of: loan, asked, ...answer }).toMatchObject({ of: loan, asked, ...expected });
  return answer;
};
const known = (asOf: string): Asked => ({ asOf, knownAt: KNOWN });
const sum = ({ loan }: Answer, part: 'principal' | 'interest'): number =>
  (loan?.schedule ?? []).reduce((total, row) => total + Number(row[part]), 0);
const classes = (counts: Readonly<Record<string, number>>) => ({
  byCollectability: ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS', 'PROBLEM'].map((name) =>
    expect.objectContaining({ class: name, loanCount: counts[name] ?? 0 }),
  ),
});

describe('How as-of reports lie in other systems', () => {
  it('loans closed or written off today vanish from a past report: not here', async () => {
    // The write-off charged twelve late fees of 2002: learned since, and true at the year's end.
    const fees = 144_000;
    for (const [loan, collectability, more] of [
      ['CLOSED-1', 'DOUBTFUL', 0],
      ['CLOSED-2', 'LOSS', fees],
    ] as const) {
      const open = { loanCount: 2, openCount: 2, writtenOff: 0 };
      const stood = (own: number, all: number) => ({
        loan: { status: 'ACTIVE', position: { totalOutstanding: WHOLE + own, collectability } },
        portfolio: {
          ...{ ...open, totalOutstanding: 2 * WHOLE + all },
          ...classes({ DOUBTFUL: 1, LOSS: 1 }),
        },
      });
      await says(loan, { asOf: YEAR_END }, stood(more, fees));
      await says(loan, known(YEAR_END), stood(0, 0));
      const later = { loan: { status: 'ACTIVE' }, portfolio: { ...open, ...classes({ LOSS: 2 }) } };
      await says(loan, known(TODAY), later);
    }
    const ended = { loanCount: 2, openCount: 0, writtenOff: WHOLE + fees, ...classes({}) };
    await says('CLOSED-1', {}, { loan: { status: 'SETTLED' }, portfolio: ended });
    await says('CLOSED-2', {}, { loan: { status: 'WRITTEN_OFF' }, portfolio: ended });
  });

  it('payments made later lower an earlier balance: not here', async () => {
    const owes = (totalOutstanding: number) => ({
      loan: { position: { totalOutstanding } },
      portfolio: { totalOutstanding },
    });
    await says('LATER-1', { asOf: YEAR_END }, owes(WHOLE));
    await says('LATER-1', { asOf: '2004-06-09' }, owes(WHOLE));
    await says('LATER-1', { asOf: '2004-06-10' }, owes(WHOLE - 1_390_000));
    await says('LATER-1', known('2004-06-10'), owes(WHOLE));
  });

  it('past arrears drop to zero once paid: not here', async () => {
    const arrears = { principalArrears: 12_000_000, interestArrears: 390_000 };
    const late = (daysPastDue: number, collectability: string) => ({
      loan: { status: 'ACTIVE', position: { ...arrears, daysPastDue, collectability } },
      portfolio: classes({ [collectability]: 1 }),
    });
    await says('ARREARS-1', { asOf: YEAR_END }, late(350, 'DOUBTFUL'));
    await says('ARREARS-1', known(YEAR_END), late(350, 'DOUBTFUL'));
    await says('ARREARS-1', { asOf: '2004-06-14' }, late(516, 'LOSS'));
    await says('ARREARS-1', known(TODAY), late(532, 'LOSS'));
    const none = { principalArrears: 0, interestArrears: 0, daysPastDue: 0, collectability: null };
    await says('ARREARS-1', {}, { loan: { position: none }, portfolio: classes({}) });
  });

  it('a loan paid out in parts shows its full schedule too early: not here', async () => {
    const part = { disbursed: 5_000_000, principalOutstanding: 5_000_000 };
    const whole = { disbursed: 12_000_000, principalOutstanding: 12_000_000 };
    for (const [asked, out, [principal, interest]] of [
      [{ asOf: '2004-01-24' }, part, [5_000_000, 162_500]],
      [{ asOf: '2004-01-25' }, whole, [12_000_000, 390_000]],
      [known('2004-01-24'), part, [5_000_000, 162_500]],
      [known('2004-01-25'), part, [5_000_000, 162_500]],
    ] as const) {
      const expected = { loan: { position: out }, portfolio: { ...out, interestAgreed: interest } };
      const answer = await says('PARTS-1', asked, expected);
      expect([sum(answer, 'principal'), sum(answer, 'interest')]).toEqual([principal, interest]);
    }
    const due = (principalArrears: number) => ({ loan: { position: { principalArrears } } });
    await says('PARTS-1', { asOf: '2004-03-01' }, due(1_000_000));
    await says('PARTS-1', known('2004-03-01'), due(416_666));
  });

  it('instalments already paid show as overdue: not here', async () => {
    const paid = (days: number, counts: Readonly<Record<string, number>>, on: unknown[]) => ({
      loan: { position: { daysPastDue: days, principalArrears: days === 0 ? 0 : 1_000_000 } },
      portfolio: { openCount: 1, principalPaid: 1_000_000 * on.length, ...classes(counts) },
    });
    const paidOn = ({ loan }: Answer) => loan?.schedule.slice(0, 2).map((row) => row['paidOn']);
    const both = ['2004-01-10', '2004-02-09'];
    const now = await says('PAID-1', { asOf: '2004-02-20' }, paid(0, { CURRENT: 1 }, both));
    expect(paidOn(now)).toEqual(both);
    const then = await says('PAID-1', known('2004-02-20'), paid(10, { SUBSTANDARD: 1 }, ['once']));
    expect(paidOn(then)).toEqual(['2004-01-10', null]);
    for (const asked of [{ asOf: '2004-01-10' }, known('2004-01-10')])
      await says('PAID-1', asked, paid(0, { CURRENT: 1 }, ['once']));
    const before = await says('PAID-1', { asOf: '2004-01-09' }, paid(0, { CURRENT: 1 }, []));
    expect(paidOn(before)).toEqual([null, null]);
  });

  it('drafts and cancelled entries leak in: not here', async () => {
    const fund = { mitraCount: 1, loanCount: 1, openCount: 1, disbursed: 12_000_000 };
    const nothing = { disbursed: 0, totalOutstanding: 0, collectability: null };
    for (const asked of [{}, { asOf: '2004-06-29' }, known(TODAY)]) {
      const draft = { loan: { status: 'AGREED', position: nothing }, portfolio: fund };
      await says('DRAFT-1', asked, draft);
      await says('DRAFT-3', asked, { loan: null, portfolio: fund });
    }
    const paid = (interestPaid: number, principalPaid: number) => ({
      loan: { position: { interestPaid, principalPaid } },
      portfolio: { interestPaid, principalPaid },
    });
    const cancelled = await says('DRAFT-2', { asOf: YEAR_END }, paid(0, 0));
    expect(cancelled.loan?.payments.edges).toMatchObject([
      { node: { amount: 500_000, allocation: null, reversal: { kind: 'ERROR' } } },
    ]);
    const believed = await says('DRAFT-2', known(YEAR_END), paid(250_000, 250_000));
    expect(believed.loan?.payments.edges).toMatchObject([{ node: { reversal: null } }]);
  });

  it('a reversal dated today changes the past it was known in: not here', async () => {
    const paid = (one: number, all: number) => ({
      loan: { position: { principalPaid: one } },
      portfolio: { principalPaid: all },
    });
    await says('REVERSAL-1', { asOf: '2004-06-29' }, paid(1_000_000, 1_000_000));
    await says('REVERSAL-1', { asOf: TODAY }, paid(0, 0));
    await says('REVERSAL-2', { asOf: '2004-06-29' }, paid(0, 1_000_000));
    for (const loan of ['REVERSAL-1', 'REVERSAL-2'])
      for (const asOf of ['2004-01-10', '2004-06-29', TODAY])
        await says(loan, known(asOf), paid(1_000_000, 2_000_000));
  });

  it(
    `a payment entered late, for a date in a closed period, changes a published report with no
    trace: not here`.replace(/\s+/g, ' '),
    async () => {
      const paid = (interestPaid: number) => ({
        loan: { position: { interestPaid } },
        portfolio: { interestPaid },
      });
      await says('PERIOD-1', known(YEAR_END), paid(0));
      await says('PERIOD-1', { asOf: YEAR_END }, paid(100_000));
      await says('PERIOD-1', { asOf: '2003-12-19' }, paid(0));
      const filter = { loan: 'PERIOD-1', effectiveTo: YEAR_END, recordedFrom: KNOWN };
      const { history } = await get<{ history: { edges: readonly unknown[] } }>(
        service,
        `query ($filter: HistoryFilter) { history(filter: $filter) {
        edges { node { type effectiveOn recordedAt reason } } } }`,
        { filter },
      );
      const late = { type: 'PaymentReceived', effectiveOn: '2003-12-20' };
      const node = { ...late, recordedAt: `${TODAY}T03:00:00.000Z`, reason: 'found in a drawer' };
      expect(history.edges).toEqual([{ node }]);
    },
  );

  it('and what was known then is answered to the byte as it was then (I10)', async () => {
    expect(new Set(knownThen).size).toBeGreaterThan(30);
    expect(await allThatWasKnown(service)).toEqual(knownThen);
  });
});
