import { addDays, addMonths, daysBetween, type LocalDate } from '../kernel/local-date.js';
import type { Band, CollectabilityRule } from './policy-rules.events.js';
import type { Collectability } from './policy.events.js';

/** Days past due of an instalment; it is 0 up to and on its due date. */
export const daysPastDue = (dueOn: LocalDate | undefined, asOf: LocalDate): number =>
  dueOn === undefined ? 0 : Math.max(0, daysBetween(dueOn, asOf));

/** Past due by more than the band reaches: more than n days, or a day after n whole months. */
const isBeyond = (
  { measure }: CollectabilityRule,
  upTo: number,
  dueOn: LocalDate,
  asOf: LocalDate,
): boolean =>
  measure === 'DAYS' ? daysBetween(dueOn, asOf) > upTo : asOf > addMonths(dueOn, upTo);

/** The class on a day by the oldest unpaid instalment; an edge belongs to the better class. */
export const classOf = (
  rule: CollectabilityRule,
  oldestUnpaidDueOn: LocalDate | undefined,
  asOf: LocalDate,
): Band['class'] => {
  const dueOn = oldestUnpaidDueOn ?? asOf;
  const band = rule.bands.find(
    ({ upTo }) => upTo === undefined || !isBeyond(rule, upTo, dueOn < asOf ? dueOn : asOf, asOf),
  );
  if (!band) throw new Error('a collectability rule must end with a band without limit');
  return band.class;
};

/** The latest due date that is past due by more than `upTo` on a day. */
const latestBeyond = (rule: CollectabilityRule, upTo: number, asOf: LocalDate): LocalDate => {
  let dueOn = rule.measure === 'DAYS' ? addDays(asOf, -upTo) : addDays(addMonths(asOf, -upTo), 3);
  while (!isBeyond(rule, upTo, dueOn, asOf)) dueOn = addDays(dueOn, -1);
  return dueOn;
};

/** Which oldest unpaid due dates put a loan into a class on a day: `after < dueOn <= upTo`. */
export const dueDatesOf = (
  rule: CollectabilityRule,
  wanted: Collectability,
  asOf: LocalDate,
): { readonly after?: LocalDate; readonly upTo?: LocalDate } | null => {
  const index = rule.bands.findIndex((band) => band.class === wanted);
  if (index < 0) return null;
  const better = rule.bands[index - 1]?.upTo;
  const own = rule.bands[index]?.upTo;
  return {
    ...(own === undefined ? {} : { after: latestBeyond(rule, own, asOf) }),
    ...(better === undefined ? {} : { upTo: latestBeyond(rule, better, asOf) }),
  };
};
