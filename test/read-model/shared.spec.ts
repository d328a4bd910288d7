import { join } from 'node:path';
import { newId, systemTiming } from '../../src/house/clock.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import type { ReadModelStore } from '../../src/read-model/port.js';
import { ReadModels } from '../../src/read-model/read-models.js';
import { freshBooks } from '../event-store/books.js';
import { register } from '../event-store/doing.js';
import { behaving, contentOf, tally, writeLog } from './tally.js';

const books = freshBooks();
const opened: EmbeddedReadModelStore[] = [];
const storeIn = (name: string): EmbeddedReadModelStore => {
  const store = EmbeddedReadModelStore.open({ file: join(books.directory(), `${name}.db`) });
  opened.push(store);
  return store;
};
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** One process of several on the same log and the same documents. */
const processOn = (
  readModels: ReadModelStore,
  version = 1,
  over: Parameters<typeof tally>[0] = {},
): Promise<ReadModels> => {
  const { store, keys } = books.ledger();
  const projectors = [tally({ indexes: [], version, ...over })];
  const log = (): void => undefined;
  const several = { batchSize: 3, shared: true, lookMs: 20 };
  const own = { timing: systemTiming, instance: newId() };
  return ReadModels.open({ store, keys, readModels, projectors, log, ...several, ...own });
};
const served = (models: ReadModels) => contentOf(models.store, [models.collection('tally')]);
const contents = async (models: ReadModels) => [...(await served(models)).values()];

describe('read models that several processes build and read (I8)', () => {
  beforeEach(() => writeLog(books.ledger()));

  it('are whole where two processes start at once on nothing, in whatever order', async () => {
    const want = await contents(await processOn(storeIn('alone')));
    const store = storeIn('shared');
    // The other sees that nothing serves, and goes on when the first has saved some batches.
    let [release, saves] = [(): void => undefined, 0];
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = behaving(store, {
      claimed: async () => {
        const claimed = await store.claimed();
        await held;
        return claimed;
      },
    });
    const quick = behaving(store, {
      save: async (...args) => {
        await store.save(...args);
        if ((saves += 1) === 2) release();
      },
    });
    const both = await Promise.all([processOn(quick), processOn(slow)]);
    for (const models of both) expect(await contents(models)).toEqual(want);
    const collections = both.map((models) => models.collection('tally'));
    expect(new Set(collections).size).toBe(2);
    expect(collections).toContain((await store.serving()).get('tally'));
  });

  it('serve only when they are whole: who takes them over meets no hole', async () => {
    const store = storeIn('shared');
    const head = await books.ledger().store.head();
    const checked = behaving(store, {
      serve: async (readModel, collection, before) => {
        expect((await store.checkpoint(collection))?.position).toBe(head);
        return store.serve(readModel, collection, before);
      },
    });
    const models = await processOn(checked);
    expect((await store.serving()).get('tally')).toBe(models.collection('tally'));
  });

  it('are never dropped while they serve, nor while a process may not have looked', async () => {
    const store = storeIn('shared');
    const one = await processOn(store);
    const other = await processOn(store);
    const want = await contents(one);
    const dropped: string[] = [];
    const watched = behaving(store, {
      drop: async (name) => {
        expect((await store.serving()).get('tally')).not.toBe(name);
        dropped.push(name);
        await store.drop(name);
      },
    });
    const third = await processOn(watched);
    await one.rebuild(['tally']);
    expect(await contents(other)).toEqual(want);
    await third.rebuild(['tally']);
    expect(dropped).toEqual([]);
    await third.rebuild(['tally']);
    expect(dropped).toEqual(['tally_v1_1.extract', 'tally_v1_1']);
  });

  it('are not served by a builder whom others have overtaken, who says so', async () => {
    const store = storeIn('shared');
    const others = await processOn(store);
    const want = await contents(others);
    let [asked, release] = [0, (): void => undefined];
    const overtaken = new Promise<void>((resolve) => (release = resolve));
    const slow = await processOn(
      behaving(store, {
        // Asked for what is needless, for a name to build under, and before it is to serve.
        claimed: async () => {
          if ((asked += 1) === 3) await overtaken;
          return store.claimed();
        },
      }),
    );
    const late = slow.rebuild(['tally']);
    while (asked < 3) await new Promise((resolve) => setImmediate(resolve));
    for (let times = 0; times < 3; times += 1) await others.rebuild(['tally']);
    release();
    await expect(late).rejects.toThrow('others have rebuilt tally meanwhile');
    expect((await store.serving()).get('tally')).toBe(others.collection('tally'));
    expect(await contents(others)).toEqual(want);
  });

  it('are taken over only when they hold what was acknowledged', async () => {
    const store = storeIn('shared');
    const slow = behaving(store, {
      save: async (...args) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        await store.save(...args);
      },
    });
    const watching = await processOn(slow);
    const other = await processOn(store);
    await other.rebuild(['tally']);
    await register(books.ledger(), 'M-77', { identityNumber: '3174012345678909' });
    const head = await books.ledger().store.head();
    watching.start();
    while (watching.collection('tally') === 'tally_v1_1' || !(await watching.reached(head, 0))) {
      if (!(await watching.reached(head, 0))) continue;
      const held = await store.load(watching.collection('tally'), ['mitra-M-77']);
      expect(held.size).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await watching.stop();
    expect((await store.load('tally_v1_2', ['mitra-M-77'])).size).toBe(1);
  });

  it('of an older version stay for the software that reads it', async () => {
    const store = storeIn('shared');
    const old = await processOn(store);
    const want = await contents(old);
    const newer = await processOn(store, 3);
    for (let times = 0; times < 3; times += 1) await newer.rebuild(['tally']);
    expect(await contents(old)).toEqual(want);
    expect(await store.claimed()).toContain('tally_v1_1');
    expect((await store.claimed()).length).toBeLessThan(5);
  });

  it('serve, one of them stopped, where an event cannot be folded at the first start', async () => {
    const store = storeIn('shared');
    const evolve = (): never => {
      throw new Error('poison');
    };
    const models = await processOn(store, 1, { evolve, whole: true });
    const said = models.status().map(({ failure }) => failure?.message);
    expect(said).toEqual([expect.stringContaining(': poison')]);
    expect(await models.reached(await books.ledger().store.head(), 0)).toBe(false);
  });

  it('follow what another process has switched to, and wait for a look that fails', async () => {
    const store = storeIn('shared');
    let [weather, started] = [true, false];
    const watching = await processOn(
      behaving(store, {
        serving: async () => {
          if (weather && started) throw new Error('the server is away');
          return store.serving();
        },
      }),
    );
    watching.start();
    started = true;
    const other = await processOn(store);
    await other.rebuild(['tally']);
    expect(watching.collection('tally')).toBe('tally_v1_1');
    weather = false;
    while (watching.collection('tally') !== 'tally_v1_2')
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await contents(watching)).toEqual(await contents(other));
    await watching.stop();
  });
});
