import fc from 'fast-check';
import type { Recorded } from '../../src/kernel/fact.js';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { loanDecider, type LoanState } from '../../src/lending/loan.js';
import { decided, recorded, type Step } from '../story.js';
import { disbursed, paid, returned, reversed, signed } from './story.js';
import type { Spoken } from './terms.js';

type LoanStep = Step<LoanState, LoanEvent>;

const AGREED_ON = localDate('2003-01-15');
const on = (offset: number): string => addDays(AGREED_ON, offset);

/** Small enough that every rounding and every edge is met often. */
const terms: fc.Arbitrary<Spoken> = fc.record({
  principal: fc.integer({ min: 1, max: 300 }),
  interestTotal: fc.integer({ min: 0, max: 60 }),
  instalments: fc.integer({ min: 1, max: 7 }),
  method: fc.constant('AGREED' as const),
  graceMonths: fc.integer({ min: 0, max: 3 }),
  agreedOn: fc.constant(AGREED_ON),
});

const share = fc.integer({ min: 1, max: 160 });
/** Mostly the days around the due dates, which fall on the 15th. */
const payday = fc.oneof(
  fc.integer({ min: 0, max: 330 }),
  fc.constantFrom(30, 31, 32, 58, 59, 60, 89, 90, 91, 119, 120, 121, 122),
);
const receipt = fc.integer({ min: 1, max: 6 }).map((no) => `R${no}`);

type Wish = (terms: Spoken) => LoanStep;

const wishes: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }), fc.nat(90))
      .map(([no, sixths, day]): Wish => {
        return ({ principal = 1 }) =>
          disbursed(`D${no}`, Math.ceil((principal * sixths) / 6), on(day));
      }),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(receipt, share, payday).map(
      ([name, amount, day]): Wish =>
        () =>
          paid(name, amount, on(day)),
    ),
  },
  {
    weight: 1,
    arbitrary: receipt.map(
      (name): Wish =>
        () =>
          reversed(name),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(receipt, payday).map(
      ([name, day]): Wish =>
        () =>
          returned(name, on(day)),
    ),
  },
);

export interface Lived {
  readonly events: readonly Recorded<LoanEvent>[];
  /** The state after each command, and how many events there were then. */
  readonly states: readonly { readonly state: LoanState; readonly count: number }[];
  readonly refusals: readonly string[];
}

/** Every command goes through the decider; what it refuses leaves no trace. */
const live = (spoken: Spoken, made: readonly Wish[]): Lived => {
  let state: LoanState = loanDecider.initial;
  const events: Recorded<LoanEvent>[] = [];
  const states: { state: LoanState; count: number }[] = [];
  const refusals: string[] = [];
  for (const step of [signed(spoken), ...made.map((wish) => wish(spoken))]) {
    const outcome = decided(step, state);
    if (isRefusal(outcome)) refusals.push(outcome.refusal);
    else
      for (const fact of outcome) {
        const event = recorded(fact, 'loan-L-1', events.length);
        events.push(event);
        state = loanDecider.evolve(state, event);
      }
    states.push({ state, count: events.length });
  }
  return { events, states, refusals };
};

export const histories: fc.Arbitrary<Lived> = fc
  .tuple(terms, fc.array(wishes, { minLength: 3, maxLength: 14, size: 'max' }))
  .map(([spoken, made]) => live(spoken, made));

/** A loan paid out whole, and payments on days of their own, in two orders of recording. */
export const shuffled: fc.Arbitrary<readonly [Lived, Lived]> = fc
  .tuple(
    terms,
    fc.uniqueArray(fc.tuple(share, payday), {
      selector: ([, day]) => day,
      minLength: 2,
      maxLength: 7,
    }),
  )
  .chain(([spoken, payments]) => {
    const steps = payments.map(([amount, day], no): Wish => {
      return () => paid(`R${no}`, amount, on(day));
    });
    const out: Wish = ({ principal = 1 }) => disbursed('D1', principal, AGREED_ON);
    const order = fc.shuffledSubarray(steps, { minLength: steps.length });
    return fc
      .tuple(order, order)
      .map(([a, b]) => [live(spoken, [out, ...a]), live(spoken, [out, ...b])] as const);
  });

export const someDays: fc.Arbitrary<readonly string[]> = fc.array(
  fc.oneof(fc.integer({ min: -2, max: 400 }), payday).map(on),
  { minLength: 2, maxLength: 3 },
);
