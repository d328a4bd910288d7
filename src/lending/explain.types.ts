import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { rows } from '../graphql/cost.js';
import { enumOf } from '../graphql/enums.js';
import { DateScalar, DateTimeScalar, RupiahScalar } from '../graphql/scalars.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import type { PolicyKind } from '../policy/policy-rules.events.js';
import type { Collectability } from '../policy/policy.events.js';
import { PolicyKindEnum } from '../policy/policy.types.js';
import { NO_CLASS, type NoClass } from './explain-class.js';
import { CollectabilityEnum } from './position.types.js';

export const NoClassEnum = enumOf(NO_CLASS);
registerEnumType(NoClassEnum, {
  name: 'NoClassReason',
  description:
    'Why a loan has no class: nothing was paid out yet, it has ended, or NO_RULE: no rule was ' +
    'known, or none was valid on the day.',
});

@ObjectType({ description: 'The rule that decided how much.' })
export class DecidingPolicy {
  @Field(() => ID, { description: "The rule's own name." })
  id: string;
  @Field(() => PolicyKindEnum, { description: 'What it decides.' })
  kind: PolicyKind;
  @Field(() => String, { nullable: true, description: 'Dasar hukum; null: not adopted here.' })
  legalBasis: string | null;
}

@ObjectType({ description: 'An event that makes up part of a figure.' })
export class ExplainedEvent {
  @Field(() => ID, { description: "The event's own id." })
  id: string;
  @Field({ description: 'What happened, past tense.' })
  type: string;
  @Field(() => DateScalar, { description: 'The day on which it is true in the world.' })
  effectiveOn: LocalDate;
  @Field(() => DateTimeScalar, { description: 'When this system learned it.' })
  recordedAt: Instant;
}

@ObjectType({ description: 'An instalment that a part of a figure is about.' })
export class ConcernedInstalment {
  @Field(() => Int, { description: 'Its number.' })
  no: number;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Jatuh tempo; null: of a balance taken over without due dates.',
  })
  dueOn: LocalDate | null;
  @Field(() => RupiahScalar, { description: 'How much of the part falls to it.' })
  amount: Rupiah;
}

@ObjectType({ description: 'A part of a figure; the parts add up to it exactly.' })
export class ExplainedPart {
  @Field(() => RupiahScalar, { description: 'Negative where it takes away.' })
  amount: Rupiah;
  @Field(() => ExplainedEvent, { description: 'The event it comes from.' })
  event: ExplainedEvent;
  @Field({ description: 'What it is, in a few words.' })
  note: string;
  @Field(() => [ConcernedInstalment], {
    complexity: rows(2),
    description: 'They add up to the amount; none where it is about the loan as a whole.',
  })
  instalments: readonly ConcernedInstalment[];
  @Field(() => DecidingPolicy, { nullable: true, description: 'Null where no rule decided.' })
  policy: DecidingPolicy | null;
}

@ObjectType({ description: 'The first instalment with anything unpaid.' })
export class OldestUnpaidInstalment {
  @Field(() => Int, { description: 'Its number.' })
  no: number;
  @Field(() => DateScalar, { description: 'Jatuh tempo; it may be yet to come.' })
  dueOn: LocalDate;
  @Field(() => RupiahScalar, { description: 'Principal not yet paid on it.' })
  principal: Rupiah;
  @Field(() => RupiahScalar, { description: 'Interest not yet paid on it.' })
  interest: Rupiah;
  @Field(() => RupiahScalar, { description: 'Both together.' })
  amount: Rupiah;
}

@ObjectType({ description: 'How far a class reaches, by the rule.' })
export class ClassBand {
  @Field(() => CollectabilityEnum, { description: 'The class.' })
  class: Collectability;
  @Field({ description: 'Kolektibilitas, in Indonesian.' })
  className: string;
  @Field({ description: 'In English.' })
  english: string;
  @Field({ description: 'In Indonesian.' })
  indonesian: string;
}

@ObjectType({ description: 'An event that put the loan into its class.' })
export class ClassCause {
  @Field(() => ExplainedEvent, { description: 'The event.' })
  event: ExplainedEvent;
  @Field({ description: 'What it did, in a few words.' })
  note: string;
}

@ObjectType({ description: 'Why a loan has its class and its days past due, or has none.' })
export class ClassExplanation {
  @Field(() => CollectabilityEnum, { nullable: true, description: 'Null: see `noClass`.' })
  collectability: Collectability | null;
  @Field(() => String, { nullable: true, description: 'Kolektibilitas, in Indonesian.' })
  collectabilityName: string | null;
  @Field(() => NoClassEnum, { nullable: true, description: 'Null where there is a class.' })
  noClass: NoClass | null;
  @Field({ description: 'BOOKED: the class is as the old books had it; else DUE_DATES.' })
  basis: string;
  @Field(() => OldestUnpaidInstalment, {
    nullable: true,
    description: 'Null: the loan has ended, or nobody knows its due dates.',
  })
  oldestUnpaid: OldestUnpaidInstalment | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Days since its due date, `pausedDays` included; 0 where it is yet to come.',
  })
  calendarDays: number | null;
  @Field(() => Int, { description: 'Days of them that a moratorium takes off.' })
  pausedDays: number;
  @Field(() => Int, { nullable: true, description: 'calendarDays − pausedDays.' })
  daysPastDue: number | null;
  @Field(() => DecidingPolicy, { nullable: true, description: 'Null where no rule decided.' })
  policy: DecidingPolicy | null;
  @Field(() => [ClassBand], { complexity: rows(4), description: "The rule's classes, in words." })
  bands: readonly ClassBand[];
  @Field(() => ExplainedEvent, {
    nullable: true,
    description: 'The restructuring that keeps a class worse than the due dates say.',
  })
  keptBy: ExplainedEvent | null;
  @Field(() => [ClassCause], {
    complexity: rows(10),
    description:
      'What agreed the oldest unpaid instalment, and what last made it the oldest; where the ' +
      'loan has ended, what ended it.',
  })
  events: readonly ClassCause[];
}
