import fc from 'fast-check';
import { addMonths, localDate } from '../../src/kernel/local-date.js';
import { rate } from '../../src/kernel/rate.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { monthsApart } from '../../src/lending/schedule/due-dates.js';
import { FREQUENCIES, METHODS } from '../../src/lending/schedule/schedule.events.js';
import { scheduleOf, type ScheduleRequest } from '../../src/lending/schedule/schedule.js';
import { sum } from './terms.js';

const anyDay = fc
  .record({
    year: fc.integer({ min: 1990, max: 2030 }),
    month: fc.integer({ min: 0, max: 11 }),
    day: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ year, month, day }) => {
    const first = addMonths(localDate(`${year}-01-31`), month);
    const capped = Math.min(day + 1, Number(first.slice(8)));
    return localDate(`${first.slice(0, 8)}${String(capped).padStart(2, '0')}`);
  });

const anyAmount = fc.oneof(
  fc.integer({ min: 1, max: 2_000 }),
  fc.integer({ min: 2_000, max: 500_000_000 }),
);

const anyRequest: fc.Arbitrary<ScheduleRequest> = fc
  .record({
    principal: anyAmount.map(rupiah),
    method: fc.constantFrom(...METHODS),
    frequency: fc.constantFrom(...FREQUENCIES),
    instalments: fc.integer({ min: 1, max: 60 }),
    agreedOn: anyDay,
    percent: fc.integer({ min: 0, max: 15_000 }),
    interestTotal: fc.option(fc.integer({ min: 0, max: 300_000_000 }).map(rupiah)),
    graceMonths: fc.option(fc.integer({ min: 0, max: 24 }), { nil: undefined }),
    fixed: fc.boolean(),
  })
  .map(({ percent, interestTotal, fixed, ...rest }) => ({
    ...rest,
    rate:
      rest.method === 'AGREED'
        ? undefined
        : rate(`${Math.floor(percent / 10_000)}.${String(percent % 10_000).padStart(4, '0')}`),
    interestTotal: interestTotal ?? (rest.method === 'AGREED' ? rupiah(0) : undefined),
    firstDueOn: fixed
      ? addMonths(rest.agreedOn, (rest.graceMonths ?? 0) + monthsApart(rest.frequency))
      : undefined,
  }));

describe('I6: every schedule', () => {
  it('adds up exactly, is never negative, and falls due on rising days', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        const outcome = scheduleOf(asked);
        if (isRefusal(outcome)) throw new Error(outcome.refusal);
        const { terms, schedule } = outcome;
        expect(schedule.map((part) => part.no)).toEqual(schedule.map((_, index) => index + 1));
        expect(schedule).toHaveLength(asked.instalments);
        expect(sum(schedule.map((part) => part.principal))).toBe(asked.principal);
        expect(sum(schedule.map((part) => part.interest))).toBe(terms.interestTotal);
        if (asked.interestTotal !== undefined)
          expect(terms.interestTotal).toBe(asked.interestTotal);
        expect(schedule.every((part) => part.principal >= 0 && part.interest >= 0)).toBe(true);
        expect(schedule.every((part, at) => part.dueOn > (schedule[at - 1]?.dueOn ?? ''))).toBe(
          true,
        );
        expect(schedule.every((part) => part.dueOn > asked.agreedOn)).toBe(true);
        expect(terms.rate === undefined).toBe(terms.method === 'AGREED');
      }),
      { numRuns: 1_000 },
    );
  });

  it('is made again from its own terms, to the rupiah', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        const first = scheduleOf(asked);
        if (isRefusal(first)) throw new Error(first.refusal);
        expect(scheduleOf(first.terms)).toEqual(first);
      }),
    );
  });
});
