import { unreachable } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { perPeriod, type Rate } from '../../kernel/rate.js';
import type { Refusal } from '../../kernel/refusal.js';
import { minus, sumOf, type Rupiah } from '../../kernel/rupiah.js';
import { dueDate, periodsPerYear } from './due-dates.js';
import { agreed, annualRest, annuity, declining, flat, type Parts } from './interest-by-method.js';
import type { Frequency, Instalment, Method, Terms } from './schedule.events.js';
import { refusalOf } from './schedule-refusals.js';

/** What two parties agree, before any amount or day is worked out from it. */
export interface ScheduleRequest {
  readonly principal: Rupiah;
  readonly method: Method;
  readonly frequency: Frequency;
  readonly instalments: number;
  readonly agreedOn: LocalDate;
  readonly rate?: Rate | undefined;
  readonly interestTotal?: Rupiah | undefined;
  readonly graceMonths?: number | undefined;
  readonly firstDueOn?: LocalDate | undefined;
  readonly maturesOn?: LocalDate | undefined;
}

/** `terms.method` is what the schedule follows: AGREED where the formula could not be kept. */
export interface AgreedSchedule {
  readonly terms: Terms;
  readonly schedule: readonly Instalment[];
}

const partsByFormula = (
  request: ScheduleRequest,
  method: Exclude<Method, 'AGREED'>,
  rate: Rate,
): Parts[] => {
  const { principal, instalments } = request;
  const perYear = periodsPerYear(request.frequency);
  const period = perPeriod(rate, perYear);
  switch (method) {
    case 'DECLINING':
      return declining(principal, period, instalments);
    case 'ANNUITY':
      return annuity(principal, period, instalments);
    case 'FLAT':
      return flat(principal, period, instalments);
    case 'ANNUAL_REST':
      return annualRest(principal, period, instalments, perYear);
    default:
      return unreachable(method);
  }
};

/** The last interest absorbs what the agreement says otherwise; undefined if it cannot. */
const absorbing = (parts: readonly Parts[], interestTotal: Rupiah): Parts[] | undefined => {
  const last = parts.at(-1);
  const before = parts.slice(0, -1);
  const rest = minus(
    interestTotal,
    sumOf(before, ({ interest }) => interest),
  );
  return last === undefined || rest < 0 ? undefined : [...before, { ...last, interest: rest }];
};

interface Settled {
  readonly method: Method;
  readonly rate?: Rate | undefined;
  readonly parts: readonly Parts[];
}

const settle = (request: ScheduleRequest): Settled => {
  const { method, rate, interestTotal, principal, instalments } = request;
  if (method !== 'AGREED' && rate !== undefined) {
    const formula = partsByFormula(request, method, rate);
    const parts = interestTotal === undefined ? formula : absorbing(formula, interestTotal);
    if (parts) return { method, rate, parts };
  }
  if (interestTotal === undefined) throw new Error('terms were not checked before their schedule');
  return { method: 'AGREED', parts: agreed(principal, interestTotal, instalments) };
};

/**
 * The schedule of an agreement, to the rupiah: principal and interest add up to the terms exactly,
 * and no part is negative. `interestTotal`, where given, is the agreement; where the method's own
 * formula would need a negative last interest for it, the method becomes AGREED, without a rate.
 * Refusals: see `schedule-refusals.ts`.
 */
export const scheduleOf = (request: ScheduleRequest): AgreedSchedule | Refusal => {
  const refusal = refusalOf(request);
  if (refusal) return refusal;
  const { method, rate, parts } = settle(request);
  const { principal, frequency, instalments, agreedOn } = request;
  const { graceMonths, firstDueOn, maturesOn } = request;
  return {
    terms: {
      principal,
      method,
      frequency,
      instalments,
      agreedOn,
      interestTotal: sumOf(parts, ({ interest }) => interest),
      ...(rate === undefined ? {} : { rate }),
      ...(graceMonths === undefined ? {} : { graceMonths }),
      ...(firstDueOn === undefined ? {} : { firstDueOn }),
      ...(maturesOn === undefined ? {} : { maturesOn }),
    },
    schedule: parts.map((part, index) => ({
      no: index + 1,
      dueOn: dueDate(request, index + 1),
      ...part,
    })),
  };
};
