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

export type MitraEvent =
  MitraRegistered | MitraDataCorrected | MitraStatusChanged | CommandAbandoned;
