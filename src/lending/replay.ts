import type { LocalDate } from '../kernel/local-date.js';
import { type Bitemporal, counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import { minus, type Rupiah, ZERO } from '../kernel/rupiah.js';
import { Desk, type FeeState } from './desk.js';
import type { InstalmentState } from './desk-rows.js';
import type { Amounts } from './ending/ending.events.js';
import type { Allocation } from './loan.events.js';
import {
  countingPayments,
  feeAt,
  type LoanTimeline,
  NEVER_DUE,
  restructuringsAt,
} from './timeline.js';

export interface Replay {
  readonly disbursed: Rupiah;
  readonly instalments: readonly InstalmentState[];
  /** By the id of the event that recorded the payment, in the order replayed. */
  readonly allocations: ReadonlyMap<string, Allocation>;
  readonly credit: Rupiah;
  readonly returned: Rupiah;
  readonly fees: readonly FeeState[];
  readonly interestWaived: Rupiah;
  readonly capitalised: Rupiah;
  /** Paid back before a balance was taken over; nothing where the loan was never taken over. */
  readonly before: { readonly principal: Rupiah; readonly interest: Rupiah };
  readonly isProblem: boolean;
  readonly writtenOff: Amounts | null;
  readonly recovered: Rupiah;
  readonly cancelled: Rupiah;
  /** How much of the claim each cancellation ended, by its event. */
  readonly cancellations: ReadonlyMap<string, Rupiah>;
  readonly isCancelled: boolean;
  readonly returnedInExcess: Rupiah;
  readonly lastPaidOn?: LocalDate | undefined;
}

type Movement = Bitemporal & { readonly move: (desk: Desk) => void };

/**
 * A payment dated before a restructuring but entered after it meets the new schedule, on the day
 * of the restructuring; any other its own day.
 */
const paymentsAt = (timeline: LoanTimeline, moment: Moment): Movement[] => {
  const restructurings = restructuringsAt(timeline, moment);
  return countingPayments(timeline, moment).map((paid) => {
    const { position, effectiveOn } = paid;
    const met = restructurings.findLast(
      (one) => one.position < position && one.effectiveOn > effectiveOn,
    );
    const on = met?.effectiveOn ?? effectiveOn;
    return { position, effectiveOn: on, move: (desk) => desk.receive(paid, on) };
  });
};

const movementsAt = (timeline: LoanTimeline, moment: Moment): Movement[] => {
  const counting = <T extends Bitemporal>(
    all: readonly (T | undefined)[],
    move: (desk: Desk, one: T) => void,
  ): Movement[] =>
    all
      .filter((one) => one !== undefined && counts(one, moment))
      .map((one) => ({ ...(one as T), move: (desk: Desk) => move(desk, one as T) }));
  return [
    ...counting(timeline.disbursements, (desk, one) => desk.disburse(one)),
    ...paymentsAt(timeline, moment),
    ...counting(timeline.fees, (desk, one) => desk.charge(one, feeAt(one, moment))),
    ...counting(timeline.returns, (desk, one) => desk.giveBack(one)),
    ...counting(timeline.restructurings, (desk, one) => desk.restructure(one)),
    ...counting([timeline.writtenOff], (desk) => desk.writeOff()),
    ...counting(timeline.cancellations, (desk, one) => desk.cancel(one)),
  ].toSorted(inWorldOrder);
};

/** What is on a desk, told until more is done there. */
export const outcome = (desk: Desk, timeline: LoanTimeline, moment: Moment): Replay => {
  const { opening, problem } = timeline;
  // Member by member: told for every command and every document, spreads would cost the most.
  return {
    disbursed: desk.disbursed,
    allocations: desk.allocations,
    credit: desk.credit,
    returned: desk.returned,
    fees: desk.fees,
    interestWaived: desk.interestWaived,
    capitalised: desk.capitalised,
    writtenOff: desk.writtenOff,
    recovered: desk.recovered,
    cancelled: desk.cancelled,
    cancellations: desk.cancellations,
    returnedInExcess: desk.returnedInExcess,
    lastPaidOn: desk.lastPaidOn,
    before: {
      principal: opening ? minus(opening.disbursed, opening.principal) : ZERO,
      interest: opening?.interestPaid ?? ZERO,
    },
    isProblem: problem !== undefined && counts(problem, moment),
    isCancelled: timeline.cancellations.some((one) => counts(one, moment)),
    instalments: desk.instalments(),
  };
};

/** The desk after what counts at a moment, in the world's order, and the day of the last of it. */
export const played = (
  timeline: LoanTimeline,
  moment: Moment,
): { readonly desk: Desk; readonly lastOn: LocalDate | undefined } => {
  const desk = new Desk(timeline);
  const movements = movementsAt(timeline, moment);
  for (const { move } of movements) move(desk);
  return { desk, lastOn: movements.at(-1)?.effectiveOn };
};

/** Replays what counts at a moment, in the world's order. */
export const replay = (timeline: LoanTimeline, moment: Moment): Replay =>
  outcome(played(timeline, moment).desk, timeline, moment);

/**
 * One replay of what counts at a moment, told at the end of each of these days (in their order).
 * What is told lives until the next is asked for.
 */
export function* replayByDay(
  timeline: LoanTimeline,
  moment: Moment,
  days: readonly LocalDate[],
): Generator<Replay> {
  const desk = new Desk(timeline);
  const movements = movementsAt(timeline, moment);
  let next = 0;
  for (const day of days) {
    for (; (movements[next]?.effectiveOn ?? NEVER_DUE) <= day; next += 1)
      movements[next]?.move(desk);
    yield outcome(desk, timeline, { ...moment, asOf: day });
  }
}
