import type { Bilingual } from '../src/kernel/bilingual.js';
import { plus, ZERO } from '../src/kernel/rupiah.js';
import type { Amounts, EndingEvent } from '../src/lending/ending/ending.events.js';
import {
  authority,
  COLLATERAL_NAMES,
  GROUND_NAMES,
  INSURANCE_NAMES,
  WRITE_OFF_DOCUMENT_NAMES,
} from './history-names.js';
import { listed, money, type Of, parts, type Summary, type Texts } from './history-words.js';

/** The whole and, where there is any, its accounts. */
const stoodOut = ({ principal, interest, fees }: Amounts): Bilingual => {
  const all = money(plus(principal, interest, fees));
  const of = parts(
    { en: 'principal', id: 'pokok', amount: principal },
    { en: 'interest', id: 'bunga', amount: interest },
    { en: 'late fees', id: 'denda', amount: fees },
  );
  return { en: all.en + (of.en && ` (${of.en})`), id: all.id + (of.id && ` (${of.id})`) };
};

const writeOffProposed = ({ data }: Of<'WriteOffProposed'>): Summary => {
  const [ground, amounts] = [GROUND_NAMES[data.ground], stoodOut(data.amounts)];
  const papers = listed(data.documents.map((kind) => WRITE_OFF_DOCUMENT_NAMES[kind]));
  const insurance = data.insurance && INSURANCE_NAMES[data.insurance];
  return {
    en:
      `Write-off proposed (${ground.en}): ${amounts.en}` +
      `${papers.en ? `; documents: ${papers.en}` : ''}${insurance ? `; ${insurance.en}` : ''}`,
    id:
      `Penghapusbukuan diusulkan (${ground.id}): ${amounts.id}` +
      `${papers.id ? `; dokumen: ${papers.id}` : ''}${insurance ? `; ${insurance.id}` : ''}`,
  };
};

const recovery = ({ data }: Of<'RecoveryReceived'>): Summary => {
  const { receipt, allocation } = data;
  const [all, back] = [money(data.amount), money(allocation.recovered ?? ZERO)];
  const credit = allocation.credit > 0 ? money(allocation.credit) : undefined;
  return {
    en:
      `Receipt ${receipt} of ${all.en} after the write-off: recovered ${back.en}` +
      (credit ? `, credit ${credit.en}` : ''),
    id:
      `Penerimaan ${receipt} sebesar ${all.id} setelah penghapusbukuan: ` +
      `pinjaman bermasalah yang diterima kembali ${back.id}` +
      (credit ? `, titipan ${credit.id}` : ''),
  };
};

const cancellationProposed = ({ data }: Of<'ClaimCancellationProposed'>): Summary => {
  const [claim, on] = [money(data.claim), data.writtenOffOn];
  return {
    en: `Cancellation of the claim of ${claim.en} proposed, written off on ${on}`,
    id: `Hapus tagih atas ${claim.id} diusulkan, dihapusbukukan tanggal ${on}`,
  };
};

const pledged = ({ data: { collateral, kind, value } }: Of<'CollateralPledged'>): Summary => {
  const [what, worth] = [COLLATERAL_NAMES[kind], value === undefined ? undefined : money(value)];
  return {
    en: `Collateral ${collateral} pledged: ${what.en}${worth ? `, worth ${worth.en}` : ''}`,
    id: `Agunan ${collateral} diserahkan: ${what.id}${worth ? `, senilai ${worth.id}` : ''}`,
  };
};

const ENDED: Texts<
  | 'LoanDeclaredProblem'
  | 'WriteOffProposed'
  | 'WriteOffApproved'
  | 'WriteOffRejected'
  | 'LoanWrittenOff'
  | 'WriteOffAdjusted'
> = {
  LoanDeclaredProblem: () => ({
    en: 'Declared a problem loan: recovery was tried and failed',
    id: 'Dinyatakan pinjaman bermasalah: penagihan sudah diupayakan dan gagal',
  }),
  WriteOffProposed: writeOffProposed,
  WriteOffApproved: ({ data: { authority: by, document } }) => ({
    en: `Write-off approved by ${authority(by).en}, document ${document}`,
    id: `Penghapusbukuan disetujui oleh ${authority(by).id}, dokumen ${document}`,
  }),
  WriteOffRejected: () => ({ en: 'Write-off rejected', id: 'Usul penghapusbukuan ditolak' }),
  LoanWrittenOff: ({ data }) => ({
    en: `Written off: ${stoodOut(data.amounts).en}; the claim lives on`,
    id: `Dihapusbukukan: ${stoodOut(data.amounts).id}; hak tagih tetap ada`,
  }),
  WriteOffAdjusted: ({ data }) => {
    const [from, to] = [stoodOut(data.from), stoodOut(data.to)];
    return {
      en: `What was written off is now ${to.en} instead of ${from.en}`,
      id: `Jumlah yang dihapusbukukan kini ${to.id}, semula ${from.id}`,
    };
  },
};

/** Beside what ends a loan: what comes after it, and what secured it. */
export const ENDING_TEXTS: Texts<EndingEvent['type']> = {
  ...ENDED,
  RecoveryReceived: recovery,
  ClaimCancellationProposed: cancellationProposed,
  ClaimCancelled: ({ data: { amount, authority: by, document } }) => ({
    en: `Claim of ${money(amount).en} cancelled by ${authority(by).en}, document ${document}`,
    id: `Hapus tagih ${money(amount).id} oleh ${authority(by).id}, dokumen ${document}`,
  }),
  ReceivableHandedOver: ({ data: { office, reference } }) => ({
    en: `Receivable handed over to ${office}, reference ${reference}`,
    id: `Piutang diserahkan kepada ${office}, referensi ${reference}`,
  }),
  CollateralPledged: pledged,
  CollateralReleased: ({ data: { collateral } }) => ({
    en: `Collateral ${collateral} released`,
    id: `Agunan ${collateral} dikembalikan`,
  }),
  CollateralSeized: ({ data: { collateral } }) => ({
    en: `Collateral ${collateral} seized`,
    id: `Agunan ${collateral} disita`,
  }),
  CollateralSold: ({ data: { collateral, proceeds } }) => ({
    en: `Collateral ${collateral} sold for ${money(proceeds).en}`,
    id: `Agunan ${collateral} dijual seharga ${money(proceeds).id}`,
  }),
};
