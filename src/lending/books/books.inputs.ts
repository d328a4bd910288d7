import { Field, InputType } from '@nestjs/graphql';
import { CommandInput, OnLoanInput } from '../../graphql/commands.js';
import {
  IDENTIFIER,
  IDENTIFIER_RULE,
  REFERENCE,
  REFERENCE_RULE,
} from '../../graphql/identifiers.js';
import { DateScalar, RupiahScalar } from '../../graphql/scalars.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { Collectability } from '../../policy/policy.events.js';
import { CollectabilityEnum } from '../position.types.js';
import { MAX_AMOUNT } from '../schedule/schedule-refusals.js';
import { IsOptional, Length, Matches, Max, MaxLength, Min } from '../../graphql/rules.js';

const AT_LEAST_ONE = { message: 'must be at least Rp 1' };

@InputType({ description: 'A loan of the old books of which only balances are known.' })
export class TakeOverOpeningBalanceInput extends OnLoanInput {
  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day of the balance, on which it takes effect; or give effectiveOn.',
  })
  balanceOn?: LocalDate | null;

  @Field(() => RupiahScalar, { description: 'Principal outstanding on that day.' })
  @Max(MAX_AMOUNT)
  principal: Rupiah;

  @Field(() => RupiahScalar, { description: 'Interest outstanding on that day.' })
  @Max(MAX_AMOUNT)
  interest: Rupiah;

  @Field(() => RupiahScalar, { nullable: true, description: 'Late fees outstanding (denda).' })
  @IsOptional()
  @Max(MAX_AMOUNT)
  fees?: Rupiah | null;

  @Field(() => RupiahScalar, {
    nullable: true,
    description: 'What was paid out; left out: as much as is outstanding.',
  })
  @IsOptional()
  @Max(MAX_AMOUNT)
  disbursed?: Rupiah | null;

  @Field(() => RupiahScalar, { nullable: true, description: 'Interest paid before that day.' })
  @IsOptional()
  @Max(MAX_AMOUNT)
  interestPaid?: Rupiah | null;

  @Field(() => CollectabilityEnum, { description: 'The class, as the old books had it.' })
  bookedClass: Collectability;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'With it days past due work as usual; without it the class stays as booked.',
  })
  oldestUnpaidDueOn?: LocalDate | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day of the agreement, if known.' })
  agreedOn?: LocalDate | null;

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

  @Field(() => String, { nullable: true, description: 'The document that says so.' })
  @IsOptional()
  @MaxLength(4000)
  evidence?: string | null;
}

@InputType({ description: 'Money that came, and nobody knows yet for which loan.' })
export class ReceiveUnidentifiedInput extends CommandInput {
  @Field({ description: 'The programme whose account it came to.' })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  programme: string;

  @Field(() => RupiahScalar, { description: 'Rupiah received.' })
  @Min(1, AT_LEAST_ONE)
  @Max(MAX_AMOUNT)
  amount: Rupiah;

  @Field({ description: 'Unique in the suspense account: no names, it stays in clear.' })
  @Matches(REFERENCE, REFERENCE_RULE)
  receipt: string;

  @Field(() => String, { nullable: true, description: 'How it came: CASH, TRANSFER, …' })
  @IsOptional()
  @Matches(/^[A-Z][A-Z0-9_]{0,31}$/, { message: 'must be a word in capitals, such as TRANSFER' })
  channel?: string | null;

  @Field(() => String, { nullable: true, description: 'Who it may be from; kept encrypted.' })
  @IsOptional()
  @MaxLength(2000)
  payer?: string | null;
}

@InputType({ description: 'Money in suspense, found to be for a loan: it is paid on its own day.' })
export class IdentifyPaymentInput extends CommandInput {
  @Field({ description: 'The programme in whose suspense account it lies.' })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  programme: string;

  @Field({ description: 'The receipt number in suspense.' })
  @Matches(REFERENCE, REFERENCE_RULE)
  receipt: string;

  @Field({ description: "The loan's number." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  loan: string;
}

@InputType({ description: 'Credit paid back to the mitra.' })
export class ReturnOverpaymentInput extends OnLoanInput {
  @Field(() => RupiahScalar, { description: 'Rupiah paid back.' })
  @Min(1, AT_LEAST_ONE)
  @Max(MAX_AMOUNT)
  amount: Rupiah;

  @Field({ description: "The bank's own reference of the transfer: no names, it stays in clear." })
  @Matches(REFERENCE, REFERENCE_RULE)
  reference: string;
}
