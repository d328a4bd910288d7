import { NEXT } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Desk } from './desk.js';
import type { Loan } from './loan.js';
import type { LoanEvent } from './loan.events.js';
import { HEAD } from './position.js';
import { type RecordedAllocations, sameAllocation } from './recorded-allocations.js';
import { outcome, played, type Replay } from './replay.js';
import type { LoanTimeline } from './timeline.js';

/**
 * What all that is recorded of a loan came to: a fact that is dated after it all is played on top
 * of it, where a replay would begin at the agreement again.
 */
interface Head {
  readonly desk: Desk;
  /** The day of the last movement. */
  readonly lastOn: LocalDate;
  /** With these each payment is on record as the replay has it: nothing is left to reallocate. */
  readonly recorded: RecordedAllocations;
}

type Books = Pick<Loan, 'timeline' | 'recorded'>;

/** A memory only, by what it was worked out from: without it the same is worked out anew. */
const heads = new WeakMap<LoanTimeline, Head>();

const headOf = ({ timeline, recorded }: Books): Head | undefined => {
  const head = heads.get(timeline);
  return head?.recorded === recorded ? head : undefined;
};

/** Plays the last movement of a timeline where it is one that only adds to what was before. */
const added = ({ desk, lastOn }: Head, timeline: LoanTimeline, fact: Dateable): Desk | null => {
  const { payments, fees, returns } = timeline;
  if (fact.effectiveOn < lastOn) return null;
  const onward = desk.onward(timeline);
  const [paid, fee, returned] = [payments.at(-1), fees.at(-1), returns.at(-1)];
  if (isPayment(fact) && paid) onward.receive(paid, paid.effectiveOn);
  else if (fact.type === 'LateFeeCharged' && fee) onward.charge(fee, fee.amount);
  else if (fact.type === 'OverpaymentReturned' && returned) onward.giveBack(returned);
  else return null;
  return onward;
};

type Dateable = Pick<LoanEvent, 'type' | 'effectiveOn'>;
const ADDED: readonly LoanEvent['type'][] = ['LateFeeCharged', 'OverpaymentReturned'];

const isPayment = <E extends Dateable>(
  fact: E,
): fact is Extract<E, { type: 'PaymentReceived' | 'PaymentIdentified' | 'RecoveryReceived' }> =>
  fact.type === 'PaymentReceived' ||
  fact.type === 'PaymentIdentified' ||
  fact.type === 'RecoveryReceived';

/** What a timeline holds beside the movements of money. */
const MOVES_NOTHING: readonly LoanEvent['type'][] = [
  'CollectabilityChanged',
  'WarningLetterPrepared',
  'WarningLetterSigned',
  'WarningLetterSent',
];

/** The head of a loan goes along as the loan does; where an event is of another kind, it ends. */
export const goAlong = (before: Books, after: Books, event: Recorded<LoanEvent>): void => {
  // What is only tried is not decided on.
  const head = event.position === NEXT ? undefined : headOf(before);
  if (!head || heads.has(after.timeline)) return;
  const { timeline, recorded } = after;
  if (MOVES_NOTHING.includes(event.type)) return void heads.set(timeline, { ...head, recorded });
  const desk = added(head, timeline, event);
  if (!desk) return;
  const own = isPayment(event) ? desk.allocations.get(event.eventId) : undefined;
  if (isPayment(event) && !(own && sameAllocation(own, event.data.allocation))) return;
  heads.set(timeline, { desk, lastOn: event.effectiveOn, recorded });
};

const isOnRecord = ({ timeline, recorded }: Books, desk: Desk): boolean =>
  timeline.payments.every(({ event }) => {
    const [before, now] = [recorded.get(event), desk.allocations.get(event)];
    return !before || !now || sameAllocation(before, now);
  });

const headPlayed = (loan: Books): Head | undefined => {
  const { timeline, recorded } = loan;
  const { desk, lastOn } = played(timeline, HEAD);
  if (lastOn === undefined || !isOnRecord(loan, desk)) return undefined;
  const head = { desk, lastOn, recorded };
  heads.set(timeline, head);
  return head;
};

/** Whether nothing that is recorded is dated later. */
const isLatest = ({ effectiveOn }: Dateable, timeline: LoanTimeline): boolean => {
  const { disbursements, payments, fees, returns, restructurings, cancellations } = timeline;
  const all = [disbursements, payments, fees, returns, restructurings, cancellations];
  return (
    (timeline.writtenOff?.effectiveOn ?? effectiveOn) <= effectiveOn &&
    all.every((some) => some.every((one) => one.effectiveOn <= effectiveOn))
  );
};

/**
 * A loan with one fact more, where that comes after all that is recorded and so moves nothing of
 * it: each payment stays as it is on record, and only the new one is told. Null for any other.
 * @param timeline with the fact as its last
 */
export const replayedOn = (loan: Books, timeline: LoanTimeline, fact: LoanEvent): Replay | null => {
  if (!isPayment(fact) && !ADDED.includes(fact.type)) return null;
  const head = headOf(loan) ?? (isLatest(fact, loan.timeline) ? headPlayed(loan) : undefined);
  const desk = head && added(head, timeline, fact);
  return desk ? outcome(desk, timeline, HEAD) : null;
};
