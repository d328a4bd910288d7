import { unreachable } from '../src/kernel/decider.js';
import type { Actor, Position } from '../src/kernel/envelope.js';
import type { Recorded } from '../src/kernel/fact.js';
import type { Instant } from '../src/kernel/local-date.js';
import { proposalDigest } from '../src/policy/policy.js';
import type { PolicyAdopted, PolicyRejected, PolicyTerms } from '../src/policy/policy.events.js';
import { begun, type Projector } from './projector.js';

interface Proposed {
  readonly terms: PolicyTerms;
  readonly proposedBy: Actor;
  readonly recordedAt: Instant;
  readonly revision: number;
}

/** Every rule ever proposed or adopted. `adoptedAt` is the position from which it is known. */
export interface PolicyRegisterDocument {
  readonly terms: PolicyTerms;
  readonly status: 'PROPOSED' | 'ADOPTED' | 'REJECTED';
  readonly kind: PolicyTerms['kind'];
  readonly proposedBy?: Actor | undefined;
  /** Every proposal of this name that was not rejected, by its digest: only one is adopted. */
  readonly proposals: Readonly<Record<string, Proposed>>;
  readonly adoptedBy?: Actor | undefined;
  readonly adoptedAt?: Position | undefined;
  readonly rejectedBy?: Actor | undefined;
  readonly recordedAt: Instant;
  /** The rule's stream as of its last event: what a decision says it saw. */
  readonly revision: number;
}

type Document = PolicyRegisterDocument;

const adopted = (before: Document | null, event: Recorded<PolicyAdopted>): Document => {
  const { actor, recordedAt, revision, position } = event;
  const { proposal, seenRevision: _, ...terms } = event.data;
  const proposals = proposal ? begun(before, event).proposals : (before?.proposals ?? {});
  const proposedBy = proposal ? proposals[proposal]?.proposedBy : undefined;
  const status = { status: 'ADOPTED', adoptedBy: actor, adoptedAt: position } as const;
  const rule = terms as PolicyTerms;
  return { terms: rule, kind: rule.kind, ...status, proposedBy, proposals, recordedAt, revision };
};

/** What is shown is the last proposal still open; where none is, the one rejected last. */
const rejected = (before: Document, event: Recorded<PolicyRejected>): Document => {
  const { actor, recordedAt, revision } = event;
  const { [event.data.proposal]: gone, ...proposals } = before.proposals;
  const open = Object.values(proposals).toSorted((a, b) => a.revision - b.revision);
  const last = open.at(-1);
  const { terms } = last ?? gone ?? before;
  const { kind } = terms;
  if (last) return { ...last, kind, status: 'PROPOSED', proposals, revision };
  const proposedBy = gone?.proposedBy ?? before.proposedBy;
  const status = { status: 'REJECTED', rejectedBy: actor } as const;
  return { terms, kind, ...status, proposedBy, proposals, recordedAt, revision };
};

export const policyRegister: Projector<PolicyRegisterDocument, 'policy'> = {
  name: 'policy-register',
  version: 2,
  categories: ['policy'],
  indexes: [['kind']],
  readsPersonal: false,
  whole: true,
  // A name is unique among rules of one kind, which share a stream: another kind's is another rule.
  keyOf: (event) => `${event.streamId}/${event.data.id}`,
  evolve: (before, event) => {
    switch (event.type) {
      case 'PolicyProposed': {
        const { data: terms, actor: proposedBy, recordedAt, revision } = event;
        const proposal = { terms, proposedBy, recordedAt, revision };
        const proposals = { ...before?.proposals, [proposalDigest(terms)]: proposal };
        return { ...proposal, kind: terms.kind, status: 'PROPOSED', proposals };
      }
      case 'PolicyAdopted':
        return adopted(before, event);
      case 'PolicyRejected':
        return rejected(begun(before, event), event);
      default:
        return unreachable(event);
    }
  },
};
