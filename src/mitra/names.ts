import type { Bilingual } from '../kernel/bilingual.js';
import type {
  DocumentKind,
  LegalForm,
  MitraField,
  MitraStatus,
  Relationship,
  Sector,
} from './mitra.events.js';

export const FIELD_NAMES: Readonly<Record<MitraField, Bilingual>> = {
  name: { en: 'name', id: 'nama' },
  address: { en: 'address', id: 'alamat' },
  phone: { en: 'telephone', id: 'telepon' },
  identityNumber: { en: 'identity number', id: 'nomor identitas' },
  legalForm: { en: 'legal form', id: 'bentuk badan' },
  sector: { en: 'sector', id: 'sektor' },
  unit: { en: 'unit', id: 'unit' },
  region: { en: 'region', id: 'wilayah' },
};

export const STATUS_NAMES: Readonly<Record<MitraStatus, Bilingual>> = {
  ACTIVE: { en: 'active', id: 'aktif' },
  MOVED: { en: 'moved', id: 'pindah' },
  DECEASED: { en: 'deceased', id: 'meninggal dunia' },
  BUSINESS_CLOSED: { en: 'business closed', id: 'usaha tutup' },
  NOT_FOUND: { en: 'not found', id: 'tidak ditemukan' },
};

export const LEGAL_FORM_NAMES: Readonly<Record<LegalForm, string>> = {
  PERSON: 'Perorangan',
  COOPERATIVE: 'Koperasi',
  COMPANY: 'Perseroan',
  UNINCORPORATED: 'Usaha tanpa badan hukum',
};

export const SECTOR_NAMES: Readonly<Record<Sector, string>> = {
  INDUSTRY: 'Industri',
  TRADE: 'Perdagangan',
  AGRICULTURE: 'Pertanian',
  PLANTATION: 'Perkebunan',
  FISHERIES: 'Perikanan',
  LIVESTOCK: 'Peternakan',
  SERVICES: 'Jasa',
  OTHER: 'Lain-lain',
};

export const DOCUMENT_NAMES: Readonly<Record<DocumentKind, Bilingual>> = {
  IDENTITY_CARD: { en: 'identity card', id: 'KTP' },
  FAMILY_CARD: { en: 'family card', id: 'kartu keluarga (KK)' },
  PHOTOGRAPHS: { en: 'photographs', id: 'pas foto' },
  SPOUSE_CONSENT: { en: 'consent of the spouse', id: 'surat persetujuan suami/istri' },
  NO_OTHER_LOAN_STATEMENT: {
    en: 'statement of no other loan',
    id: 'surat pernyataan tidak memiliki pinjaman lain',
  },
  DOMICILE_LETTER: { en: 'letter of domicile', id: 'surat keterangan domisili' },
  LEASE: { en: 'lease', id: 'surat sewa tempat usaha' },
  FINANCIAL_REPORT: { en: 'financial report', id: 'laporan keuangan' },
  BANK_STATEMENTS: { en: 'bank statements', id: 'rekening koran' },
  DEED_OF_ESTABLISHMENT: { en: 'deed of establishment', id: 'akta pendirian' },
  DEED_RATIFICATION: { en: 'ratification of the deed', id: 'pengesahan akta pendirian' },
  DIRECTORS_IDENTITY_CARDS: { en: 'identity cards of the directors', id: 'KTP para direksi' },
  TAX_NUMBER: { en: 'tax number', id: 'NPWP' },
  BUSINESS_LICENCE: { en: 'business licence', id: 'SIUP/SITU' },
  SHAREHOLDERS_MINUTES: { en: "minutes of the shareholders' meeting", id: 'risalah RUPS' },
  BOARD_APPROVAL: { en: 'approval of the board', id: 'pengesahan susunan pengurus' },
  ARTICLES_OF_ASSOCIATION: { en: 'articles of association', id: 'AD/ART' },
  MEMBERS_MEETING_MINUTES: { en: "minutes of the members' meeting", id: 'risalah RAT' },
  CLASSIFICATION_CERTIFICATE: { en: 'certificate of classification', id: 'sertifikat klasifikasi' },
  NO_OTHER_AID_STATEMENT: {
    en: 'statement of no help from another state company',
    id: 'surat pernyataan tidak dibantu BUMN lain',
  },
  COOPERATIVE_OFFICE_RECOMMENDATION: {
    en: 'recommendation of the cooperative office',
    id: 'rekomendasi dinas koperasi',
  },
  FEASIBILITY_FORM: { en: 'feasibility form', id: 'formulir evaluasi kelayakan' },
  TRANSFER_REQUEST: { en: 'request for transfer', id: 'surat permohonan transfer' },
  DEATH_CERTIFICATE: { en: 'death certificate', id: 'akta kematian' },
  HEIR_STATEMENT: { en: 'statement of the heirs', id: 'surat keterangan ahli waris' },
  OTHER: { en: 'other document', id: 'dokumen lain' },
};

export const RELATIONSHIP_NAMES: Readonly<Record<Relationship, Bilingual>> = {
  SPOUSE: { en: 'spouse', id: 'suami/istri' },
  CHILD: { en: 'child', id: 'anak' },
  PARENT: { en: 'parent', id: 'orang tua' },
  SIBLING: { en: 'sibling', id: 'saudara kandung' },
  OTHER: { en: 'other', id: 'lain-lain' },
};
