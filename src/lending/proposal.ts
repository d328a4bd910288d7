import { hash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.js';
import type { Actor } from '../kernel/envelope.js';
import type { Fact, Recorded } from '../kernel/fact.js';
import { samePerson } from '../kernel/four-eyes.js';
import { refuse, type Refusal } from '../kernel/refusal.js';
import type { Seen } from './application/application.events.js';

/** What was proposed, by whom, and how an approval names it. */
export interface Proposal<F extends Fact = Fact> {
  readonly fact: Pick<F, 'type' | 'effectiveOn' | 'data'>;
  readonly proposer: Actor;
  /** SHA-256, hexadecimal, of the canonical JSON of {type, effectiveOn, data}. */
  readonly digest: string;
  /** The stream's revision of the proposal itself. */
  readonly revision: number;
}

export const proposalDigest = ({ type, effectiveOn, data }: Pick<Fact, keyof Fact>): string =>
  hash('sha256', canonicalJson({ type, effectiveOn, data }), 'hex');

export const proposalOf = <F extends Fact>(event: Recorded<F>): Proposal<F> => {
  const { type, effectiveOn, data, actor, revision } = event as unknown as Recorded<Fact>;
  const fact = { type, effectiveOn, data } as Proposal<F>['fact'];
  return { fact, proposer: actor, digest: proposalDigest(fact), revision };
};

/**
 * Four eyes: whoever had a hand in what is decided cannot decide it, whatever his role; and what
 * is decided is the very proposal that was read, not one that took its place since.
 * @param head the revision the stream has come to: nobody saw a later one
 * @param hands who proposed, surveyed, …, each under the word the refusal says it by
 */
export const fourEyes = (
  { proposal, head }: { readonly proposal: Proposal | undefined; readonly head: number },
  seen: Seen,
  actor: Actor,
  hands: Readonly<Record<string, Actor | undefined>> = { proposer: proposal?.proposer },
): Refusal | null => {
  if (!proposal) return refuse('NOTHING_PROPOSED');
  const { digest, revision } = proposal;
  if (seen.seenRevision > head) return refuse('REVISION_UNKNOWN', { revision: head });
  if (seen.proposal !== digest || seen.seenRevision < revision)
    return refuse('PROPOSAL_CHANGED', { proposal: digest, revision });
  const same = Object.entries(hands).find(([, hand]) => hand && samePerson(hand, actor));
  return same ? refuse('FOUR_EYES', { [same[0]]: same[1]?.id }) : null;
};
