import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { PolicyRegisterDocument } from '../../projections/policy-register.js';
import { answered, givenIn, INPUT, senderOf } from '../graphql/commands.js';
import type { ApiContext } from '../graphql/context.js';
import { badInput } from '../graphql/errors.js';
import { globalId } from '../graphql/node.js';
import { Questions } from '../house/questions.js';
import type { Stored } from '../read-model/port.js';
import { ruleOf } from './parameters.js';
import { AdoptPolicy, ProposePolicy } from './policy.commands.js';
import { proposalDigest } from './policy.js';
import {
  AdoptPolicyInput,
  POLICIES_COST,
  PoliciesArgs,
  Policy,
  PolicyResult,
  ProposePolicyInput,
} from './policy.types.js';

export const policyView = ({ body }: Stored<PolicyRegisterDocument>): Policy => {
  const { terms, status, proposedBy, adoptedBy, recordedAt } = body;
  const { id, kind, validFrom, parameters, legalBasis } = terms;
  return {
    id: globalId('Policy', id),
    policyId: id,
    ...{ kind, status, validFrom, parameters, legalBasis, recordedAt },
    scope: terms.scope ?? null,
    validTo: terms.validTo ?? null,
    note: terms.note ?? null,
    proposedBy: proposedBy?.id ?? null,
    adoptedBy: adoptedBy?.id ?? null,
    proposal: proposalDigest(terms),
  };
};

/** A proposal happens today; a rule takes effect on its own valid-from. */
const undated = <T extends { effectiveOn?: unknown }>({ effectiveOn, ...given }: T) => {
  if (effectiveOn === undefined) return given;
  throw badInput([{ path: 'input.effectiveOn', message: 'a rule says its days itself' }]);
};

@Resolver(() => Policy)
export class PolicyResolver {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Query(() => [Policy], {
    complexity: POLICIES_COST,
    description: 'Rules by name: all there are, or those adopted and in force on a day.',
  })
  async policies(
    @Args() { atLeast, knownAt, kind, on }: PoliciesArgs,
    @Context() context: ApiContext,
  ): Promise<Policy[]> {
    await this.questions.caughtUp(context, atLeast, ['policy-register']);
    const { known } = await this.questions.moment({ knownAt });
    const { readModels } = this.questions.house;
    const where = kind ? { field: 'kind', eq: kind } : undefined;
    const found: Policy[] = [];
    const collection = readModels.collection('policy-register');
    for await (const stored of readModels.store.scan<PolicyRegisterDocument>(collection, where)) {
      const { adoptedAt, terms } = stored.body;
      if (on && !(adoptedAt && terms.validFrom <= on && on <= (terms.validTo ?? on))) continue;
      if (knownAt && !(adoptedAt && adoptedAt <= known)) continue;
      found.push(policyView(stored));
    }
    return found;
  }

  @Mutation(() => PolicyResult, { description: 'Propose a rule, for somebody else to adopt.' })
  async proposePolicy(
    @Args('input', INPUT) input: ProposePolicyInput,
    @Context() context: ApiContext,
  ): Promise<PolicyResult> {
    const { policyId: id, kind, parameters, ...terms } = undated(givenIn(input));
    const rule = ruleOf(kind, parameters);
    if (!rule)
      throw badInput([{ path: 'input.parameters', message: `not the parameters of ${kind}` }]);
    const sender = senderOf(context, 'proposePolicy', input, this.questions.source);
    const command = new ProposePolicy({ ...terms, ...rule, id }, sender);
    return answered(await this.bus.execute(command));
  }

  @Mutation(() => PolicyResult, { description: 'Adopt a proposed rule, from its valid-from on.' })
  async adoptPolicy(
    @Args('input', INPUT) input: AdoptPolicyInput,
    @Context() context: ApiContext,
  ): Promise<PolicyResult> {
    const { kind, proposal } = undated(givenIn(input));
    const sender = senderOf(context, 'adoptPolicy', input, this.questions.source);
    return answered(await this.bus.execute(new AdoptPolicy({ kind, proposal }, sender)));
  }
}
