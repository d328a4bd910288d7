import { localDate } from '../kernel/local-date.js';

/** Before the programmes began: no loan is older. */
export const FROM_THE_START = localDate('1983-01-01');

/** The day before PER-05/MBU/2007. */
export const UNTIL_2007 = localDate('2007-04-26');

/** How long PT Jamsostek's own procedure was followed beside the ministry's rules. */
export const JAMSOSTEK = {
  scope: 'JAMSOSTEK',
  validFrom: localDate('1990-01-01'),
  validTo: UNTIL_2007,
} as const;

export const KEP_236 = 'KEP-236/MBU/2003, 17 June 2003';
export const SERVES_BEFORE =
  'In force from 2003-06-17; for want of an older text it serves before that date too.';
