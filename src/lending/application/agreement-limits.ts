import { NEXT } from '../../kernel/envelope.js';
import { addMonths, type LocalDate } from '../../kernel/local-date.js';
import { fractionOf, type Rate } from '../../kernel/rate.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { LimitsRule } from '../../policy/policy-rules.events.js';
import type { LoanProposed } from './application.events.js';
import type { Method } from '../schedule/schedule.events.js';
import { type AgreedSchedule, type ScheduleRequest, scheduleOf } from '../schedule/schedule.js';

const isSameRate = (a: Rate, b: Rate): boolean => {
  const [one, other] = [fractionOf(a), fractionOf(b)];
  return one.numerator * other.denominator === other.numerator * one.denominator;
};

/** What the same loan costs in all by a method at a rate; null where no schedule can be made. */
const costOf = (request: ScheduleRequest, method: Method, rate: Rate): Rupiah | null => {
  const planned = scheduleOf({ ...request, method, rate, interestTotal: undefined });
  return isRefusal(planned) ? null : planned.terms.interestTotal;
};

/** These charge on what is still owed: at the rate of the rule they cost what the rule means. */
const ON_THE_BALANCE: readonly Method[] = ['DECLINING', 'ANNUITY'];

/**
 * Where the rule names a rate, it is the rate; where it also says by which method it is counted,
 * any other way (a flat rate, a sum agreed upon) may cost as much, and no more.
 */
const isRateInForce = (
  request: ScheduleRequest,
  { terms }: AgreedSchedule,
  { rate: due, rateMethod }: LimitsRule,
): boolean => {
  if (due === undefined) return true;
  const { method, rate } = request;
  const isDue = rate !== undefined && isSameRate(rate, due);
  if (!rateMethod) return method === 'AGREED' || isDue;
  const isComparable = method === rateMethod || ON_THE_BALANCE.includes(method);
  if (isComparable && !isDue) return false;
  const most = costOf(request, isComparable ? method : rateMethod, due);
  return most !== null && terms.interestTotal <= most;
};

/** The last day on which anything falls due. */
export const lastDueOn = ({ schedule, terms }: AgreedSchedule): LocalDate =>
  schedule.at(-1)?.dueOn ?? terms.agreedOn;

/** The limits of the day of the agreement: how much, for how long, at what fee a year. */
export const outsideLimits = (
  request: ScheduleRequest,
  planned: AgreedSchedule,
  { topUp, programme }: Pick<LoanProposed['data'], 'topUp' | 'programme'>,
  policies: readonly AdoptedPolicy[],
): Refusal | null => {
  const { agreedOn: on, principal, rate: given, method } = request;
  const limits = inForce(policies, 'LIMITS', { programme, on, known: NEXT });
  if (!limits) return null;
  const { id: policy, legalBasis, parameters } = limits;
  const caps = topUp ? parameters.topUp : parameters;
  if (!caps) return refuse('TOP_UP_NOT_ALLOWED', { policy, legalBasis });
  const { maxPrincipal, maxMonths } = caps;
  if (maxPrincipal !== undefined && principal > maxPrincipal)
    return refuse('PRINCIPAL_ABOVE_LIMIT', { principal, maxPrincipal, policy, legalBasis });
  const last = lastDueOn(planned);
  if (maxMonths !== undefined && last > addMonths(on, maxMonths))
    return refuse('TENOR_ABOVE_LIMIT', { lastDueOn: last, maxMonths, policy, legalBasis });
  if (isRateInForce(request, planned, parameters)) return null;
  const { rate, rateMethod } = parameters;
  return refuse('RATE_NOT_IN_FORCE', { rate, rateMethod, given, method, policy, legalBasis });
};
