import fc from 'fast-check';
import { NEXT } from '../../src/kernel/envelope.js';
import type { Recorded } from '../../src/kernel/fact.js';
import { localDate } from '../../src/kernel/local-date.js';
import { counts, inWorldOrder, type Moment } from '../../src/kernel/moment.js';
import { sameAllocation } from '../../src/lending/recorded-allocations.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { isSigned, type Loan } from '../../src/lending/loan.js';
import { HEAD, FOREVER, positionAt } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import { evolveTimeline } from '../../src/lending/evolve-timeline.js';
import type { LoanTimeline } from '../../src/lending/timeline.js';
import { naivePosition } from './naive-model.js';
import { histories, type Lived, shuffled, someDays } from './random-history.js';
import { POLICIES } from './story.js';

const always = <T extends [unknown, ...unknown[]]>(
  seed: number,
  numRuns: number,
  property: fc.IPropertyWithHooks<T>,
): void => fc.assert(property, { seed, numRuns });

/** Every prefix of the log, on a few days and at its end. */
const moments = ({ events }: Lived, days: readonly string[]): Moment[] =>
  events.flatMap(({ position: known }) =>
    [...days.map(localDate), FOREVER].map((asOf) => ({ asOf, known })),
  );

const timelineAfter = (events: readonly Recorded<LoanEvent>[]): LoanTimeline => {
  const timeline = events.reduce<LoanTimeline | null>(evolveTimeline, null);
  if (!timeline) throw new Error('a history begins with its agreement');
  return timeline;
};

const loansOf = ({ states }: Lived): readonly Loan[] =>
  states.map(({ state }) => state).filter(isSigned);

describe('I5: whatever happens to a loan, in every prefix of its history and on any day,', () => {
  it('its position is the one that a plain recomputation gives, rupiah by rupiah', () =>
    always(
      11,
      250,
      fc.property(histories, someDays, (lived, days) => {
        const timeline = timelineAfter(lived.events);
        for (const moment of moments(lived, days)) {
          const found = positionAt(timeline, moment, POLICIES);
          const { policy: _, ...position } = found ?? { policy: null };
          const expected = naivePosition(lived.events, moment);
          if (expected) expect(position).toMatchObject(expected.position);
          else expect(found).toBeNull();
        }
      }),
    ));

  it('each payment is used as a plain recomputation uses it', () =>
    always(
      12,
      100,
      fc.property(histories, (lived) => {
        const { allocations } = replay(timelineAfter(lived.events), HEAD);
        const expected = naivePosition(lived.events, HEAD)?.allocations;
        expect([...allocations.keys()]).toEqual([...(expected?.keys() ?? [])]);
        for (const [payment, allocation] of allocations)
          expect(allocation).toMatchObject(expected?.get(payment) ?? {});
      }),
    ));

  it('its accounts balance and nothing is negative', () =>
    always(
      13,
      70,
      fc.property(histories, someDays, (lived, days) => {
        const timeline = timelineAfter(lived.events);
        for (const moment of moments(lived, days)) balance(timeline, lived, moment);
      }),
    ));
});

const receivedLessTakenBack = ({ events }: Lived, moment: Moment): number => {
  let sum = 0;
  for (const event of events.filter((one) => counts(one, moment))) {
    if (event.type === 'PaymentReceived') sum += event.data.amount;
    if (event.type === 'PaymentReversed') sum -= event.data.amount;
  }
  return sum;
};

const balance = (timeline: LoanTimeline, lived: Lived, moment: Moment): void => {
  const at = positionAt(timeline, moment, POLICIES);
  if (!at) return;
  expect(at.principalPaid + at.principalOutstanding).toBe(at.disbursed);
  expect(at.interestPaid + at.interestOutstanding).toBe(at.interestAgreed);
  const { instalments, allocations } = replay(timeline, moment);
  const allocated = at.principalPaid + at.interestPaid;
  expect(allocated + at.credit).toBe(receivedLessTakenBack(lived, moment));
  const numbers = Object.values(at).filter((value) => typeof value === 'number');
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  for (const row of instalments) {
    expect(row.paidPrincipal).toBeLessThanOrEqual(row.principal);
    expect(row.paidInterest).toBeLessThanOrEqual(row.interest);
    expect(Math.min(row.paidPrincipal, row.paidInterest)).toBeGreaterThanOrEqual(0);
    const whole = row.paidPrincipal + row.paidInterest === row.principal + row.interest;
    expect(row.paidOn !== undefined).toBe(whole && row.paidPrincipal + row.paidInterest > 0);
  }
  for (const { interest, principal, instalments: parts } of allocations.values()) {
    expect(parts.reduce((sum, part) => sum + part.interest, 0)).toBe(interest);
    expect(parts.reduce((sum, part) => sum + part.principal, 0)).toBe(principal);
    expect(Math.min(0, ...parts.flatMap((part) => [part.interest, part.principal]))).toBe(0);
  }
};

describe('I7: after every command', () => {
  it('the replay is the last recorded allocation of every payment that stands', () =>
    always(
      21,
      200,
      fc.property(histories, (lived) => {
        for (const { timeline, recorded } of loansOf(lived))
          for (const [payment, allocation] of replay(timeline, HEAD).allocations) {
            const last = recorded.get(payment);
            expect(last && sameAllocation(allocation, last)).toBe(true);
          }
      }),
    ));

  it('a loan is settled in its history exactly where the replay has nothing outstanding', () =>
    always(
      22,
      200,
      fc.property(histories, (lived) => {
        for (const { timeline, status } of loansOf(lived))
          expect(positionAt(timeline, HEAD, POLICIES)?.status).toBe(status);
      }),
    ));

  it('nothing is dated before the loan was agreed, nor after today', () =>
    always(
      23,
      100,
      fc.property(histories, ({ events }) => {
        for (const { effectiveOn } of events)
          expect(effectiveOn >= '2003-01-15' && effectiveOn <= '2010-12-31').toBe(true);
      }),
    ));
});

describe('the events that count at a moment', () => {
  it('fold by themselves, in the order of the world, into the position of that moment', () =>
    always(
      31,
      150,
      fc.property(histories, someDays, (lived, days) => {
        const timeline = timelineAfter(lived.events);
        for (const moment of moments(lived, days)) {
          const counting = lived.events
            .filter((event) => counts(event, moment))
            .toSorted(inWorldOrder);
          const expected = positionAt(timeline, moment, POLICIES);
          if (counting.length === 0) expect(expected).toBeNull();
          else {
            const known = { asOf: moment.asOf, known: NEXT };
            expect(positionAt(timelineAfter(counting), known, POLICIES)).toEqual(expected);
          }
        }
      }),
    ));

  it('give one position, in whichever order payments of different days were recorded', () =>
    always(
      32,
      150,
      fc.property(shuffled, someDays, ([one, other], days) => {
        for (const asOf of [...days.map(localDate), FOREVER]) {
          const moment = { asOf, known: NEXT };
          const [a, b] = [timelineAfter(one.events), timelineAfter(other.events)];
          expect(positionAt(a, moment, POLICIES)).toEqual(positionAt(b, moment, POLICIES));
        }
      }),
    ));
});

describe('the histories themselves', () => {
  it('meet what they are meant to: parts, credit, reallocations, loans ended and reopened', () => {
    const sample = fc.sample(histories, { seed: 41, numRuns: 300 });
    const seen = new Set<string>(sample.flatMap(({ events }) => events.map(({ type }) => type)));
    for (const { refusals } of sample) for (const refusal of refusals) seen.add(refusal);
    for (const wanted of [
      ...['PaymentsReallocated', 'LoanSettled', 'LoanReopened', 'PaymentReversed'],
      ...['RECEIPT_REUSED', 'PAYMENT_ALREADY_REVERSED', 'DISBURSEMENT_EXCEEDS_PRINCIPAL'],
    ])
      expect(seen).toContain(wanted);
  });
});
