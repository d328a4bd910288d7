import { categoryOf, type JejakFact } from '../src/events.js';
import type { Asked, Decider, Outcome } from '../src/kernel/decider.js';
import { type Actor, position } from '../src/kernel/envelope.js';
import type { Recorded } from '../src/kernel/fact.js';
import { instant, localDate } from '../src/kernel/local-date.js';
import { isRefusal } from '../src/kernel/refusal.js';

/** The day on which every story is told: whatever happened, happened by then. */
export const TODAY = localDate('2010-12-31');
export const OFFICER: Actor = { id: 'budi', role: 'OFFICER', unit: 'JKT' };

/** The first position of a story: the house has adopted its rules before anything happens. */
const FIRST = 101;

/** A command with all it brings but the state it meets. */
export interface Step<S, F extends JejakFact> {
  readonly decide: (state: S, asked: Asked) => Outcome<F>;
  readonly actor?: Actor | undefined;
}

export type History<S, F extends JejakFact> = readonly (Step<S, F> | readonly Step<S, F>[])[];

const askedBy = (actor: Actor): Asked => ({
  actor,
  source: 'api',
  now: instant(Date.parse('2010-12-31T03:00:00.000Z')),
  today: TODAY,
});

export const decided = <S, F extends JejakFact>(step: Step<S, F>, state: S): Outcome<F> =>
  step.decide(state, askedBy(step.actor ?? OFFICER));

/** A fact as the log gives it back. Its id is the stream and the revision: `loan-L-1@2`. */
export const recorded = <F extends JejakFact>(
  fact: F,
  streamId: string,
  revision: number,
  { at = FIRST + revision, actor = OFFICER }: { at?: number; actor?: Actor | undefined } = {},
): Recorded<F> => {
  const about = streamId.slice(streamId.indexOf('-') + 1);
  const category = categoryOf(streamId);
  const subject = category === 'loan' ? { loan: about, mitra: 'M-1' } : { mitra: about };
  return {
    ...fact,
    ...{ eventId: `${streamId}@${revision}`, schemaVersion: 1, streamId, revision },
    ...(category === 'policy' ? {} : subject),
    ...{ actor, commandId: `command-${at}`, commandDigest: '', source: 'api' },
    ...{ correlationId: `command-${at}`, causationId: `command-${at}` },
    ...{ previousHash: '', hash: '' },
    ...{ position: position(at), recordedAt: instant(Date.UTC(2010, 0, 1) + at * 1000) },
  } as unknown as Recorded<F>;
};

/** Given what was done, when this is asked, then exactly these facts, or this refusal. */
export const storiesOf = <S, F extends JejakFact>(decider: Decider<S, F>, streamId: string) => {
  const told = (...history: History<S, F>): { state: S; events: readonly Recorded<F>[] } => {
    let state = decider.initial;
    const events: Recorded<F>[] = [];
    for (const step of history.flat() as readonly Step<S, F>[]) {
      const outcome = decided(step, state);
      if (isRefusal(outcome)) throw new Error(`the history itself is refused: ${outcome.refusal}`);
      for (const fact of outcome) {
        const event = recorded(fact, streamId, events.length, { actor: step.actor });
        events.push(event);
        state = decider.evolve(state, event);
      }
    }
    return { state, events };
  };

  const given = (...history: History<S, F>) => ({
    when: (step: Step<S, F>) => {
      const outcome = decided(step, told(...history).state);
      return {
        thenFacts: (...facts: readonly F[]): void => expect(outcome).toEqual(facts),
        thenNothing: (): void => expect(outcome).toEqual([]),
        thenRefused: (refusal: string, details: object = {}): void =>
          expect(outcome).toMatchObject({ refusal, details }),
      };
    },
  });

  return { told, given };
};
