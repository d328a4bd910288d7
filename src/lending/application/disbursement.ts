import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { NEXT } from '../../kernel/envelope.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import { minus, type Rupiah, sumOf } from '../../kernel/rupiah.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import { concluding } from '../consequences.js';
import type { AccountCheck, LoanDisbursed, LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';

export interface DisburseLoan {
  readonly loan: string;
  readonly amount: Rupiah;
  /** The bank's own reference of the transfer; the proof that it was paid out. */
  readonly reference: string;
  /** How the account was checked before paying; needed but for loans from before this system. */
  readonly accountCheck?: AccountCheck | undefined;
  readonly effectiveOn: LocalDate;
}

const notChecked = (
  { accountCheck, effectiveOn }: DisburseLoan,
  agreedOn: LocalDate,
): Refusal | null =>
  accountCheck && agreedOn <= accountCheck.on && accountCheck.on <= effectiveOn
    ? null
    : refuse('ACCOUNT_NOT_CHECKED', { from: agreedOn, to: effectiveOn, on: accountCheck?.on });

/** What the rule of the day asks for a loan of this size must have been given by then. */
const notSecured = (
  { effectiveOn }: DisburseLoan,
  { timeline, collaterals }: Loan,
  policies: readonly AdoptedPolicy[],
): Refusal | null => {
  const at = { programme: timeline.programme, on: effectiveOn, known: NEXT };
  const policy = inForce(policies, 'COLLATERAL', at);
  if (!policy) return null;
  const { principal: amount } = timeline.terms;
  const needs = policy.parameters.bands.find(
    ({ upTo }) => upTo === undefined || amount <= upTo,
  )?.kind;
  if (!needs) return refuse('COLLATERAL_RULE_GAP', { amount, policy: policy.id });
  const given = [...collaterals.values()].some(
    ({ kind, state, since }) => kind === needs && state === 'PLEDGED' && since <= effectiveOn,
  );
  return given ? null : refuse('COLLATERAL_MISSING', { needs, amount, policy: policy.id });
};

/** Why nothing can be paid out on that day, whatever is to be shown for it. */
const notPayable = (
  { loan: number, amount, effectiveOn }: DisburseLoan,
  { timeline, settledOn }: Loan,
  { today }: Asked,
): Refusal | null => {
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  if (timeline.opening) return refuse('LOAN_TAKEN_OVER', { loan: number });
  if (timeline.writtenOff) return refuse('LOAN_WRITTEN_OFF', { loan: number });
  const restructuredOn = timeline.restructurings.at(-1)?.effectiveOn;
  if (restructuredOn) return refuse('LOAN_RESTRUCTURED', { restructuredOn });
  if (settledOn && effectiveOn > settledOn) return refuse('LOAN_SETTLED', { settledOn });
  const future = inFuture(effectiveOn, { today });
  if (future) return future;
  const { agreedOn, principal } = timeline.terms;
  if (effectiveOn < agreedOn) return refuse('DISBURSEMENT_BEFORE_AGREEMENT', { agreedOn });
  const firstDueOn = timeline.schedule[0]?.dueOn;
  if (firstDueOn && effectiveOn > firstDueOn)
    return refuse('DISBURSEMENT_AFTER_FIRST_DUE', { firstDueOn });
  const left = minus(
    principal,
    sumOf(timeline.disbursements, (one) => one.amount),
  );
  return amount > left ? refuse('DISBURSEMENT_EXCEEDS_PRINCIPAL', { principal, left }) : null;
};

/** Paid out whole or in parts, never more than agreed, never after the first instalment is due. */
export const disburseLoan = (
  command: DisburseLoan,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  const { amount, reference, accountCheck, effectiveOn } = command;
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { timeline } = loan;
  const made = timeline.disbursements.find((one) => one.reference === reference);
  if (made && made.amount === amount && made.effectiveOn === effectiveOn) return [];
  if (made)
    return refuse('REFERENCE_REUSED', {
      recorded: { reference, amount: made.amount, effectiveOn: made.effectiveOn },
    });
  const no = notPayable(command, loan, asked);
  if (no) return no;
  const unready = timeline.beforeJejak
    ? null
    : (notChecked(command, timeline.terms.agreedOn) ?? notSecured(command, loan, policies));
  if (unready) return unready;
  const disbursed: LoanDisbursed = {
    type: 'LoanDisbursed',
    effectiveOn,
    data: { amount, reference, accountCheck },
  };
  return concluding(loan, [disbursed]);
};
