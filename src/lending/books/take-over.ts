import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import { type Rupiah, ZERO } from '../../kernel/rupiah.js';
import type { Collectability } from '../../policy/policy.events.js';
import type { LoanEvent, OpeningBalanceTakenOver } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import { MAX_AMOUNT } from '../schedule/schedule-refusals.js';

export interface TakeOverOpeningBalance {
  readonly loan: string;
  readonly mitra: string;
  /** The day of the balance: the loan's history begins on it. */
  readonly balanceOn: LocalDate;
  /** What is outstanding on that day, whole rupiah. */
  readonly principal: Rupiah;
  readonly interest: Rupiah;
  readonly fees?: Rupiah | undefined;
  /** Left out: as much as is outstanding, as if nothing had been paid back. */
  readonly disbursed?: Rupiah | undefined;
  readonly interestPaid?: Rupiah | undefined;
  readonly bookedClass: Collectability;
  readonly oldestUnpaidDueOn?: LocalDate | undefined;
  readonly agreedOn?: LocalDate | undefined;
  readonly programme?: string | undefined;
  readonly cohort?: string | undefined;
  readonly unit?: string | undefined;
  readonly evidence?: string | undefined;
}

type Balance = OpeningBalanceTakenOver['data'];

const AMOUNTS = ['principal', 'interest', 'fees', 'disbursed', 'interestPaid'] as const;

const balanceIn = (command: TakeOverOpeningBalance): Balance => {
  const { loan, mitra, programme, cohort, unit, agreedOn, oldestUnpaidDueOn } = command;
  const { principal, interest, bookedClass, fees = ZERO, interestPaid = ZERO } = command;
  return {
    ...{ loan, mitra, programme, cohort, unit, agreedOn, oldestUnpaidDueOn },
    ...{ principal, interest, fees, interestPaid, bookedClass },
    disbursed: command.disbursed ?? principal,
  };
};

/** The balance that a loan was taken over with; null for one that was signed here. */
const recordedBalance = ({ timeline }: Loan): Partial<Balance> | null => {
  const { opening, loan, mitra, programme, cohort, unit } = timeline;
  return opening ? { loan, mitra, programme, cohort, unit, ...opening } : null;
};

/** What is recorded otherwise than it is said now; null where a loan is not one taken over. */
export const otherBalance = (
  command: TakeOverOpeningBalance,
  loan: Loan,
): readonly (keyof Balance | 'balanceOn')[] | null => {
  const recorded = recordedBalance(loan);
  if (!recorded) return null;
  const said = balanceIn(command);
  const fields = (Object.keys(said) as (keyof Balance)[]).filter(
    (field) => said[field] !== recorded[field],
  );
  return loan.timeline.signed.effectiveOn === command.balanceOn ? fields : [...fields, 'balanceOn'];
};

const wrongAmounts = (balance: Balance): Refusal | null => {
  const negative = AMOUNTS.find((field) => balance[field] < 0);
  if (negative) return refuse('AMOUNT_NEGATIVE', { field: negative, amount: balance[negative] });
  const large = AMOUNTS.find((field) => balance[field] > MAX_AMOUNT);
  if (large) return refuse('AMOUNT_TOO_LARGE', { field: large, most: MAX_AMOUNT });
  const { principal, interest, fees, disbursed } = balance;
  if (principal + interest + fees === 0) return refuse('BALANCE_IS_ZERO', { loan: balance.loan });
  if (disbursed === 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'disbursed', amount: 0 });
  return principal > disbursed
    ? refuse('PRINCIPAL_EXCEEDS_DISBURSED', { principal, disbursed })
    : null;
};

const wrongDays = (command: TakeOverOpeningBalance, asked: Asked): Refusal | null => {
  const { balanceOn, agreedOn, oldestUnpaidDueOn } = command;
  const future = inFuture(balanceOn, asked);
  if (future) return future;
  if (agreedOn && agreedOn > balanceOn)
    return refuse('BALANCE_BEFORE_AGREEMENT', { balanceOn, agreedOn });
  if (oldestUnpaidDueOn && oldestUnpaidDueOn > balanceOn)
    return refuse('BALANCE_BEFORE_OLDEST_UNPAID', { balanceOn, oldestUnpaidDueOn });
  return agreedOn && oldestUnpaidDueOn && oldestUnpaidDueOn < agreedOn
    ? refuse('OLDEST_UNPAID_BEFORE_AGREEMENT', { agreedOn, oldestUnpaidDueOn })
    : null;
};

/**
 * A loan of the old books of which only balances are known: its history begins with them. A
 * problem loan is taken over as LOSS and declared one here, by whoever may.
 * @param mitra what the handler found out about the borrower
 */
export const takeOverOpeningBalance = (
  command: TakeOverOpeningBalance,
  loan: LoanState,
  asked: Asked,
  mitra: { readonly registered: boolean },
): Outcome<LoanEvent> => {
  const { loan: number, evidence, balanceOn: effectiveOn, bookedClass } = command;
  if (isSigned(loan)) {
    if (otherBalance(command, loan)?.length === 0) return [];
    const { agreedOn } = loan.timeline.terms;
    return refuse('LOAN_ALREADY_SIGNED', { loan: number, agreedOn });
  }
  if (loan.status !== 'NONE')
    return refuse('LOAN_WAS_PROPOSED', { loan: number, status: loan.status });
  if (!mitra.registered) return refuse('MITRA_NOT_REGISTERED', { mitra: command.mitra });
  if (!evidence?.trim()) return refuse('EVIDENCE_REQUIRED', { field: 'evidence' });
  if (bookedClass === 'PROBLEM') return refuse('PROBLEM_LOAN_IS_DECLARED', { loan: number });
  const data = balanceIn(command);
  const wrong = wrongDays(command, asked) ?? wrongAmounts(data);
  if (wrong) return wrong;
  return [{ type: 'OpeningBalanceTakenOver', effectiveOn, data, personal: { evidence } }];
};
