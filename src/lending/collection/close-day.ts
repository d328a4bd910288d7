import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { counts, inWorldOrder } from '../../kernel/moment.js';
import { refuse } from '../../kernel/refusal.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import type { Collectability } from '../../policy/policy.events.js';
import type { CollectabilityChanged, Letter } from './collection.events.js';
import { concluding, exceedsCredit, timelineWith } from '../consequences.js';
import { isPaid } from '../desk-rows.js';
import { lateFeesBy } from './late-fee.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';
import { type LoanPosition, positionAt } from '../position.js';
import { replay, type Replay } from '../replay.js';
import type { LoanTimeline } from '../timeline.js';
import { lettersDue } from './warning-letters.js';

/** The class last recorded for the day or one before it; the old books record one, too. */
const recordedClass = ({ classes, opening }: LoanTimeline, date: LocalDate): Collectability =>
  classes
    .filter(({ effectiveOn }) => effectiveOn <= date)
    .toSorted(inWorldOrder)
    .at(-1)?.class ??
  opening?.bookedClass ??
  'CURRENT';

/** A day as it stands, or as it will once some fees are charged. */
interface Day {
  readonly timeline: LoanTimeline;
  readonly date: LocalDate;
  readonly played: Replay;
  readonly position: LoanPosition | null;
}

const dayOf = (
  timeline: LoanTimeline,
  date: LocalDate,
  policies: readonly AdoptedPolicy[],
  played = replay(timeline, { asOf: date, known: NEXT }),
): Day => ({
  ...{ timeline, date, played },
  position: positionAt(timeline, { asOf: date, known: NEXT }, policies, played),
});

/** The class of the day, where there is one and another was recorded last. */
const newClass = ({ timeline, date, position }: Day) => {
  const to = position?.collectability;
  const from = recordedClass(timeline, date);
  return to && to !== from ? { from, to } : null;
};

/** The instalment from which the days past due are counted. */
const causeOf = ({ date, played: { instalments } }: Day) => {
  const cause = instalments.find((row) => !isPaid(row));
  return cause && cause.dueOn < date ? { no: cause.no, dueOn: cause.dueOn } : {};
};

const classChange = (day: Day): readonly CollectabilityChanged[] => {
  const { date: effectiveOn, position } = day;
  const changed = newClass(day);
  if (!position || !changed) return [];
  const { daysPastDue, policy } = position;
  const data = { ...changed, daysPastDue, policy: policy?.id, ...causeOf(day) };
  return [{ type: 'CollectabilityChanged', effectiveOn, data }];
};

const isBegun = ({ signed }: LoanTimeline, date: LocalDate): boolean =>
  counts(signed, { asOf: date, known: NEXT });

/** Whether there is anything to record of a day, and the letters that are due then. */
export const lookAt = (
  timeline: LoanTimeline,
  date: LocalDate,
  policies: readonly AdoptedPolicy[],
): { readonly isOpen: boolean; readonly letters: readonly Letter[] } => {
  if (!isBegun(timeline, date)) return { isOpen: false, letters: [] };
  const played = replay(timeline, { asOf: date, known: NEXT });
  const fees = lateFeesBy(timeline, date, policies, played);
  const day =
    fees.length > 0
      ? dayOf(timelineWith({ timeline }, fees), date, policies)
      : dayOf(timeline, date, policies, played);
  return {
    isOpen: fees.length > 0 || newClass(day) !== null,
    letters: lettersDue(day.timeline, date, policies, day.position),
  };
};

export interface CloseDay {
  readonly loan: string;
  readonly date: LocalDate;
}

/**
 * Closes a day for one loan, whenever that is done: charges the fees due by then and records the
 * class of the day where it differs from the one recorded last. It has no memory of its own:
 * closing a day again records what late entries have changed, and nothing where there were none.
 */
export const closeDay = (
  { loan: number, date }: CloseDay,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: number });
  const future = inFuture(date, asked);
  if (future) return future;
  const { timeline } = loan;
  if (!isBegun(timeline, date)) return [];
  const played = replay(timeline, { asOf: date, known: NEXT });
  const fees = lateFeesBy(timeline, date, policies, played);
  // A fee that would take credit already paid back to the mitra is not charged any more.
  if (fees.length === 0 || exceedsCredit(loan, fees))
    return classChange(dayOf(timeline, date, policies, played));
  const charged = concluding(loan, fees);
  return [...charged, ...classChange(dayOf(timelineWith(loan, charged), date, policies))];
};
