import { NEXT } from '../kernel/envelope.js';
import { addDays, type LocalDate } from '../kernel/local-date.js';
import { counts, type Moment } from '../kernel/moment.js';
import { minus, plus, type Rupiah, sumOf, ZERO } from '../kernel/rupiah.js';
import { classOf, daysPastDue } from '../policy/collectability.js';
import { type AdoptedPolicy, inForce } from '../policy/in-force.js';
import { type Collectability, COLLECTABILITIES } from '../policy/policy.events.js';
import { isPaid, room } from './desk-rows.js';
import type { Amounts } from './ending/ending.events.js';
import { pausedDays } from './collection/moratorium.js';
import { replay, type Replay } from './replay.js';
import { type LoanTimeline, restructuringsAt } from './timeline.js';

/**
 * AGREED: nothing paid out yet. PROBLEM: recovery was tried and failed. SETTLED: the replay has
 * nothing outstanding. WRITTEN_OFF: out of the accounts, the claim lives. CANCELLED: it was ended;
 * what is taken back later is claimed again.
 */
export const LOAN_STATUSES = [
  'AGREED', 'ACTIVE', 'PROBLEM', 'SETTLED', 'WRITTEN_OFF', 'CANCELLED',
] as const; // prettier-ignore
export type LoanStatus = (typeof LOAN_STATUSES)[number];

/** Neither ended nor still to be paid out. */
export const isOpen = (status: LoanStatus): boolean => status === 'ACTIVE' || status === 'PROBLEM';

/** How a loan stands; whole rupiah. Its account equations are checked by `fsck`. */
export interface LoanPosition {
  readonly status: LoanStatus;
  readonly disbursed: Rupiah;
  readonly interestAgreed: Rupiah;
  readonly principalPaid: Rupiah;
  readonly interestPaid: Rupiah;
  readonly principalOutstanding: Rupiah;
  readonly interestOutstanding: Rupiah;
  readonly lateFeesCharged: Rupiah;
  readonly lateFeesPaid: Rupiah;
  readonly lateFeesWaived: Rupiah;
  readonly lateFeeOutstanding: Rupiah;
  readonly interestWaived: Rupiah;
  readonly capitalised: Rupiah;
  /** Principal, interest and late fees. */
  readonly totalOutstanding: Rupiah;
  readonly credit: Rupiah;
  /** Credit paid back to the mitra. */
  readonly returned: Rupiah;
  /** Paid back beyond the credit there turned out to be: the mitra owes it. */
  readonly returnedInExcess: Rupiah;
  readonly writtenOff: Amounts;
  readonly recovered: Rupiah;
  readonly cancelled: Rupiah;
  readonly claimOutstanding: Rupiah;
  readonly principalArrears: Rupiah;
  readonly interestArrears: Rupiah;
  readonly oldestUnpaidDueOn?: LocalDate | undefined;
  /** Null where only a balance is known, without the due date of what is unpaid. */
  readonly daysPastDue: number | null;
  /** Null where the loan is ended or not begun, or where no rule was known. */
  readonly collectability: Collectability | null;
  /** BOOKED: as the old books had it; else worked out from due dates. */
  readonly basis: 'DUE_DATES' | 'BOOKED';
  readonly policy: AdoptedPolicy | null;
  readonly settledOn?: LocalDate | undefined;
}

const NONE: Amounts = { principal: ZERO, interest: ZERO, fees: ZERO };

const statusOf = (played: Replay, outstanding: Rupiah): LoanStatus => {
  if (played.isCancelled) return 'CANCELLED';
  if (played.writtenOff) return 'WRITTEN_OFF';
  if (played.disbursed === 0) return 'AGREED';
  if (outstanding === 0) return 'SETTLED';
  return played.isProblem ? 'PROBLEM' : 'ACTIVE';
};

/** What is left after payments and, from that day on, after the write-off. */
const standing = (played: Replay) => {
  const { instalments: rows, fees, writtenOff: off } = played;
  const principal = sumOf(rows, (row) => room('Principal', row));
  const interest = sumOf(rows, (row) => room('Interest', row));
  const fee = sumOf(fees, (one) => minus(one.owed, one.paid));
  return {
    principalOutstanding: off ? ZERO : principal,
    interestOutstanding: off ? ZERO : interest,
    lateFeeOutstanding: off ? ZERO : fee,
  };
};

const paidOf = (rows: Replay['instalments'], part: 'paidPrincipal' | 'paidInterest'): Rupiah =>
  sumOf(rows, (row) => row[part]);

const claimed = ({ principal, interest, fees }: Amounts): Rupiah => plus(principal, interest, fees);

/** Whether a replay comes to a settled loan, and since when. */
export const settlementOf = (played: Replay): Pick<LoanPosition, 'status' | 'settledOn'> => {
  const { principalOutstanding, interestOutstanding, lateFeeOutstanding } = standing(played);
  const outstanding = plus(principalOutstanding, interestOutstanding, lateFeeOutstanding);
  const status = statusOf(played, outstanding);
  return { status, settledOn: status === 'SETTLED' ? played.lastPaidOn : undefined };
};

/** Everything a replay says that does not depend on the calendar. */
// Written out: an object of this size put together from others takes many times as long to make.
export const balanceOf = (played: Replay) => {
  const { instalments: rows, before, interestWaived, capitalised, recovered, cancelled } = played;
  const { principalOutstanding, interestOutstanding, lateFeeOutstanding } = standing(played);
  const writtenOff = played.writtenOff ?? NONE;
  const totalOutstanding = plus(principalOutstanding, interestOutstanding, lateFeeOutstanding);
  const status = statusOf(played, totalOutstanding);
  const lateFeesCharged = sumOf(played.fees, ({ fee, owed }) => fee?.amount ?? owed);
  const agreed = sumOf(rows, (row) => row.interest);
  return {
    status,
    principalOutstanding,
    interestOutstanding,
    lateFeeOutstanding,
    totalOutstanding,
    interestWaived,
    capitalised,
    writtenOff,
    disbursed: played.disbursed,
    credit: played.credit,
    returned: played.returned,
    returnedInExcess: played.returnedInExcess,
    principalPaid: plus(before.principal, paidOf(rows, 'paidPrincipal')),
    interestPaid: plus(before.interest, paidOf(rows, 'paidInterest')),
    interestAgreed: plus(before.interest, interestWaived, capitalised, agreed),
    lateFeesCharged,
    lateFeesWaived: minus(
      lateFeesCharged,
      sumOf(played.fees, (one) => one.owed),
    ),
    lateFeesPaid: sumOf(played.fees, (one) => one.paid),
    recovered,
    cancelled,
    claimOutstanding: minus(claimed(writtenOff), plus(recovered, cancelled)),
    /** The first instalment with anything unpaid, due or not. */
    oldestUnpaidDueOn: isEnded(status) ? undefined : rows.find((row) => !isPaid(row))?.dueOn,
    settledOn: status === 'SETTLED' ? played.lastPaidOn : undefined,
  };
};

const isEnded = (status: LoanStatus): boolean =>
  status === 'SETTLED' || status === 'WRITTEN_OFF' || status === 'CANCELLED';

const worse = (a: Collectability, b: Collectability): Collectability =>
  COLLECTABILITIES.indexOf(a) > COLLECTABILITIES.indexOf(b) ? a : b;

/** A restructuring may keep the class until so many of its new instalments are paid. */
const keptClass = (
  timeline: LoanTimeline,
  moment: Moment,
  played: Replay,
): Collectability | null => {
  const last = restructuringsAt(timeline, moment).at(-1);
  if (!last?.keepsClass) return null;
  const first = last.schedule[0]?.no ?? 0;
  const paid = played.instalments.filter((row) => row.no >= first && isPaid(row)).length;
  return paid < last.keepsClass.instalments ? last.keepsClass.class : null;
};

const classAt = (
  timeline: LoanTimeline,
  moment: Moment,
  played: Replay,
  { status, oldest }: { readonly status: LoanStatus; readonly oldest: LocalDate | undefined },
  policies: readonly AdoptedPolicy[],
) => {
  const { opening } = timeline;
  const planned = restructuringsAt(timeline, moment).length > 0;
  const booked = opening && !opening.oldestUnpaidDueOn && !planned;
  const at = { programme: timeline.programme, on: moment.asOf, known: moment.known };
  const policy = isOpen(status) ? inForce(policies, 'COLLECTABILITY', at) : null;
  const inArrears = oldest !== undefined && oldest < moment.asOf;
  const day = inArrears ? addDays(moment.asOf, -pausedDays(timeline, oldest, moment)) : moment.asOf;
  const days = inArrears ? daysPastDue(oldest, day) : 0;
  if (status === 'PROBLEM')
    return { class: 'PROBLEM' as const, policy, days: booked ? null : days };
  if (status !== 'ACTIVE') return { class: null, policy: null, days: 0 };
  if (booked) return { class: opening.bookedClass, policy: null, days: null };
  const found = policy && classOf(policy.parameters, inArrears ? oldest : undefined, day);
  const kept = keptClass(timeline, moment, played);
  return { class: found && kept ? worse(found, kept) : found, policy, days };
};

/**
 * How a loan stood on `asOf` by what was known at `known`: the same function for one loan, for a
 * portfolio and for a read model. Null before its agreement, or before that was known.
 * @param policies every rule adopted, with its position: those known then and valid on the day
 * decide, the narrower scope first
 * @param played where it is at hand: the replay of this timeline at this moment
 */
export const positionAt = (
  timeline: LoanTimeline,
  moment: Moment,
  policies: readonly AdoptedPolicy[],
  played: Replay = replay(timeline, moment),
): LoanPosition | null => {
  if (!counts(timeline.signed, moment)) return null;
  const balance = balanceOf(played);
  const { status, oldestUnpaidDueOn: oldest } = balance;
  const inArrears = oldest !== undefined && oldest < moment.asOf;
  const late = inArrears ? played.instalments.filter((row) => row.dueOn < moment.asOf) : [];
  const found = classAt(timeline, moment, played, { status, oldest }, policies);
  return {
    ...balance,
    principalArrears: sumOf(late, (row) => room('Principal', row)),
    interestArrears: sumOf(late, (row) => room('Interest', row)),
    oldestUnpaidDueOn: inArrears ? oldest : undefined,
    daysPastDue: found.days,
    collectability: found.class,
    basis: found.class !== null && found.days === null ? 'BOOKED' : 'DUE_DATES',
    policy: found.policy,
  };
};

/** The last day there is: a question without a day is about all that is recorded. */
export const FOREVER = '9999-12-31' as LocalDate;

/** Deciders decide at the head of the log, on all that is effective. */
export const HEAD: Moment = { asOf: FOREVER, known: NEXT };
