import { unreachable } from '../src/kernel/decider.js';
import type { Actor, Position } from '../src/kernel/envelope.js';
import type { Instant } from '../src/kernel/local-date.js';
import { proposalDigest } from '../src/policy/policy.js';
import type { PolicyTerms } from '../src/policy/policy.events.js';
import { begun, type Projector } from './projector.js';

/** Every rule ever proposed or adopted. `adoptedAt` is the position from which it is known. */
export interface PolicyRegisterDocument {
  readonly terms: PolicyTerms;
  readonly status: 'PROPOSED' | 'ADOPTED';
  readonly kind: PolicyTerms['kind'];
  readonly proposedBy?: Actor | undefined;
  /** Who made each proposal of this name, by its digest: only one of them is adopted. */
  readonly proposers: Readonly<Record<string, Actor>>;
  readonly adoptedBy?: Actor | undefined;
  readonly adoptedAt?: Position | undefined;
  readonly recordedAt: Instant;
}

export const policyRegister: Projector<PolicyRegisterDocument, 'policy'> = {
  name: 'policy-register',
  version: 1,
  categories: ['policy'],
  indexes: [['kind']],
  readsPersonal: false,
  keyOf: (event) => event.data.id,
  evolve: (before, event) => {
    const { actor, recordedAt } = event;
    switch (event.type) {
      case 'PolicyProposed': {
        const { data: terms } = event;
        const proposers = { ...before?.proposers, [proposalDigest(terms)]: actor };
        const proposed = { status: 'PROPOSED', proposedBy: actor, proposers } as const;
        return { terms, kind: terms.kind, ...proposed, recordedAt };
      }
      case 'PolicyAdopted': {
        const { proposal, ...terms } = event.data;
        const proposers = proposal ? begun(before, event).proposers : (before?.proposers ?? {});
        const proposedBy = proposal ? proposers[proposal] : undefined;
        const adopted = { status: 'ADOPTED', adoptedBy: actor, adoptedAt: event.position } as const;
        return { terms, kind: terms.kind, ...adopted, proposedBy, proposers, recordedAt };
      }
      default:
        return unreachable(event);
    }
  },
};
