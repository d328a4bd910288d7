import { isLocalDate } from '../../kernel/local-date.js';
import { perPeriod } from '../../kernel/rate.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import { rupiah } from '../../kernel/rupiah.js';
import { dueDate, periodsPerYear } from './due-dates.js';
import type { ScheduleRequest } from './schedule.js';

export const MAX_INSTALMENTS = 600;
export const MAX_GRACE_MONTHS = 600;
/**
 * Principal and interest of one loan together: a thousand million million rupiah. It keeps every
 * sum of a schedule far inside the safe integers (about 9 × 10^15).
 */
export const MAX_AMOUNT = rupiah(1_000_000_000_000_000);

const between = (value: number, low: number, high: number): boolean =>
  Number.isSafeInteger(value) && value >= low && value <= high;

const countRefusal = ({ instalments, graceMonths }: ScheduleRequest): Refusal | undefined => {
  if (!between(instalments, 1, MAX_INSTALMENTS))
    return refuse('INSTALMENTS_OUT_OF_RANGE', {
      field: 'instalments',
      given: instalments,
      atLeast: 1,
      atMost: MAX_INSTALMENTS,
    });
  if (graceMonths !== undefined && !between(graceMonths, 0, MAX_GRACE_MONTHS))
    return refuse('GRACE_OUT_OF_RANGE', {
      field: 'graceMonths',
      given: graceMonths,
      atLeast: 0,
      atMost: MAX_GRACE_MONTHS,
    });
  return undefined;
};

const amountRefusal = ({ principal, interestTotal }: ScheduleRequest): Refusal | undefined => {
  if (principal <= 0) return refuse('PRINCIPAL_NOT_POSITIVE', { field: 'principal' });
  if (principal > MAX_AMOUNT)
    return refuse('PRINCIPAL_TOO_LARGE', { field: 'principal', atMost: MAX_AMOUNT });
  if (interestTotal === undefined) return undefined;
  if (interestTotal < 0) return refuse('INTEREST_TOTAL_NEGATIVE', { field: 'interestTotal' });
  if (interestTotal > MAX_AMOUNT - principal)
    return refuse('INTEREST_TOTAL_TOO_LARGE', {
      field: 'interestTotal',
      atMost: MAX_AMOUNT - principal,
    });
  return undefined;
};

/**
 * A rate belongs to every method but AGREED. The interest of any method is bounded by that of the
 * whole principal to the end, so that bound alone decides whether the amounts stay within reach.
 */
const rateRefusal = (request: ScheduleRequest): Refusal | undefined => {
  const { method, rate, interestTotal } = request;
  if (method === 'AGREED') {
    if (rate !== undefined) return refuse('RATE_NOT_FOR_AGREED', { field: 'rate', given: rate });
    if (interestTotal === undefined)
      return refuse('INTEREST_TOTAL_REQUIRED', { field: 'interestTotal' });
    return undefined;
  }
  if (rate === undefined) return refuse('RATE_REQUIRED', { field: 'rate', method });
  const { numerator, denominator } = perPeriod(rate, periodsPerYear(request.frequency));
  const bound = BigInt(request.principal) * numerator * BigInt(request.instalments);
  return bound > BigInt(MAX_AMOUNT - request.principal) * denominator
    ? refuse('INTEREST_TOO_LARGE', { field: 'rate', given: rate, atMost: MAX_AMOUNT })
    : undefined;
};

const dateRefusal = (request: ScheduleRequest): Refusal | undefined => {
  const { agreedOn, firstDueOn, graceMonths, maturesOn } = request;
  if (firstDueOn !== undefined && firstDueOn < agreedOn)
    return refuse('FIRST_DUE_BEFORE_AGREEMENT', {
      field: 'firstDueOn',
      given: firstDueOn,
      agreedOn,
    });
  if (maturesOn !== undefined && maturesOn < agreedOn)
    return refuse('MATURITY_BEFORE_AGREEMENT', { field: 'maturesOn', given: maturesOn, agreedOn });
  if (firstDueOn !== undefined && graceMonths !== undefined) {
    const byGrace = dueDate({ agreedOn, graceMonths, frequency: request.frequency }, 1);
    if (byGrace !== firstDueOn)
      return refuse('GRACE_DISAGREES_WITH_FIRST_DUE', {
        field: 'firstDueOn',
        given: firstDueOn,
        graceMonths,
        byGrace,
      });
  }
  // Days are four-digit years throughout; one beyond them would no longer sort as text.
  const last = dueDate(request, request.instalments);
  return isLocalDate(last)
    ? undefined
    : refuse('DUE_DATE_OUT_OF_RANGE', { field: 'instalments', atMost: '9999-12-31' });
};

/** Why no schedule can be made of these terms; every refusal names its `field`. */
export const refusalOf = (request: ScheduleRequest): Refusal | undefined =>
  countRefusal(request) ?? amountRefusal(request) ?? rateRefusal(request) ?? dateRefusal(request);
