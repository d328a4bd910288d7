import { PROJECTORS } from '../../projections/all.js';
import type { Projector } from '../../projections/projector.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { systemTiming } from '../../src/house/clock.js';
import { START } from '../../src/kernel/envelope.js';
import { build } from '../../src/read-model/building.js';
import type { Parked } from '../../src/read-model/port.js';
import { empty, inTurn, onTheWholeLog, textOf } from './builds.js';
import { behaving, type Tally, tally } from './tally.js';

const { log, emptyStore, optionsOf, runOver, followed } = onTheWholeLog();

/** Software that does not know what to do with the second of these events. */
const failing = <R>(type: string, work: (...args: never[]) => R) => {
  const seen: string[] = [];
  return (...args: never[]): R => {
    const { eventId, type: given } = args.at(-1) as unknown as StoredEvent;
    if (given === type && !seen.includes(eventId)) seen.push(eventId);
    if (seen.indexOf(eventId) === 1) throw new Error('what is this?');
    return work(...args);
  };
};

const finishing = (document: Tally): Tally => {
  if (document.types.includes('PaymentReversed')) throw new Error('what is this?');
  return document;
};

const nameOf = ({ collection, document }: Parked) => [collection, document];

describe('a read model that is built', () => {
  for (const [layout, order] of [
    ['one stream after the other', (events: readonly StoredEvent[]) => [...events]],
    ['all streams in turn', inTurn],
  ] as const)
    for (const held of [0, 1, 3, undefined])
      it(`is what following comes to: ${layout}, ${held ?? 'all'} held`, async () => {
        const stored = order(log().stored);
        const one = await followed(PROJECTORS, { stored, batchSize: 1 });
        const store = emptyStore();
        const projections = await empty(store, PROJECTORS);
        const room = held === undefined ? {} : { held };
        await build(optionsOf(store, { stored, batchSize: 7, ...room }), projections);
        expect(await textOf(store, PROJECTORS)).toEqual(await textOf(one.store, PROJECTORS));
        expect(await store.checkpoints()).toEqual(await one.store.checkpoints());
        expect(projections.map((p) => p.checkpoint)).toEqual(
          one.projections.map((p) => p.checkpoint),
        );
      });

  for (const [what, over] of [
    ['cannot be folded', { evolve: failing('PaymentReceived', tally().evolve) }],
    ['belongs to nobody knows what', { keyOf: failing('PaymentReceived', tally().keyOf) }],
    ['cannot be finished', { derive: finishing }],
  ] as const)
    it(`leaves to those who follow the log what ${what}`, async () => {
      const projectors = [tally(over as Partial<Projector<Tally>>), ...PROJECTORS.slice(0, 2)];
      const expected = await followed(projectors, { batchSize: 1 });
      const store = emptyStore();
      const projections = await empty(store, projectors);
      await build(optionsOf(store, { batchSize: 5, held: 2 }), projections);
      const [first, ...others] = projections.map(({ checkpoint }) => checkpoint.position);
      expect([first, ...new Set(others)]).toEqual([START, log().stored.at(-1)?.position]);
      await runOver(store, projections, { batchSize: 1 });
      expect(await store.parked()).not.toEqual([]);
      expect((await store.parked()).map(nameOf)).toEqual(
        (await expected.store.parked()).map(nameOf),
      );
      expect(await textOf(store, projectors)).toEqual(await textOf(expected.store, projectors));
    });

  it('is built again over what an interrupted one has left', async () => {
    const store = emptyStore();
    let saves = 0;
    const dying = behaving(store, {
      save: async (...args) => {
        if ((saves += 1) > 20) throw new Error('killed');
        return store.save(...args);
      },
    });
    const options = { batchSize: 3, held: 1 };
    const half = build(optionsOf(dying, options), await empty(store, PROJECTORS));
    await expect(half).rejects.toThrow('killed');
    expect(await store.checkpoints()).toEqual(new Map());
    await build(optionsOf(store, options), await empty(store, PROJECTORS));
    const whole = await followed(PROJECTORS);
    expect(await textOf(store, PROJECTORS)).toEqual(await textOf(whole.store, PROJECTORS));
  });

  it('lets others have a turn between any two saves of documents', async () => {
    const store = emptyStore();
    const seen: string[] = [];
    const readModels = behaving(store, {
      save: async (saves, checkpoints) => {
        if (saves.length > 0) seen.push('save');
        return store.save(saves, checkpoints);
      },
    });
    const turn = async () => void seen.push('turn');
    const timing = { ...systemTiming, turn };
    const projections = await empty(store, PROJECTORS);
    await build(optionsOf(readModels, { timing, batchSize: 4, held: 1 }), projections);
    expect(seen.filter((one) => one === 'save').length).toBeGreaterThan(20);
    expect(seen.join(' ')).not.toContain('save save');
  });

  it('ends where the log ended when it began: whoever writes on is not run after', async () => {
    const store = emptyStore();
    const projections = await empty(store, PROJECTORS);
    const [half, pages] = [
      log().stored[Math.floor(log().stored.length / 2)]?.position,
      [] as number[],
    ];
    const options = optionsOf(store, { batchSize: 1 });
    const growing = { ...options.store, head: async () => half ?? START };
    await build({ ...options, store: growing }, projections, (_, count) => pages.push(count));
    expect(pages.length).toBe(Number(half));
    expect(new Set(projections.map(({ checkpoint }) => checkpoint.position))).toEqual(
      new Set([half]),
    );
  });
});
