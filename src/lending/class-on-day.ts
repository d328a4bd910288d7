import type { LocalDate } from '../kernel/local-date.js';
import type { Moment } from '../kernel/moment.js';
import { classOf } from '../policy/collectability.js';
import { type AdoptedPolicy, inForce } from '../policy/in-force.js';
import type { Collectability } from '../policy/policy.events.js';
import type { Stood } from './steps.js';

/** The class of whatever stood by steps at a moment; null for an ended loan, or without a rule. */
export type ClassAt = (programme: string | undefined, stood: Stood) => Collectability | null;

/**
 * Many loans share a rule and due dates: each rule is looked for once per programme, and each due
 * date is classed once.
 */
export const classesAt = (moment: Moment, policies: readonly AdoptedPolicy[]): ClassAt => {
  const { asOf, known } = moment;
  const found = new Map<string | undefined, ReturnType<typeof ruleOf>>();
  const ruleOf = (programme: string | undefined) => ({
    policy: inForce(policies, 'COLLECTABILITY', { programme, on: asOf, known }),
    classes: new Map<LocalDate | undefined, Collectability | null>(),
  });
  return (programme, { status, oldestUnpaidDueOn }) => {
    if (status === 'PROBLEM') return 'PROBLEM';
    if (status !== 'ACTIVE') return null;
    const rule = found.get(programme) ?? ruleOf(programme);
    found.set(programme, rule);
    const late = oldestUnpaidDueOn && oldestUnpaidDueOn < asOf ? oldestUnpaidDueOn : undefined;
    const before = rule.classes.get(late);
    if (before !== undefined) return before;
    const named = rule.policy && classOf(rule.policy.parameters, late, asOf);
    rule.classes.set(late, named);
    return named;
  };
};
