import fc from 'fast-check';
import { position } from '../../src/kernel/envelope.js';
import type { Recorded } from '../../src/kernel/fact.js';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { loanLife } from '../../src/bench/loan-lives.js';
import { concluding, NOTHING } from '../../src/lending/consequences.js';
import { isSigned, type Loan, loanDecider, type LoanState } from '../../src/lending/loan.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';

const recorded = (fact: LoanEvent, at: number): Recorded<LoanEvent> =>
  ({
    ...{ ...fact, eventId: `e-${at}`, revision: at, streamId: 'loan-L', loan: 'L', mitra: 'M' },
    position: position(100 + at),
  }) as unknown as Recorded<LoanEvent>;

const fold = (events: readonly Recorded<LoanEvent>[]): LoanState =>
  events.reduce(loanDecider.evolve, loanDecider.initial);

const signed = (state: LoanState): Loan => {
  if (!isSigned(state)) throw new Error('the loan was signed');
  return state;
};

const allocations = (loan: Loan) =>
  loan.timeline.payments.map(({ event }) => loan.recorded.get(event));

/** Days after the loan was paid out, so that some come late and some in order. */
const step = fc.record({
  kind: fc.constantFrom<'pay' | 'fee' | 'reverse'>('pay', 'pay', 'pay', 'fee', 'reverse'),
  day: fc.nat(500),
  amount: fc.integer({ min: 1, max: 900_000 }),
});
type Made = typeof step extends fc.Arbitrary<infer S> ? S : never;

const factOf = ({ kind, day, amount }: Made, at: number, loan: Loan): LoanEvent | null => {
  const effectiveOn = addDays(localDate('2021-01-06'), day);
  const { payments, schedule } = loan.timeline;
  const standing = payments.find((one) => !one.reversed);
  if (kind === 'pay') {
    const data = { receipt: `P-${at}`, amount: rupiah(amount), policy: 'p', allocation: NOTHING };
    return { type: 'PaymentReceived', effectiveOn, data };
  }
  if (kind === 'reverse') {
    if (!standing) return null;
    const { event: payment, receipt, amount: paid, effectiveOn: paidOn } = standing;
    const data = { kind: 'ERROR', payment, receipt, amount: paid, paidOn } as const;
    return { type: 'PaymentReversed', effectiveOn: paidOn, data };
  }
  const { no, dueOn } = schedule[at % schedule.length] ?? { no: 1, dueOn: effectiveOn };
  const data = { no, dueOn, amount: rupiah(1_000 + (amount % 9_000)), policy: 'p' };
  return { type: 'LateFeeCharged', effectiveOn, data } as LoanEvent;
};

describe('a loan that goes on from its head', () => {
  it('has the consequences of one that is replayed whole, and no state before it changes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const events = loanLife(0, 2).map(recorded);
        let warm = signed(fold(events));
        const before: {
          readonly loan: Loan;
          readonly allocations: unknown;
          readonly text: string;
        }[] = [];
        for (const [at, one] of steps.entries()) {
          const fact = factOf(one, at, warm);
          if (!fact) continue;
          const cold = signed(fold(structuredClone(events)));
          const facts = concluding(warm, [fact]);
          expect(facts).toEqual(concluding(cold, [fact]));
          before.push({ loan: warm, allocations: allocations(warm), text: JSON.stringify(warm) });
          for (const follows of facts) {
            const event = recorded(follows, events.length);
            events.push(event);
            warm = signed(loanDecider.evolve(warm, event));
          }
        }
        for (const { loan, allocations: then, text } of before) {
          expect(allocations(loan)).toEqual(then);
          expect(JSON.stringify(loan)).toBe(text);
        }
      }),
      { numRuns: 150 },
    );
  });
});
