import type { Bilingual } from '../src/kernel/bilingual.js';
import type {
  CollateralKind,
  InsuranceAnswer,
  WriteOffDocument,
  WriteOffGround,
} from '../src/lending/ending/ending.events.js';
import type { AccountCheck } from '../src/lending/loan.events.js';
import type { RestructuringKind } from '../src/lending/restructuring/restructuring.events.js';
import type { Frequency } from '../src/lending/schedule/schedule.events.js';
import { CLASS_NAMES } from '../src/policy/class-names.js';
import { COLLECTABILITIES, type Collectability } from '../src/policy/policy.events.js';

type Names<K extends string> = Readonly<Record<K, Bilingual>>;

const ENGLISH_CLASSES: Readonly<Record<Collectability, string>> = {
  CURRENT: 'current',
  SUBSTANDARD: 'substandard',
  DOUBTFUL: 'doubtful',
  LOSS: 'loss',
  PROBLEM: 'problem loan',
};

export const CLASSES = Object.fromEntries(
  COLLECTABILITIES.map((one) => [one, { en: ENGLISH_CLASSES[one], id: CLASS_NAMES[one] }]),
) as Names<Collectability>;

export const FREQUENCY_NAMES: Names<Frequency> = {
  MONTHLY: { en: 'monthly', id: 'bulanan' },
  QUARTERLY: { en: 'quarterly', id: 'triwulanan' },
  HALF_YEARLY: { en: 'half-yearly', id: 'semesteran' },
};

export const ACCOUNT_CHECK_NAMES: Names<AccountCheck['by']> = {
  TELEPHONE: { en: 'by telephone', id: 'lewat telepon' },
  BANK_LETTER: { en: 'by a letter of the bank', id: 'lewat surat bank' },
  PASSBOOK: { en: 'by the passbook', id: 'lewat buku tabungan' },
  BANK_SYSTEM: { en: "in the bank's system", id: 'lewat sistem bank' },
};

export const RESTRUCTURING_NAMES: Names<RestructuringKind> = {
  RESCHEDULING: { en: 'rescheduling', id: 'penjadwalan kembali' },
  RECONDITIONING: { en: 'reconditioning', id: 'penyesuaian persyaratan' },
};

export const GROUND_NAMES: Names<WriteOffGround> = {
  UNCOLLECTABLE: { en: 'uncollectable', id: 'tidak tertagih' },
  DEATH: { en: 'death of the mitra', id: 'mitra meninggal dunia' },
};

export const INSURANCE_NAMES: Names<InsuranceAnswer> = {
  NONE: { en: 'not insured', id: 'tidak diasuransikan' },
  PAID: { en: 'the insurer paid', id: 'asuransi membayar' },
  REFUSED: { en: 'the insurer refused', id: 'asuransi menolak' },
};

export const WRITE_OFF_DOCUMENT_NAMES: Names<WriteOffDocument> = {
  WARNING_LETTERS: { en: 'warning letters', id: 'surat peringatan' },
  EXAMINATION_MINUTES: { en: 'minutes of the examination', id: 'berita acara pemeriksaan' },
  ASSIGNMENT_LETTER: { en: 'letter of assignment', id: 'surat tugas' },
  HAND_OVER_LETTER: { en: 'letter of hand-over', id: 'surat penyerahan' },
  DEATH_CERTIFICATE: { en: 'death certificate', id: 'akta kematian' },
  HEIR_STATEMENT: { en: 'statement of the heirs', id: 'surat keterangan ahli waris' },
  INSURANCE_ANSWER: { en: 'answer of the insurer', id: 'jawaban asuransi' },
  OTHER: { en: 'other', id: 'lain-lain' },
};

export const COLLATERAL_NAMES: Names<CollateralKind> = {
  VEHICLE_BPKB: { en: "vehicle's ownership book", id: 'BPKB kendaraan' },
  LAND_CERTIFICATE: { en: 'land certificate', id: 'sertifikat tanah' },
  OTHER: { en: 'other security', id: 'agunan lain' },
};

const AUTHORITIES: Readonly<Record<string, Bilingual>> = {
  MINISTER_OR_RUPS: { en: 'the Minister or RUPS', id: 'Menteri atau RUPS' },
  DIRECTORS: { en: 'the directors', id: 'Direksi' },
};

/** Who decides is what the rule of the day says, in its own word where it is not a known one. */
export const authority = (name: string): Bilingual => AUTHORITIES[name] ?? { en: name, id: name };
