import type { Bilingual } from '../src/kernel/bilingual.js';
import { ZERO } from '../src/kernel/rupiah.js';
import type { Allocation, LoanEvent } from '../src/lending/loan.events.js';
import type { ApplicationEvent } from '../src/lending/application/application.events.js';
import type { CollectionEvent } from '../src/lending/collection/collection.events.js';
import type { EndingEvent } from '../src/lending/ending/ending.events.js';
import type { RestructuringEvent } from '../src/lending/restructuring/restructuring.events.js';
import type { SuspenseEvent } from '../src/lending/books/suspense.events.js';
import type { CommandAbandoned } from '../src/mitra/mitra.events.js';
import { ACCOUNT_CHECK_NAMES, CLASSES } from './history-names.js';
import { listed, money, type Of, parts, type Summary, type Texts } from './history-words.js';

const agreement = ({ data }: Of<'AgreementSigned'>): Summary => {
  const principal = money(data.terms.principal);
  const interest = money(data.terms.interestTotal);
  const count = data.terms.instalments;
  const before = data.beforeJejak;
  return {
    en:
      `${data.topUp ? 'Top-up agreement' : 'Agreement'} signed: ${principal.en} ` +
      `and interest ${interest.en} in ${count} instalments` +
      (before ? ' (agreed before this system)' : ''),
    id:
      `Perjanjian ${data.topUp ? 'tambahan ' : ''}ditandatangani: ${principal.id} ` +
      `dan bunga ${interest.id} dalam ${count} angsuran` +
      (before ? ' (disepakati sebelum sistem ini)' : ''),
  };
};

const disbursed = ({ data }: Of<'LoanDisbursed'>): Summary => {
  const { reference, accountCheck } = data;
  const amount = money(data.amount);
  const by = accountCheck && ACCOUNT_CHECK_NAMES[accountCheck.by];
  return {
    en:
      `${amount.en} paid out, bank reference ${reference}` +
      (by ? `; account checked ${by.en} on ${accountCheck.on}` : ''),
    id:
      `${amount.id} disalurkan, referensi bank ${reference}` +
      (by ? `; rekening dicek ${by.id} tanggal ${accountCheck.on}` : ''),
  };
};

/** Interest and principal are always named; the rest only where there is any. */
export const usedFor = (allocation: Allocation): Bilingual => {
  const { lateFee, interest, principal, credit, recovered = ZERO } = allocation;
  const named = (en: string, id: string, amount: typeof ZERO): Bilingual => ({
    en: `${en} ${money(amount).en}`,
    id: `${id} ${money(amount).id}`,
  });
  return listed([
    ...(lateFee > 0 ? [named('late fee', 'denda', lateFee)] : []),
    named('interest', 'bunga', interest),
    named('principal', 'pokok', principal),
    ...(recovered > 0
      ? [named('recovered', 'pinjaman bermasalah yang diterima kembali', recovered)]
      : []),
    ...(credit > 0 ? [named('credit', 'titipan', credit)] : []),
  ]);
};

const forgiven = ({ forgiven: amount = ZERO }: Allocation): Bilingual =>
  amount > 0
    ? {
        en: `; coming interest ${money(amount).en} forgiven`,
        id: `; bunga mendatang ${money(amount).id} dibebaskan`,
      }
    : { en: '', id: '' };

const payment = ({ data }: Of<'PaymentReceived'>): Summary => {
  const { receipt, allocation } = data;
  const [all, used, free] = [money(data.amount), usedFor(allocation), forgiven(allocation)];
  return {
    en: `Payment ${receipt} of ${all.en} received: ${used.en}${free.en}`,
    id: `Pembayaran ${receipt} sebesar ${all.id} diterima: ${used.id}${free.id}`,
  };
};

const identified = ({ data }: Of<'PaymentIdentified'>): Summary => {
  const { receipt, allocation } = data;
  const [all, used, free] = [money(data.amount), usedFor(allocation), forgiven(allocation)];
  return {
    en: `Payment ${receipt} of ${all.en} identified out of suspense: ${used.en}${free.en}`,
    id:
      `Pembayaran ${receipt} sebesar ${all.id} teridentifikasi dari penerimaan belum dikenal: ` +
      `${used.id}${free.id}`,
  };
};

const reversal = ({ data }: Of<'PaymentReversed'>): Summary => {
  const amount = money(data.amount);
  return data.kind === 'ERROR'
    ? {
        en: `Payment ${data.receipt} of ${amount.en} on ${data.paidOn} was entered in error`,
        id: `Pembayaran ${data.receipt} sebesar ${amount.id} tanggal ${data.paidOn} salah catat`,
      }
    : {
        en: `Payment ${data.receipt} of ${amount.en} on ${data.paidOn} was returned by the bank`,
        id: `Pembayaran ${data.receipt} sebesar ${amount.id} tanggal ${data.paidOn} ditarik bank`,
      };
};

const takenOver = ({ data }: Of<'OpeningBalanceTakenOver'>): Summary => {
  const { principal, interest, fees } = data;
  const booked = CLASSES[data.bookedClass];
  const [paidOut, owed] = [
    money(data.disbursed),
    parts(
      { en: 'principal', id: 'pokok', amount: principal },
      { en: 'interest', id: 'bunga', amount: interest },
      { en: 'late fees', id: 'denda', amount: fees },
    ),
  ];
  return {
    en:
      `Balance taken over from the old books; the history begins here: ${paidOut.en} paid out, ` +
      `outstanding ${owed.en || money(ZERO).en}, booked as ${booked.en}`,
    id:
      `Saldo diambil alih dari buku lama; riwayat dimulai di sini: ${paidOut.id} disalurkan, ` +
      `sisa ${owed.id || money(ZERO).id}, tercatat ${booked.id}`,
  };
};

type Elsewhere =
  ApplicationEvent | CollectionEvent | RestructuringEvent | EndingEvent | CommandAbandoned;
type Own = Exclude<LoanEvent['type'], Elsewhere['type']> | SuspenseEvent['type'];

export const LOAN_TEXTS: Texts<Own> = {
  AgreementSigned: agreement,
  LoanDisbursed: disbursed,
  ReceiptConfirmed: ({ data: { reference } }) => ({
    en: `The mitra confirmed that transfer ${reference} arrived`,
    id: `Mitra mengonfirmasi transfer ${reference} telah diterima`,
  }),
  PaymentReceived: payment,
  PaymentIdentified: identified,
  PaymentReversed: reversal,
  PaymentsReallocated: ({ data }) => {
    const receipts = data.payments.map(({ receipt }) => receipt).join(', ');
    return {
      en: `Payments allocated anew: ${receipts}`,
      id: `Pembayaran dialokasikan ulang: ${receipts}`,
    };
  },
  OverpaymentReturned: ({ data: { amount, reference } }) => ({
    en: `Credit of ${money(amount).en} paid back to the mitra, bank reference ${reference}`,
    id: `Titipan ${money(amount).id} dikembalikan kepada mitra, referensi bank ${reference}`,
  }),
  OpeningBalanceTakenOver: takenOver,
  LoanSettled: () => ({ en: 'Loan settled', id: 'Pinjaman lunas' }),
  LoanReopened: () => ({ en: 'Loan reopened', id: 'Pinjaman dibuka kembali' }),
  ReceiptUnidentified: ({ data: { receipt, amount, programme } }) => ({
    en: `Receipt ${receipt} of ${money(amount).en} held in suspense by ${programme}: payer unknown`,
    id:
      `Penerimaan ${receipt} sebesar ${money(amount).id} di ${programme} ` +
      `belum dikenal penyetornya`,
  }),
  ReceiptIdentified: ({ data: { receipt, amount, loan } }) => ({
    en: `Receipt ${receipt} of ${money(amount).en} found to be for loan ${loan}`,
    id: `Penerimaan ${receipt} sebesar ${money(amount).id} teridentifikasi untuk pinjaman ${loan}`,
  }),
  IdentificationReversed: ({ data: { receipt, amount, loan } }) => ({
    en: `Receipt ${receipt} of ${money(amount).en} back in suspense: it was not for loan ${loan}`,
    id:
      `Penerimaan ${receipt} sebesar ${money(amount).id} kembali belum dikenal: ` +
      `bukan untuk pinjaman ${loan}`,
  }),
};
