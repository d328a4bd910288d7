import type { LocalDate } from '../kernel/local-date.js';
import { minus, plus, type Rupiah, sumOf } from '../kernel/rupiah.js';
import { classOf, daysPastDue } from '../policy/collectability.js';
import { type AdoptedPolicy, inForce } from '../policy/in-force.js';
import type { Collectability } from '../policy/policy.events.js';
import { type InstalmentState, replay, type Replay } from './replay.js';
import { counts, type Moment } from '../kernel/moment.js';
import { type LoanTimeline } from './timeline.js';

/** AGREED: nothing paid out yet. SETTLED: the replay has nothing outstanding. */
export type LoanStatus = 'AGREED' | 'ACTIVE' | 'SETTLED';
export const LOAN_STATUSES = ['AGREED', 'ACTIVE', 'SETTLED'] as const;

/** How a loan stands; whole rupiah. Its account equations are checked by `fsck`. */
export interface LoanPosition {
  readonly status: LoanStatus;
  readonly disbursed: Rupiah;
  readonly interestAgreed: Rupiah;
  readonly principalPaid: Rupiah;
  readonly interestPaid: Rupiah;
  readonly principalOutstanding: Rupiah;
  readonly interestOutstanding: Rupiah;
  readonly totalOutstanding: Rupiah;
  readonly credit: Rupiah;
  readonly principalArrears: Rupiah;
  readonly interestArrears: Rupiah;
  readonly oldestUnpaidDueOn?: LocalDate | undefined;
  readonly daysPastDue: number;
  /** Null where the loan is ended or not begun, or where no rule was known. */
  readonly collectability: Collectability | null;
  readonly policy: AdoptedPolicy | null;
  readonly settledOn?: LocalDate | undefined;
}

const unpaidPrincipal = (row: InstalmentState): Rupiah => minus(row.principal, row.paidPrincipal);
const unpaidInterest = (row: InstalmentState): Rupiah => minus(row.interest, row.paidInterest);

const statusOf = ({ disbursed }: Replay, outstanding: Rupiah): LoanStatus =>
  disbursed === 0 ? 'AGREED' : outstanding === 0 ? 'SETTLED' : 'ACTIVE';

/** Everything a replay says that does not depend on the calendar. */
export const balanceOf = (played: Replay) => {
  const rows = played.instalments;
  const principalPaid = sumOf(rows, (row) => row.paidPrincipal);
  const interestPaid = sumOf(rows, (row) => row.paidInterest);
  const interestAgreed = sumOf(rows, (row) => row.interest);
  const principalOutstanding = minus(played.disbursed, principalPaid);
  const interestOutstanding = minus(interestAgreed, interestPaid);
  const totalOutstanding = plus(principalOutstanding, interestOutstanding);
  const status = statusOf(played, totalOutstanding);
  return {
    ...{ status, disbursed: played.disbursed, interestAgreed, principalPaid, interestPaid },
    ...{ principalOutstanding, interestOutstanding, totalOutstanding, credit: played.credit },
    /** The first instalment with anything unpaid, due or not. */
    oldestUnpaidDueOn: rows.find((row) => unpaidPrincipal(row) + unpaidInterest(row) > 0)?.dueOn,
    settledOn: status === 'SETTLED' ? played.lastPaidOn : undefined,
  };
};

/**
 * How a loan stood on `asOf` by what was known at `known`: the same function for one loan, for a
 * portfolio and for a read model. Null before its agreement, or before that was known.
 * @param policies every rule adopted, with its position: those known then and valid on the day
 * decide, the narrower scope first
 */
export const positionAt = (
  timeline: LoanTimeline,
  moment: Moment,
  policies: readonly AdoptedPolicy[],
): LoanPosition | null => {
  if (!counts(timeline.signed, moment)) return null;
  const played = replay(timeline, moment);
  const { oldestUnpaidDueOn: oldest, ...balance } = balanceOf(played);
  const inArrears = oldest !== undefined && oldest < moment.asOf;
  const late = inArrears ? played.instalments.filter((row) => row.dueOn < moment.asOf) : [];
  const at = { programme: timeline.programme, on: moment.asOf, known: moment.known };
  const policy = balance.status === 'ACTIVE' ? inForce(policies, 'COLLECTABILITY', at) : null;
  return {
    ...balance,
    principalArrears: sumOf(late, unpaidPrincipal),
    interestArrears: sumOf(late, unpaidInterest),
    oldestUnpaidDueOn: inArrears ? oldest : undefined,
    daysPastDue: inArrears ? daysPastDue(oldest, moment.asOf) : 0,
    collectability:
      policy && classOf(policy.parameters, inArrears ? oldest : undefined, moment.asOf),
    policy,
  };
};

/** The last day there is: a question without a day is about all that is recorded. */
export const FOREVER = '9999-12-31' as LocalDate;
