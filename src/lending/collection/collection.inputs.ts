import { Field, InputType, Int } from '@nestjs/graphql';
import { CommandInput, OnLoanInput } from '../../graphql/commands.js';
import { REFERENCE, REFERENCE_RULE } from '../../graphql/identifiers.js';
import { DateScalar, RupiahScalar } from '../../graphql/scalars.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { Letter } from './collection.events.js';
import { LetterEnum } from './collection.types.js';
import { IsInt, IsOptional, Length, Matches, Max, Min } from '../../graphql/rules.js';

const MOST = 10 ** 15;

@InputType({ isAbstract: true })
abstract class OnInstalmentInput extends OnLoanInput {
  @Field(() => Int, { description: 'The instalment that was late.' })
  @IsInt()
  @Min(1)
  @Max(100_000)
  no: number;
}

@InputType({ description: 'The fee for a late instalment; its amount is that of the rule.' })
export class ChargeLateFeeInput extends OnInstalmentInput {}

@InputType({ description: 'A late fee given up, whole or in part; a reason is needed.' })
export class WaiveLateFeeInput extends OnInstalmentInput {
  @Field(() => RupiahScalar, { nullable: true, description: 'Left out: all that stands of it.' })
  @IsOptional()
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  amount?: Rupiah | null;
}

@InputType({ description: 'Days that shall not count as days past due, as announced by a rule.' })
export class GrantMoratoriumInput extends OnLoanInput {
  @Field(() => String, { nullable: true, description: 'As announced; needed where two were.' })
  @IsOptional()
  @Length(1, 200)
  cause?: string | null;

  @Field(() => DateScalar, { description: 'The first day.' })
  from: LocalDate;

  @Field(() => DateScalar, { description: 'The last day.' })
  to: LocalDate;
}

@InputType({ isAbstract: true })
abstract class OnLetterInput extends OnLoanInput {
  @Field(() => LetterEnum, { description: 'Which letter.' })
  letter: Letter;
}

@InputType({
  description: 'Prepares the warning letter that is due, with the statement of the day.',
})
export class IssueWarningLetterInput extends OnLetterInput {}

@InputType({ description: 'Signs a letter that somebody else has prepared.' })
export class SignWarningLetterInput extends OnLetterInput {}

@InputType({ description: 'Says that a signed letter went out.' })
export class SendWarningLetterInput extends OnLetterInput {
  @Field(() => String, { nullable: true, description: "The courier's own; it names nobody." })
  @IsOptional()
  @Matches(REFERENCE, REFERENCE_RULE)
  reference?: string | null;
}

@InputType({ description: 'Closes a day for every loan: today, or any day before it.' })
export class CloseDayInput extends CommandInput {
  @Field(() => DateScalar, { description: 'The day to close.' })
  date: LocalDate;
}
