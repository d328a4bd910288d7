import type { Bilingual } from '../kernel/bilingual.js';
import type { VisitFinding, VisitOutcome } from './monitoring.events.js';

export const OUTCOME_NAMES: Readonly<Record<VisitOutcome, Bilingual>> = {
  FOUND: { en: 'found', id: 'ditemukan' },
  NOT_FOUND: { en: 'not found', id: 'tidak ditemukan' },
  FOLLOW_UP: { en: 'to be followed up', id: 'perlu tindak lanjut' },
};

export const FINDING_NAMES: Readonly<Record<VisitFinding, Bilingual>> = {
  FRAUD: { en: 'fraud', id: 'penipuan' },
  DIED: { en: 'died', id: 'meninggal dunia' },
  PAID_NOT_RECORDED: { en: 'paid but not recorded', id: 'sudah bayar belum tercatat' },
  WILLING_TO_PAY: { en: 'willing to pay by instalments', id: 'bersedia mencicil' },
  MOVED: { en: 'moved', id: 'pindah' },
  ADDRESS_INCOMPLETE: { en: 'address incomplete', id: 'alamat tidak lengkap' },
  ADDRESS_FICTITIOUS: { en: 'address fictitious', id: 'alamat fiktif' },
  UNKNOWN_LOCALLY: { en: 'unknown locally', id: 'tidak dikenal' },
  BUSINESS_CLOSED: { en: 'business closed or bankrupt', id: 'usaha tutup atau bangkrut' },
  OTHER: { en: 'other', id: 'lain-lain' },
};
