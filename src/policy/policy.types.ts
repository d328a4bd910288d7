import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { CommandInput, CommandResult } from '../graphql/commands.js';
import { rows } from '../graphql/cost.js';
import { enumOf } from '../graphql/enums.js';
import { IDENTIFIER, IDENTIFIER_RULE } from '../graphql/identifiers.js';
import { AtLeastArgs } from '../graphql/moment-args.js';
import { Node } from '../graphql/node.js';
import { DateScalar, DateTimeScalar, JsonScalar, PositionScalar } from '../graphql/scalars.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import { PARAMETER_SHAPES } from './parameters.js';
import { POLICY_KINDS, type PolicyKind } from './policy-rules.events.js';
import { CERTAINTIES, type Certainty } from './policy.events.js';
import { IsInt, IsOptional, Length, Matches, MaxLength, Min } from '../graphql/rules.js';

export const PolicyKindEnum = enumOf(POLICY_KINDS);
registerEnumType(PolicyKindEnum, { name: 'PolicyKind', description: 'What a rule decides.' });
const POLICY_STATUSES = ['PROPOSED', 'ADOPTED', 'REJECTED'] as const;
export const PolicyStatusEnum = enumOf(POLICY_STATUSES);
registerEnumType(PolicyStatusEnum, {
  name: 'PolicyStatus',
  description: 'PROPOSED by one person; ADOPTED or REJECTED by another.',
});
export const CertaintyEnum = enumOf(CERTAINTIES);
registerEnumType(CertaintyEnum, {
  name: 'Certainty',
  description:
    'STATED: its source says it. READ_SO: a gap of the source, filled as the note says. ' +
    'PRACTICE: what was done, without a text. NOT_SETTLED: no text that could be read settles it.',
});

@ObjectType({
  implements: () => [Node],
  description: 'A rule, with its dates and its legal basis.',
})
export class Policy extends Node {
  @Field(() => ID, { description: "The rule's own name: `collectability-per-05-2007`." })
  policyId: string;
  @Field(() => PolicyKindEnum, { description: 'What it decides.' })
  kind: PolicyKind;
  @Field(() => PolicyStatusEnum, { description: 'Whether it is in force from its valid-from on.' })
  status: (typeof POLICY_STATUSES)[number];
  @Field(() => String, { nullable: true, description: 'A programme; null: all of them.' })
  scope: string | null;
  @Field(() => DateScalar, { description: 'The first day on which it holds.' })
  validFrom: LocalDate;
  @Field(() => DateScalar, { nullable: true, description: 'The last day on which it holds.' })
  validTo: LocalDate | null;
  @Field(() => JsonScalar, { description: 'Their shape depends on the kind.' })
  parameters: unknown;
  @Field({ description: 'Dasar hukum.' })
  legalBasis: string;
  @Field(() => String, { nullable: true, description: 'How it is read, and why.' })
  note: string | null;
  @Field(() => CertaintyEnum, {
    nullable: true,
    description: 'How sure it is; null where that was not recorded with it.',
  })
  certainty: Certainty | null;
  @Field(() => String, {
    nullable: true,
    description: 'Null for the rules this service began with.',
  })
  proposedBy: string | null;
  @Field(() => String, { nullable: true, description: 'Null while it is proposed.' })
  adoptedBy: string | null;
  @Field(() => String, { nullable: true, description: 'Null unless it was rejected.' })
  rejectedBy: string | null;
  @Field(() => DateTimeScalar, { description: 'When it was proposed or, later, decided about.' })
  recordedAt: Instant;
  @Field({ description: 'SHA-256 of the rule as proposed: what a decision about it names.' })
  proposal: string;
  @Field(() => Int, { description: 'The revision of its stream that this shows.' })
  revision: number;
}

@ArgsType()
export class PoliciesArgs extends AtLeastArgs {
  @Field(() => PolicyKindEnum, { nullable: true, description: 'Left out: of every kind.' })
  kind?: PolicyKind | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Those in force on that day. Left out: all, those only proposed included.',
  })
  on?: LocalDate | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The rules that decide for this programme on that day (today, where `on` is left out): ' +
      'one of each kind, its own before the general one.',
  })
  @IsOptional()
  @Length(1, 40)
  programme?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As they were known at that instant. Left out: by all that is known.',
  })
  knownAt?: Instant | null;

  @Field(() => PositionScalar, {
    nullable: true,
    description: 'As they stood with exactly what the log held up to there; instead of `knownAt`.',
  })
  knownUpTo?: Position | null;
}

/** A list without pages: there are some dozens of rules. */
export const POLICIES_COST = rows(40);

@InputType({ description: 'A rule to be adopted by somebody else.' })
export class ProposePolicyInput extends CommandInput {
  @Field(() => ID, { description: "The rule's own name; stays its name for ever." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  policyId: string;

  @Field(() => PolicyKindEnum, { description: 'What it decides.' })
  kind: PolicyKind;

  @Field(() => String, { nullable: true, description: 'A programme; left out: all of them.' })
  @IsOptional()
  @Length(1, 40)
  scope?: string | null;

  @Field(() => DateScalar, { description: 'The first day on which it holds.' })
  validFrom: LocalDate;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last; left out: until another takes its place.',
  })
  validTo?: LocalDate | null;

  @Field(() => JsonScalar, {
    description: `By the kind; a member marked ? may be left out.\n${PARAMETER_SHAPES}`,
  })
  parameters: unknown;

  @Field({ description: 'Dasar hukum.' })
  @Length(1, 500)
  legalBasis: string;

  @Field(() => String, { nullable: true, description: 'How it is read, and why.' })
  @IsOptional()
  @MaxLength(2000)
  note?: string | null;

  @Field(() => CertaintyEnum, { nullable: true, description: 'How sure it is.' })
  certainty?: Certainty | null;
}

@InputType({ isAbstract: true })
abstract class PolicyDecisionInput extends CommandInput {
  @Field(() => PolicyKindEnum, { description: 'What it decides.' })
  kind: PolicyKind;

  @Field({ description: '`proposal` of the rule that was read: SHA-256, hexadecimal.' })
  @Matches(/^[0-9a-f]{64}$/, { message: 'must be 64 lower-case hexadecimal digits' })
  proposal: string;

  @Field(() => Int, {
    nullable: true,
    description:
      '`revision` of the rule that was read; kept with the event. Where another rule was ' +
      'proposed under its name since then: PROPOSAL_CHANGED.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  revision?: number | null;
}

@InputType({ description: 'Puts a proposed rule in force; whoever proposed it cannot adopt it.' })
export class AdoptPolicyInput extends PolicyDecisionInput {}

@InputType({
  description: 'Turns a proposed rule down, with a `reason`; whoever proposed it cannot.',
})
export class RejectPolicyInput extends PolicyDecisionInput {}

@ObjectType({ description: 'What a command on a rule recorded.' })
export class PolicyResult extends CommandResult {}
