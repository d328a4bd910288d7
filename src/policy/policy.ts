import { hash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.js';
import { type Asked, type Decider, type Outcome, unreachable } from '../kernel/decider.js';
import type { Actor } from '../kernel/envelope.js';
import { samePerson } from '../kernel/four-eyes.js';
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.js';
import type { AdoptedPolicy } from './in-force.js';
import { problemIn } from './parameter-checks.js';
import type { PolicyKind } from './policy-rules.events.js';
import type { PolicyEvent, PolicyTerms } from './policy.events.js';

interface Proposal {
  readonly terms: PolicyTerms;
  readonly proposer: Actor;
  /** The stream's revision of the proposal itself. */
  readonly revision: number;
}

/** All rules of one kind: those adopted, and what was proposed or rejected, by its digest. */
export interface Policies {
  readonly adopted: readonly AdoptedPolicy[];
  readonly proposed: ReadonlyMap<string, Proposal>;
  readonly rejected: ReadonlySet<string>;
  /** Of the stream's last event; -1 where there is none. */
  readonly revision: number;
}

/** What a decision names: nobody can adopt a proposal other than the one he read. */
export const proposalDigest = (terms: PolicyTerms): string =>
  hash('sha256', canonicalJson(terms), 'hex');

const without = <T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> =>
  new Set([...set].filter((other) => other !== one));

export const policyDecider: Decider<Policies, PolicyEvent> = {
  initial: { adopted: [], proposed: new Map(), rejected: new Set(), revision: -1 },
  mayBeKept: () => true,
  evolve: (before, event) => {
    const policies = { ...before, revision: event.revision };
    switch (event.type) {
      case 'PolicyProposed': {
        const { data: terms, actor: proposer, revision } = event;
        const digest = proposalDigest(terms);
        const proposed = new Map(policies.proposed).set(digest, { terms, proposer, revision });
        return { ...policies, proposed, rejected: without(policies.rejected, digest) };
      }
      case 'PolicyAdopted': {
        const { proposal: _, seenRevision: __, ...terms } = event.data;
        const adopted = { ...terms, position: event.position } as AdoptedPolicy;
        return { ...policies, adopted: [...policies.adopted, adopted] };
      }
      case 'PolicyRejected': {
        const { proposal } = event.data;
        const proposed = new Map(policies.proposed);
        proposed.delete(proposal);
        return { ...policies, proposed, rejected: new Set(policies.rejected).add(proposal) };
      }
      default:
        return unreachable(event);
    }
  },
};

const badTerms = (terms: PolicyTerms, policies: Policies): Refusal | null => {
  const { id, validFrom, validTo, legalBasis } = terms;
  if (policies.adopted.some((policy) => policy.id === id))
    return refuse('POLICY_ALREADY_ADOPTED', { id });
  if (!legalBasis.trim()) return refuse('LEGAL_BASIS_REQUIRED', { id });
  if (validTo !== undefined && validTo < validFrom)
    return refuse('POLICY_ENDS_BEFORE_IT_BEGINS', { validFrom, validTo });
  const problem = problemIn(terms);
  return problem ? refuse('POLICY_PARAMETERS', { problem }) : null;
};

/** Happens today; the rule itself may begin earlier or later. */
export const proposePolicy = (
  terms: PolicyTerms,
  policies: Policies,
  asked: Asked,
): Outcome<PolicyEvent> => {
  const refusal = badTerms(terms, policies);
  if (refusal) return refusal;
  if (policies.proposed.has(proposalDigest(terms))) return [];
  return [{ type: 'PolicyProposed', effectiveOn: asked.today, data: terms }];
};

export interface Decision {
  readonly kind: PolicyKind;
  /** The digest of the proposal that was read. */
  readonly proposal: string;
  /** The stream's revision that was seen; left out: the digest alone says what was read. */
  readonly revision?: number | undefined;
}

/** Four eyes, on the very proposal that was read and not one made under its name since. */
const openProposal = (
  { proposal, revision }: Decision,
  { proposed, rejected, revision: head }: Policies,
  { actor }: Asked,
): Proposal | Refusal => {
  if (revision !== undefined && revision > head)
    return refuse('REVISION_UNKNOWN', { revision: head });
  const found = proposed.get(proposal);
  if (!found)
    return refuse(rejected.has(proposal) ? 'PROPOSAL_REJECTED' : 'PROPOSAL_UNKNOWN', { proposal });
  const ofName = [...proposed].filter(([, { terms }]) => terms.id === found.terms.id);
  const unseen = ofName.find(([, other]) => revision !== undefined && other.revision > revision);
  if (unseen)
    return refuse('PROPOSAL_CHANGED', { proposal: unseen[0], revision: unseen[1].revision });
  const { proposer } = found;
  return samePerson(proposer, actor) ? refuse('FOUR_EYES', { proposer: proposer.id }) : found;
};

const adoptedAs = (id: string, { adopted }: Policies): string | null => {
  const found = adopted.find((policy) => policy.id === id);
  if (!found) return null;
  const { position: _, ...terms } = found;
  return proposalDigest(terms);
};

/** What an adoption or rejection records of what was seen. */
const seen = ({ proposal, revision }: Decision) => ({
  proposal,
  ...(revision === undefined ? {} : { seenRevision: revision }),
});

export const adoptPolicy = (
  decision: Decision,
  policies: Policies,
  asked: Asked,
): Outcome<PolicyEvent> => {
  const id = policies.proposed.get(decision.proposal)?.terms.id;
  const held = id === undefined ? null : adoptedAs(id, policies);
  if (held === decision.proposal) return [];
  if (held !== null) return refuse('POLICY_ALREADY_ADOPTED', { id });
  const found = openProposal(decision, policies, asked);
  if (isRefusal(found)) return found;
  const data = { ...found.terms, ...seen(decision) };
  return [{ type: 'PolicyAdopted', effectiveOn: found.terms.validFrom, data }];
};

/** The same may be proposed again; the reason goes with the event. */
export const rejectPolicy = (
  { reason, ...decision }: Decision & { readonly reason: string | undefined },
  policies: Policies,
  asked: Asked,
): Outcome<PolicyEvent> => {
  if (policies.rejected.has(decision.proposal)) return [];
  const found = openProposal(decision, policies, asked);
  if (isRefusal(found)) return found;
  const { id } = found.terms;
  if (adoptedAs(id, policies) !== null) return refuse('POLICY_ALREADY_ADOPTED', { id });
  if (!reason?.trim()) return refuse('REASON_REQUIRED', { field: 'reason' });
  const data = { id, ...seen(decision) };
  return [{ type: 'PolicyRejected', effectiveOn: asked.today, data }];
};

/** The rules the house begins with: adopted by itself when a store lacks them. */
export const adoptBuiltIn = (
  rules: readonly PolicyTerms[],
  policies: Policies,
): Outcome<PolicyEvent> =>
  rules
    .filter(({ id }) => !policies.adopted.some((policy) => policy.id === id))
    .map((data) => ({ type: 'PolicyAdopted', effectiveOn: data.validFrom, data }));

export const policyStream = (kind: PolicyKind): string => `policy-${kind.toLowerCase()}`;
