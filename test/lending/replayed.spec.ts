import fc from 'fast-check';
import { position } from '../../src/kernel/envelope.js';
import { addDays } from '../../src/kernel/local-date.js';
import { isSigned } from '../../src/lending/loan.js';
import { FOREVER, positionAt } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import { positionSeen, replayed } from '../../src/lending/replayed.js';
import { POLICIES } from './story.js';
import { BEGIN } from './whole-life-numbers.js';
import { wholeLives } from './whole-life.js';

describe('what is remembered of a loan', () => {
  it('I10: is what a replay says of every day, as known at any position, however asked', () => {
    const found = { whole: 0, partly: 0 };
    fc.assert(
      fc.property(
        wholeLives,
        fc.array(fc.tuple(fc.nat(3000), fc.nat(12), fc.boolean()), {
          minLength: 12,
          maxLength: 12,
        }),
        ({ steps, events }, moments) => {
          const last = steps.at(-1)?.state;
          if (!last || !isSigned(last)) return;
          const { timeline } = last;
          const head = Number(events.at(-1)?.position ?? 0);
          for (const [day, back, forever] of moments) {
            const asOf = forever ? FOREVER : addDays(BEGIN, day - 100);
            const moment = { asOf, known: position(head + 1 - back) };
            const seen = replayed(timeline, moment);
            expect(seen).toEqual(replay(timeline, moment));
            found[seen === replayed(timeline, moment) ? 'whole' : 'partly'] += 1;
            for (const policies of [POLICIES, [], POLICIES])
              expect(positionSeen(timeline, moment, policies)).toEqual(
                positionAt(timeline, moment, policies),
              );
          }
        },
      ),
      { seed: 2611, numRuns: 150 },
    );
    expect(Math.min(found.whole, found.partly)).toBeGreaterThan(300);
  });
});
