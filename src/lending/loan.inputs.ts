import { ArgsType, Field, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { OnLoanInput } from '../graphql/commands.js';
import { enumOf } from '../graphql/enums.js';
import { ListArgs } from '../graphql/moment-args.js';
import { IDENTIFIER, IDENTIFIER_RULE, REFERENCE, REFERENCE_RULE } from '../graphql/identifiers.js';
import { DateScalar, RateScalar, RupiahScalar } from '../graphql/scalars.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Rate } from '../kernel/rate.js';
import type { Rupiah } from '../kernel/rupiah.js';
import type { Collectability } from '../policy/policy.events.js';
import { AccountCheckInput } from './application/account-check.inputs.js';
import type { ReversalKind } from './loan.events.js';
import type { Frequency, Method } from './schedule/schedule.events.js';
import { FrequencyEnum, LoanStatusEnum, MethodEnum, ReversalKindEnum } from './loan.types.js';
import { CollectabilityEnum } from './position.types.js';
import type { LoanStatus } from './position.js';
import {
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

const MOST = 10 ** 15;

@InputType({ description: 'An agreement made before this system, with its evidence.' })
export class SignAgreementInput extends OnLoanInput {
  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field(() => RupiahScalar, { description: 'Pokok pinjaman.' })
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  principal: Rupiah;

  @Field(() => MethodEnum, { description: 'How interest is worked out.' })
  method: Method;

  @Field(() => FrequencyEnum, { description: 'How often an instalment is due.' })
  frequency: Frequency;

  @Field(() => Int, { description: 'Number of instalments (angsuran).' })
  @IsInt()
  @Min(1)
  @Max(600)
  instalments: number;

  @Field(() => DateScalar, { description: 'The day of the agreement; it takes effect then.' })
  agreedOn: LocalDate;

  @Field(() => RateScalar, { nullable: true, description: 'A year; not for AGREED.' })
  rate?: Rate | null;

  @Field(() => RupiahScalar, {
    nullable: true,
    description: 'Where given, it is the agreement: the last interest takes the difference.',
  })
  @IsOptional()
  @Min(0)
  @Max(MOST)
  interestTotal?: Rupiah | null;

  @Field(() => Int, { nullable: true, description: 'Moves the first due date, and nothing else.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(120)
  graceMonths?: number | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first due date; must agree with `graceMonths`.',
  })
  firstDueOn?: LocalDate | null;

  @Field(() => DateScalar, { nullable: true, description: 'Kept as evidence.' })
  maturesOn?: LocalDate | null;

  @Field(() => String, { nullable: true, description: 'Its policies are those of this scope.' })
  @IsOptional()
  @Length(1, 40)
  programme?: string | null;

  @Field(() => String, { nullable: true, description: "The survey's group." })
  @IsOptional()
  @Length(1, 40)
  cohort?: string | null;

  @Field(() => String, { nullable: true, description: "Left out: the mitra's unit." })
  @IsOptional()
  @Length(1, 40)
  unit?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'The loan was agreed before this system; without it an approved proposal is needed.',
  })
  beforeJejak?: boolean | null;

  @Field(() => String, { nullable: true, description: 'What shows that it was agreed.' })
  @IsOptional()
  @MaxLength(4000)
  evidence?: string | null;
}

@InputType({ description: 'Money paid out to the mitra, whole or in part (penyaluran).' })
export class DisburseLoanInput extends OnLoanInput {
  @Field(() => RupiahScalar, { description: 'Rupiah paid out.' })
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  amount: Rupiah;

  @Field({ description: "The bank's own reference of the transfer: no names, it stays in clear." })
  @Matches(REFERENCE, REFERENCE_RULE)
  reference: string;

  @Field(() => AccountCheckInput, {
    nullable: true,
    description: 'Needed, but for a loan from before this system.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => AccountCheckInput)
  accountCheck?: AccountCheckInput | null;
}

@InputType({ description: 'Money received (pembayaran angsuran).' })
export class ReceivePaymentInput extends OnLoanInput {
  @Field(() => RupiahScalar, { description: 'Rupiah received.' })
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  amount: Rupiah;

  @Field({ description: 'Unique in its loan among payments that were not reversed.' })
  @Matches(REFERENCE, REFERENCE_RULE)
  receipt: string;

  @Field(() => String, { nullable: true, description: 'How it came: CASH, TRANSFER, …' })
  @IsOptional()
  @Matches(/^[A-Z][A-Z0-9_]{0,31}$/, { message: 'must be a word in capitals, such as TRANSFER' })
  channel?: string | null;
}

@InputType({ description: 'A payment that never happened, or that the bank took back.' })
export class ReversePaymentInput extends OnLoanInput {
  @Field({ description: 'The receipt number of the payment.' })
  @Matches(REFERENCE, REFERENCE_RULE)
  receipt: string;

  @Field(() => ReversalKindEnum, {
    nullable: true,
    description: 'Left out: ERROR, it never happened.',
  })
  kind?: ReversalKind | null;
}

@InputType({ description: 'Days of agreement, both included.' })
export class DateRange {
  @Field(() => DateScalar, { nullable: true, description: 'The first day.' })
  from?: LocalDate | null;
  @Field(() => DateScalar, { nullable: true, description: 'The last day.' })
  to?: LocalDate | null;
}

@InputType({ description: 'Which loans to list.' })
export class LoanFilter {
  @Field(() => String, { nullable: true, description: 'Of this programme.' })
  @IsOptional()
  @Length(1, 100)
  programme?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this unit.' })
  @IsOptional()
  @Length(1, 100)
  unit?: string | null;
  @Field(() => String, { nullable: true, description: "The mitra's region." })
  @IsOptional()
  @Length(1, 100)
  region?: string | null;
  @Field(() => LoanStatusEnum, { nullable: true, description: 'With this status today.' })
  status?: LoanStatus | null;
  @Field(() => CollectabilityEnum, { nullable: true, description: 'The class it has today.' })
  collectability?: Collectability | null;
  @Field(() => DateRange, { nullable: true, description: 'Agreed on one of these days.' })
  agreedBetween?: DateRange | null;
  @Field(() => Int, { nullable: true, description: 'Past due by more than so many days today.' })
  @IsOptional()
  @Min(0)
  @Max(100_000)
  overdueMoreThan?: number | null;
}

export const LOAN_ORDERS = ['NUMBER', 'AGREED_ON', 'OLDEST_UNPAID', 'OUTSTANDING'] as const;
export type LoanOrderField = (typeof LOAN_ORDERS)[number];
const LoanOrderEnum = enumOf(LOAN_ORDERS);
registerEnumType(LoanOrderEnum, { name: 'LoanOrderField', description: 'By what to sort loans.' });

@InputType({ description: 'In which order to list loans.' })
export class LoanOrder {
  @Field(() => LoanOrderEnum, { description: 'By what to sort.' })
  field: LoanOrderField;
  @Field(() => Boolean, { nullable: true, description: 'Left out: ascending.' })
  descending?: boolean | null;
}

@ArgsType()
export class LoansArgs extends ListArgs {
  @Field(() => LoanFilter, { nullable: true, description: 'All of what is said must hold.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => LoanFilter)
  filter?: LoanFilter | null;
  @Field(() => LoanOrder, { nullable: true, description: 'By number where left out.' })
  orderBy?: LoanOrder | null;
}
