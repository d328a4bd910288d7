import type { Asked, Outcome } from '../kernel/decider.js';
import type { LocalDate } from '../kernel/local-date.js';
import { refuse } from '../kernel/refusal.js';
import { minus, type Rupiah, sumOf } from '../kernel/rupiah.js';
import { consequences } from './consequences.js';
import type { LoanDisbursed, LoanEvent } from './loan.events.js';
import type { LoanState } from './loan.js';

export interface DisburseLoan {
  readonly loan: string;
  readonly amount: Rupiah;
  /** The bank's own reference of the transfer; the proof that it was paid out. */
  readonly reference: string;
  readonly effectiveOn: LocalDate;
}

/** Paid out whole or in parts, never more than agreed, never after the first instalment is due. */
export const disburseLoan = (
  command: DisburseLoan,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { amount, reference, effectiveOn } = command;
  if (loan.status === 'NONE') return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { timeline } = loan;
  const made = timeline.disbursements.find((one) => one.reference === reference);
  if (made && made.amount === amount && made.effectiveOn === effectiveOn) return [];
  if (made)
    return refuse('REFERENCE_REUSED', {
      recorded: { reference, amount: made.amount, effectiveOn: made.effectiveOn },
    });
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  if (loan.settledOn && effectiveOn > loan.settledOn)
    return refuse('LOAN_SETTLED', { settledOn: loan.settledOn });
  if (effectiveOn > asked.today)
    return refuse('EFFECTIVE_IN_FUTURE', { effectiveOn, today: asked.today });
  const { agreedOn, principal } = timeline.terms;
  if (effectiveOn < agreedOn) return refuse('DISBURSEMENT_BEFORE_AGREEMENT', { agreedOn });
  const firstDueOn = timeline.schedule[0]?.dueOn;
  if (firstDueOn && effectiveOn > firstDueOn)
    return refuse('DISBURSEMENT_AFTER_FIRST_DUE', { firstDueOn });
  const left = minus(
    principal,
    sumOf(timeline.disbursements, (one) => one.amount),
  );
  if (amount > left) return refuse('DISBURSEMENT_EXCEEDS_PRINCIPAL', { principal, left });
  const disbursed: LoanDisbursed = {
    type: 'LoanDisbursed',
    effectiveOn,
    data: { amount, reference },
  };
  return [disbursed, ...consequences(loan, disbursed)];
};
