import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse } from '../../kernel/refusal.js';
import { least, type Rupiah } from '../../kernel/rupiah.js';
import { concluding, timelineWith } from '../consequences.js';
import { isSigned, type LoanState } from '../loan.js';
import { HEAD } from '../position.js';
import type { LoanEvent } from '../loan.events.js';
import { replay } from '../replay.js';

export interface ReturnOverpayment {
  readonly loan: string;
  readonly amount: Rupiah;
  /** The bank's own reference of the transfer; unique among the loan's returns. */
  readonly reference: string;
  readonly effectiveOn: LocalDate;
}

/** Credit paid back to the mitra: never more than there is, on its day and by all that is known. */
export const returnOverpayment = (
  command: ReturnOverpayment,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { amount, reference, effectiveOn } = command;
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { timeline } = loan;
  const made = timeline.returns.find((one) => one.reference === reference);
  if (made && made.amount === amount && made.effectiveOn === effectiveOn) return [];
  if (made)
    return refuse('REFERENCE_REUSED', {
      recorded: { reference, amount: made.amount, effectiveOn: made.effectiveOn },
    });
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const thatDay = replay(timeline, { asOf: effectiveOn, known: NEXT }).credit;
  const credit = least(thatDay, replay(timeline, HEAD).credit);
  if (amount > credit) return refuse('CREDIT_TOO_SMALL', { credit });
  const given: LoanEvent = {
    ...{ type: 'OverpaymentReturned', effectiveOn, data: { amount, reference } },
  };
  // Between that day and the head there may have been less for a while.
  const { returnedInExcess } = replay(timelineWith(loan, [given]), HEAD);
  if (returnedInExcess > 0) return refuse('CREDIT_TOO_SMALL', { credit, returnedInExcess });
  return concluding(loan, [given]);
};
