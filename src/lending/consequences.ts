import { NEXT } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import { HEAD, type Loan } from './loan.js';
import type {
  Allocation,
  LoanDisbursed,
  LoanEvent,
  PaymentReceived,
  PaymentReversed,
} from './loan.events.js';
import { balanceOf } from './position.js';
import { replay, type Replay } from './replay.js';
import { evolveTimeline, type LoanTimeline } from './timeline.js';

/** Stands for the id of the fact being decided, which has none yet. */
export const DECIDING = 'deciding';

type Movement = LoanDisbursed | PaymentReceived | PaymentReversed;

/** The timeline as it will be once `fact` is recorded: it stands after all that is. */
export const timelineWith = (loan: Loan, fact: Movement): LoanTimeline =>
  evolveTimeline(loan.timeline, {
    ...fact,
    eventId: DECIDING,
    position: NEXT,
  } as Recorded<LoanEvent>);

const sameParts = (a: Allocation['instalments'], b: Allocation['instalments']): boolean =>
  a.length === b.length &&
  a.every(({ no, interest, principal }, index) => {
    const other = b[index];
    return no === other?.no && interest === other.interest && principal === other.principal;
  });

export const sameAllocation = (a: Allocation, b: Allocation): boolean =>
  a.lateFee === b.lateFee &&
  a.interest === b.interest &&
  a.principal === b.principal &&
  a.credit === b.credit &&
  sameParts(a.instalments, b.instalments);

/** Payments recorded before whose replay comes out differently now: old and new, on record. */
const reallocated = (loan: Loan, after: Replay) =>
  loan.timeline.payments.flatMap(({ event: payment, receipt }) => {
    const [from, to] = [loan.recorded.get(payment), after.allocations.get(payment)];
    return from && to && !sameAllocation(from, to) ? [{ payment, receipt, from, to }] : [];
  });

/**
 * What follows from a movement of money, as facts of their own: earlier payments that it moves,
 * and the loan's settlement or reopening. `reopensOn` dates a reopening.
 */
export const consequences = (loan: Loan, fact: Movement, reopensOn?: LocalDate): LoanEvent[] => {
  const after = replay(timelineWith(loan, fact), HEAD);
  const { effectiveOn } = fact;
  const payments = reallocated(loan, after);
  const moved: LoanEvent[] =
    payments.length > 0 ? [{ type: 'PaymentsReallocated', effectiveOn, data: { payments } }] : [];
  const { status, settledOn } = balanceOf(after);
  if (status === 'SETTLED' && loan.status !== 'SETTLED' && settledOn)
    return [...moved, { type: 'LoanSettled', effectiveOn: settledOn, data: {} }];
  if (status !== 'SETTLED' && loan.status === 'SETTLED' && loan.settledOn) {
    const data = { settledOn: loan.settledOn };
    return [...moved, { type: 'LoanReopened', effectiveOn: reopensOn ?? loan.settledOn, data }];
  }
  return moved;
};
