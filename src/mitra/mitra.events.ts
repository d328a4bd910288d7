import type { Fact } from '../kernel/fact.js';

export const LEGAL_FORMS = ['PERSON', 'COOPERATIVE', 'COMPANY', 'UNINCORPORATED'] as const;
export type LegalForm = (typeof LEGAL_FORMS)[number];

export const SECTORS = [
  'INDUSTRY', 'TRADE', 'AGRICULTURE', 'PLANTATION', 'FISHERIES', 'LIVESTOCK', 'SERVICES', 'OTHER',
] as const; // prettier-ignore
export type Sector = (typeof SECTORS)[number];

export const MITRA_STATUSES = [
  'ACTIVE', 'MOVED', 'DECEASED', 'BUSINESS_CLOSED', 'NOT_FOUND',
] as const; // prettier-ignore
export type MitraStatus = (typeof MITRA_STATUSES)[number];

export const DOCUMENT_KINDS = [
  'IDENTITY_CARD', 'FAMILY_CARD', 'PHOTOGRAPHS', 'SPOUSE_CONSENT', 'NO_OTHER_LOAN_STATEMENT',
  'DOMICILE_LETTER', 'LEASE', 'FINANCIAL_REPORT', 'BANK_STATEMENTS', 'DEED_OF_ESTABLISHMENT',
  'DEED_RATIFICATION', 'DIRECTORS_IDENTITY_CARDS', 'TAX_NUMBER', 'BUSINESS_LICENCE',
  'SHAREHOLDERS_MINUTES', 'BOARD_APPROVAL', 'ARTICLES_OF_ASSOCIATION', 'MEMBERS_MEETING_MINUTES',
  'CLASSIFICATION_CERTIFICATE', 'NO_OTHER_AID_STATEMENT', 'COOPERATIVE_OFFICE_RECOMMENDATION',
  'FEASIBILITY_FORM', 'TRANSFER_REQUEST', 'DEATH_CERTIFICATE', 'HEIR_STATEMENT', 'OTHER',
] as const; // prettier-ignore
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** What tells who a mitra is: in the personal part of every event, never in clear. */
export interface MitraIdentity {
  readonly name: string;
  readonly address?: string | undefined;
  readonly phone?: string | undefined;
  /** NIK, sixteen digits, or a company's registration number. */
  readonly identityNumber?: string | undefined;
}

/** What tells what kind of mitra it is: in clear, for lists and groups. */
export interface MitraKind {
  readonly legalForm?: LegalForm | undefined;
  readonly sector?: Sector | undefined;
  readonly unit?: string | undefined;
  readonly region?: string | undefined;
}

export const PERSONAL_FIELDS = ['name', 'address', 'phone', 'identityNumber'] as const;
export const PLAIN_FIELDS = ['legalForm', 'sector', 'unit', 'region'] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];
export type PlainField = (typeof PLAIN_FIELDS)[number];
export type MitraField = PersonalField | PlainField;

/** ERROR: the fact was never so; CHANGE: it became so on a day. */
export type CorrectionKind = 'ERROR' | 'CHANGE';

export type MitraRegistered = Fact<
  'MitraRegistered',
  { readonly code: string } & MitraKind,
  MitraIdentity & { readonly reason?: string }
>;

/** One field's correction. A personal field's old and new value sit in the personal part. */
export type MitraDataCorrected = Fact<
  'MitraDataCorrected',
  {
    readonly kind: CorrectionKind;
    readonly field: MitraField;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  },
  {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly evidence?: string | undefined;
    readonly reason?: string;
  }
>;

export type MitraStatusChanged = Fact<
  'MitraStatusChanged',
  { readonly from: MitraStatus; readonly to: MitraStatus },
  { readonly evidence?: string | undefined; readonly reason?: string }
>;

/** A command that claimed a reservation and never arrived; its late writer meets a conflict. */
export type CommandAbandoned = Fact<'CommandAbandoned', { readonly command: string }>;

/** A paper of the mitra came in; the paper itself is kept elsewhere, named by its digest. */
export type DocumentReceived = Fact<
  'DocumentReceived',
  { readonly kind: DocumentKind; readonly sha256?: string | undefined },
  { readonly number?: string | undefined; readonly reason?: string }
>;

export const RELATIONSHIPS = ['SPOUSE', 'CHILD', 'PARENT', 'SIBLING', 'OTHER'] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];

/** An heir (ahli waris) of a mitra who died, with the papers that show it. */
export type HeirRecorded = Fact<
  'HeirRecorded',
  { readonly relationship: Relationship; readonly documents: readonly DocumentKind[] },
  {
    readonly name: string;
    readonly identityNumber?: string | undefined;
    readonly phone?: string | undefined;
    readonly address?: string | undefined;
    readonly reason?: string;
  }
>;

export type MitraEvent =
  | MitraRegistered
  | MitraDataCorrected
  | MitraStatusChanged
  | DocumentReceived
  | HeirRecorded
  | CommandAbandoned;
