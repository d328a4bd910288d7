import type { Bilingual } from '../kernel/bilingual.js';
import type { LegalForm, MitraField, MitraStatus, Sector } from './mitra.events.js';

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
