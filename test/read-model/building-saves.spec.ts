import { PROJECTORS } from '../../projections/all.js';
import { systemTiming } from '../../src/house/clock.js';
import { START } from '../../src/kernel/envelope.js';
import { build, type BuildingOptions } from '../../src/read-model/building.js';
import { empty, inTurn, onTheWholeLog, textOf } from './builds.js';
import { behaving, tally } from './tally.js';

const { log, emptyStore, optionsOf, runOver, followed } = onTheWholeLog();

describe('a read model that is built goes on while one save is under way', () => {
  it('and works out what comes next, but never saves twice at once', async () => {
    const store = emptyStore();
    let [underWay, most, meanwhile] = [0, 0, 0];
    const slow = behaving(store, {
      save: async (...args) => {
        most = Math.max(most, (underWay += 1));
        for (let turn = 0; turn < 5; turn += 1) await systemTiming.turn();
        await store.save(...args);
        underWay -= 1;
      },
    });
    const { keyOf } = tally();
    const counting: typeof keyOf = (event) => {
      meanwhile += underWay;
      return keyOf(event);
    };
    const projectors = [tally({ keyOf: counting }), ...PROJECTORS];
    const projections = await empty(store, projectors);
    await build(optionsOf(slow, { batchSize: 3, held: 1 }), projections);
    const whole = await followed([tally(), ...PROJECTORS]);
    expect(await textOf(store, projectors)).toEqual(await textOf(whole.store, projectors));
    expect([most, underWay]).toEqual([1, 0]);
    expect(meanwhile).toBeGreaterThan(0);
  });

  for (const nth of [3, 5, 8])
    it(`and leaves to followers what save ${nth} was refused, if only late`, async () => {
      const [projectors, stored] = [[tally()], inTurn(log().stored)];
      const store = emptyStore();
      let saves = 0;
      const late = behaving(store, {
        save: async (...args) => {
          const isRefused = (saves += 1) === nth;
          await new Promise((resolve) => setTimeout(resolve, 3));
          if (isRefused) throw new RangeError('too large');
          await store.save(...args);
        },
      });
      const projections = await empty(store, projectors);
      await build(optionsOf(late, { stored, batchSize: 7, held: 1 }), projections);
      expect(projections[0]?.checkpoint.position).toBe(START);
      await runOver(store, projections, { stored });
      const whole = await followed(projectors, { stored });
      expect(await textOf(store, projectors)).toEqual(await textOf(whole.store, projectors));
    });

  it('but writes nothing any more once it has failed', async () => {
    const store = emptyStore();
    let saved = 0;
    const slow = behaving(store, {
      save: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        saved += 1;
      },
    });
    const options = optionsOf(slow, { batchSize: 3, held: 0 });
    const readAll: BuildingOptions['store']['readAll'] = async (...args) => {
      if (saved > 2) throw new Error('away');
      return options.store.readAll(...args);
    };
    const projections = await empty(store, PROJECTORS);
    const built = build({ ...options, store: { ...options.store, readAll } }, projections);
    await expect(built).rejects.toThrow('away');
    const then = saved;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(saved).toBe(then);
  });
});
