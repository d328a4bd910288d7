import { ArgsType, Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connections.js';
import { enumOf } from '../graphql/enums.js';
import { AtLeastArgs } from '../graphql/moment-args.js';
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
import { ExplainedEvent } from '../lending/explain.types.js';
import { type Made } from './compare-made.js';
import { SINCE, type Since, type Step, STEPS, VALUE_KINDS, type ValueKind } from './compare.js';
import type { Grouping } from './portfolio.js';
import { GroupingEnum, PortfolioFilterInput } from './portfolio.types.js';
import { IsOptional, Length, Type, ValidateNested } from '../graphql/rules.js';

const StepEnum = enumOf(STEPS);
registerEnumType(StepEnum, {
  name: 'DifferenceStep',
  description:
    'LEARNED: before → restated, the same day by what was known later. HAPPENED: restated → ' +
    'after, the later day by the same knowledge.',
});
const SinceEnum = enumOf(SINCE);
registerEnumType(SinceEnum, {
  name: 'DifferenceSince',
  description:
    'LEARNED since, or HAPPENED since. MOVED: it counted before and after, and its part is ' +
    'another one, by the calendar or by an event beside it.',
});
const ValueKindEnum = enumOf(VALUE_KINDS);
registerEnumType(ValueKindEnum, {
  name: 'DifferenceKind',
  description: 'What a value is: RUPIAH, COUNT and DAYS are numbers, the others are text.',
});

@ObjectType({ description: 'An event that made a difference.' })
export class DifferenceEvent {
  @Field(() => ExplainedEvent, { description: 'The event.' })
  event: ExplainedEvent;
  @Field(() => StepEnum, { description: 'Which step it belongs to.' })
  step: Step;
  @Field(() => SinceEnum, { description: 'Why it is here.' })
  since: Since;
  @Field(() => RupiahScalar, {
    nullable: true,
    description: 'What its part changed by, 0 where it only moved others; null: not a sum.',
  })
  amount: Rupiah | null;
  @Field(() => String, { nullable: true, description: 'What its part is, in a few words.' })
  note: string | null;
}

/** A count where loans are counted. */
@ObjectType({ description: 'How much one loan did to a difference of the fund.' })
export class LoanShift {
  @Field({ description: "The loan's number." })
  loan: string;
  @Field(() => RupiahScalar, { description: 'Learned since; where loans are counted, a count.' })
  learned: number;
  @Field(() => RupiahScalar, { description: 'Happened since.' })
  happened: number;
}

export const LoanShiftConnection = connectionOf('LoanShift', () => LoanShift);

@ObjectType({ description: 'A value that differs between two moments.' })
export class Difference {
  @Field({ description: 'What it is: `principalOutstanding`, `loans/L-1/status`.' })
  path: string;
  @Field({ description: 'In Indonesian.' })
  label: string;
  @Field(() => ValueKindEnum, { description: 'What kind of value.' })
  kind: ValueKind;
  @Field(() => JsonScalar, { nullable: true, description: 'At `from`; null: there was none.' })
  before: unknown;
  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'As of the day of `from`, by what is known at `to`: before → restated was learned.',
  })
  restated: unknown;
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'At `to`: restated → after happened.',
  })
  after: unknown;

  made: Made;
}

/** What a client says of a moment. */
@InputType({ description: 'A moment: a day, and by what was known then.' })
export class MomentInput {
  @Field(() => DateScalar, { nullable: true, description: 'Left out: today, in Jakarta.' })
  asOf?: LocalDate | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Left out: by all that is known.' })
  knownAt?: Instant | null;
  @Field(() => PositionScalar, {
    nullable: true,
    description: 'By exactly what the log held up to that position; instead of `knownAt`.',
  })
  knownUpTo?: Position | null;
}

@ArgsType()
export class CompareArgs extends AtLeastArgs {
  @Field(() => String, { nullable: true, description: "A mitra's code or id." })
  @IsOptional()
  @Length(1, 200)
  mitra?: string | null;
  @Field(() => String, { nullable: true, description: "A loan's number or id." })
  @IsOptional()
  @Length(1, 200)
  loan?: string | null;
  @Field(() => PortfolioFilterInput, {
    nullable: true,
    description: 'The fund, or what of it is asked for; `{}`: all of it.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => PortfolioFilterInput)
  portfolio?: PortfolioFilterInput | null;
  @Field(() => GroupingEnum, { nullable: true, description: 'Of the fund; left out: no groups.' })
  groupBy?: Grouping | null;
  @Field(() => MomentInput, { description: 'The one moment.' })
  @ValidateNested()
  @Type(() => MomentInput)
  from: MomentInput;
  @Field(() => MomentInput, { description: 'The other; it may be the earlier one.' })
  @ValidateNested()
  @Type(() => MomentInput)
  to: MomentInput;
}
