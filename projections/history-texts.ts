import type { Bilingual } from '../src/kernel/bilingual.js';
import type { JejakEvent } from '../src/events.js';
import type { Rupiah } from '../src/kernel/rupiah.js';
import { FINDING_NAMES, OUTCOME_NAMES } from '../src/monitoring/names.js';
import { FIELD_NAMES, STATUS_NAMES } from '../src/mitra/names.js';

/** One sentence about an event, for people, in both languages. It never holds personal data. */
export type Summary = Bilingual;

/** Whole rupiah with the thousands parted as each language parts them. */
export const inRupiah = (amount: Rupiah, separator: ',' | '.'): string =>
  `Rp ${String(amount).replace(/\B(?=(\d{3})+$)/g, separator)}`;

const money = (amount: Rupiah) => ({ en: inRupiah(amount, ','), id: inRupiah(amount, '.') });

type Of<T extends JejakEvent['type']> = Extract<JejakEvent, { type: T }>;

const agreement = ({ data }: Of<'AgreementSigned'>): Summary => {
  const principal = money(data.terms.principal);
  const interest = money(data.terms.interestTotal);
  const count = data.terms.instalments;
  const before = data.beforeJejak;
  return {
    en:
      `Agreement signed: ${principal.en} and interest ${interest.en} in ${count} instalments` +
      (before ? ' (agreed before this system)' : ''),
    id:
      `Perjanjian ditandatangani: ${principal.id} dan bunga ${interest.id} ` +
      `dalam ${count} angsuran` +
      (before ? ' (disepakati sebelum sistem ini)' : ''),
  };
};

const payment = ({ data }: Of<'PaymentReceived'>): Summary => {
  const { interest, principal, credit } = data.allocation;
  const [all, toInterest, toPrincipal, over] = [data.amount, interest, principal, credit].map(
    (amount) => money(amount),
  ) as [Summary, Summary, Summary, Summary];
  return {
    en:
      `Payment ${data.receipt} of ${all.en} received: interest ${toInterest.en}, ` +
      `principal ${toPrincipal.en}${credit > 0 ? `, credit ${over.en}` : ''}`,
    id:
      `Pembayaran ${data.receipt} sebesar ${all.id} diterima: bunga ${toInterest.id}, ` +
      `pokok ${toPrincipal.id}${credit > 0 ? `, titipan ${over.id}` : ''}`,
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

const visit = ({ data }: Of<'VisitRecorded'>): Summary => {
  const [outcome, finding] = [
    OUTCOME_NAMES[data.outcome],
    data.finding && FINDING_NAMES[data.finding],
  ];
  return {
    en: `Visit: ${outcome.en}${finding ? `, ${finding.en}` : ''}`,
    id: `Kunjungan: ${outcome.id}${finding ? `, ${finding.id}` : ''}`,
  };
};

const disbursed = (amount: Summary, reference: string): Summary => ({
  en: `${amount.en} paid out, bank reference ${reference}`,
  id: `${amount.id} disalurkan, referensi bank ${reference}`,
});

/** One for each fact: a new one breaks the build until it has its sentence. */
const SUMMARIES: { readonly [T in JejakEvent['type']]: (event: Of<T>) => Summary } = {
  MitraRegistered: ({ data: { code } }) => ({
    en: `Mitra ${code} registered`,
    id: `Mitra binaan ${code} didaftarkan`,
  }),
  MitraDataCorrected: ({ data }) => {
    const field = FIELD_NAMES[data.field];
    return data.kind === 'ERROR'
      ? { en: `Corrected: ${field.en}`, id: `Diperbaiki: ${field.id}` }
      : { en: `Changed: ${field.en}`, id: `Berubah: ${field.id}` };
  },
  MitraStatusChanged: ({ data }) => {
    const [from, to] = [STATUS_NAMES[data.from], STATUS_NAMES[data.to]];
    return { en: `Status: ${from.en} → ${to.en}`, id: `Status: ${from.id} → ${to.id}` };
  },
  CommandAbandoned: () => ({
    en: 'A command that never arrived',
    id: 'Perintah yang tidak pernah tiba',
  }),
  AgreementSigned: agreement,
  LoanDisbursed: ({ data }) => disbursed(money(data.amount), data.reference),
  PaymentReceived: payment,
  PaymentReversed: reversal,
  PaymentsReallocated: ({ data }) => {
    const receipts = data.payments.map(({ receipt }) => receipt).join(', ');
    return {
      en: `Payments allocated anew: ${receipts}`,
      id: `Pembayaran dialokasikan ulang: ${receipts}`,
    };
  },
  LoanSettled: () => ({ en: 'Loan settled', id: 'Pinjaman lunas' }),
  LoanReopened: () => ({ en: 'Loan reopened', id: 'Pinjaman dibuka kembali' }),
  VisitRecorded: visit,
  ContactMade: ({ data: { channel, reached } }) => ({
    en: `Contact by ${channel}: ${reached ? 'reached' : 'not reached'}`,
    id: `Kontak lewat ${channel}: ${reached ? 'terhubung' : 'tidak terhubung'}`,
  }),
  PolicyProposed: ({ data: { id, validFrom } }) => ({
    en: `Policy ${id} proposed, valid from ${validFrom}`,
    id: `Kebijakan ${id} diusulkan, berlaku sejak ${validFrom}`,
  }),
  PolicyAdopted: ({ data: { id, validFrom } }) => ({
    en: `Policy ${id} adopted, valid from ${validFrom}`,
    id: `Kebijakan ${id} ditetapkan, berlaku sejak ${validFrom}`,
  }),
  Claimed: ({ data }) => ({ en: `${data.kind} reserved`, id: `${data.kind} dipesan` }),
  Released: ({ data }) => ({ en: `${data.kind} released`, id: `${data.kind} dilepas` }),
};

export const summaryOf = (event: JejakEvent): Summary =>
  (SUMMARIES[event.type] as (event: JejakEvent) => Summary)(event);
