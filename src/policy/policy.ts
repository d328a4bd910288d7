import { hash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.js';
import { type Asked, type Decider, type Outcome, unreachable } from '../kernel/decider.js';
import type { Actor } from '../kernel/envelope.js';
import { type Refusal, refuse } from '../kernel/refusal.js';
import type { AdoptedPolicy } from './in-force.js';
import {
  COLLECTABILITIES,
  type CollectabilityRule,
  type PolicyEvent,
  type PolicyKind,
  type PolicyTerms,
} from './policy.events.js';

interface Proposal {
  readonly terms: PolicyTerms;
  readonly proposer: Actor;
}

/** All rules of one kind: those adopted, and what was proposed, by its digest. */
export interface Policies {
  readonly adopted: readonly AdoptedPolicy[];
  readonly proposed: ReadonlyMap<string, Proposal>;
}

/** What an adoption names: nobody can adopt a proposal other than the one he read. */
export const proposalDigest = (terms: PolicyTerms): string =>
  hash('sha256', canonicalJson(terms), 'hex');

export const policyDecider: Decider<Policies, PolicyEvent> = {
  initial: { adopted: [], proposed: new Map() },
  evolve: (policies, event) => {
    switch (event.type) {
      case 'PolicyProposed': {
        const proposal = { terms: event.data, proposer: event.actor };
        const proposed = new Map(policies.proposed).set(proposalDigest(event.data), proposal);
        return { ...policies, proposed };
      }
      case 'PolicyAdopted': {
        const { proposal: _, ...terms } = event.data;
        const adopted = { ...terms, position: event.position } as AdoptedPolicy;
        return { ...policies, adopted: [...policies.adopted, adopted] };
      }
      default:
        return unreachable(event);
    }
  },
};

const badBands = ({ bands }: CollectabilityRule): string | null => {
  const limits = bands.slice(0, -1).map(({ upTo }) => upTo);
  if (bands.length === 0 || bands.at(-1)?.upTo !== undefined)
    return 'the last band must have no limit';
  if (limits.some((upTo) => upTo === undefined || !Number.isInteger(upTo) || upTo < 0))
    return 'every band but the last must reach up to a whole number, 0 or more';
  if (limits.some((upTo, index) => index > 0 && Number(upTo) <= Number(limits[index - 1])))
    return 'each band must reach further than the one before';
  const ranks = bands.map((band) => COLLECTABILITIES.indexOf(band.class));
  if (ranks.some((rank, index) => index > 0 && rank <= Number(ranks[index - 1])))
    return 'each class must be worse than the one before';
  return null;
};

const badTerms = (terms: PolicyTerms, policies: Policies): Refusal | null => {
  const { id, validFrom, validTo, legalBasis } = terms;
  if (policies.adopted.some((policy) => policy.id === id))
    return refuse('POLICY_ALREADY_ADOPTED', { id });
  if (!legalBasis.trim()) return refuse('LEGAL_BASIS_REQUIRED', { id });
  if (validTo !== undefined && validTo < validFrom)
    return refuse('POLICY_ENDS_BEFORE_IT_BEGINS', { validFrom, validTo });
  const problem = terms.kind === 'COLLECTABILITY' ? badBands(terms.parameters) : null;
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

/** Both names of both people count: a delegate is not a second pair of eyes. */
const samePerson = (a: Actor, b: Actor): boolean => {
  const names = new Set([a.id, a.onBehalfOf ?? a.id]);
  return names.has(b.id) || names.has(b.onBehalfOf ?? b.id);
};

export interface AdoptPolicy {
  readonly kind: PolicyKind;
  readonly proposal: string;
}

/** Four eyes: whoever proposed a rule cannot adopt it. */
export const adoptPolicy = (
  { proposal }: AdoptPolicy,
  policies: Policies,
  asked: Asked,
): Outcome<PolicyEvent> => {
  const proposed = policies.proposed.get(proposal);
  if (!proposed) return refuse('PROPOSAL_UNKNOWN', { proposal });
  const { terms, proposer } = proposed;
  const adopted = policies.adopted.find(({ id }) => id === terms.id);
  if (adopted) {
    const { position: _, ...held } = adopted;
    const same = proposalDigest(held) === proposal;
    return same ? [] : refuse('POLICY_ALREADY_ADOPTED', { id: terms.id });
  }
  if (samePerson(proposer, asked.actor)) return refuse('FOUR_EYES', { proposer: proposer.id });
  const data = { ...terms, proposal };
  return [{ type: 'PolicyAdopted', effectiveOn: terms.validFrom, data }];
};

/** The rules the house begins with: adopted by itself when a store is first opened. */
export const adoptBuiltIn = (
  rules: readonly PolicyTerms[],
  policies: Policies,
): Outcome<PolicyEvent> =>
  rules
    .filter(({ id }) => !policies.adopted.some((policy) => policy.id === id))
    .map((data) => ({ type: 'PolicyAdopted', effectiveOn: data.validFrom, data }));

export const policyStream = (kind: PolicyKind): string => `policy-${kind.toLowerCase()}`;
