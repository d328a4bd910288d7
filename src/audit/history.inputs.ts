import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { EVENT_TYPES } from '../event-store/codec.js';
import { AsOf, AtLeast, KnownAt, KnownUpTo } from '../graphql/moment-args.js';
import type { MomentArgs } from '../graphql/moment-args.js';
import { PageArgs } from '../graphql/paging.js';
import { DateScalar, DateTimeScalar } from '../graphql/scalars.js';
import { type Position, ROLES, type Role, type Source } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import {
  ArrayMaxSize,
  IsIn,
  IsInt,
  IsOptional,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  Type,
  ValidateNested,
} from '../graphql/rules.js';

const SOURCES: readonly Source[] = ['api', 'import', 'job', 'demo'];
const LONGEST_DELAY_DAYS = 100_000;
/** As a field of a document may be called: what is plain enough to be asked for. */
const PLAIN_NAME = /^[A-Za-z]\w{0,39}$/;

@InputType({ description: 'A period of days, both its ends in it.' })
export class PeriodInput {
  @Field(() => DateScalar, { description: 'Its first day.' })
  from: LocalDate;
  @Field(() => DateScalar, { description: 'Its last day.' })
  to: LocalDate;
}

@InputType({ isAbstract: true })
abstract class WhatFilter {
  @Field(() => String, { nullable: true, description: "A mitra's code." })
  @IsOptional()
  @Length(1, 100)
  mitra?: string | null;
  @Field(() => String, { nullable: true, description: "A loan's number." })
  @IsOptional()
  @Length(1, 100)
  loan?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'A stream, as `AuditEntry.stream` names it.',
  })
  @IsOptional()
  @Length(1, 100)
  stream?: string | null;
  @Field(() => [String], { nullable: true, description: 'Types of events; any of them.' })
  @IsOptional()
  @ArrayMaxSize(50)
  @IsIn(EVENT_TYPES, { each: true, message: 'must be types of events, as `AuditEntry.type` has' })
  types?: readonly string[] | null;
  @Field(() => [String], {
    nullable: true,
    description:
      'Changed any of these fields, as `changes` names them: `name`, `phone`, `status`, ' +
      '`collectability`. Names of more than one word cannot be asked for.',
  })
  @IsOptional()
  @ArrayMaxSize(20)
  @Matches(PLAIN_NAME, { each: true, message: 'must be names of one word' })
  fields?: readonly string[] | null;
  @Field(() => ID, { nullable: true, description: 'All that one command recorded.' })
  @IsOptional()
  @MaxLength(100)
  commandId?: string | null;
  @Field(() => ID, { nullable: true, description: 'All that came with one request.' })
  @IsOptional()
  @MaxLength(100)
  correlationId?: string | null;
}

@InputType({ isAbstract: true })
abstract class WhoFilter extends WhatFilter {
  @Field(() => [String], { nullable: true, description: "Actors' ids." })
  @IsOptional()
  @ArrayMaxSize(200)
  @MaxLength(200, { each: true })
  actors?: readonly string[] | null;
  @Field(() => [String], { nullable: true, description: 'Roles in which it was done.' })
  @IsOptional()
  @ArrayMaxSize(50)
  @IsIn(ROLES, { each: true })
  roles?: readonly Role[] | null;
  @Field(() => [String], { nullable: true, description: 'Ids of those whom a delegate acted for.' })
  @IsOptional()
  @ArrayMaxSize(200)
  @MaxLength(200, { each: true })
  onBehalfOf?: readonly string[] | null;
  @Field(() => [String], { nullable: true, description: 'Units for which it was recorded.' })
  @IsOptional()
  @ArrayMaxSize(200)
  @MaxLength(100, { each: true })
  units?: readonly string[] | null;
  @Field(() => [String], { nullable: true, description: 'How it came: api, import, job, demo.' })
  @IsOptional()
  @ArrayMaxSize(10)
  @IsIn(SOURCES, { each: true })
  sources?: readonly Source[] | null;
}

@InputType({ isAbstract: true })
abstract class WhenFilter extends WhoFilter {
  @Field(() => DateScalar, { nullable: true, description: 'Effective on this day or later.' })
  effectiveFrom?: LocalDate | null;
  @Field(() => DateScalar, { nullable: true, description: 'Effective on this day or earlier.' })
  effectiveTo?: LocalDate | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Recorded at this instant or later.',
  })
  recordedFrom?: Instant | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Recorded at this instant or earlier.',
  })
  recordedTo?: Instant | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Recorded at least so many days after the day on which it took effect.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LONGEST_DELAY_DAYS)
  backdatedAtLeast?: number | null;
  @Field(() => PeriodInput, {
    nullable: true,
    description: "Entered after the period's end, in Jakarta, for a day within it.",
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => PeriodInput)
  lateFor?: PeriodInput | null;
}

@InputType({ description: 'What to narrow the trail to; all of what is said must hold.' })
export class HistoryFilter extends WhenFilter {}

@ArgsType()
export class TrailArgs extends PageArgs {
  @Field(() => HistoryFilter, { nullable: true, description: 'All of what is said must hold.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => HistoryFilter)
  filter?: HistoryFilter | null;
}

@ArgsType()
export class HistoryArgs extends TrailArgs implements MomentArgs {
  @AsOf()
  asOf?: LocalDate | null;
  @KnownAt()
  knownAt?: Instant | null;
  @KnownUpTo()
  knownUpTo?: Position | null;
  @AtLeast()
  atLeast?: Position | null;
}
