import { ArgsType, Field, InputType, registerEnumType } from '@nestjs/graphql';
import { CommandInput } from '../graphql/commands.js';
import { constantsOf, enumOf } from '../graphql/enums.js';
import { IDENTIFIER, IDENTIFIER_RULE } from '../graphql/identifiers.js';
import { ListArgs } from '../graphql/moment-args.js';
import { CollectabilityEnum } from '../lending/position.types.js';
import type { Collectability } from '../policy/policy.events.js';
import {
  type CorrectionKind,
  type DocumentKind,
  type LegalForm,
  type MitraField,
  type MitraStatus,
  PERSONAL_FIELDS,
  PLAIN_FIELDS,
  type Relationship,
  type Sector,
} from './mitra.events.js';
import {
  DocumentKindEnum,
  LegalFormEnum,
  MitraStatusEnum,
  MonitoredEnum,
  type MonitoredValue,
  RelationshipEnum,
  SectorEnum,
} from './mitra.types.js';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsOptional,
  Length,
  Matches,
  MaxLength,
  Type,
  ValidateNested,
} from '../graphql/rules.js';

export const CorrectionKindEnum = enumOf(['ERROR', 'CHANGE'] as const);
registerEnumType(CorrectionKindEnum, {
  name: 'CorrectionKind',
  description: 'ERROR: it was never so; CHANGE: it became so on a day.',
});
/** `IDENTITY_NUMBER` to clients, `identityNumber` to the house. */
export const MitraFieldEnum = constantsOf([...PERSONAL_FIELDS, ...PLAIN_FIELDS]);
registerEnumType(MitraFieldEnum, { name: 'MitraField', description: 'A field of a mitra.' });

const PHONE = /^[+\d][\d ()/.-]{2,39}$/;
const IDENTITY_NUMBER = /^[A-Za-z0-9][A-Za-z0-9./-]{0,39}$/;
const IDENTITY_NUMBER_RULE = { message: 'must be 16 digits (NIK) or letters, digits and . / -' };

@InputType({ description: 'A new partner of the programme.' })
export class RegisterMitraInput extends CommandInput {
  @Field({
    description: 'What people use to name the mitra; it is not personal and stays for ever.',
  })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  code: string;

  @Field({ description: 'Of the person or the business.' })
  @Length(1, 200)
  @Matches(/\S/, { message: 'must not be blank' })
  name: string;

  @Field(() => LegalFormEnum, { nullable: true, description: 'Bentuk badan.' })
  legalForm?: LegalForm | null;

  @Field(() => SectorEnum, { nullable: true, description: 'Sektor usaha.' })
  sector?: Sector | null;

  @Field(() => String, { nullable: true, description: 'The unit that looks after it.' })
  @IsOptional()
  @Length(1, 100)
  unit?: string | null;

  @Field(() => String, { nullable: true, description: 'Wilayah.' })
  @IsOptional()
  @Length(1, 100)
  region?: string | null;

  @Field(() => String, { nullable: true, description: 'Alamat.' })
  @IsOptional()
  @Length(1, 500)
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Digits, spaces and + ( ) . / -' })
  @IsOptional()
  @Matches(PHONE, { message: 'must be a telephone number' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'NIK (16 digits) or a registration number.' })
  @IsOptional()
  @Matches(IDENTITY_NUMBER, IDENTITY_NUMBER_RULE)
  identityNumber?: string | null;
}

@InputType({ description: 'A field put right; the old value stays in the trail.' })
export class CorrectMitraDataInput extends CommandInput {
  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field(() => CorrectionKindEnum, { description: 'Whether it was never so, or became so.' })
  kind: CorrectionKind;

  @Field(() => MitraFieldEnum, { description: 'The field put right.' })
  field: MitraField;

  @Field(() => String, { nullable: true, description: 'The value that is right; null: none.' })
  @IsOptional()
  @Length(1, 500)
  to?: string | null;

  @Field(() => String, { nullable: true, description: 'What shows it, and where it came from.' })
  @IsOptional()
  @MaxLength(2000)
  evidence?: string | null;
}

@InputType({ description: 'What became of a mitra.' })
export class ChangeMitraStatusInput extends CommandInput {
  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field(() => MitraStatusEnum, { description: 'What became of it.' })
  status: MitraStatus;

  @Field(() => String, { nullable: true, description: 'What shows it, and where it came from.' })
  @IsOptional()
  @MaxLength(2000)
  evidence?: string | null;
}

@InputType({ description: 'A paper of the mitra that came in; it is kept elsewhere.' })
export class ReceiveDocumentInput extends CommandInput {
  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field(() => DocumentKindEnum, { description: 'What it is.' })
  kind: DocumentKind;

  @Field(() => String, { nullable: true, description: '64 lower-case hexadecimal digits.' })
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/, { message: 'must be 64 lower-case hexadecimal digits' })
  sha256?: string | null;

  @Field(() => String, { nullable: true, description: 'What stands on it; kept encrypted.' })
  @IsOptional()
  @Length(1, 100)
  number?: string | null;
}

@InputType({ description: 'An heir (ahli waris) of a mitra who died.' })
export class RecordHeirInput extends CommandInput {
  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field({ description: 'Of the heir; kept encrypted, as all that tells who it is.' })
  @Length(1, 200)
  @Matches(/\S/, { message: 'must not be blank' })
  name: string;

  @Field(() => RelationshipEnum, { description: 'What the heir was to the mitra.' })
  relationship: Relationship;

  @Field(() => String, { nullable: true, description: 'NIK (16 digits).' })
  @IsOptional()
  @Matches(IDENTITY_NUMBER, IDENTITY_NUMBER_RULE)
  identityNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'Digits, spaces and + ( ) . / -' })
  @IsOptional()
  @Matches(PHONE, { message: 'must be a telephone number' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Alamat.' })
  @IsOptional()
  @Length(1, 500)
  address?: string | null;

  @Field(() => [DocumentKindEnum], { description: 'The papers that show it, each named once.' })
  @ArrayMaxSize(30)
  @ArrayUnique()
  documents: readonly DocumentKind[];
}

@InputType({ description: 'Which mitra to list.' })
export class MitraFilter {
  @Field(() => String, { nullable: true, description: 'Words of the name or the code.' })
  @IsOptional()
  @MaxLength(200)
  text?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this unit.' })
  @IsOptional()
  @Length(1, 100)
  unit?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this region.' })
  @IsOptional()
  @Length(1, 100)
  region?: string | null;
  @Field(() => SectorEnum, { nullable: true, description: 'Of this sector.' })
  sector?: Sector | null;
  @Field(() => MitraStatusEnum, { nullable: true, description: 'With this status today.' })
  status?: MitraStatus | null;
  @Field(() => CollectabilityEnum, {
    nullable: true,
    description: 'With an open loan that has this class today.',
  })
  collectability?: Collectability | null;
  @Field(() => MonitoredEnum, { nullable: true, description: 'By the outcome of the last visit.' })
  monitoring?: MonitoredValue | null;
}

export const MITRA_ORDERS = ['CODE', 'NAME', 'REGISTERED_ON', 'LAST_VISIT'] as const;
export type MitraOrderField = (typeof MITRA_ORDERS)[number];
export const MitraOrderEnum = enumOf(MITRA_ORDERS);
registerEnumType(MitraOrderEnum, {
  name: 'MitraOrderField',
  description: 'By what to sort mitra.',
});

@InputType({ description: 'In which order to list mitra.' })
export class MitraOrder {
  @Field(() => MitraOrderEnum, { description: 'By what to sort.' })
  field: MitraOrderField;
  @Field(() => Boolean, { nullable: true, description: 'Left out: ascending.' })
  descending?: boolean | null;
}

@ArgsType()
export class MitrasArgs extends ListArgs {
  @Field(() => MitraFilter, { nullable: true, description: 'All of what is said must hold.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => MitraFilter)
  filter?: MitraFilter | null;
  @Field(() => MitraOrder, { nullable: true, description: 'By code where left out.' })
  orderBy?: MitraOrder | null;
}
