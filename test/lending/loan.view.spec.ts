import { NEXT } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { loanView, scheduleView } from '../../src/lending/loan.view.js';
import { disbursed, type LoanHistory, signed, timelineOf } from './story.js';

const shown = (...history: LoanHistory) => {
  const asOf = localDate('2003-02-10');
  const moment = { asOf, known: NEXT, knownAt: null, isNow: false };
  const loan = loanView(timelineOf(...history), moment);
  if (!loan) throw new Error('the loan was agreed by then');
  return scheduleView(loan);
};

describe('the schedule of a loan that is shown', () => {
  it('is the agreed one while nothing is paid out, and nothing of it is paid', () => {
    const { schedule } = timelineOf(signed());
    const unpaid = { paidPrincipal: 0, paidInterest: 0, paidOn: null };
    expect(shown(signed())).toEqual(schedule.map((row) => ({ ...row, ...unpaid })));
  });

  it('is never more than what was paid out by then', () => {
    const half = shown(signed(), disbursed('D1', 150));
    expect(half.reduce((sum, { principal }) => sum + principal, 0)).toBe(150);
  });
});
