import type { Projector } from '../../projections/projector.js';
import { position } from '../../src/kernel/envelope.js';
import type { ReadModelStore } from '../../src/read-model/port.js';
import type { ReadModels } from '../../src/read-model/read-models.js';
import { facts, Machines } from './machines.js';
import { clean, cleanBut, poisonedAt } from './poison.js';
import { behaving, type Tally, tally } from './tally.js';

const COUNT = 30;
/** The fourth event of loan-B is 17, and comes with the batch from 15 to 21. */
const BATCH = 7;
const DOCUMENT = 'loan-B';
const MOST: number = 3;
const FIRST = 15;
const NAMES = ['large', 'other'] as const;
const projectors = NAMES.map((name) => tally({ name }));

let world: Machines;
let isFixed: boolean;
beforeEach(() => {
  world = new Machines();
  world.events.push(...facts(COUNT));
  isFixed = false;
});

/** Before anything is written, as a server of documents does with what is above 16 MB. */
const refusing = (store: ReadModelStore, from = MOST): ReadModelStore =>
  behaving(store, {
    save: async (saves, checkpoints) => {
      for (const { collection, documents } of saves)
        for (const { id, body } of documents)
          if (!isFixed && collection.startsWith('large') && id === DOCUMENT)
            if ((body as Tally).events > from) throw new RangeError(`${id} is too large`);
      return store.save(saves, checkpoints);
    },
  });

/** What is kept of one document cannot be read any more. */
const unreadable = (store: ReadModelStore, from = MOST): ReadModelStore =>
  behaving(store, {
    load: async (collection, ids) => {
      const found = await store.load<Tally>(collection, ids);
      const isBroken = (found.get(DOCUMENT)?.body.events ?? 0) >= from;
      if (!isFixed && collection.startsWith('large') && isBroken) JSON.parse('{"name":"Siti",');
      return store.load(collection, ids);
    },
  });

interface Opening {
  readonly over: (store: ReadModelStore) => ReadModelStore;
  readonly software?: readonly Projector<unknown>[];
  readonly shared?: boolean;
}
const open = ({ over, software = projectors, shared = false }: Opening): Promise<ReadModels> => {
  const machine = world.machine();
  const readModels = over(world.documents(machine));
  return world.run(() =>
    world.open(machine, { projectors: software, shared, readModels, batchSize: BATCH }),
  );
};
const end = (models: ReadModels) => world.run(() => models.stop());
const contents = (models: ReadModels) =>
  Promise.all(NAMES.map((name) => world.content(models.collection(name))));
const checkpointsOf = (models: ReadModels) =>
  models.status().map(({ checkpoint }) => Number(checkpoint.position));

const cases = [
  ['that the store does not take', refusing, `${DOCUMENT} is too large`],
  ['of which what is kept cannot be read', unreadable, 'SyntaxError'],
] as const;

describe.each(cases)('a document %s', (_, over, message) => {
  const named = {
    ...{ readModel: 'large', document: null, position: position(FIRST) },
    message: `PaymentReceived, mitra-N revision ${FIRST}: ${message}`,
  };
  const whole = async (models: ReadModels, places: readonly number[] = []) => {
    expect(models.parked().filter(({ document }) => document === null)).toEqual([]);
    expect(checkpointsOf(models)).toEqual([COUNT, COUNT]);
    const all = await clean(world.events);
    const large = places.length > 0 ? await cleanBut(world.events, places) : all;
    expect(await contents(models)).toEqual([large, all]);
  };

  it('stops its read model exactly before the batch, and is named; others go on', async () => {
    const models = await open({ over });
    expect(models.parked()).toEqual([named]);
    expect(checkpointsOf(models)).toEqual([FIRST - 1, COUNT]);
    expect(await contents(models)).toEqual([
      await clean(world.events.slice(0, FIRST - 1)),
      await clean(world.events),
    ]);
    models.start();
    const { left } = await world.run(() => models.unpark());
    expect([left, models.parked()]).toEqual([[named], [named]]);
    await end(models);
  });

  it('is folded after a fix, where that is asked for', async () => {
    const models = await open({ over });
    models.start();
    isFixed = true;
    expect((await world.run(() => models.unpark())).left).toEqual([]);
    expect(await world.run(() => models.reached(world.head(), 5_000))).toBe(true);
    await whole(models);
    await end(models);
  });

  it('is folded after a fix, at the next start', async () => {
    const models = await open({ over });
    expect(models.parked()).toEqual([named]);
    await end(models);
    isFixed = true;
    await whole(await open({ over }));
    expect(world.server.parkedOnes.size).toBe(0);
  });

  it('leaves what is parked in the same batch to be parked again', async () => {
    const place = 16;
    const [, other] = projectors;
    const software = [poisonedAt([place], { name: 'large' }), ...(other ? [other] : [])];
    const models = await open({ over, software });
    models.start();
    expect(models.parked()).toEqual([named]);
    isFixed = true;
    await world.run(() => models.unpark());
    expect(await world.run(() => models.reached(world.head(), 5_000))).toBe(true);
    await whole(models, [place]);
    expect(models.parked()).toEqual([
      expect.objectContaining({ document: 'loan-A', position: position(place) }),
    ]);
    await end(models);
  });

  it('and was parked: waits on after a replay in vain, and others do not wait for it', async () => {
    const places = [7, 13];
    const broken = NAMES.map((name) => poisonedAt(name === 'large' ? places : [], { name }));
    await end(await open({ over: (store) => store, software: broken }));
    const models = await open({ over: (store) => over(store, 1) });
    models.start();
    await world.run(() => models.unpark());
    expect(models.parked()).toEqual([
      { readModel: 'large', document: DOCUMENT, position: position(7), message },
    ]);
    expect((await contents(models))[0]).toEqual(await cleanBut(world.events, [7]));
    isFixed = true;
    expect((await world.run(() => models.unpark())).left).toEqual([]);
    await whole(models);
    await end(models);
  });
});

describe('a document that the store does not take', () => {
  it('lets what is built whole serve up to the batch, where nothing served before', async () => {
    const models = await open({ over: refusing, shared: true });
    expect(models.parked()).toEqual([expect.objectContaining({ readModel: 'large' })]);
    expect(checkpointsOf(models)).toEqual([FIRST - 1, COUNT]);
    await end(models);
  });
});
