import { daysAfter, daysBetween, monthsAfter } from './naive-calendar.js';
import type { ToldOf, World } from './naive-list.js';
import type { Pause } from './naive-loan.js';

/** Days that do not count: in a moratorium, after the due date, up to the day itself. */
const pausedDays = (dueOn: string, asOf: string, pauses: readonly Pause[]): number => {
  let count = 0;
  for (let day = daysAfter(dueOn, 1); day <= asOf; day = daysAfter(day, 1))
    if (pauses.some(({ from, to }) => from <= day && day <= to)) count += 1;
  return count;
};

export interface Late {
  /** The oldest unpaid due date before the day. */
  readonly dueOn: string | null;
  readonly days: number;
  /** The day, less the days of a moratorium. */
  readonly counted: string;
}
export const lateness = (dueOn: string | null, asOf: string, pauses: readonly Pause[]): Late => {
  if (dueOn === null) return { dueOn, days: 0, counted: asOf };
  const paused = pauses.length === 0 ? 0 : pausedDays(dueOn, asOf, pauses);
  return { dueOn, days: daysBetween(dueOn, asOf) - paused, counted: daysAfter(asOf, -paused) };
};

type Rule = ToldOf<'PolicyAdopted'>['data'] & { readonly kind: 'COLLECTABILITY' };

/** Known then and valid that day: the programme's own before the general, the latest of those. */
const ruleOf = ({ known, asOf }: World, programme: string | undefined): Rule => {
  const rules: Rule[] = [];
  for (const event of known)
    if (event.type === 'PolicyAdopted' && event.data.kind === 'COLLECTABILITY')
      rules.push(event.data);
  const valid = rules.filter(
    ({ validFrom, validTo = '9999-12-31' }) => validFrom <= asOf && asOf <= validTo,
  );
  const own = valid.filter(({ scope }) => scope !== undefined && scope === programme);
  const choice = own.length > 0 ? own : valid.filter(({ scope }) => scope === undefined);
  const latest = choice.reduce((best, rule) => (rule.validFrom >= best.validFrom ? rule : best));
  return latest;
};

export const naiveClass = (
  world: World,
  programme: string | undefined,
  { dueOn, days, counted }: Late,
) => {
  const { id, legalBasis, parameters } = ruleOf(world, programme);
  const { bands, measure } = parameters;
  const within = (upTo: number): boolean =>
    measure === 'DAYS' ? days <= upTo : dueOn === null || counted <= monthsAfter(dueOn, upTo);
  const band = bands.find(({ upTo }) => upTo === undefined || within(upTo));
  if (!band) throw new Error(`${id} leaves a gap`);
  return { collectability: band.class, policy: { id, legalBasis } };
};
