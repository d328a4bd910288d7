import { decodeSealed } from '../../src/event-store/codec.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import type { LocalDate } from '../../src/kernel/local-date.js';
import type { CollectionEvent } from '../../src/lending/collection/collection.events.js';
import type { PlainLoan } from './plain-loan.js';
import { demand } from './violation.js';

/** What closing days has left of one loan, in the order of the log. */
export type Recorded = CollectionEvent & { readonly eventId: string };

const INSTALMENT = 112_000;
const INSTALMENTS = 12;
const DAY_MS = 86_400_000;
const CLASSES = ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS'] as const;
/** KEP-236/MBU/2003: the most days past due of each class but the last. */
const LIMITS = [0, 180, 360] as const;

const eventsOf = (events: readonly StoredEvent[], loan: string): readonly Recorded[] =>
  events
    .filter(({ streamId }) => streamId === `loan-${loan}`)
    .map((event) => decodeSealed(event) as unknown as Recorded);

/** Nothing is charged twice: once for each instalment, unless it was waived before. */
const checkFees = (loan: string, events: readonly Recorded[]): void => {
  const charged = new Map<number, string>();
  for (const event of events) {
    const what = () => `${loan}: ${JSON.stringify([event, ...charged])}`;
    if (event.type === 'LateFeeCharged') {
      demand(!charged.has(event.data.no), what);
      charged.set(event.data.no, event.eventId);
    }
    if (event.type === 'LateFeeWaived') {
      demand(charged.get(event.data.no) === event.data.fee, what);
      charged.delete(event.data.no);
    }
  }
};

/**
 * The class on a day by so much received: all of it at the best put to the instalments, of which
 * the first is due on 2 February 2003. What went to fees leaves more of them unpaid.
 */
const bestClass = (received: number, on: LocalDate): number => {
  const unpaid = Math.floor(received / INSTALMENT) + 1;
  if (unpaid > INSTALMENTS) return 0;
  const days = (Date.parse(on) - Date.UTC(2003, unpaid, 2)) / DAY_MS;
  return LIMITS.filter((limit) => days > limit).length;
};

const classOn = (events: readonly Recorded[]): number => {
  const classed = events.filter((event) => event.type === 'CollectabilityChanged');
  // Sorting keeps what is of the same day in the order of the log.
  const last = classed.toSorted((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1)).at(-1);
  return CLASSES.findIndex((one) => one === (last?.data.to ?? 'CURRENT'));
};

/** What closing days for good has left of a loan: fees and class as they must be on that day. */
export const checkLoan = (
  loan: string,
  { disbursed, paid, returned }: PlainLoan,
  { events, on }: { readonly events: readonly Recorded[]; readonly on: LocalDate },
): void => {
  checkFees(loan, events);
  const received = [...paid.values()].reduce((sum, amount) => sum + amount, returned);
  const [is, best] = [classOn(events), disbursed > 0 ? bestClass(received, on) : 0];
  const what = () => `${loan} is ${CLASSES[is]} after ${received} of ${disbursed}`;
  demand(received === 0 || disbursed === 0 ? is === best : is >= best, what);
};

/** Every loan, after the last day was closed for good. */
export const checkClosed = (
  events: readonly StoredEvent[],
  loans: ReadonlyMap<string, PlainLoan>,
  on: LocalDate,
): void => {
  for (const [loan, plain] of loans) checkLoan(loan, plain, { events: eventsOf(events, loan), on });
};
