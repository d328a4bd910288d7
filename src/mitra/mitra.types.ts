import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { ResolvedMoment } from '../audit/moments.js';
import { CommandResult } from '../graphql/commands.js';
import { connectionOf } from '../graphql/connections.js';
import { rows } from '../graphql/cost.js';
import { enumOf, inIndonesian } from '../graphql/enums.js';
import { Node } from '../graphql/node.js';
import { DateScalar } from '../graphql/scalars.js';
import type { LocalDate } from '../kernel/local-date.js';
import {
  CONTACT_CHANNELS,
  type ContactChannel,
  EVIDENCE_KINDS,
  type EvidenceFile,
  VISIT_FINDINGS,
  VISIT_OUTCOMES,
  type VisitFinding,
  type VisitOutcome,
} from '../monitoring/monitoring.events.js';
import { FINDING_NAMES, OUTCOME_NAMES } from '../monitoring/names.js';
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  LEGAL_FORMS,
  type LegalForm,
  MITRA_STATUSES,
  type MitraStatus,
  type Relationship,
  RELATIONSHIPS,
  type Sector,
  SECTORS,
} from './mitra.events.js';
import {
  DOCUMENT_NAMES,
  LEGAL_FORM_NAMES,
  RELATIONSHIP_NAMES,
  SECTOR_NAMES,
  STATUS_NAMES,
} from './names.js';

export const LegalFormEnum = enumOf(LEGAL_FORMS);
registerEnumType(LegalFormEnum, {
  name: 'LegalForm',
  description: 'Bentuk badan.',
  valuesMap: inIndonesian(LEGAL_FORM_NAMES),
});
export const SectorEnum = enumOf(SECTORS);
registerEnumType(SectorEnum, {
  name: 'Sector',
  description: 'Sektor usaha.',
  valuesMap: inIndonesian(SECTOR_NAMES),
});
export const MitraStatusEnum = enumOf(MITRA_STATUSES);
registerEnumType(MitraStatusEnum, {
  name: 'MitraStatus',
  description: 'What became of the mitra.',
  valuesMap: inIndonesian(STATUS_NAMES),
});
export const DocumentKindEnum = enumOf(DOCUMENT_KINDS);
registerEnumType(DocumentKindEnum, {
  name: 'DocumentKind',
  description: 'Jenis dokumen.',
  valuesMap: inIndonesian(DOCUMENT_NAMES),
});
export const RelationshipEnum = enumOf(RELATIONSHIPS);
registerEnumType(RelationshipEnum, {
  name: 'Relationship',
  description: 'Hubungan dengan mitra.',
  valuesMap: inIndonesian(RELATIONSHIP_NAMES),
});
export const VisitOutcomeEnum = enumOf(VISIT_OUTCOMES);
registerEnumType(VisitOutcomeEnum, {
  name: 'VisitOutcome',
  description: 'Hasil kunjungan.',
  valuesMap: inIndonesian(OUTCOME_NAMES),
});
export const VisitFindingEnum = enumOf(VISIT_FINDINGS);
registerEnumType(VisitFindingEnum, {
  name: 'VisitFinding',
  description: 'Temuan kunjungan.',
  valuesMap: inIndonesian(FINDING_NAMES),
});
export const ContactChannelEnum = enumOf(CONTACT_CHANNELS);
registerEnumType(ContactChannelEnum, {
  name: 'ContactChannel',
  description: 'By what a contact was made.',
});
export const EvidenceKindEnum = enumOf(EVIDENCE_KINDS);
registerEnumType(EvidenceKindEnum, { name: 'EvidenceKind', description: 'What a file shows.' });

export const MONITORED = [...VISIT_OUTCOMES, 'NOT_MONITORED'] as const;
export type MonitoredValue = (typeof MONITORED)[number];
export const MonitoredEnum = enumOf(MONITORED);
registerEnumType(MonitoredEnum, {
  name: 'Monitoring',
  description: 'The outcome of the last visit, or that there was none yet.',
});

@ObjectType({ description: 'A file kept elsewhere, named by its digest.' })
export class Evidence {
  @Field(() => EvidenceKindEnum, { description: 'What it is.' })
  kind: EvidenceFile['kind'];
  @Field({ description: 'SHA-256 of the file, hexadecimal.' })
  sha256: string;
}

@ObjectType({ description: 'Degrees, to the sixth decimal.' })
export class GeoLocation {
  @Field(() => Float, { description: 'Degrees north.' })
  latitude: number;
  @Field(() => Float, { description: 'Degrees east.' })
  longitude: number;
}

@ObjectType({ description: 'A visit to the mitra (kunjungan).' })
export class Visit {
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
  @Field(() => DateScalar, { description: 'The day of the visit.' })
  effectiveOn: LocalDate;
  @Field(() => VisitOutcomeEnum, { description: 'Hasil.' })
  outcome: VisitOutcome;
  @Field(() => VisitFindingEnum, { nullable: true, description: 'Temuan.' })
  finding: VisitFinding | null;
  @Field(() => String, { nullable: true, description: 'Temuan, in Indonesian.' })
  findingName: string | null;
  @Field(() => String, { nullable: true, description: 'Null for who may not see it.' })
  notes: string | null;
  @Field(() => [Evidence], { complexity: rows(3), description: 'Photographs, signed sheets.' })
  evidence: readonly Evidence[];
  @Field(() => GeoLocation, { nullable: true, description: 'Null for who may not see it.' })
  location: GeoLocation | null;
  @Field({ description: 'Who was there.' })
  actor: string;
}

@ObjectType({ description: 'A contact from afar: WhatsApp, telephone.' })
export class Contact {
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
  @Field(() => DateScalar, { description: 'The day of the contact.' })
  effectiveOn: LocalDate;
  @Field(() => ContactChannelEnum, { description: 'By what it was made.' })
  channel: ContactChannel;
  @Field({ description: 'Whether the mitra was reached.' })
  reached: boolean;
  @Field(() => String, { nullable: true, description: 'Null for who may not see it.' })
  notes: string | null;
  @Field({ description: 'Who made it.' })
  actor: string;
}

@ObjectType({ description: 'A paper of the mitra that came in; it is kept elsewhere.' })
export class MitraDocument {
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
  @Field(() => DocumentKindEnum, { description: 'What it is.' })
  kind: DocumentKind;
  @Field({ description: 'Jenis dokumen, in Indonesian.' })
  kindName: string;
  @Field(() => DateScalar, { description: 'The day it came in.' })
  receivedOn: LocalDate;
  @Field(() => String, { nullable: true, description: 'SHA-256 of the file, hexadecimal.' })
  sha256: string | null;
  @Field(() => String, { nullable: true, description: 'Null for who may not see it.' })
  number: string | null;
}

@ObjectType({ description: 'An heir (ahli waris) of a mitra who died.' })
export class Heir {
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
  @Field(() => String, { nullable: true, description: 'Null for who may not see it.' })
  name: string | null;
  @Field(() => RelationshipEnum, { description: 'What the heir was to the mitra.' })
  relationship: Relationship;
  @Field({ description: 'Hubungan, in Indonesian.' })
  relationshipName: string;
  @Field(() => DateScalar, { description: 'The day it was recorded for.' })
  recordedOn: LocalDate;
  @Field(() => String, { nullable: true, description: 'Null for who may not see it.' })
  identityNumber: string | null;
  @Field(() => String, { nullable: true, description: 'Null for who may not see it.' })
  phone: string | null;
  @Field(() => String, { nullable: true, description: 'Null for who may not see it.' })
  address: string | null;
  @Field(() => [DocumentKindEnum], { description: 'The papers that show it.' })
  documents: readonly DocumentKind[];
  @Field(() => [String], { description: 'The papers, in Indonesian.' })
  documentNames: readonly string[];
}

@ObjectType({
  implements: () => [Node],
  description: 'A partner of the programme (mitra binaan), at the moment asked about.',
})
export class Mitra extends Node {
  @Field({ description: 'What people name it by.' })
  code: string;
  @Field(() => String, {
    nullable: true,
    description: 'Null once erased, or for who may not see it.',
  })
  name: string | null;
  @Field(() => LegalFormEnum, { nullable: true, description: 'Bentuk badan.' })
  legalForm: LegalForm | null;
  @Field(() => String, { nullable: true, description: 'Bentuk badan, in Indonesian.' })
  legalFormName: string | null;
  @Field(() => SectorEnum, { nullable: true, description: 'Sektor usaha.' })
  sector: Sector | null;
  @Field(() => String, { nullable: true, description: 'Sektor, in Indonesian.' })
  sectorName: string | null;
  @Field(() => String, { nullable: true, description: 'The unit that looks after it.' })
  unit: string | null;
  @Field(() => String, { nullable: true, description: 'Wilayah.' })
  region: string | null;
  @Field(() => MitraStatusEnum, { description: 'What became of it.' })
  status: MitraStatus;
  @Field({ description: 'Status, in Indonesian.' })
  statusName: string;
  @Field(() => DateScalar, { description: 'The day from which it is a mitra.' })
  registeredOn: LocalDate;
  @Field(() => MonitoredEnum, { description: 'The outcome of the last visit.' })
  monitoring: MonitoredValue;
  @Field(() => Int, { description: 'Visits so far.' })
  visitCount: number;
  @Field(() => Int, { description: 'Contacts so far.' })
  contactCount: number;

  moment: ResolvedMoment;
}

export const VisitConnection = connectionOf('Visit', () => Visit);
export const ContactConnection = connectionOf('Contact', () => Contact);
export const MitraConnection = connectionOf('Mitra', () => Mitra);

@ObjectType({ description: 'What a command on a mitra recorded, and the mitra as it stands now.' })
export class MitraResult extends CommandResult {
  mitraCode: string;
}
