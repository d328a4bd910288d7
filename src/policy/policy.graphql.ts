import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { PolicyRegisterDocument } from '../../projections/policy-register.js';
import { answered, givenIn, INPUT, senderOf } from '../graphql/commands.js';
import type { ApiContext } from '../graphql/context.js';
import { badInput } from '../graphql/errors.js';
import { globalId } from '../graphql/node.js';
import { Questions } from '../house/questions.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Position } from '../kernel/envelope.js';
import { type AdoptedPolicy, inForce } from './in-force.js';
import { type BadParameters, ruleOf } from './parameters.js';
import { AdoptPolicy, ProposePolicy, RejectPolicy } from './policy.commands.js';
import { proposalDigest } from './policy.js';
import { POLICY_KINDS } from './policy-rules.events.js';
import { PolicyService, type StoredPolicy } from './policy.service.js';
import {
  AdoptPolicyInput,
  POLICIES_COST,
  PoliciesArgs,
  Policy,
  PolicyResult,
  ProposePolicyInput,
  RejectPolicyInput,
} from './policy.types.js';

export const policyView = ({ id: key, body }: StoredPolicy): Policy => {
  const { terms, status, proposedBy, adoptedBy, rejectedBy, recordedAt, revision } = body;
  const { id, kind, validFrom, parameters, legalBasis } = terms;
  return {
    id: globalId('Policy', key),
    policyId: id,
    ...{ kind, status, validFrom, parameters, legalBasis, recordedAt, revision },
    scope: terms.scope ?? null,
    validTo: terms.validTo ?? null,
    note: terms.note ?? null,
    certainty: terms.certainty ?? null,
    proposedBy: proposedBy?.id ?? null,
    adoptedBy: adoptedBy?.id ?? null,
    rejectedBy: rejectedBy?.id ?? null,
    proposal: proposalDigest(terms),
  };
};

/** Of these rules the one of each kind that decides for a programme on a day. */
const decidingFor = (
  programme: string,
  found: readonly StoredPolicy[],
  at: { readonly on: LocalDate; readonly known: Position },
): StoredPolicy[] => {
  const adopted = found.flatMap(({ body: { terms, adoptedAt } }): AdoptedPolicy[] =>
    adoptedAt ? [{ ...terms, position: adoptedAt }] : [],
  );
  const ids = POLICY_KINDS.map((kind) => inForce(adopted, kind, { ...at, programme })?.id);
  return found.filter(({ body }) => ids.includes(body.terms.id));
};

const isInForce = ({ adoptedAt, terms }: PolicyRegisterDocument, on: LocalDate): boolean =>
  adoptedAt !== undefined && terms.validFrom <= on && on <= (terms.validTo ?? on);

const MOST_TOLD = 3;

const badParameters = ({ problems }: BadParameters) => {
  const more = problems.length - MOST_TOLD;
  const told = [...problems.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])];
  return badInput([{ path: 'input.parameters', message: told.join('; ') }]);
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
    private readonly rules: PolicyService,
  ) {}

  @Query(() => [Policy], {
    complexity: POLICIES_COST,
    description:
      'Rules by name: all there are, those adopted and in force on a day, or those that decide ' +
      'for a programme on a day.',
  })
  async policies(
    @Args() { atLeast, knownAt, knownUpTo, kind, on, programme }: PoliciesArgs,
    @Context() context: ApiContext,
  ): Promise<Policy[]> {
    await this.questions.caughtUp(context, atLeast, ['policy-register']);
    const moment = await this.questions.moment({ knownAt, knownUpTo });
    const { known, asOf } = moment;
    const rules = await this.rules.known(kind ?? null, moment);
    const found = on ? rules.filter(({ body }) => isInForce(body, on)) : rules;
    const asked = programme ? decidingFor(programme, found, { on: on ?? asOf, known }) : found;
    return asked.map(policyView);
  }

  @Mutation(() => PolicyResult, { description: 'Propose a rule, for somebody else to adopt.' })
  async proposePolicy(
    @Args('input', INPUT) input: ProposePolicyInput,
    @Context() context: ApiContext,
  ): Promise<PolicyResult> {
    const { policyId: id, kind, parameters: _, ...terms } = undated(givenIn(input));
    const rule = ruleOf(kind, input.parameters);
    if ('problems' in rule) throw badParameters(rule);
    const sender = senderOf(context, 'proposePolicy', input, this.questions.source);
    const command = new ProposePolicy({ ...terms, ...rule, id }, sender);
    return answered(await this.bus.execute(command));
  }

  @Mutation(() => PolicyResult, { description: 'Adopt a proposed rule, from its valid-from on.' })
  async adoptPolicy(
    @Args('input', INPUT) input: AdoptPolicyInput,
    @Context() context: ApiContext,
  ): Promise<PolicyResult> {
    const decision = undated(givenIn(input));
    const sender = senderOf(context, 'adoptPolicy', input, this.questions.source);
    return answered(await this.bus.execute(new AdoptPolicy(decision, sender)));
  }

  @Mutation(() => PolicyResult, { description: 'Reject a proposed rule, with the reason why.' })
  async rejectPolicy(
    @Args('input', INPUT) input: RejectPolicyInput,
    @Context() context: ApiContext,
  ): Promise<PolicyResult> {
    const decision = undated(givenIn(input));
    const sender = senderOf(context, 'rejectPolicy', input, this.questions.source);
    return answered(await this.bus.execute(new RejectPolicy(decision, sender)));
  }
}
