import fc from 'fast-check';
import { PROJECTORS } from '../../projections/all.js';
import { type Documents, folded, type Log } from './log.js';
import { wholeLog } from './whole-log.js';

let log: Log;
beforeAll(async () => {
  log = await wholeLog();
});

const plain = (documents: Documents) =>
  [...documents.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** Where the log is cut into batches. */
const cuts = fc.array(fc.nat(60), { maxLength: 8 });

const between = (at: readonly number[]): [number, number][] => {
  const edges = [...new Set([0, ...at, log.stored.length])].toSorted((a, b) => a - b);
  return edges.slice(1).map((to, index) => [edges[index] ?? 0, to]);
};

for (const projector of PROJECTORS)
  describe(`the documents of ${projector.name}`, () => {
    it('are the same in whatever batches the log is folded', async () => {
      const whole = plain(await folded(projector, log));
      expect(whole.length).toBeGreaterThan(0);
      await fc.assert(
        fc.asyncProperty(cuts, async (at) => {
          expect(plain(await folded(projector, log, between(at)))).toEqual(whole);
        }),
        { seed: 51, numRuns: 25 },
      );
      const single = log.stored.map((_, index) => [index, index + 1] as const);
      expect(plain(await folded(projector, log, single))).toEqual(whole);
    });

    it('do not change when events are delivered again, in batches that overlap', async () => {
      const whole = plain(await folded(projector, log));
      await fc.assert(
        fc.asyncProperty(cuts, fc.nat(20), async (at, back) => {
          const again = between(at).map(([from, to]) => [Math.max(0, from - back), to] as const);
          expect(plain(await folded(projector, log, [...again, ...again]))).toEqual(whole);
        }),
        { seed: 52, numRuns: 25 },
      );
    });

    it('stand at the last event folded into them, and no further', async () => {
      const stored = log.stored.map(({ position }) => position);
      for (const { position } of (await folded(projector, log)).values())
        expect(stored).toContain(position);
      const half = Math.floor(log.stored.length / 2);
      for (const { position } of (await folded(projector, log, [[0, half]])).values())
        expect(position <= (stored[half - 1] ?? '')).toBe(true);
    });
  });

it('no two projectors share a name', () =>
  expect(new Set(PROJECTORS.map(({ name }) => name)).size).toBe(PROJECTORS.length));
