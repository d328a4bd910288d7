import type { LegalForm, Sector } from '../mitra/mitra.events.js';
import type { Dice } from './random.js';

/** All names, addresses and numbers here are invented; whoever bears one bears it by chance. */
const GIVEN = [
  'Adi', 'Agus', 'Asih', 'Bambang', 'Darmi', 'Dewi', 'Edi', 'Eko', 'Endang', 'Fitri', 'Gunadi',
  'Hasan', 'Hendra', 'Imas', 'Iwan', 'Joko', 'Kartika', 'Lestari', 'Lilis', 'Mulyadi', 'Murni',
  'Nining', 'Nur', 'Parman', 'Ratna', 'Rini', 'Rohani', 'Rusdi', 'Sari', 'Siti', 'Slamet', 'Sri',
  'Sugeng', 'Sulastri', 'Tini', 'Tono', 'Umi', 'Wahyu', 'Wati', 'Yanto',
] as const; // prettier-ignore

const FAMILY = [
  'Anggraini', 'Batubara', 'Darmawan', 'Fadillah', 'Firmansyah', 'Gultom', 'Hakim', 'Handayani',
  'Harahap', 'Hidayat', 'Hutapea', 'Irawan', 'Kurniawan', 'Kusuma', 'Lubis', 'Mahmud', 'Maulana',
  'Nasution', 'Nugroho', 'Permata', 'Pratama', 'Purnomo', 'Rahayu', 'Ramadhan', 'Rangkuti',
  'Santoso', 'Saputra', 'Setiawan', 'Simatupang', 'Siregar', 'Suhartini', 'Suryadi', 'Susanto',
  'Tanjung', 'Utami', 'Wibowo', 'Widodo', 'Wijaya', 'Yuliani', 'Zulkarnain',
] as const; // prettier-ignore

const HOPE = [
  'Abadi', 'Berkah', 'Bersama', 'Bina', 'Cahaya', 'Cipta', 'Citra', 'Harapan', 'Indah', 'Jaya',
  'Karya', 'Lancar', 'Lestari', 'Maju', 'Makmur', 'Mandiri', 'Mekar', 'Mulia', 'Murni', 'Prima',
  'Putra', 'Rahmat', 'Rezeki', 'Sejahtera', 'Sentosa', 'Setia', 'Subur', 'Sumber', 'Tani', 'Usaha',
] as const; // prettier-ignore

const STREETS = [
  'Melati', 'Kenanga', 'Cempaka', 'Merdeka', 'Pahlawan', 'Pasar Baru', 'Sudirman', 'Diponegoro',
  'Kartini', 'Gajah Mada', 'Teratai', 'Mawar', 'Pelabuhan', 'Stasiun Lama', 'Kebun Raya', 'Sungai',
] as const; // prettier-ignore

/** Where the programme has an office; in micro-degrees. */
export interface Office {
  readonly unit: string;
  readonly region: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
}

const office = (
  unit: string,
  region: string,
  city: string,
  latitude: number,
  longitude: number,
): Office => ({ unit, region, city, latitude, longitude });

export const OFFICES: readonly Office[] = [
  office('DURI', 'RIAU', 'Duri', 1_268_000, 101_209_000),
  office('PEKANBARU', 'RIAU', 'Pekanbaru', 507_000, 101_447_000),
  office('MEDAN', 'SUMUT', 'Medan', 3_595_000, 98_672_000),
  office('PADANG', 'SUMBAR', 'Padang', -947_000, 100_417_000),
  office('PALEMBANG', 'SUMSEL', 'Palembang', -2_976_000, 104_775_000),
  office('JAKARTA', 'DKI', 'Jakarta', -6_208_000, 106_845_000),
  office('BANDUNG', 'JABAR', 'Bandung', -6_917_000, 107_619_000),
  office('SEMARANG', 'JATENG', 'Semarang', -6_966_000, 110_416_000),
  office('SURABAYA', 'JATIM', 'Surabaya', -7_257_000, 112_752_000),
  office('MAKASSAR', 'SULSEL', 'Makassar', -5_147_000, 119_432_000),
];

export const SECTOR_SHARES: readonly (readonly [Sector, number])[] = [
  ['TRADE', 34], ['SERVICES', 18], ['INDUSTRY', 16], ['AGRICULTURE', 12], ['LIVESTOCK', 8],
  ['FISHERIES', 6], ['PLANTATION', 4], ['OTHER', 2],
]; // prettier-ignore

export const FORM_SHARES: readonly (readonly [LegalForm, number])[] = [
  ['PERSON', 62], ['UNINCORPORATED', 18], ['COMPANY', 12], ['COOPERATIVE', 8],
]; // prettier-ignore

export const nameOf = (form: LegalForm, dice: Dice): string => {
  switch (form) {
    case 'PERSON':
      return `${dice.pick(GIVEN)} ${dice.pick(FAMILY)}`;
    case 'UNINCORPORATED':
      return [dice.pick(['UD.', 'Toko', 'Warung']), dice.pick(HOPE), dice.pick(GIVEN)].join(' ');
    case 'COMPANY':
      return `CV. ${dice.pick(HOPE)} ${dice.pick(HOPE)} ${dice.pick(FAMILY)}`;
    case 'COOPERATIVE':
      return [dice.pick(['Koperasi', 'KSU', 'KUD']), dice.pick(HOPE), dice.pick(HOPE)].join(' ');
  }
};

export const addressIn = ({ city }: Office, dice: Dice): string =>
  `Jl. ${dice.pick(STREETS)} No. ${dice.between(1, 180)}, RT ${dice.between(1, 9)}/RW ` +
  `${dice.between(1, 12)}, ${city}`;

/** In the style of a mobile number, in a block that no operator gives out. */
export const phone = (dice: Dice): string =>
  `0800-0000-${String(dice.between(0, 9999)).padStart(4, '0')}`;

/** Sixteen digits; no province of Indonesia has the number 99. */
export const inventedNik = (no: number, dice: Dice): string =>
  `9999${String(no).padStart(6, '0')}${String(dice.below(1_000_000)).padStart(6, '0')}`;
