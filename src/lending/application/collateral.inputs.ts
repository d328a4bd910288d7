import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { OnLoanInput } from '../../graphql/commands.js';
import { enumOf } from '../../graphql/enums.js';
import { REFERENCE, REFERENCE_RULE } from '../../graphql/identifiers.js';
import { RupiahScalar } from '../../graphql/scalars.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { COLLATERAL_KINDS, type CollateralKind } from '../ending/ending.events.js';
import { IsOptional, Matches, Max, MaxLength, Min } from '../../graphql/rules.js';

const MOST = 10 ** 15;

export const CollateralKindEnum = enumOf(COLLATERAL_KINDS);
registerEnumType(CollateralKindEnum, {
  name: 'CollateralKind',
  description: 'Agunan.',
  valuesMap: {
    VEHICLE_BPKB: { description: 'BPKB kendaraan.' },
    LAND_CERTIFICATE: { description: 'Sertifikat tanah.' },
    OTHER: { description: 'Lain-lain.' },
  },
});

@InputType({ isAbstract: true })
abstract class CollateralInput extends OnLoanInput {
  @Field({ description: 'What people name it by, such as the number of its certificate.' })
  @Matches(REFERENCE, REFERENCE_RULE)
  collateral: string;
}

@InputType({ description: 'Something given as security for a loan (agunan).' })
export class PledgeCollateralInput extends CollateralInput {
  @Field(() => CollateralKindEnum, { description: 'What it is.' })
  kind: CollateralKind;

  @Field(() => RupiahScalar, { nullable: true, description: 'What it is worth.' })
  @IsOptional()
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  value?: Rupiah | null;

  @Field(() => String, { nullable: true, description: 'Sealed, for it may name people.' })
  @IsOptional()
  @MaxLength(2000)
  description?: string | null;
}

@InputType({ description: 'Given back to the mitra.' })
export class ReleaseCollateralInput extends CollateralInput {}

@InputType({ description: 'Taken, the loan being lost (disita).' })
export class SeizeCollateralInput extends CollateralInput {}

@InputType({ description: 'Sold after it was seized; the money comes in by a receipt of its own.' })
export class SellCollateralInput extends CollateralInput {
  @Field(() => RupiahScalar, { description: 'What it was sold for.' })
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  proceeds: Rupiah;
}

@InputType({ description: 'The mitra says that the money arrived.' })
export class ConfirmReceiptInput extends OnLoanInput {
  @Field({ description: "The bank's reference of the transfer." })
  @Matches(REFERENCE, REFERENCE_RULE)
  reference: string;

  @Field(() => String, { nullable: true, description: 'What shows it; sealed.' })
  @IsOptional()
  @MaxLength(2000)
  evidence?: string | null;
}
