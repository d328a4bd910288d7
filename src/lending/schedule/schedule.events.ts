import type { LocalDate } from '../../kernel/local-date.js';
import type { Rate } from '../../kernel/rate.js';
import type { Rupiah } from '../../kernel/rupiah.js';

export const METHODS = ['DECLINING', 'ANNUITY', 'FLAT', 'ANNUAL_REST', 'AGREED'] as const;
export type Method = (typeof METHODS)[number];

export const FREQUENCIES = ['MONTHLY', 'QUARTERLY', 'HALF_YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** `rate` is absent for AGREED; `interestTotal` is the agreement wherever it is given. */
export interface Terms {
  readonly principal: Rupiah;
  readonly method: Method;
  readonly frequency: Frequency;
  readonly instalments: number;
  readonly agreedOn: LocalDate;
  readonly rate?: Rate | undefined;
  readonly interestTotal: Rupiah;
  readonly graceMonths?: number | undefined;
  readonly firstDueOn?: LocalDate | undefined;
  /** The agreement's own last day, kept as evidence: it moves no instalment. */
  readonly maturesOn?: LocalDate | undefined;
}

/** One instalment: what falls due on a day. Numbered from 1. */
export interface Instalment {
  readonly no: number;
  readonly dueOn: LocalDate;
  readonly principal: Rupiah;
  readonly interest: Rupiah;
}
