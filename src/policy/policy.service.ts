import { Injectable } from '@nestjs/common';
import { policyRegister, type PolicyRegisterDocument } from '../../projections/policy-register.js';
import type { ResolvedMoment } from '../audit/moments.js';
import { decodeSealed } from '../event-store/codec.js';
import type { EventOf } from '../events.js';
import { Questions } from '../house/questions.js';
import type { Position } from '../kernel/envelope.js';
import type { Stored } from '../read-model/port.js';
import { POLICY_KINDS, type PolicyKind } from './policy-rules.events.js';
import { policyStream } from './policy.js';

export type StoredPolicy = Stored<PolicyRegisterDocument>;

@Injectable()
export class PolicyService {
  constructor(private readonly questions: Questions) {}

  /** Rules by name: today's register, or as their own streams told them up to a past position. */
  async known(kind: PolicyKind | null, moment: ResolvedMoment): Promise<readonly StoredPolicy[]> {
    if (moment.isNow) return this.today(kind);
    const kinds = kind ? [kind] : POLICY_KINDS;
    const folded = await Promise.all(kinds.map((one) => this.upTo(one, moment.known)));
    return folded.flat().toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  private async today(kind: PolicyKind | null): Promise<readonly StoredPolicy[]> {
    const { readModels } = this.questions.house;
    const where = kind ? { field: 'kind', eq: kind } : undefined;
    const collection = readModels.collection('policy-register');
    const found: StoredPolicy[] = [];
    for await (const one of readModels.store.scan<PolicyRegisterDocument>(collection, where))
      found.push(one);
    return found;
  }

  /** What the register was when the log ended there. */
  private async upTo(kind: PolicyKind, known: Position): Promise<readonly StoredPolicy[]> {
    const stored = await this.questions.house.ledger.store.readStream(policyStream(kind));
    const rules = new Map<string, StoredPolicy>();
    for (const { position, ...event } of stored.filter((one) => one.position <= known)) {
      const fact = decodeSealed({ position, ...event }) as EventOf<'policy'>;
      const id = policyRegister.keyOf(fact);
      if (id === null) continue;
      const body = policyRegister.evolve(rules.get(id)?.body ?? null, fact);
      rules.set(id, { id, position, body });
    }
    return [...rules.values()];
  }
}
