import type { Recorded } from '../../src/kernel/fact.js';
import type { Moment } from '../../src/kernel/moment.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';

/**
 * The rules of semantics.md once more, written without a look at the house: plain numbers and
 * loops, each rupiah put where it belongs by itself. Slow, and short enough to be checked by eye.
 */
interface Row {
  readonly dueOn: string;
  readonly sumPrincipal: number;
  readonly sumInterest: number;
  principal: number;
  interest: number;
  paidPrincipal: number;
  paidInterest: number;
}
type Part = 'principal' | 'interest';
const PAID = { principal: 'paidPrincipal', interest: 'paidInterest' } as const;

const room = (row: Row, part: Part): number => row[part] - row[PAID[part]];

/** Where the next rupiah of a payment belongs; null: nothing is owed for it. */
const placeOf = (rows: readonly Row[], on: string): readonly [Row, Part] | null => {
  for (const row of rows)
    if (row.dueOn <= on && room(row, 'interest') > 0) return [row, 'interest'];
  for (const row of rows)
    if (row.dueOn <= on && room(row, 'principal') > 0) return [row, 'principal'];
  for (const row of rows) {
    if (room(row, 'interest') > 0) return [row, 'interest'];
    if (room(row, 'principal') > 0) return [row, 'principal'];
  }
  return null;
};

const floorOf = (sum: number, part: number, whole: number): number =>
  (sum * part - ((sum * part) % whole)) / whole;

/** What is owed after `out` of `whole` is paid out; a rupiah too much moves to the oldest room. */
const payOut = (rows: readonly Row[], out: number, whole: number): void => {
  let [principal, interest] = [0, 0];
  for (const row of rows) {
    row.principal = floorOf(row.sumPrincipal, out, whole) - principal;
    row.interest = floorOf(row.sumInterest, out, whole) - interest;
    principal += row.principal;
    interest += row.interest;
  }
  for (const part of ['principal', 'interest'] as const)
    for (const row of rows)
      while (room(row, part) < 0) {
        const oldest = rows.find((other) => room(other, part) > 0);
        if (!oldest) throw new Error('no room for what was paid');
        row[PAID[part]] -= 1;
        oldest[PAID[part]] += 1;
      }
};

const countingEvents = (events: readonly Recorded<LoanEvent>[], { asOf, known }: Moment) => {
  const counting = events.filter((event) => event.position <= known && event.effectiveOn <= asOf);
  const gone = new Set<string>();
  for (const event of counting) if (event.type === 'PaymentReversed') gone.add(event.data.payment);
  return counting
    .filter((event) => !gone.has(event.eventId))
    .map((event) => ({ key: `${event.effectiveOn} ${event.position}`, event }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ event }) => event);
};

const played = (events: readonly Recorded<LoanEvent>[], moment: Moment) => {
  const counting = countingEvents(events, moment);
  const signed = counting.find((event) => event.type === 'AgreementSigned');
  if (!signed) return null;
  const { schedule, terms } = signed.data;
  let [sumPrincipal, sumInterest] = [0, 0];
  const rows: Row[] = [];
  for (const { dueOn, principal, interest } of schedule) {
    sumPrincipal += principal;
    sumInterest += interest;
    const owed = { principal: 0, interest: 0, paidPrincipal: 0, paidInterest: 0 };
    rows.push({ dueOn, sumPrincipal, sumInterest, ...owed });
  }
  let [out, credit, last] = [0, 0, ''];
  const allocations = new Map<string, { interest: number; principal: number; credit: number }>();
  for (const event of counting) {
    if (event.type === 'LoanDisbursed') payOut(rows, (out += event.data.amount), terms.principal);
    if (event.type !== 'PaymentReceived') continue;
    const allocation = { interest: 0, principal: 0, credit: 0 };
    for (let left: number = event.data.amount; left > 0; left--) {
      const place = placeOf(rows, event.effectiveOn);
      allocation[place?.[1] ?? 'credit'] += 1;
      if (place) place[0][PAID[place[1]]] += 1;
    }
    credit += allocation.credit;
    allocations.set(event.eventId, allocation);
    if (allocation.principal + allocation.interest > 0) last = event.effectiveOn;
  }
  return { rows, out, credit, last, allocations };
};

const total = (rows: readonly Row[], of: (row: Row) => number): number => {
  let sum = 0;
  for (const row of rows) sum += of(row);
  return sum;
};

const DAY = 86_400_000;

/** KEP-236: these histories end before 2007-04-27 and belong to no programme. */
const classAfter = (days: number): string =>
  days === 0 ? 'CURRENT' : days <= 180 ? 'SUBSTANDARD' : days <= 360 ? 'DOUBTFUL' : 'LOSS';

/** The position of a loan, without the policy that classed it; and how each payment was used. */
export const naivePosition = (events: readonly Recorded<LoanEvent>[], moment: Moment) => {
  const loan = played(events, moment);
  if (!loan) return null;
  const { rows, out, credit, last, allocations } = loan;
  const principalOutstanding = total(rows, (row) => room(row, 'principal'));
  const interestOutstanding = total(rows, (row) => room(row, 'interest'));
  const open = principalOutstanding + interestOutstanding;
  const status = out === 0 ? 'AGREED' : open === 0 ? 'SETTLED' : 'ACTIVE';
  const late = rows.filter((row) => row.dueOn < moment.asOf);
  const oldest = late.find((row) => room(row, 'principal') + room(row, 'interest') > 0)?.dueOn;
  const days = oldest === undefined ? 0 : (Date.parse(moment.asOf) - Date.parse(oldest)) / DAY;
  const position = {
    ...{ status, disbursed: out, interestAgreed: total(rows, (row) => row.interest) },
    principalPaid: total(rows, (row) => row.paidPrincipal),
    interestPaid: total(rows, (row) => row.paidInterest),
    ...{ principalOutstanding, interestOutstanding, totalOutstanding: open, credit },
    principalArrears: total(late, (row) => room(row, 'principal')),
    interestArrears: total(late, (row) => room(row, 'interest')),
    ...{ oldestUnpaidDueOn: oldest, daysPastDue: days },
    collectability: status === 'ACTIVE' ? classAfter(days) : null,
    settledOn: status === 'SETTLED' ? last : undefined,
  };
  return { position, allocations };
};
