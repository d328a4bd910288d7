import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional, Length, Matches, MaxLength } from 'class-validator';
import { CommandInput, CommandResult } from '../graphql/commands.js';
import { rows } from '../graphql/cost.js';
import { enumOf } from '../graphql/enums.js';
import { IDENTIFIER, IDENTIFIER_RULE } from '../graphql/identifiers.js';
import { AtLeastArgs } from '../graphql/moment-args.js';
import { Node } from '../graphql/node.js';
import { DateScalar, DateTimeScalar, JsonScalar } from '../graphql/scalars.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import { POLICY_KINDS, type PolicyKind } from './policy.events.js';

export const PolicyKindEnum = enumOf(POLICY_KINDS);
registerEnumType(PolicyKindEnum, { name: 'PolicyKind', description: 'What a rule decides.' });
export const PolicyStatusEnum = enumOf(['PROPOSED', 'ADOPTED'] as const);
registerEnumType(PolicyStatusEnum, {
  name: 'PolicyStatus',
  description: 'PROPOSED by one person; ADOPTED by another.',
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
  status: 'PROPOSED' | 'ADOPTED';
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
  @Field(() => String, {
    nullable: true,
    description: 'Null for the rules this service began with.',
  })
  proposedBy: string | null;
  @Field(() => String, { nullable: true, description: 'Null while it is proposed.' })
  adoptedBy: string | null;
  @Field(() => DateTimeScalar, { description: 'When it was proposed or, later, adopted.' })
  recordedAt: Instant;
  @Field({ description: 'SHA-256 of the rule as proposed: what `adoptPolicy` names.' })
  proposal: string;
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

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Those adopted by that instant. Left out: by all that is known.',
  })
  knownAt?: Instant | null;
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
    description:
      'COLLECTABILITY: {basis: "OLDEST_UNPAID_INSTALMENT", measure: "DAYS" | "MONTHS", bands: ' +
      '[{class, upTo}, …]}; ALLOCATION: {order: "INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD"}.',
  })
  parameters: unknown;

  @Field({ description: 'Dasar hukum.' })
  @Length(1, 500)
  legalBasis: string;

  @Field(() => String, { nullable: true, description: 'How it is read, and why.' })
  @IsOptional()
  @MaxLength(2000)
  note?: string | null;
}

@InputType({ description: 'Puts a proposed rule in force; whoever proposed it cannot adopt it.' })
export class AdoptPolicyInput extends CommandInput {
  @Field(() => PolicyKindEnum, { description: 'What it decides.' })
  kind: PolicyKind;

  @Field({ description: '`proposal` of the rule that was read: SHA-256, hexadecimal.' })
  @Matches(/^[0-9a-f]{64}$/, { message: 'must be 64 lower-case hexadecimal digits' })
  proposal: string;
}

@ObjectType({ description: 'What a command on a rule recorded.' })
export class PolicyResult extends CommandResult {}
