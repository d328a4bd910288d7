import type { Recorded } from '../../src/kernel/fact.js';
import { addDays, type LocalDate, localDate } from '../../src/kernel/local-date.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { isSigned, loanDecider, type LoanState } from '../../src/lending/loan.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import type { Collectability } from '../../src/policy/policy.events.js';
import { decided, recorded } from '../story.js';
import { closed, type LoanStep, RULES } from './collection-story.js';

/** What an office enters on a day, in its order. */
export type Diary = ReadonlyMap<string, readonly LoanStep[]>;

export interface Kept {
  readonly events: readonly Recorded<LoanEvent>[];
  /** The class last recorded for each month's last day, when it was closed; null: it has none. */
  readonly classes: readonly (readonly [string, Collectability | null])[];
  readonly closings: number;
}

export const isMonthEnd = (day: LocalDate): boolean => addDays(day, 1).endsWith('-01');

const byDay = (a: Recorded<LoanEvent>, b: Recorded<LoanEvent>): number =>
  a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : 0;

const lastClass = (events: readonly Recorded<LoanEvent>[], day: LocalDate): Collectability => {
  const last = events
    .filter(({ type, effectiveOn }) => type === 'CollectabilityChanged' && effectiveOn <= day)
    .toSorted(byDay)
    .at(-1);
  return last?.type === 'CollectabilityChanged' ? last.data.to : 'CURRENT';
};

const classOn = (state: LoanState, asOf: LocalDate, rules: typeof RULES) =>
  isSigned(state)
    ? (positionAt(state.timeline, { asOf, known: HEAD.known }, rules)?.collectability ?? null)
    : null;

/** An office that enters what happens and closes some days, each at its end. */
export const keptBooks = (
  [from, to]: readonly [string, string],
  diary: Diary,
  isClosed: (day: LocalDate) => boolean,
  rules = RULES,
): Kept => {
  let state: LoanState = loanDecider.initial;
  const events: Recorded<LoanEvent>[] = [];
  const classes: (readonly [string, Collectability | null])[] = [];
  let closings = 0;
  const does = (step: LoanStep): number => {
    const outcome = decided(step, state);
    if (isRefusal(outcome)) return 0;
    for (const fact of outcome) {
      const event = recorded(fact, 'loan-L-1', events.length);
      events.push(event);
      state = loanDecider.evolve(state, event);
    }
    return outcome.length;
  };
  for (let day = localDate(from); day <= to; day = addDays(day, 1)) {
    for (const step of diary.get(day) ?? []) does(step);
    if (!isClosed(day)) continue;
    does(closed(day, rules));
    closings += 1;
    const hasClass = classOn(state, day, rules) !== null;
    if (isMonthEnd(day)) classes.push([day, hasClass ? lastClass(events, day) : null]);
  }
  return { events, classes, closings };
};
