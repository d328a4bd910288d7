import type { ApplicationEvent } from '../src/lending/application/application.events.js';
import { DOCUMENT_NAMES } from '../src/mitra/names.js';
import { listed, money, type Of, type Summary, type Texts } from './history-words.js';

const proposed = ({ data }: Of<'LoanProposed'>): Summary => {
  const amount = money(data.amount);
  const missing = listed(data.missing.map((kind) => DOCUMENT_NAMES[kind]));
  const lacks = data.missing.length > 0;
  return {
    en:
      `Loan of ${amount.en} over ${data.months} months proposed` +
      `${data.topUp ? ' as a top-up' : ''}${lacks ? `; missing: ${missing.en}` : ''}`,
    id:
      `Proposal permohonan pinjaman ${amount.id} selama ${data.months} bulan diajukan` +
      `${data.topUp ? ' sebagai tambahan' : ''}${lacks ? `; belum ada: ${missing.id}` : ''}`,
  };
};

const assessed = ({ data }: Of<'FeasibilityAssessed'>): Summary => {
  const amount = money(data.recommendedAmount);
  const { character, capacity, capital, collateral, condition } = data.scores;
  const scores = [character, capacity, capital, collateral, condition].join('-');
  return {
    en:
      `Feasibility assessed after the survey of ${data.surveyedOn}: ` +
      `5C scores ${scores}, recommended ${amount.en}`,
    id:
      `Evaluasi kelayakan setelah survei ${data.surveyedOn}: ` +
      `nilai 5C ${scores}, disarankan ${amount.id}`,
  };
};

export const APPLICATION_TEXTS: Texts<ApplicationEvent['type']> = {
  LoanProposed: proposed,
  FeasibilityAssessed: assessed,
  LoanRecommended: ({ data }) => ({
    en: `Loan of ${money(data.amount).en} recommended`,
    id: `Pinjaman ${money(data.amount).id} direkomendasikan`,
  }),
  LoanApproved: ({ data }) => ({
    en: `Loan of ${money(data.amount).en} approved by rule ${data.policy}`,
    id: `Pinjaman ${money(data.amount).id} disetujui menurut aturan ${data.policy}`,
  }),
  LoanRejected: () => ({ en: 'Loan rejected', id: 'Permohonan pinjaman ditolak' }),
};
