import fc from 'fast-check';
import { position } from '../../src/kernel/envelope.js';
import { addDays } from '../../src/kernel/local-date.js';
import { isSigned } from '../../src/lending/loan.js';
import { positionAt } from '../../src/lending/position.js';
import { amountsOf, stepsOf, stoodAt } from '../../src/lending/steps.js';
import { POLICIES } from './story.js';
import { BEGIN } from './whole-life-numbers.js';
import { wholeLives } from './whole-life.js';

const padded = (amounts: readonly number[]): number[] =>
  Array.from({ length: 14 }, (_, index) => amounts[index] ?? 0);

describe('the steps of a loan', () => {
  it('I10: say of any day, as known at any position, what the replay says, or nothing', () => {
    const told = { replayed: 0, stepped: 0, late: 0 };
    fc.assert(
      fc.property(
        wholeLives,
        fc.array(fc.tuple(fc.nat(1500), fc.nat(60)), { minLength: 12, maxLength: 12 }),
        ({ steps: lived, events }, moments) => {
          const last = lived.at(-1)?.state;
          if (!last || !isSigned(last)) return;
          const steps = stepsOf(last.timeline);
          for (const [day, back] of moments) {
            const head = Number(events.at(-1)?.position ?? 0);
            const known = position(head + 1 - back);
            const moment = { asOf: addDays(BEGIN, day - 100), known };
            const stood = stoodAt(steps, moment);
            if (stood === 'UNTOLD') {
              told[steps.steps.length > 0 ? 'late' : 'replayed'] += 1;
              continue;
            }
            const expected = positionAt(last.timeline, moment, POLICIES);
            told.stepped += 1;
            expect(stood && { ...stood, amounts: padded(stood.amounts) }).toEqual(
              expected && {
                status: expected.status,
                oldestUnpaidDueOn: stood?.oldestUnpaidDueOn ?? null,
                amounts: amountsOf(expected),
              },
            );
            const due = stood?.oldestUnpaidDueOn ?? undefined;
            expect(due && due < moment.asOf ? due : undefined).toBe(expected?.oldestUnpaidDueOn);
          }
        },
      ),
      { seed: 1802, numRuns: 300 },
    );
    expect(Math.min(told.stepped, told.replayed, told.late)).toBeGreaterThan(100);
  });
});
