import { NEXT } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import { ZERO } from '../kernel/rupiah.js';
import type { LateFeeWaived } from './collection/collection.events.js';
import type { Amounts } from './ending/ending.events.js';
import { evolveTimeline } from './evolve-timeline.js';
import { replayedOn } from './head.js';
import type { Loan } from './loan.js';
import type { Allocation, LoanEvent } from './loan.events.js';
import { HEAD, settlementOf } from './position.js';
import { sameAllocation } from './recorded-allocations.js';
import { replay, type Replay } from './replay.js';
import type { LoanTimeline } from './timeline.js';

/** Stands for the id of a fact being decided, which has none yet. */
export const deciding = (index: number): string => `deciding ${index}`;

/** What a payment that is being decided carries until the replay says how it is used. */
export const NOTHING: Allocation = {
  ...{ lateFee: ZERO, interest: ZERO, principal: ZERO, credit: ZERO },
  instalments: [],
};

/** The timeline as it will be once the facts are recorded: they stand after all that is. */
export const timelineWith = (
  loan: Pick<Loan, 'timeline'>,
  facts: readonly LoanEvent[],
): LoanTimeline =>
  facts.reduce(
    (timeline, fact, index) =>
      evolveTimeline(timeline, {
        ...fact,
        ...{ eventId: deciding(index), position: NEXT },
      } as Recorded<LoanEvent>),
    loan.timeline,
  );

export const sameAmounts = (a: Amounts, b: Amounts): boolean =>
  a.principal === b.principal && a.interest === b.interest && a.fees === b.fees;

/** Payments recorded before whose replay comes out differently now: old and new, on record. */
const reallocated = (loan: Loan, after: Replay) =>
  loan.timeline.payments.flatMap(({ event: payment, receipt }) => {
    const [from, to] = [loan.recorded.get(payment), after.allocations.get(payment)];
    return from && to && !sameAllocation(from, to) ? [{ payment, receipt, from, to }] : [];
  });

/** Fees for instalments that, as a payment entered late shows, were paid in time. */
const paidInTime = (timeline: LoanTimeline, after: Replay): LateFeeWaived[] => {
  const restructuredOn = timeline.restructurings.at(-1)?.effectiveOn;
  return timeline.fees.flatMap((fee) => {
    const { event, no, dueOn, effectiveOn } = fee;
    const row = after.instalments.find((one) => one.no === no);
    if (fee.waivers.some(({ kind }) => kind === 'PAID_IN_TIME')) return [];
    if (!row?.paidOn || row.paidOn > dueOn) return [];
    if (restructuredOn !== undefined && effectiveOn <= restructuredOn) return [];
    const data = { fee: event, no, amount: fee.amount, kind: 'PAID_IN_TIME' } as const;
    return [{ type: 'LateFeeWaived', effectiveOn, data }];
  });
};

interface Played {
  readonly facts: readonly LoanEvent[];
  readonly after: Replay;
  /** Told of the facts alone: each payment before them stays as it is on record. */
  readonly movesNone: boolean;
}

/** Money freed by one waiver can show that another instalment was paid in time as well. */
const withWaivers = (loan: Loan, facts: readonly LoanEvent[]): Played => {
  const timeline = timelineWith(loan, facts);
  const [only, ...more] = facts;
  const onward = only && more.length === 0 ? replayedOn(loan, timeline, only) : null;
  const after = onward ?? replay(timeline, HEAD);
  const waivers = paidInTime(timeline, after);
  if (waivers.length > 0) return withWaivers(loan, [...facts, ...waivers]);
  return { facts, after, movesNone: onward !== null };
};

const allocated = (fact: LoanEvent, index: number, after: Replay): LoanEvent => {
  if (
    fact.type !== 'PaymentReceived' &&
    fact.type !== 'PaymentIdentified' &&
    fact.type !== 'RecoveryReceived'
  )
    return fact;
  const allocation = after.allocations.get(deciding(index));
  if (!allocation) throw new Error('a payment that counts at the head must be replayed');
  return { ...fact, data: { ...fact.data, allocation } } as LoanEvent;
};

const ending = (
  loan: Loan,
  after: Replay,
  reopensOn: LocalDate | undefined,
): readonly LoanEvent[] => {
  const { status, settledOn } = settlementOf(after);
  if (status === 'SETTLED' && loan.status !== 'SETTLED' && settledOn)
    return [{ type: 'LoanSettled', effectiveOn: settledOn, data: {} }];
  if (status !== 'SETTLED' && loan.status === 'SETTLED' && loan.settledOn) {
    const data = { settledOn: loan.settledOn };
    return [{ type: 'LoanReopened', effectiveOn: reopensOn ?? loan.settledOn, data }];
  }
  return [];
};

/** True from the write-off on, or from the day of what changed it, where that is later. */
const adjusted = (
  { timeline: { writtenOff } }: Loan,
  causedOn: LocalDate,
  data: { readonly from: Amounts; readonly to: Amounts },
): LoanEvent => {
  const offOn = writtenOff?.effectiveOn ?? causedOn;
  return { type: 'WriteOffAdjusted', effectiveOn: offOn > causedOn ? offOn : causedOn, data };
};

/**
 * Facts with all that follows from them, as facts of their own: fees that were never due, earlier
 * payments that move, what was written off and comes out differently, and the loan's settlement
 * or reopening. `reopensOn` dates a reopening.
 */
export const concluding = (
  loan: Loan,
  given: readonly LoanEvent[],
  reopensOn?: LocalDate,
): readonly LoanEvent[] => {
  const { facts, after, movesNone } = withWaivers(loan, given);
  const effectiveOn = given[0]?.effectiveOn ?? loan.timeline.signed.effectiveOn;
  const payments = movesNone ? [] : reallocated(loan, after);
  const [from, to] = [loan.writtenOff, after.writtenOff];
  return [
    ...facts.map((fact, index) => allocated(fact, index, after)),
    ...(payments.length > 0
      ? [{ type: 'PaymentsReallocated', effectiveOn, data: { payments } } as const]
      : []),
    ...(from && to && !sameAmounts(from, to) ? [adjusted(loan, effectiveOn, { from, to })] : []),
    ...ending(loan, after, reopensOn),
  ];
};

/** More would be paid back to the mitra than there was: no fee is charged at that price. */
export const exceedsCredit = (loan: Loan, facts: readonly LoanEvent[]): boolean => {
  const after = replay(timelineWith(loan, facts), HEAD).returnedInExcess;
  return after > 0 && after > replay(loan.timeline, HEAD).returnedInExcess;
};
