import { evolveTimeline, type LoanTimeline } from '../src/lending/timeline.js';
import type { Projector } from './projector.js';

/** All that moved each loan, with both times: any day that is asked about is replayed from it. */
export const loanTimelines: Projector<LoanTimeline, 'loan'> = {
  name: 'loan-timelines',
  version: 1,
  categories: ['loan'],
  indexes: [['programme'], ['mitra']],
  readsPersonal: false,
  keyOf: (event) => event.loan ?? null,
  evolve: evolveTimeline,
};
