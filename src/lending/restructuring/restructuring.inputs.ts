import { Field, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { ApprovalInput, OnLoanInput } from '../../graphql/commands.js';
import { enumOf } from '../../graphql/enums.js';
import { DateScalar, RateScalar } from '../../graphql/scalars.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rate } from '../../kernel/rate.js';
import { FrequencyEnum, MethodEnum } from '../loan.types.js';
import { ARREARS_INTEREST, type ArrearsInterest } from './new-terms.js';
import { RESTRUCTURINGS, type RestructuringKind } from './restructuring.events.js';
import type { Frequency, Method } from '../schedule/schedule.events.js';
import { MAX_INSTALMENTS } from '../schedule/schedule-refusals.js';
import {
  IsBoolean,
  IsInt,
  IsOptional,
  Max,
  MaxLength,
  Min,
  Type,
  ValidateNested,
} from '../../graphql/rules.js';

export const RestructuringKindEnum = enumOf(RESTRUCTURINGS);
registerEnumType(RestructuringKindEnum, {
  name: 'RestructuringKind',
  description: 'Penjadwalan kembali, or penyesuaian persyaratan.',
});
const ArrearsInterestEnum = enumOf(ARREARS_INTEREST);
registerEnumType(ArrearsInterestEnum, {
  name: 'ArrearsInterest',
  description: 'What becomes of interest in arrears; RECONDITIONING alone may change it.',
});
export const COMING_INTEREST = ['KEPT', 'WAIVED', 'NEW_RATE'] as const;
const ComingInterestEnum = enumOf(COMING_INTEREST);
registerEnumType(ComingInterestEnum, {
  name: 'ComingInterest',
  description: 'What becomes of coming interest; NEW_RATE: worked out by `rate` and `method`.',
});

@InputType({ description: 'What must hold before a loan is restructured, as it was found.' })
export class FoundInput {
  @Field({ description: 'The mitra is cooperative (beritikad baik).' })
  @IsBoolean()
  cooperative: boolean;

  @Field({ description: 'The business runs and has prospects.' })
  @IsBoolean()
  businessRuns: boolean;

  @Field({ description: 'The mitra can pay.' })
  @IsBoolean()
  ableToPay: boolean;
}

@InputType({ description: 'New due dates or new terms of a loan in arrears, to be decided on.' })
export class ProposeRestructuringInput extends OnLoanInput {
  @Field(() => RestructuringKindEnum, { description: 'Reconditioning only after a rescheduling.' })
  kind: RestructuringKind;

  @Field(() => Int, { description: 'Number of new instalments.' })
  @IsInt()
  @Min(1)
  @Max(MAX_INSTALMENTS)
  instalments: number;

  @Field(() => FrequencyEnum, { description: 'How often one is due.' })
  frequency: Frequency;

  @Field(() => DateScalar, { description: 'The first new due date.' })
  firstDueOn: LocalDate;

  @Field(() => ArrearsInterestEnum, { nullable: true, description: 'Left out: KEPT.' })
  arrearsInterest?: ArrearsInterest | null;

  @Field(() => ComingInterestEnum, { nullable: true, description: 'Left out: KEPT.' })
  comingInterest?: (typeof COMING_INTEREST)[number] | null;

  @Field(() => RateScalar, { nullable: true, description: 'A year; for NEW_RATE alone.' })
  rate?: Rate | null;

  @Field(() => MethodEnum, { nullable: true, description: 'By a formula; for NEW_RATE alone.' })
  method?: Method | null;

  @Field(() => FoundInput, { description: 'What was found of the mitra and his business.' })
  @ValidateNested()
  @Type(() => FoundInput)
  found: FoundInput;

  @Field(() => String, { nullable: true, description: 'What shows it.' })
  @IsOptional()
  @MaxLength(4000)
  evidence?: string | null;
}

@InputType({ description: 'Penjadwalan kembali, as it was proposed.' })
export class RescheduleLoanInput extends ApprovalInput {}

@InputType({ description: 'Penyesuaian persyaratan, as it was proposed.' })
export class ReconditionLoanInput extends ApprovalInput {}
