import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { Made } from '../audit/compare-made.js';
import type { Grouping } from '../audit/portfolio.js';
import { GroupingEnum, PortfolioFilterInput } from '../audit/portfolio.types.js';
import { CommandInput, CommandResult } from '../graphql/commands.js';
import { connectionOf } from '../graphql/connections.js';
import { rows } from '../graphql/cost.js';
import { AtLeastArgs, ListArgs } from '../graphql/moment-args.js';
import { Node } from '../graphql/node.js';
import {
  DateScalar,
  DateTimeScalar,
  JsonScalar,
  PositionScalar,
  RupiahScalar,
} from '../graphql/scalars.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { IsOptional, Length, Matches, Type, ValidateNested } from '../graphql/rules.js';

/** What people name a report by; it is part of a stream's name. */
const REPORT = /^[A-Z0-9][A-Z0-9-]{0,63}$/;

@InputType({ description: 'Figures of the fund, worked out by the service and published as such.' })
export class PublishReportInput extends CommandInput {
  @Field(() => ID, { description: 'Its name for ever: `TW1-2024`.' })
  @Matches(REPORT, { message: 'must be capital letters, digits and - (at most 64)' })
  report: string;

  @Field({ description: 'In clear for ever: it must name nobody.' })
  @Length(1, 200)
  title: string;

  @Field(() => DateScalar, { nullable: true, description: 'The day; today where left out.' })
  asOf?: LocalDate | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'By what was known at that instant. Left out: by all that is known.',
  })
  knownAt?: Instant | null;

  @Field(() => PortfolioFilterInput, { nullable: true, description: 'Left out: the whole fund.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PortfolioFilterInput)
  filter?: PortfolioFilterInput | null;

  @Field(() => GroupingEnum, { nullable: true, description: 'Left out: no groups.' })
  groupBy?: Grouping | null;
}

@ObjectType({ description: 'A figure as it was published.' })
export class PublishedFigure {
  @Field({ description: 'What it is, as `compare` and `restatements` name it.' })
  path: string;
  @Field({ description: 'In Indonesian.' })
  label: string;
  @Field(() => RupiahScalar, { nullable: true, description: 'Rupiah; null: it is a count.' })
  amount: Rupiah | null;
  @Field(() => Int, { nullable: true, description: 'A count; null: it is rupiah.' })
  count: number | null;
}

@ObjectType({ description: 'Which loans were counted.' })
export class PublishedFilter {
  @Field(() => String, { nullable: true, description: 'Loans of this programme.' })
  programme: string | null;
  @Field(() => String, { nullable: true, description: 'Loans of this unit.' })
  unit: string | null;
  @Field(() => String, { nullable: true, description: "The mitra's region." })
  region: string | null;
  @Field(() => String, { nullable: true, description: 'Loans of this group of the survey.' })
  cohort: string | null;
}

@ObjectType({ description: 'All that was known when the figures were worked out.' })
export class PublishedBasis {
  @Field(() => ID, { description: 'The last event that was known.' })
  lastEvent: string;
  @Field(() => Int, { nullable: true, description: 'Events known: the leaves of their tree.' })
  size: number | null;
  @Field(() => String, { nullable: true, description: 'The root of that tree, base64.' })
  rootHash: string | null;
}

@ObjectType({
  implements: () => [Node],
  description: 'Figures of the fund that were published; they stand as they were.',
})
export class Report extends Node {
  @Field(() => ID, { description: 'What people name it by.' })
  report: string;
  @Field({ description: 'As it was published.' })
  title: string;
  @Field(() => DateScalar, { description: 'The day the figures stand on.' })
  asOf: LocalDate;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: by all that was known.' })
  knownAt: Instant | null;
  @Field(() => PublishedFilter, { description: 'Which loans were counted.' })
  filter: PublishedFilter;
  @Field(() => GroupingEnum, { nullable: true, description: 'Null: no groups.' })
  groupBy: Grouping | null;
  @Field(() => PublishedBasis, { description: 'What the figures rest on.' })
  basis: PublishedBasis;
  @Field(() => [PublishedFigure], { complexity: rows(100), description: 'All of them, in order.' })
  figures: readonly PublishedFigure[];
  @Field({ description: 'SHA-256 of the canonical JSON of all that was published.' })
  digest: string;
  @Field(() => DateScalar, { description: 'The day it was published.' })
  publishedOn: LocalDate;
  @Field(() => DateTimeScalar, { description: 'When this system recorded it.' })
  recordedAt: Instant;
  @Field({ description: 'Who published it.' })
  publishedBy: string;
  @Field(() => String, { nullable: true, description: 'Why, in his words.' })
  reason: string | null;
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
  @Field(() => PositionScalar, { description: 'Where in the log that stands.' })
  position: Position;
}

export const ReportConnection = connectionOf('Report', () => Report);

@ObjectType({ description: 'What publishing recorded.' })
export class ReportResult extends CommandResult {}

@ArgsType()
export class ReportsArgs extends ListArgs {}

@ArgsType()
export class RestatementsArgs extends AtLeastArgs {
  @Field(() => ID, { description: 'What people name the report by.' })
  report: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'By what was known at that instant. Left out: by all that is known.',
  })
  knownAt?: Instant | null;
  @Field(() => PositionScalar, {
    nullable: true,
    description: 'By exactly what the log held up to that position; instead of `knownAt`.',
  })
  knownUpTo?: Position | null;
}

@ObjectType({ description: 'A published figure that would be another one now.' })
export class Restatement {
  @Field({ description: 'Which figure, as it was published.' })
  path: string;
  @Field({ description: 'In Indonesian.' })
  label: string;
  @Field(() => JsonScalar, { description: 'As it was published: rupiah or a count.' })
  published: unknown;
  @Field(() => JsonScalar, { description: 'As of the same day, by what is known now.' })
  now: unknown;
  @Field(() => RupiahScalar, { description: 'now − published.' })
  difference: number;

  made: Made;
}
