import { localDate } from '../../src/kernel/local-date.js';
import { rate } from '../../src/kernel/rate.js';
import { HEAD, balanceOf, positionAt } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import { addsUp, loanOf } from './adds-up.js';
import { RULES } from './ending-rules.js';
import { proposed, rescheduled, takenOver } from './restructuring-story.js';
import { given, lent, type LoanHistory, paid, told } from './story.js';

const day = localDate;
const late = lent(); // 110 due on the 15th of February, March and April 2003; nothing is paid
const recondition = (more = {}) => ({
  ...{ kind: 'RECONDITIONING' as const, effectiveOn: day('2003-05-20') },
  ...{ firstDueOn: day('2003-06-01'), ...more },
});
const once = [...late, ...rescheduled()];

/** principal, interest, capitalised, waived, added of what is proposed, and its schedule's sums. */
const account = (...history: LoanHistory) => {
  const { events } = told(...history);
  const made = events.at(-1);
  if (made?.type !== 'RestructuringProposed') throw new Error(`not proposed: ${made?.type}`);
  const { principal, interest, capitalised, interestWaived, interestAdded, schedule } = made.data;
  const sum = (part: 'principal' | 'interest') => schedule.reduce((all, row) => all + row[part], 0);
  expect(sum('principal')).toBe(principal + capitalised);
  expect(sum('interest')).toBe(interest - capitalised - interestWaived + interestAdded);
  const rows = schedule.map((row) => [row.no, row.principal, row.interest]);
  return { figures: [principal, interest, capitalised, interestWaived, interestAdded], rows };
};

describe('a reconditioning', () => {
  // rescheduled on 2003-03-20 into 4 × 75 + 7 (the last 9), due from 2003-04-20; on 2003-05-21 two
  // of them are past due: 14 of the interest is in arrears, 16 is coming
  const on = { effectiveOn: day('2003-05-21') };
  const halved = { method: 'DECLINING', rate: rate('0.12') } as const;
  const raised = { method: 'FLAT', rate: rate('0.24') } as const;
  const capitalised = { arrearsInterest: 'CAPITALISED' } as const;
  const waived = { arrearsInterest: 'WAIVED' } as const;
  /** The interest of three instalments, the tenth to the twelfth, on their principal. */
  const rowsOf = (principals: readonly number[], ...interests: readonly number[]) =>
    principals.map((principal, index) => [10 + index, principal, interests[index]]);
  const hundreds = [100, 100, 100];
  const more14 = [104, 104, 106];
  for (const [what, more, figures, rows] of [
    ['keeps all interest', {}, [300, 30, 0, 0, 0], rowsOf(hundreds, 10, 10, 10)],
    ['makes arrears principal', capitalised, [300, 30, 14, 0, 0], rowsOf(more14, 5, 5, 6)],
    ['waives arrears', waived, [300, 30, 0, 14, 0], rowsOf(hundreds, 5, 5, 6)],
    [
      'waives coming interest',
      { comingInterest: 'WAIVED' },
      ...[[300, 30, 0, 16, 0], rowsOf(hundreds, 4, 4, 6)],
    ],
    [
      'waives both',
      { ...waived, comingInterest: 'WAIVED' },
      ...[[300, 30, 0, 30, 0], rowsOf(hundreds, 0, 0, 0)],
    ],
    [
      'makes arrears principal and waives the rest',
      { ...capitalised, comingInterest: 'WAIVED' },
      ...[[300, 30, 14, 16, 0], rowsOf(more14, 0, 0, 0)],
    ],
    [
      'lowers coming interest',
      { comingInterest: halved },
      ...[[300, 30, 0, 10, 0], rowsOf(hundreds, 7, 6, 7)],
    ],
    [
      'raises coming interest',
      { ...waived, comingInterest: raised },
      ...[[300, 30, 0, 14, 2], rowsOf(hundreds, 6, 6, 6)],
    ],
    [
      'takes the new rate on what it makes principal',
      { ...capitalised, comingInterest: halved },
      ...[[300, 30, 14, 10, 0], rowsOf(more14, 3, 2, 1)],
    ],
  ] as [string, Parameters<typeof recondition>[0], number[], number[][]][])
    it(what, () => {
      const wanted = recondition({ ...on, instalments: 3, ...more });
      expect(account(...once, proposed(wanted))).toEqual({ figures, rows });
      addsUp(...once, ...rescheduled(wanted));
      addsUp(...once, ...rescheduled(wanted), paid('R1', 500, '2003-06-05'));
    });

  it('says by which rate coming interest was worked out, and shows what it came to', () => {
    const newRate = { method: 'DECLINING', rate: rate('0.12') } as const;
    const terms = { arrearsInterest: 'CAPITALISED', comingInterest: newRate } as const;
    const story = [...once, ...rescheduled(recondition({ ...on, instalments: 3, ...terms }))];
    expect(loanOf(...story).timeline.restructurings.at(-1)).toMatchObject({ newRate });
    const {
      capitalised,
      interestWaived,
      principalOutstanding,
      interestOutstanding,
      interestAgreed,
    } = balanceOf(replay(loanOf(...story).timeline, HEAD));
    expect([
      capitalised,
      interestWaived,
      principalOutstanding,
      interestOutstanding,
      interestAgreed,
    ]).toEqual([14, 10, 314, 6, 30]);
  });

  it('says why no schedule can be made of it', () =>
    given(...once)
      .when(proposed(recondition({ ...on, instalments: 0 })))
      .thenRefused('INSTALMENTS_OUT_OF_RANGE'));
});

describe('a loan taken over from the old books', () => {
  const on = (story: LoanHistory, asOf: string) =>
    positionAt(loanOf(...story).timeline, { ...HEAD, asOf: day(asOf) }, RULES);

  it('has the class of those books until it is rescheduled; from then on days count', () => {
    const story = [takenOver(300, 30), paid('R1', 50, '2003-02-01'), ...rescheduled()];
    expect(on(story, '2003-03-19')).toMatchObject({
      ...{ collectability: 'LOSS', basis: 'BOOKED', daysPastDue: null },
    });
    expect(on(story, '2003-04-20')).toMatchObject({ collectability: 'CURRENT', daysPastDue: 0 });
    expect(on(story, '2003-04-25')).toMatchObject({
      ...{ collectability: 'SUBSTANDARD', basis: 'DUE_DATES', daysPastDue: 5 },
    });
    addsUp(...story, paid('R2', 60, '2003-03-01'), paid('R3', 500, '2003-05-01'));
  });

  it('is extended from its restructuring on: until when it was lent is not known', () => {
    const instalments = 1;
    const books = [takenOver(300, 30, { oldestUnpaidDueOn: day('1999-01-01') })];
    given(...books)
      .when(proposed({ instalments, firstDueOn: day('2005-03-21') }))
      .thenRefused('EXTENSION_TOO_LONG', { latest: '2005-03-20' });
    expect(told(...books, proposed({ instalments, firstDueOn: day('2005-03-20') }))).toBeTruthy();
  });

  it('of which interest alone is left is rescheduled too, and not reconditioned to nothing', () => {
    const story = [takenOver(0, 30), ...rescheduled()];
    expect(account(takenOver(0, 30), proposed()).rows).toEqual([
      ...[[3, 0, 7], [4, 0, 7], [5, 0, 7], [6, 0, 9]], // prettier-ignore
    ]);
    addsUp(...story, paid('R1', 10, '2003-05-01'));
    given(...story)
      .when(proposed(recondition({ arrearsInterest: 'WAIVED', comingInterest: 'WAIVED' })))
      .thenRefused('NOTHING_TO_RESTRUCTURE');
  });
});
