import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { enumOf } from '../../graphql/enums.js';
import { rows } from '../../graphql/cost.js';
import { DateScalar, RupiahScalar } from '../../graphql/scalars.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { CollateralKindEnum } from '../application/collateral.inputs.js';
import type { CollateralKind } from './ending.events.js';

export const SCHEDULE_KINDS = ['AGREED', 'RESCHEDULING', 'RECONDITIONING'] as const;
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];
const ScheduleKindEnum = enumOf(SCHEDULE_KINDS);
registerEnumType(ScheduleKindEnum, { name: 'ScheduleKind', description: 'What a schedule is of.' });

export const DECISIONS = ['RESTRUCTURING', 'WRITE_OFF', 'CLAIM_CANCELLATION'] as const;
export type DecisionKind = (typeof DECISIONS)[number];
const DecisionKindEnum = enumOf(DECISIONS);
registerEnumType(DecisionKindEnum, {
  name: 'DecisionKind',
  description: 'What somebody else than the proposer decides on.',
});

const COLLATERAL_STATES = ['PLEDGED', 'RELEASED', 'SEIZED', 'SOLD'] as const;
type CollateralState = (typeof COLLATERAL_STATES)[number];
const CollateralStateEnum = enumOf(COLLATERAL_STATES);
registerEnumType(CollateralStateEnum, {
  name: 'CollateralState',
  description: 'Diserahkan, dikembalikan, disita, dijual.',
});

@ObjectType({ description: 'One instalment as it was planned.' })
export class PlannedInstalment {
  @Field(() => Int, { description: 'Unique in its loan.' })
  no: number;
  @Field(() => DateScalar, { description: 'Jatuh tempo.' })
  dueOn: LocalDate;
  @Field(() => RupiahScalar, { description: 'Pokok.' })
  principal: Rupiah;
  @Field(() => RupiahScalar, { description: 'Bunga / jasa administrasi.' })
  interest: Rupiah;
}

@ObjectType({ description: 'A schedule as it was agreed: a later one takes its unpaid part.' })
export class Schedule {
  @Field(() => DateScalar, { description: 'The day from which it is in force.' })
  from: LocalDate;
  @Field(() => ScheduleKindEnum, { description: 'The agreement, or what restructured it.' })
  kind: ScheduleKind;
  @Field({ description: 'It is the last at the moment asked.' })
  inForce: boolean;
  @Field(() => [PlannedInstalment], { complexity: rows(36), description: 'Every instalment.' })
  instalments: readonly PlannedInstalment[];
}

@ObjectType({ description: 'What was proposed and awaits a decision, or its carrying out.' })
export class PendingDecision {
  @Field(() => DecisionKindEnum, { description: 'What it is about.' })
  kind: DecisionKind;
  @Field(() => ID, { description: 'SHA-256 of the proposal: an approval names it.' })
  proposal: string;
  @Field(() => Int, { description: "The stream's revision by then: an approval names it." })
  revision: number;
  @Field({ description: 'Who proposed it: he cannot decide it.' })
  proposedBy: string;
  @Field(() => DateScalar, { description: 'The day of the proposal.' })
  proposedOn: LocalDate;
  @Field({ description: 'Decided, and to be carried out: a write-off alone.' })
  approved: boolean;
}

@ObjectType({ description: 'Something given as security (agunan).' })
export class LoanCollateral {
  @Field({ description: 'How people name it.' })
  collateral: string;
  @Field(() => CollateralKindEnum, { description: 'What it is.' })
  kind: CollateralKind;
  @Field(() => RupiahScalar, { nullable: true, description: 'What it was held to be worth.' })
  value: Rupiah | null;
  @Field(() => CollateralStateEnum, { description: 'Where it is now.' })
  state: CollateralState;
  @Field(() => DateScalar, { description: 'Since when it is so.' })
  since: LocalDate;
}
