import { localDate } from '../../src/kernel/local-date.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import { addsUp, loanOf } from './adds-up.js';
import { RULES, with_ } from './ending-rules.js';
import { recovered } from './ending-story.js';
import { rescheduled, WANTED } from './restructuring-story.js';
import {
  disbursed,
  given,
  lent,
  type LoanHistory,
  paid,
  pay,
  returned,
  reversed,
  signed,
  told,
} from './story.js';

const day = localDate;
const late = lent(); // 110 due on the 15th of February, March and April 2003; nothing is paid
const again = { effectiveOn: day('2003-05-20'), firstDueOn: day('2003-06-01') };
const once = [...late, ...rescheduled()];

describe('after a restructuring', () => {
  const rowsOf = (...story: LoanHistory) =>
    replay(loanOf(...story).timeline, HEAD).instalments.map((row) => [
      ...[row.no, row.dueOn, row.principal, row.interest, row.paidPrincipal, row.paidInterest],
    ]);
  const paying = [...late, paid('R1', 110, '2003-02-15'), paid('R2', 10, '2003-03-01')];
  const restructured = [...paying, ...rescheduled()]; // 200 and 10 in 4 instalments

  it('a payment from before it, entered after it, meets the new schedule on that day', () => {
    const story = [...restructured, paid('R3', 60, '2003-03-10')];
    // ahead, an instalment at a time: 2 and 50, then 2 and 6
    expect(rowsOf(...story)).toEqual([
      [1, '2003-02-15', 100, 10, 100, 10],
      [2, '2003-03-15', 0, 10, 0, 10],
      [5, '2003-04-20', 50, 2, 50, 2],
      [6, '2003-05-20', 50, 2, 6, 2],
      [7, '2003-06-20', 50, 2, 0, 0],
      [8, '2003-07-20', 50, 4, 0, 0],
    ]);
    const { timeline } = loanOf(...story);
    const before = positionAt(timeline, { ...HEAD, asOf: day('2003-03-12') }, RULES);
    expect(before?.principalOutstanding).toBe(200 - 60);
    addsUp(...story);
  });

  it('one from before it that never happened falls due on that day', () => {
    const story = [...restructured, reversed('R1')];
    expect(rowsOf(...story)).toEqual([
      [1, '2003-02-15', 0, 10, 0, 10],
      [4, '2003-03-20', 100, 10, 0, 0],
      [5, '2003-04-20', 50, 2, 0, 0],
      [6, '2003-05-20', 50, 2, 0, 0],
      [7, '2003-06-20', 50, 2, 0, 0],
      [8, '2003-07-20', 50, 4, 0, 0],
    ]);
    const at = (asOf: string) =>
      positionAt(loanOf(...story).timeline, { ...HEAD, asOf: day(asOf) }, RULES);
    expect(at('2003-03-20')?.daysPastDue).toBe(0);
    expect(at('2003-04-01')?.daysPastDue).toBe(12);
    addsUp(...story);
  });

  it('one that the bank took back is due that day from the bank’s date on, and not before', () => {
    const story = [...restructured, returned('R1', '2003-04-10')];
    const at = (asOf: string) =>
      positionAt(loanOf(...story).timeline, { ...HEAD, asOf: day(asOf) }, RULES);
    expect([at('2003-04-09')?.totalOutstanding, at('2003-04-09')?.daysPastDue]).toEqual([210, 0]);
    expect([at('2003-04-10')?.totalOutstanding, at('2003-04-10')?.daysPastDue]).toEqual([320, 21]);
    addsUp(...story);
  });

  it('late payments and reversals find their place between two restructurings', () => {
    const twice = [...restructured, paid('R3', 30, '2003-04-25'), ...rescheduled(again)];
    addsUp(...twice);
    addsUp(...twice, paid('R4', 40, '2003-03-10'));
    addsUp(...twice, paid('R4', 40, '2003-05-01'), reversed('R3'));
    addsUp(...twice, reversed('R3'), reversed('R1'), returned('R2', '2003-05-25'));
    addsUp(...twice, paid('R4', 400, '2003-03-10'), reversed('R4'));
    const nos = loanOf(...twice).timeline.restructurings.map(({ schedule }) => schedule[0]?.no);
    expect(nos).toEqual([5, 10]);
  });

  it('settles by the new schedule', () => {
    const story = [...restructured, pay('R9', 210, '2003-07-20')];
    expect(told(...story).events.at(-1)).toMatchObject({ type: 'LoanSettled' });
    addsUp(...story);
    addsUp(...story, reversed('R9'));
  });

  it('of a loan paid out in parts, only what was paid out is owed', () => {
    const story = [signed(), disbursed('D1', 200), ...rescheduled()];
    addsUp(...story, paid('R1', 300, '2003-05-01'));
    given(...story)
      .when(disbursed('D2', 100, '2003-02-01'))
      .thenRefused('LOAN_RESTRUCTURED');
  });

  it('recounts the class by the new schedule, or keeps it as long as the rule says', () => {
    const on = (story: LoanHistory, asOf: string) =>
      positionAt(loanOf(...story).timeline, { ...HEAD, asOf: day(asOf) }, RULES)?.collectability;
    expect(on(once, '2003-03-19')).toBe('SUBSTANDARD');
    expect(on(once, '2003-03-20')).toBe('CURRENT');
    const keeps = with_('restructuring', { classAfter: 'KEPT', keptInstalments: 2 });
    const kept = [...late, ...rescheduled({}, WANTED.effectiveOn, keeps)];
    expect(on(kept, '2003-03-20')).toBe('SUBSTANDARD');
    const first = [...kept, paid('R1', 82, '2003-04-20')];
    expect(on(first, '2003-04-20')).toBe('SUBSTANDARD');
    expect(on([...first, paid('R2', 82, '2003-05-20')], '2003-05-20')).toBe('CURRENT');
  });

  it('money after it never counts as a recovery', () =>
    given(...once)
      .when(recovered('R1', 1, '2003-04-01'))
      .thenRefused('LOAN_NOT_WRITTEN_OFF'));
});
