import { localDate } from '../../src/kernel/local-date.js';
import { rate } from '../../src/kernel/rate.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { FREQUENCIES, type Method } from '../../src/lending/schedule/schedule.events.js';
import { scheduleOf, type ScheduleRequest } from '../../src/lending/schedule/schedule.js';

/** Terms as a test speaks them: what is left out is an ordinary loan of a year. */
export interface Spoken {
  readonly principal?: number;
  readonly method?: Method;
  readonly frequency?: (typeof FREQUENCIES)[number];
  readonly instalments?: number;
  readonly agreedOn?: string;
  readonly rate?: string;
  readonly interestTotal?: number;
  readonly graceMonths?: number;
  readonly firstDueOn?: string;
  readonly maturesOn?: string;
}

export const request = (spoken: Spoken): ScheduleRequest => ({
  principal: rupiah(spoken.principal ?? 1_200_000),
  method: spoken.method ?? 'FLAT',
  frequency: spoken.frequency ?? 'MONTHLY',
  instalments: spoken.instalments ?? 12,
  agreedOn: localDate(spoken.agreedOn ?? '2001-01-15'),
  rate: spoken.rate === undefined ? undefined : rate(spoken.rate),
  interestTotal: spoken.interestTotal === undefined ? undefined : rupiah(spoken.interestTotal),
  graceMonths: spoken.graceMonths,
  firstDueOn: spoken.firstDueOn === undefined ? undefined : localDate(spoken.firstDueOn),
  maturesOn: spoken.maturesOn === undefined ? undefined : localDate(spoken.maturesOn),
});

export const made = (spoken: Spoken) => {
  const outcome = scheduleOf(request(spoken));
  if (isRefusal(outcome)) throw new Error(`refused: ${outcome.refusal}`);
  return outcome;
};
export const principals = (spoken: Spoken) => made(spoken).schedule.map((part) => part.principal);
export const interests = (spoken: Spoken) => made(spoken).schedule.map((part) => part.interest);
export const days = (spoken: Spoken) => made(spoken).schedule.map((part) => part.dueOn);
export const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
