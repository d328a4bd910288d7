import { evolveTimeline, isApplying } from '../src/lending/evolve-timeline.js';
import type { LoanTimeline } from '../src/lending/timeline.js';
import type { Projector } from './projector.js';

/** All that moved each loan, with both times: any day that is asked about is replayed from it. */
export const loanTimelines: Projector<LoanTimeline, 'loan'> = {
  name: 'loan-timelines',
  version: 2,
  categories: ['loan'],
  indexes: [['programme'], ['mitra']],
  readsPersonal: false,
  keyOf: (event) => (isApplying(event) ? null : (event.loan ?? null)),
  evolve: evolveTimeline,
};
