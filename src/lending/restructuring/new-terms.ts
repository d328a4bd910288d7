import type { LocalDate } from '../../kernel/local-date.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import { minus, plus, type Rupiah, rupiah, sumOf, ZERO } from '../../kernel/rupiah.js';
import { dueDate } from '../schedule/due-dates.js';
import { agreed, equalFloors, type Parts } from '../schedule/interest-by-method.js';
import type { LoanPosition } from '../position.js';
import type { NewRate, NewTerms } from './restructuring.events.js';
import { type ScheduleRequest, scheduleOf } from '../schedule/schedule.js';
import type { Frequency } from '../schedule/schedule.events.js';
import { refusalOf } from '../schedule/schedule-refusals.js';
import type { LoanTimeline } from '../timeline.js';

export const ARREARS_INTEREST = ['KEPT', 'CAPITALISED', 'WAIVED'] as const;
export type ArrearsInterest = (typeof ARREARS_INTEREST)[number];

export type ComingInterest = 'KEPT' | 'WAIVED' | NewRate;

export interface Wanted {
  readonly instalments: number;
  readonly frequency: Frequency;
  readonly firstDueOn: LocalDate;
  readonly arrearsInterest: ArrearsInterest;
  readonly comingInterest: ComingInterest;
  readonly effectiveOn: LocalDate;
}

type Outstanding = Pick<
  LoanPosition,
  'principalOutstanding' | 'interestOutstanding' | 'interestArrears'
>;

/** One number stays free before the first: see `NewTerms`. */
const firstNo = ({ schedule, restructurings }: LoanTimeline): number => {
  const rows = [schedule, ...restructurings.map((made) => made.schedule)].flat();
  return Math.max(0, ...rows.map(({ no }) => no)) + 2;
};

const atRate = (
  { method, rate }: NewRate,
  principal: Rupiah,
  wanted: Wanted,
): readonly Parts[] | Refusal => {
  const { instalments, frequency, firstDueOn, effectiveOn: agreedOn } = wanted;
  const made = scheduleOf({
    principal,
    method,
    rate,
    frequency,
    instalments,
    firstDueOn,
    agreedOn,
  });
  return isRefusal(made) ? made : made.schedule;
};

/** Interest alone may be all that is left: a principal of nothing is no reason to refuse. */
const asked = (principal: Rupiah, interestTotal: Rupiah, wanted: Wanted): ScheduleRequest => {
  const { instalments, frequency, firstDueOn, effectiveOn: agreedOn } = wanted;
  const owed = principal > 0 ? principal : rupiah(1);
  return {
    principal: owed,
    method: 'AGREED',
    interestTotal,
    frequency,
    instalments,
    firstDueOn,
    agreedOn,
  };
};

/** Interest that stays, in equal floors on top of what a formula gives; the last takes the rest. */
const withKept = (parts: readonly Parts[], kept: Rupiah): readonly Parts[] => {
  const shares = equalFloors(kept, parts.length);
  return parts.map(({ principal, interest }, index) => ({
    principal,
    interest: plus(interest, shares[index] ?? ZERO),
  }));
};

/**
 * The schedule that takes the place of what is unpaid, with the account of its interest: what was
 * outstanding − capitalised − waived + added is what it owes. Equal floors of principal and of
 * interest, the last taking the rest; by the formula of the new rate where one was agreed.
 */
export const newTerms = (
  timeline: LoanTimeline,
  outstanding: Outstanding,
  wanted: Wanted,
): Omit<NewTerms, 'keepsClass' | 'policy'> | Refusal => {
  const { principalOutstanding: principal, interestOutstanding: interest } = outstanding;
  const { interestArrears: arrears } = outstanding;
  const { arrearsInterest, comingInterest, frequency } = wanted;
  const coming = minus(interest, arrears);
  const capitalised = arrearsInterest === 'CAPITALISED' ? arrears : ZERO;
  const kept = arrearsInterest === 'KEPT' ? arrears : ZERO;
  const owed = plus(principal, capitalised);
  const byRate = typeof comingInterest === 'object' ? atRate(comingInterest, owed, wanted) : null;
  if (byRate && isRefusal(byRate)) return byRate;
  const comingAfter = byRate
    ? sumOf(byRate, (part) => part.interest)
    : comingInterest === 'WAIVED'
      ? ZERO
      : coming;
  const total = plus(kept, comingAfter);
  if (owed + total === 0) return refuse('NOTHING_TO_RESTRUCTURE');
  const bad = refusalOf(asked(owed, total, wanted));
  if (bad) return bad;
  const parts = byRate ? withKept(byRate, kept) : agreed(owed, total, wanted.instalments);
  const lowered = coming > comingAfter ? minus(coming, comingAfter) : ZERO;
  const first = firstNo(timeline);
  return {
    ...{ principal, interest, capitalised, frequency },
    interestWaived: plus(arrearsInterest === 'WAIVED' ? arrears : ZERO, lowered),
    interestAdded: comingAfter > coming ? minus(comingAfter, coming) : ZERO,
    ...(typeof comingInterest === 'object' ? { newRate: comingInterest } : {}),
    schedule: parts.map((part, index) => ({
      no: first + index,
      dueOn: dueDate({ ...wanted, agreedOn: wanted.effectiveOn }, index + 1),
      ...part,
    })),
  };
};
