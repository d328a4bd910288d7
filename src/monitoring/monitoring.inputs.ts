import { Field, Float, InputType } from '@nestjs/graphql';
import { CommandInput } from '../graphql/commands.js';
import { IDENTIFIER, IDENTIFIER_RULE } from '../graphql/identifiers.js';
import {
  ContactChannelEnum,
  EvidenceKindEnum,
  VisitFindingEnum,
  VisitOutcomeEnum,
} from '../mitra/mitra.types.js';
import type {
  ContactChannel,
  EvidenceFile,
  Location,
  VisitFinding,
  VisitOutcome,
} from './monitoring.events.js';
import {
  ArrayMaxSize,
  IsOptional,
  Matches,
  Max,
  MaxLength,
  Min,
  Type,
  ValidateNested,
} from '../graphql/rules.js';

@InputType({ description: 'A file kept elsewhere, named by its digest.' })
export class EvidenceInput {
  @Field(() => EvidenceKindEnum, { description: 'What it is.' })
  kind: EvidenceFile['kind'];

  @Field({ description: '64 lower-case hexadecimal digits.' })
  @Matches(/^[0-9a-f]{64}$/, { message: 'must be 64 lower-case hexadecimal digits' })
  sha256: string;
}

@InputType({ description: 'Degrees; kept to the sixth decimal.' })
export class GeoLocationInput {
  @Field(() => Float, { description: 'Degrees north, -90 to 90.' })
  @Min(-90)
  @Max(90)
  latitude: number;

  @Field(() => Float, { description: 'Degrees east, -180 to 180.' })
  @Min(-180)
  @Max(180)
  longitude: number;
}

const MICRO = 1_000_000;

/** Events hold no fractions: a place is kept in whole micro-degrees. */
export const microDegrees = ({ latitude, longitude }: GeoLocationInput): Location => ({
  latitude: Math.round(latitude * MICRO),
  longitude: Math.round(longitude * MICRO),
});

@InputType({ description: 'A visit to the mitra (kunjungan).' })
export class RecordVisitInput extends CommandInput {
  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field(() => VisitOutcomeEnum, { description: 'Hasil.' })
  outcome: VisitOutcome;

  @Field(() => VisitFindingEnum, { nullable: true, description: 'Required for NOT_FOUND.' })
  finding?: VisitFinding | null;

  @Field(() => String, { nullable: true, description: 'Kept encrypted.' })
  @IsOptional()
  @MaxLength(4000)
  notes?: string | null;

  @Field(() => [EvidenceInput], {
    nullable: true,
    description: 'Files kept elsewhere, at most 50.',
  })
  @IsOptional()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => EvidenceInput)
  evidence?: readonly EvidenceInput[] | null;

  @Field(() => GeoLocationInput, { nullable: true, description: 'Where the visit was.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => GeoLocationInput)
  location?: GeoLocationInput | null;
}

@InputType({ description: 'A contact from afar: WhatsApp, telephone.' })
export class RecordContactInput extends CommandInput {
  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field(() => ContactChannelEnum, { description: 'By what it was made.' })
  channel: ContactChannel;

  @Field({ description: 'Whether the mitra was reached.' })
  reached: boolean;

  @Field(() => String, { nullable: true, description: 'Kept encrypted.' })
  @IsOptional()
  @MaxLength(4000)
  notes?: string | null;
}
