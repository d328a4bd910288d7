import { ZERO } from '../src/kernel/rupiah.js';
import type { CollectionEvent } from '../src/lending/collection/collection.events.js';
import type {
  NewTerms,
  RestructuringEvent,
  RestructuringKind,
} from '../src/lending/restructuring/restructuring.events.js';
import { CLASSES, FREQUENCY_NAMES, RESTRUCTURING_NAMES } from './history-names.js';
import {
  listed,
  money,
  type Of,
  parts,
  percent,
  type Summary,
  type Texts,
} from './history-words.js';

const classChanged = ({ data }: Of<'CollectabilityChanged'>): Summary => {
  const { daysPastDue: days, no, dueOn, policy } = data;
  const [from, to] = [CLASSES[data.from], CLASSES[data.to]];
  const late = days !== null && days > 0;
  const since = no !== undefined && dueOn !== undefined;
  const inTime = days === 0 && !since;
  return {
    en:
      `Collectability: ${from.en} → ${to.en}` +
      (late ? `, ${days} days past due` : '') +
      (inTime ? ', nothing past due' : '') +
      (since ? ` (instalment ${no} of ${dueOn})` : '') +
      (policy ? `, by policy ${policy}` : ''),
    id:
      `Kolektibilitas: ${from.id} → ${to.id}` +
      (late ? `, menunggak ${days} hari` : '') +
      (inTime ? ', tidak ada tunggakan' : '') +
      (since ? ` (angsuran ${no} tanggal ${dueOn})` : '') +
      (policy ? `, menurut kebijakan ${policy}` : ''),
  };
};

const feeWaived = ({ data: { amount, no, kind } }: Of<'LateFeeWaived'>): Summary =>
  kind === 'PAID_IN_TIME'
    ? {
        en: `Late fee ${money(amount).en} of instalment ${no} taken back: it was paid in time`,
        id: `Denda ${money(amount).id} angsuran ${no} dibatalkan: dibayar tepat waktu`,
      }
    : {
        en: `Late fee ${money(amount).en} of instalment ${no} waived`,
        id: `Denda ${money(amount).id} angsuran ${no} dibebaskan`,
      };

const letterPrepared = ({ data: { letter, statement } }: Of<'WarningLetterPrepared'>): Summary => {
  const owed = parts(
    { en: 'principal', id: 'pokok', amount: statement.principalArrears },
    { en: 'interest', id: 'bunga', amount: statement.interestArrears },
    { en: 'late fee', id: 'denda', amount: statement.lateFeeOutstanding },
  );
  return {
    en: `Warning letter ${letter} prepared; in arrears: ${owed.en || money(ZERO).en}`,
    id: `Surat Peringatan ${letter} disiapkan; tunggakan: ${owed.id || money(ZERO).id}`,
  };
};

/** What a restructuring makes of a loan: the money first, then the new instalments. */
const newTerms = (terms: NewTerms): Summary => {
  const { capitalised, interestWaived, interestAdded, schedule, newRate } = terms;
  const made = parts(
    { en: 'interest capitalised', id: 'bunga ditambahkan ke pokok', amount: capitalised },
    { en: 'interest waived', id: 'bunga dibebaskan', amount: interestWaived },
    { en: 'interest added', id: 'tambahan bunga', amount: interestAdded },
  );
  const [count, last] = [schedule.length, schedule.at(-1)?.dueOn];
  const often = FREQUENCY_NAMES[terms.frequency];
  const ends = last ? { en: `, the last on ${last}`, id: `, terakhir ${last}` } : undefined;
  const plan = {
    en: `${count} new ${often.en} instalments${ends?.en ?? ''}`,
    id: `${count} angsuran ${often.id} baru${ends?.id ?? ''}`,
  };
  const rate = newRate && percent(newRate.rate);
  const fee = rate && { en: `interest at ${rate.en} a year`, id: `bunga ${rate.id} setahun` };
  return listed([...(made.en ? [made] : []), ...(fee ? [fee] : []), plan]);
};

const restructured =
  (kind: RestructuringKind) =>
  ({ data }: Of<'LoanRescheduled' | 'LoanReconditioned'>): Summary => {
    const terms = newTerms(data);
    return kind === 'RESCHEDULING'
      ? { en: `Loan rescheduled: ${terms.en}`, id: `Penjadwalan kembali: ${terms.id}` }
      : { en: `Loan reconditioned: ${terms.en}`, id: `Penyesuaian persyaratan: ${terms.id}` };
  };

export const COLLECTION_TEXTS: Texts<(CollectionEvent | RestructuringEvent)['type']> = {
  LateFeeCharged: ({ data: { amount, no, dueOn } }) => ({
    en: `Late fee ${money(amount).en} charged: instalment ${no} was unpaid on ${dueOn}`,
    id: `Denda ${money(amount).id} dikenakan: angsuran ${no} belum dibayar pada ${dueOn}`,
  }),
  LateFeeWaived: feeWaived,
  MoratoriumGranted: ({ data: { cause, from, to } }) => ({
    en: `Moratorium from ${from} to ${to}: ${cause}`,
    id: `Moratorium dari ${from} sampai ${to}: ${cause}`,
  }),
  CollectabilityChanged: classChanged,
  WarningLetterPrepared: letterPrepared,
  WarningLetterSigned: ({ data: { letter } }) => ({
    en: `Warning letter ${letter} signed`,
    id: `Surat Peringatan ${letter} ditandatangani`,
  }),
  WarningLetterSent: ({ data: { letter, reference } }) => ({
    en: `Warning letter ${letter} sent${reference ? `, reference ${reference}` : ''}`,
    id: `Surat Peringatan ${letter} dikirim${reference ? `, referensi ${reference}` : ''}`,
  }),
  RestructuringProposed: ({ data }) => {
    const [kind, terms] = [RESTRUCTURING_NAMES[data.kind], newTerms(data)];
    return {
      en: `Proposed: ${kind.en}; ${terms.en}`,
      id: `Diusulkan: ${kind.id}; ${terms.id}`,
    };
  },
  LoanRescheduled: restructured('RESCHEDULING'),
  LoanReconditioned: restructured('RECONDITIONING'),
};
