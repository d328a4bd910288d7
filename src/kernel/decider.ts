import type { Actor, Source } from './envelope.js';
import type { Fact, Recorded } from './fact.js';
import type { Instant, LocalDate } from './local-date.js';
import { refuse, type Refusal } from './refusal.js';

/** Facts to append; none at all (it is already so); or a refusal. */
export type Outcome<F extends Fact> = readonly F[] | Refusal;

/** How a stream folds. `evolve` answers every fact of its union: a new one breaks the build. */
export interface Decider<S, F extends Fact> {
  readonly initial: S;
  readonly evolve: (state: S, event: Recorded<F>) => S;
  /**
   * Whether a state may stay in memory between two commands: it holds nothing that was sealed, or
   * an erased key would not take effect within seconds. Left out: none may.
   */
  readonly mayBeKept?: (state: S) => boolean;
}

/** Who asks and when: passed to every decision, so that none looks at a clock. */
export interface Asked {
  readonly actor: Actor;
  readonly source: Source;
  readonly now: Instant;
  /** The day it is in Jakarta; no fact but a plan or a policy takes effect after it. */
  readonly today: LocalDate;
}

/** What has happened has happened by today; only plans and policies begin later. */
export const inFuture = (
  effectiveOn: LocalDate,
  { today }: Pick<Asked, 'today'>,
): Refusal | null =>
  effectiveOn > today ? refuse('EFFECTIVE_IN_FUTURE', { effectiveOn, today }) : null;

/** Names its kind alone: what it holds may be personal, and errors are logged. */
export const unreachable = (value: never): never => {
  const { type } = Object(value) as { readonly type?: unknown };
  throw new Error(`unexpected: ${typeof type === 'string' ? type : typeof value}`);
};
