import type { Collectability } from './policy.events.js';

/** The class as people say it. */
export const CLASS_NAMES: Readonly<Record<Collectability, string>> = {
  CURRENT: 'Lancar',
  SUBSTANDARD: 'Kurang Lancar',
  DOUBTFUL: 'Diragukan',
  LOSS: 'Macet',
  PROBLEM: 'Pinjaman Bermasalah',
};
