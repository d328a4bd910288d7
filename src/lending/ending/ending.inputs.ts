import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  IsBoolean,
  IsOptional,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { ApprovalInput, CommandInput } from '../../graphql/commands.js';
import { enumOf } from '../../graphql/enums.js';
import {
  IDENTIFIER,
  IDENTIFIER_RULE,
  REFERENCE,
  REFERENCE_RULE,
} from '../../graphql/identifiers.js';
import { RupiahScalar } from '../../graphql/scalars.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import {
  INSURANCE_ANSWERS,
  type InsuranceAnswer,
  WRITE_OFF_DOCUMENTS,
  WRITE_OFF_GROUNDS,
  type WriteOffDocument,
  type WriteOffGround,
} from './ending.events.js';
import { MAX_AMOUNT } from '../schedule/schedule-refusals.js';

const GroundEnum = enumOf(WRITE_OFF_GROUNDS);
registerEnumType(GroundEnum, {
  name: 'WriteOffGround',
  description: 'UNCOLLECTABLE: of a problem loan; DEATH: the mitra died.',
});
const DocumentEnum = enumOf(WRITE_OFF_DOCUMENTS);
registerEnumType(DocumentEnum, {
  name: 'WriteOffDocument',
  description: 'A paper that a write-off is proposed with.',
});
const InsuranceEnum = enumOf(INSURANCE_ANSWERS);
registerEnumType(InsuranceEnum, {
  name: 'InsuranceAnswer',
  description: 'What the insurer answered; NONE: the loan was not insured.',
});

@InputType({ isAbstract: true })
abstract class OnLoanInput extends CommandInput {
  @Field({ description: "The loan's number." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  loan: string;
}

/** A decision that is made outside this system, by the authority that the rule names. */
@InputType({ isAbstract: true })
abstract class DecisionInput extends ApprovalInput {
  @Field({ description: 'Who decided, as the rule of that day names it: DIRECTORS.' })
  @Matches(/^[A-Z][A-Z0-9_]{0,63}$/, { message: 'must be a name in capitals such as DIRECTORS' })
  authority: string;

  @Field({ description: "The decision's own number." })
  @Matches(REFERENCE, REFERENCE_RULE)
  document: string;
}

@InputType({ description: 'Recovery was tried and failed (pinjaman bermasalah).' })
export class DeclareProblemLoanInput extends OnLoanInput {
  @Field({ description: 'What recovery was tried, and how it failed.' })
  @Length(1, 4000)
  evidence: string;
}

@InputType({ description: 'A loan to be taken out of the accounts (penghapusbukuan).' })
export class ProposeWriteOffInput extends OnLoanInput {
  @Field(() => GroundEnum, { description: 'Why.' })
  ground: WriteOffGround;

  @Field(() => [DocumentEnum], { description: 'The papers that are there.' })
  @ArrayMaxSize(WRITE_OFF_DOCUMENTS.length)
  documents: WriteOffDocument[];

  @Field(() => InsuranceEnum, { nullable: true, description: 'Needed where the mitra died.' })
  insurance?: InsuranceAnswer | null;

  @Field(() => String, { nullable: true, description: 'What else shows it.' })
  @IsOptional()
  @MaxLength(4000)
  evidence?: string | null;
}

@InputType({ description: 'The authority agreed that the loan is written off.' })
export class ApproveWriteOffInput extends DecisionInput {}

@InputType({ description: 'The loan is not written off; needs a reason.' })
export class RejectWriteOffInput extends ApprovalInput {}

@InputType({ description: 'Take the loan out of the accounts, as it was approved.' })
export class WriteOffLoanInput extends OnLoanInput {}

@InputType({ description: 'Money that came after the write-off.' })
export class ReceiveRecoveryInput extends OnLoanInput {
  @Field(() => RupiahScalar, { description: 'Rupiah received.' })
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MAX_AMOUNT)
  amount: Rupiah;

  @Field({ description: 'Unique in its loan among payments that were not reversed.' })
  @Matches(REFERENCE, REFERENCE_RULE)
  receipt: string;

  @Field(() => String, { nullable: true, description: 'How it came: CASH, TRANSFER, …' })
  @IsOptional()
  @Matches(/^[A-Z][A-Z0-9_]{0,31}$/, { message: 'must be a word in capitals, such as TRANSFER' })
  channel?: string | null;
}

@InputType({ description: 'A claim to be ended (hapus tagih).' })
export class ProposeClaimCancellationInput extends OnLoanInput {
  @Field({ description: 'The loan is insured or guaranteed.' })
  @IsBoolean()
  insured: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Left out: whether any collateral is still pledged or seized.',
  })
  @IsOptional()
  @IsBoolean()
  saleableCollateral?: boolean | null;

  @Field(() => String, { nullable: true, description: 'What shows it.' })
  @IsOptional()
  @MaxLength(4000)
  evidence?: string | null;
}

@InputType({ description: 'The authority agreed that the claim ends (hapus tagih).' })
export class CancelClaimInput extends DecisionInput {}

@InputType({ description: "The state's receivables office collects from then on." })
export class HandOverReceivableInput extends OnLoanInput {
  @Field({ description: 'The office, such as KPKNL Jakarta I.' })
  @Matches(REFERENCE, REFERENCE_RULE)
  office: string;

  @Field({ description: 'The number of the hand-over letter.' })
  @Matches(REFERENCE, REFERENCE_RULE)
  reference: string;
}
