import type { LocalDate } from '../kernel/local-date.js';
import { refuse, type Refusal } from '../kernel/refusal.js';
import type { Loan } from './loan.js';
import type { LoanStatus } from './position.js';
import type { LoanTimeline } from './timeline.js';

/** What stands in the way, by where a loan stands in its life. */
const IN_THE_WAY: Readonly<Record<LoanStatus, string>> = {
  AGREED: 'LOAN_NOT_DISBURSED',
  ACTIVE: 'LOAN_NOT_PROBLEM',
  PROBLEM: 'LOAN_IS_PROBLEM',
  SETTLED: 'LOAN_SETTLED',
  WRITTEN_OFF: 'LOAN_WRITTEN_OFF',
  CANCELLED: 'CLAIM_CANCELLED',
};

/** Refused unless the loan stands in one of these statuses; the constant says how it stands. */
export const notStanding = (
  { status }: Pick<Loan, 'status'>,
  allowed: readonly LoanStatus[],
): Refusal | null =>
  allowed.includes(status) ? null : refuse(IN_THE_WAY[status], { status, allowed });

/** The last day on which any recorded money moved, or the schedule that it is owed by. */
export const lastMovementOn = (timeline: LoanTimeline): LocalDate => {
  const { disbursements, payments, returns, fees, restructurings, cancellations } = timeline;
  const reversals = payments.flatMap(({ reversed }) => reversed ?? []);
  const waivers = fees.flatMap((fee) => fee.waivers);
  const moved = [
    ...[disbursements, payments, reversals, returns, fees, waivers],
    ...[restructurings, cancellations],
  ];
  return moved
    .flat()
    .map(({ effectiveOn }) => effectiveOn)
    .reduce((last, on) => (on > last ? on : last), timeline.signed.effectiveOn);
};
