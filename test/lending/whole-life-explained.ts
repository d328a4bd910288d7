import type { Recorded } from '../../src/kernel/fact.js';
import { addDays } from '../../src/kernel/local-date.js';
import { counts, type Moment } from '../../src/kernel/moment.js';
import { sumOf } from '../../src/kernel/rupiah.js';
import { explain, FIGURES } from '../../src/lending/explain.js';
import { explainClass } from '../../src/lending/explain-class.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { type LoanPosition, positionAt } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import type { LoanTimeline } from '../../src/lending/timeline.js';
import { classOf } from '../../src/policy/collectability.js';
import { must } from './whole-life-checks.js';
import { RULES } from './whole-life-rules.js';

type Events = readonly Recorded<LoanEvent>[];

const figureOf = (at: LoanPosition, figure: (typeof FIGURES)[number]): number =>
  figure === 'writtenOffPrincipal'
    ? at.writtenOff.principal
    : figure === 'writtenOffInterest'
      ? at.writtenOff.interest
      : figure === 'writtenOffFees'
        ? at.writtenOff.fees
        : at[figure];

/** Figures whose parts, where they come of a payment or a fee, always say which instalments. */
const BY_INSTALMENT = [
  ...['principalPaid', 'interestPaid', 'principalArrears', 'interestArrears'],
  ...['lateFeesCharged', 'lateFeesWaived'],
];

/** Every figure is the sum of the events that explain it, and each of them of its instalments. */
export const explains = (timeline: LoanTimeline, moment: Moment, events: Events): void => {
  const at = positionAt(timeline, moment, RULES);
  for (const figure of at ? FIGURES : []) {
    const parts = explain(timeline, moment, figure);
    const sum = sumOf(parts, ({ amount }) => amount);
    must(!at || sum === figureOf(at, figure), `${figure} explained as ${sum}`, events, moment);
    for (const { amount, instalments, note, source } of parts) {
      const told = sumOf(instalments, (one) => one.amount);
      const whole = instalments.length === 0;
      must(whole || told === amount, `${figure}, ${note}: ${told} of ${amount}`, events, moment);
      const may = source === timeline.signed || !BY_INSTALMENT.includes(figure);
      must(!whole || may, `${figure}, ${note}: of no instalment`, events, moment);
      must(counts(source, moment), `${figure}: ${note} does not count`, events, moment);
    }
  }
};

/** What payments brought to the fees of each instalment is what is paid on them. */
export const explainsFees = (timeline: LoanTimeline, moment: Moment, events: Events): void => {
  if (timeline.opening || !counts(timeline.signed, moment)) return;
  const told = new Map<number, number>();
  for (const { instalments, amount } of explain(timeline, moment, 'lateFeesPaid')) {
    must(instalments.length > 0, `${amount} of fees of no instalment`, events, moment);
    for (const one of instalments) told.set(one.no, (told.get(one.no) ?? 0) + one.amount);
  }
  for (const { fee, paid } of replay(timeline, moment).fees)
    if (fee) told.set(fee.no, (told.get(fee.no) ?? 0) - paid);
  const wrong = [...told].filter(([, left]) => left !== 0);
  must(wrong.length === 0, `fees paid: ${JSON.stringify(wrong)}`, events, moment);
};

/** The class follows from what explains it, by the rule that it names. */
export const explainsClass = (timeline: LoanTimeline, moment: Moment, events: Events): void => {
  const at = positionAt(timeline, moment, RULES);
  const why = explainClass(timeline, moment, RULES);
  must((at === null) === (why === null), 'explained without a loan', events, moment);
  if (!at || !why) return;
  const { oldestUnpaid, calendarDays, pausedDays, noClass, keptBy, position } = why;
  must(JSON.stringify(position) === JSON.stringify(at), 'another position', events, moment);
  must((noClass === null) === (at.collectability !== null), `${noClass}`, events, moment);
  const days = calendarDays === null ? null : calendarDays - pausedDays;
  must(days === at.daysPastDue, `${days} days past due: ${at.daysPastDue}`, events, moment);
  const arrears = at.principalArrears + at.interestArrears > 0;
  const late = oldestUnpaid !== null && oldestUnpaid.dueOn < moment.asOf;
  const open = at.status === 'ACTIVE' || at.status === 'PROBLEM';
  if (open && at.basis === 'DUE_DATES' && days !== null)
    must(arrears === late, `arrears: ${arrears}, ${late}`, events, moment);
  must(!open || why.events.length > 0, 'by no event', events, moment);
  for (const { source, note } of why.events)
    must(counts(source, moment), `${note} does not count`, events, moment);
  if (at.policy?.kind !== 'COLLECTABILITY' || at.status === 'PROBLEM' || keptBy) return;
  const day = addDays(moment.asOf, -pausedDays);
  const found = classOf(at.policy.parameters, late ? oldestUnpaid.dueOn : undefined, day);
  must(found === at.collectability, `${found} is ${at.collectability}`, events, moment);
};
