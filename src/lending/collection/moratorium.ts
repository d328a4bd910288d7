import { addDays, daysBetween, type LocalDate } from '../../kernel/local-date.js';
import { counts, type Moment } from '../../kernel/moment.js';
import type { LoanTimeline } from '../timeline.js';

/** Days after `dueOn`, up to and with `asOf`, that lie in a moratorium; one day counts once. */
export const pausedDays = (
  { moratoria }: LoanTimeline,
  dueOn: LocalDate,
  moment: Moment,
): number => {
  let [days, from] = [0, addDays(dueOn, 1)];
  const counting = moratoria
    .filter((one) => counts(one, moment))
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  for (const one of counting) {
    const start = one.from > from ? one.from : from;
    const end = one.to < moment.asOf ? one.to : moment.asOf;
    if (start > end) continue;
    days += daysBetween(start, end) + 1;
    from = addDays(end, 1);
  }
  return days;
};
