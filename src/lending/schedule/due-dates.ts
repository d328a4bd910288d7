import { addMonths, type LocalDate } from '../../kernel/local-date.js';
import type { Frequency } from './schedule.events.js';

const MONTHS_APART = { MONTHLY: 1, QUARTERLY: 3, HALF_YEARLY: 6 } as const;

export const monthsApart = (frequency: Frequency): number => MONTHS_APART[frequency];
export const periodsPerYear = (frequency: Frequency): number => 12 / MONTHS_APART[frequency];

export interface DueDateTerms {
  readonly agreedOn: LocalDate;
  readonly frequency: Frequency;
  readonly graceMonths?: number | undefined;
  readonly firstDueOn?: LocalDate | undefined;
}

/**
 * The day instalment `no` (from 1) falls due, always counted from one anchor: a month that is too
 * short moves its own day only, never the days after it. Grace moves the first day.
 */
export const dueDate = (terms: DueDateTerms, no: number): LocalDate => {
  const apart = monthsApart(terms.frequency);
  return terms.firstDueOn === undefined
    ? addMonths(terms.agreedOn, (terms.graceMonths ?? 0) + no * apart)
    : addMonths(terms.firstDueOn, (no - 1) * apart);
};
