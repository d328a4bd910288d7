import { decodeSealed } from '../../src/event-store/codec.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import type { LocalDate } from '../../src/kernel/local-date.js';
import type { CollectionEvent } from '../../src/lending/collection/collection.events.js';
import type { PlainLoan } from './plain-loan.js';
import { demand } from './violation.js';

/** What closing days has left of one loan, in the order of the log. */
export type Recorded = CollectionEvent & { readonly eventId: string };

const [PRINCIPAL, INTEREST] = [100_000, 12_000];
const INSTALMENT = PRINCIPAL + INTEREST;
const INSTALMENTS = 12;
const DAY_MS = 86_400_000;
const CLASSES = ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS'] as const;
/** KEP-236/MBU/2003: the most days past due of each class but the last. */
const LIMITS = [0, 180, 360] as const;

const eventsOf = (events: readonly StoredEvent[], loan: string): readonly Recorded[] =>
  events
    .filter(({ streamId }) => streamId === `loan-${loan}`)
    .map((event) => decodeSealed(event) as unknown as Recorded);

/** One per mille of all that is owed. */
const FEE = 1_200;

/**
 * Fees that stand, by instalment. Nothing is charged twice: once for each instalment, unless it was
 * waived before.
 */
const feesOf = (loan: string, events: readonly Recorded[]): ReadonlyMap<number, number> => {
  const charged = new Map<number, { readonly fee: string; readonly amount: number }>();
  for (const event of events) {
    const what = () => `${loan}: ${JSON.stringify([event, ...charged])}`;
    if (event.type === 'LateFeeCharged') {
      const { no, amount } = event.data;
      demand(!charged.has(no), what);
      charged.set(no, { fee: event.eventId, amount });
    }
    if (event.type === 'LateFeeWaived') {
      demand(charged.get(event.data.no)?.fee === event.data.fee, what);
      charged.delete(event.data.no);
    }
  }
  return new Map([...charged].map(([no, { amount }]) => [no, amount]));
};

/** The class on a day with so many instalments paid: the first is due on 2 February 2003. */
const classBy = (instalments: number, on: LocalDate): number => {
  const unpaid = Math.max(Math.floor(instalments), 0) + 1;
  if (unpaid > INSTALMENTS) return 0;
  const days = (Date.parse(on) - Date.UTC(2003, unpaid, 2)) / DAY_MS;
  return LIMITS.filter((limit) => days > limit).length;
};

const isPayment = ({ type }: { readonly type: string }): boolean => type === 'PaymentReceived';

const classOn = (events: readonly Recorded[]): number => {
  const classed = events.filter((event) => event.type === 'CollectabilityChanged');
  // Of the same day, the one that was recorded last.
  const [last] = classed
    .toReversed()
    .toSorted((a, b) => (a.effectiveOn > b.effectiveOn ? -1 : +(a.effectiveOn < b.effectiveOn)));
  return CLASSES.findIndex((one) => one === (last?.data.to ?? 'CURRENT'));
};

/**
 * What closing days for good has left of a loan. Where nothing was ever received, its fees are
 * known to the rupiah; its class lies between what it is if each instalment was paid whole in its
 * turn, and if all fees and all interest came first.
 */
export const checkLoan = (
  loan: string,
  { disbursed, paid, returned }: PlainLoan,
  { events, on }: { readonly events: readonly Recorded[]; readonly on: LocalDate },
): void => {
  const fees = [...feesOf(loan, events).values()];
  const charged = fees.reduce((sum, amount) => sum + amount, 0);
  const received = [...paid.values()].reduce((sum, amount) => sum + amount, returned);
  const is = classOn(events);
  const what = () => `${loan}: ${CLASSES[is]}, fees ${fees}, after ${received} of ${disbursed}`;
  if (disbursed === 0) return demand(is === 0 && fees.length === 0, what);
  if (received === 0) demand(fees.length === INSTALMENTS, what);
  if (!events.some(isPayment))
    demand(
      fees.every((amount) => amount === FEE),
      what,
    );
  // A loan that is settled has no class: what was recorded before stays.
  if (received >= INSTALMENTS * INSTALMENT) return;
  const best = received / INSTALMENT;
  const worst = (received - charged - INSTALMENTS * INTEREST) / PRINCIPAL;
  demand(classBy(best, on) <= is && is <= classBy(worst, on), what);
};

/** Every loan, after the last day was closed for good. */
export const checkClosed = (
  events: readonly StoredEvent[],
  loans: ReadonlyMap<string, PlainLoan>,
  on: LocalDate,
): void => {
  for (const [loan, plain] of loans) checkLoan(loan, plain, { events: eventsOf(events, loan), on });
};
