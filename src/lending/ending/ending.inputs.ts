import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { ApprovalInput, OnLoanInput } from '../../graphql/commands.js';
import { ReceivePaymentInput } from '../loan.inputs.js';
import { enumOf } from '../../graphql/enums.js';
import { REFERENCE, REFERENCE_RULE } from '../../graphql/identifiers.js';
import {
  INSURANCE_ANSWERS,
  type InsuranceAnswer,
  WRITE_OFF_DOCUMENTS,
  WRITE_OFF_GROUNDS,
  type WriteOffDocument,
  type WriteOffGround,
} from './ending.events.js';
import {
  ArrayMaxSize,
  IsBoolean,
  IsOptional,
  Length,
  Matches,
  MaxLength,
} from '../../graphql/rules.js';

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
export class ReceiveRecoveryInput extends ReceivePaymentInput {}

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
