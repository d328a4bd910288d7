import { isRefusal } from '../../src/kernel/refusal.js';
import type { Outcome } from '../../src/kernel/decider.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { loanDecider, type LoanState } from '../../src/lending/loan.js';
import { decided, recorded } from '../story.js';
import { loanIn, type State } from './states-told.js';
import { type Sent, trialOf } from './states-trials.js';
import type { LoanStep } from './whole-life-words.js';

interface Told {
  readonly state: LoanState;
  readonly count: number;
}

const after = ({ state, count }: Told, step: LoanStep, facts: readonly LoanEvent[]): Told => ({
  state: facts
    .map((fact, index) => recorded(fact, 'loan-L-1', count + index, { actor: step.actor }))
    .reduce(loanDecider.evolve, state),
  count: count + facts.length,
});

/** As far as each preparation is allowed and leaves the loan in its state. */
const prepared = (told: Told, steps: readonly LoanStep[]): Told =>
  steps.reduce((before, step) => {
    const outcome = decided(step, before.state);
    const next = isRefusal(outcome) ? before : after(before, step, outcome);
    return next.state.status === before.state.status ? next : before;
  }, told);

const said = (outcome: Outcome<LoanEvent>): string =>
  isRefusal(outcome) ? outcome.refusal : outcome.length > 0 ? 'allowed' : 'quiet';

/** What comes of a command in a state, and of the same one sent again once it was allowed. */
export const tried = (state: State, sent: Sent): { readonly once: string; again?: string } => {
  const { state: loan, events } = loanIn(state);
  const { step: make, before = [] } = trialOf(sent);
  const told = prepared({ state: loan, count: events.length }, before);
  const step = make(told.state);
  const outcome = decided(step, told.state);
  if (isRefusal(outcome) || outcome.length === 0) return { once: said(outcome) };
  const again = decided(step, after(told, step, outcome).state);
  return { once: 'allowed', again: said(again) };
};
