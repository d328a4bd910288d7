import type { LocalDate } from '../kernel/local-date.js';
import { type Bitemporal, inWorldOrder, type Moment } from '../kernel/moment.js';
import { plus, type Rupiah } from '../kernel/rupiah.js';
import type { Amounts } from './ending/ending.events.js';
import { balanceOf, HEAD, LOAN_STATUSES, type LoanStatus } from './position.js';
import { replayByDay } from './replay.js';
import type { LoanTimeline } from './timeline.js';

/** The figures of a position that do not depend on the calendar and add up over loans. */
export const AMOUNTS = [
  'disbursed', 'interestAgreed', 'principalPaid', 'interestPaid', 'principalOutstanding',
  'interestOutstanding', 'totalOutstanding', 'credit', 'lateFeeOutstanding', 'writtenOff',
  'recovered', 'claimOutstanding', 'capitalised', 'interestWaived',
] as const; // prettier-ignore
export type Amount = (typeof AMOUNTS)[number];

/** As in a position, with what was written off in one sum; in the order of `AMOUNTS`. */
export const amountsOf = (
  balance: { readonly [A in Exclude<Amount, 'writtenOff'>]: Rupiah } & {
    readonly writtenOff: Amounts;
  },
): Rupiah[] =>
  AMOUNTS.map((amount) => {
    if (amount !== 'writtenOff') return balance[amount];
    const { principal, interest, fees } = balance.writtenOff;
    return plus(principal, interest, fees);
  });

/**
 * How a loan stands from a day on until the next step. A list, not an object, for a portfolio
 * reads them by the hundred thousand: the day; the latest position of all that is effective by
 * then, as a number; the status, by its place in `LOAN_STATUSES`; when the oldest unpaid rupiah
 * falls due, or null; the amounts, without the zeros at the end.
 */
export type Step = readonly [
  on: LocalDate,
  at: number,
  status: number,
  oldestUnpaidDueOn: LocalDate | null,
  ...amounts: number[],
];

/** A loan by all that is known of it, step by step. */
export interface LoanSteps {
  readonly loan: string;
  readonly mitra: string;
  readonly programme?: string | undefined;
  readonly unit?: string | undefined;
  readonly cohort?: string | undefined;
  readonly agreementYear?: string | undefined;
  /** Where its agreement stands in the log: before it was known there was no loan. */
  readonly signedAt: number;
  /** None where steps cannot tell a day in between: each day must be replayed. */
  readonly steps: readonly Step[];
}

const movedLater = (first: Bitemporal, then: Bitemporal | undefined): boolean =>
  then !== undefined && then.effectiveOn > first.effectiveOn;

/** The class of a loan follows from the due date of its oldest unpaid rupiah. */
export const hasOwnClass = ({ moratoria, restructurings, opening }: LoanTimeline): boolean =>
  moratoria.length > 0 ||
  restructurings.at(-1)?.keepsClass !== undefined ||
  (opening !== undefined && restructurings.length === 0);

/**
 * A later day does not only go on from an earlier one where money came and was taken back on
 * another day, a fee was waived later, a payment met a later restructuring, or a class was kept.
 */
const mustBeReplayed = (timeline: LoanTimeline): boolean =>
  hasOwnClass(timeline) ||
  timeline.restructurings.some(({ keepsClass }) => keepsClass !== undefined) ||
  timeline.opening !== undefined ||
  timeline.payments.some((paid) => movedLater(paid, paid.reversed)) ||
  timeline.fees.some((fee) => fee.waivers.some((waiver) => movedLater(fee, waiver))) ||
  timeline.payments.some((paid) =>
    timeline.restructurings.some(
      (made) => made.position < paid.position && made.effectiveOn > paid.effectiveOn,
    ),
  );

/** All that has a say in the money of a loan, in the order of the world. */
export const marksOf = (timeline: LoanTimeline): readonly Bitemporal[] =>
  [
    ...[timeline.signed, timeline.problem, timeline.writtenOff],
    ...[timeline.disbursements, timeline.payments, timeline.returns, timeline.fees].flat(),
    ...timeline.payments.map(({ reversed }) => reversed),
    ...timeline.fees.flatMap(({ waivers }) => waivers),
    ...[timeline.restructurings, timeline.cancellations].flat(),
  ]
    .filter((one) => one !== undefined)
    .toSorted(inWorldOrder);

const withoutZeros = (amounts: readonly number[]): number[] =>
  amounts.slice(0, amounts.findLastIndex((amount) => amount !== 0) + 1);

/** The days on which anything has a say, each with the latest position of all until then. */
const daysOf = (timeline: LoanTimeline): ReadonlyMap<LocalDate, number> => {
  const { signed } = timeline;
  const days = new Map<LocalDate, number>();
  let latest = 0;
  for (const mark of marksOf(timeline)) {
    latest = Math.max(latest, Number(mark.position));
    days.set(mark.effectiveOn < signed.effectiveOn ? signed.effectiveOn : mark.effectiveOn, latest);
  }
  return days;
};

const stepsAlong = (timeline: LoanTimeline): Step[] => {
  const days = daysOf(timeline);
  const told = replayByDay(timeline, HEAD, [...days.keys()]);
  const steps: Step[] = [];
  for (const [on, at] of days) {
    const { value } = told.next();
    if (!value) break;
    const balance = balanceOf(value);
    const status = LOAN_STATUSES.indexOf(balance.status);
    const oldest = balance.oldestUnpaidDueOn ?? null;
    steps.push([on, at, status, oldest, ...withoutZeros(amountsOf(balance))]);
  }
  return steps;
};

export const stepsOf = (timeline: LoanTimeline): LoanSteps => {
  const { loan, mitra, programme, unit, cohort, opening, terms, signed } = timeline;
  const agreementYear = (opening ?? terms).agreedOn?.slice(0, 4);
  return {
    ...{ loan, mitra, programme, unit, cohort, agreementYear, signedAt: Number(signed.position) },
    steps: mustBeReplayed(timeline) ? [] : stepsAlong(timeline),
  };
};

/** How a loan stood, without its class. */
export interface Stood {
  readonly status: LoanStatus;
  readonly oldestUnpaidDueOn: LocalDate | null;
  /** In the order of `AMOUNTS`; those left out are zero. */
  readonly amounts: readonly number[];
}

/**
 * Null: there was no loan, or none was known. 'UNTOLD': something that counts on the day became
 * known only later, or steps do not tell: then the timeline must be replayed.
 */
export const stoodAt = (
  { signedAt, steps }: LoanSteps,
  { asOf, known }: Moment,
): Stood | 'UNTOLD' | null => {
  const knownTo = Number(known);
  if (signedAt > knownTo) return null;
  if (steps.length === 0) return 'UNTOLD';
  const step = steps.findLast(([on]) => on <= asOf);
  if (!step) return null;
  const [, at, status, oldestUnpaidDueOn, ...amounts] = step;
  if (at > knownTo) return 'UNTOLD';
  return { status: LOAN_STATUSES[status] as LoanStatus, oldestUnpaidDueOn, amounts };
};
