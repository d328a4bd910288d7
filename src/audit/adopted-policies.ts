import type { Position } from '../kernel/envelope.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import type { ReadModels } from '../read-model/read-models.js';
import { Portfolios } from './portfolios.js';

interface Read {
  readonly collection: string;
  readonly at: Position | undefined;
  readonly policies: Promise<readonly AdoptedPolicy[]>;
}

/** Every rule adopted, read again when the register of rules has gone on or was built anew. */
export class AdoptedPolicies {
  private last: Read | undefined;

  constructor(private readonly models: ReadModels) {}

  now(): Promise<readonly AdoptedPolicy[]> {
    const { models, last } = this;
    const collection = models.collection('policy-register');
    const register = models.status().find(({ projector }) => projector.name === 'policy-register');
    const at = register?.checkpoint.position;
    if (last?.collection === collection && last.at === at) return last.policies;
    const policies = new Portfolios(models).policies();
    this.last = { collection, at, policies };
    // What failed is read again.
    policies.catch(() => (this.last = undefined));
    return policies;
  }
}
