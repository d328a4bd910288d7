import { ArgsType, Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { rows } from '../graphql/cost.js';
import { enumOf } from '../graphql/enums.js';
import { MomentArgs } from '../graphql/moment-args.js';
import { DateTimeScalar } from '../graphql/scalars.js';
import type { Instant } from '../kernel/local-date.js';
import {
  ACTIVITY_GROUPINGS,
  ACTIVITY_ORDERS,
  type ActivityGrouping,
  type ActivityOrder,
} from './activity.js';
import { Basis } from './basis.graphql.js';
import { HistoryFilter } from './history.inputs.js';
import { AuditSummary } from './history.types.js';
import { IsOptional, Type, ValidateNested } from '../graphql/rules.js';

const GroupingEnum = enumOf(ACTIVITY_GROUPINGS);
registerEnumType(GroupingEnum, {
  name: 'ActivityGrouping',
  description: 'By what to sum up. UNIT: for which it was recorded. MONTH: of recording.',
});
const OrderEnum = enumOf(ACTIVITY_ORDERS);
registerEnumType(OrderEnum, {
  name: 'ActivityOrder',
  description: 'KEY: by the key; else those with most of it first, and of as many by the key.',
});

@ObjectType({ description: 'What was recorded after the day on which it took effect.' })
class BackdatedActivity {
  @Field(() => Int, { description: 'How many events.' })
  events: number;
  @Field(() => Int, { description: 'The longest delay in days; 0 where there is none.' })
  maxDays: number;
  @Field(() => Int, {
    nullable: true,
    description: 'The delay in the middle, of two the shorter; null where there is none.',
  })
  medianDays: number | null;
}

@ObjectType({ isAbstract: true })
abstract class ActivityCounts {
  @Field(() => Int, { description: 'Events recorded.' })
  events: number;
  @Field(() => Int, { description: 'Commands that recorded them.' })
  commands: number;
  @Field(() => Int, {
    description:
      'Events that let something be: approved, adopted, signed, granted, let off, restructured, ' +
      'declared, written off, cancelled, handed over, released.',
  })
  approvals: number;
  @Field(() => Int, { description: 'Events that turned something down.' })
  rejections: number;
  @Field(() => Int, {
    description: 'Events that took an entry back: a payment, an identification, wrong data.',
  })
  reversals: number;
  @Field(() => BackdatedActivity, { description: 'What of it was entered late, and how late.' })
  backdated: BackdatedActivity;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the first was recorded.' })
  first: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last was recorded.' })
  last: Instant | null;
}

@ObjectType({ description: 'All of it together; a command is counted once.' })
export class ActivityTotal extends ActivityCounts {}

@ObjectType({
  description: 'What was recorded by one actor, role or unit, of one type, and so on.',
})
export class ActivityRow extends ActivityCounts {
  @Field(() => String, { nullable: true, description: 'Null: what has none, such as no unit.' })
  key: string | null;
  @Field(() => AuditSummary, { description: 'The key in words.' })
  label: AuditSummary;
}

@ObjectType({ description: 'The trail, or a part of it, summed up.' })
export class Activity {
  @Field(() => [ActivityRow], { complexity: rows(40), description: 'One for each key.' })
  rows: readonly ActivityRow[];
  @Field(() => ActivityTotal, { description: 'All of it together.' })
  total: ActivityTotal;
  @Field(() => Basis, { description: 'What all of this rests on.' })
  basis: Basis;
}

@ArgsType()
export class ActivityArgs extends MomentArgs {
  @Field(() => HistoryFilter, { nullable: true, description: 'All of what is said must hold.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => HistoryFilter)
  filter?: HistoryFilter | null;

  @Field(() => GroupingEnum, { description: 'By what to sum up.' })
  by: ActivityGrouping;

  @Field(() => OrderEnum, { nullable: true, description: 'Left out: by the key.' })
  orderBy?: ActivityOrder | null;
}
