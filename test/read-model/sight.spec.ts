import { StoreUnavailable } from '../../src/event-store/port.js';
import type { ReadModels } from '../../src/read-model/read-models.js';
import { facts, Machines } from './machines.js';
import { tally } from './tally.js';

const LOANS = ['loan-A', 'loan-B', 'loan-C'];

describe('a process that does not see that others have rebuilt what it reads (I8)', () => {
  let world: Machines;
  let reader: ReadModels;
  let builder: ReadModels;
  beforeEach(async () => {
    world = new Machines();
    world.events.push(...facts(12, LOANS));
    const open = () => world.open(world.machine(), { projectors: [tally()] });
    // It is not started: it never looks for what others serve.
    reader = await world.run(open);
    builder = await world.run(open);
  });

  const ways: readonly (readonly [string, () => Promise<number>])[] = [
    ['load', async () => (await reader.store.load(reader.collection('tally'), LOANS)).size],
    [
      'find',
      async () => (await reader.store.find(reader.collection('tally'), { limit: 9 })).length,
    ],
    ['count', async () => reader.store.count(reader.collection('tally'))],
    [
      'scan',
      async () => {
        let found = 0;
        for await (const _ of reader.store.scan(reader.collection('tally'))) found += 1;
        return found;
      },
    ],
  ];

  it.each(ways)(
    'is told all or that it cannot be told now, and never of a hole: %s',
    async (...[, read]) => {
      const told = { all: 0, refused: 0 };
      let rebuilding = true;
      const rebuilds = async (): Promise<void> => {
        for (let times = 0; times < 4; times += 1) await builder.rebuild(['tally']);
        rebuilding = false;
      };
      const reads = async (): Promise<void> => {
        while (rebuilding || told.refused === 0) {
          await world.scheduler.pause(7);
          const found = await read().catch((error: unknown) => error);
          if (typeof found === 'number') expect(found).toBe(LOANS.length);
          else expect(found).toBeInstanceOf(StoreUnavailable);
          told[typeof found === 'number' ? 'all' : 'refused'] += 1;
        }
      };
      await world.run(() => Promise.all([rebuilds(), reads()]));
      expect(world.server.of('tally_v1_1').size).toBe(0);
      expect(Math.min(told.all, told.refused)).toBeGreaterThan(10);
    },
  );

  it('is not told of a hole where a builder who slept comes to his end', async () => {
    const machine = world.machine();
    const sleeper = await world.run(() => world.open(machine, { projectors: [tally()] }));
    const late = sleeper.rebuild(['tally']).then(
      () => 'it serves',
      (error: unknown) => String(error),
    );
    await world.run(async () => {
      while (!world.server.claims.has('tally_v1_2')) await world.scheduler.pause(1);
    });
    machine.freeze();
    const third = await world.run(() => world.open(world.machine(), { projectors: [tally()] }));
    await world.run(() => builder.rebuild(['tally']));
    // It has decided to drop what the sleeper builds, and waits.
    const dropping = third.rebuild(['tally']);
    await world.run(() => world.scheduler.pause(500));
    machine.thaw();
    expect(await world.run(() => late)).toContain('others have rebuilt tally');
    expect(world.server.served.get('tally')).toBe('tally_v1_3');
    await world.run(() => dropping);
    expect(await world.run(() => third.store.count('tally_v1_4'))).toBe(LOANS.length);
    expect(world.server.claims.has('tally_v1_2')).toBe(false);
  });

  it('is not told of a hole where one who had built wakes when others have switched', async () => {
    const machine = world.machine();
    const sleeper = await world.run(() => world.open(machine, { projectors: [tally()] }));
    let slept = false;
    machine.fate = ({ name }) => {
      if (slept || name !== 'serving' || !world.server.reached.has('tally_v1_2')) return 'answered';
      slept = true;
      return 'asleep';
    };
    const late = sleeper.rebuild(['tally']).catch((error: unknown) => String(error));
    await world.run(async () => {
      while (!slept) await world.scheduler.pause(1);
    });
    await world.run(() => builder.rebuild(['tally']));
    const third = await world.run(() => world.open(world.machine(), { projectors: [tally()] }));
    let over = false;
    const dropping = third.rebuild(['tally']).then(() => (over = true));
    const seen: unknown[] = [];
    const reads = async (): Promise<void> => {
      while (!over) {
        await world.scheduler.pause(50);
        const count = reader.store.count(reader.collection('tally'));
        seen.push(await count.catch((error: unknown) => error));
      }
    };
    const thaw = async (): Promise<void> => {
      await world.scheduler.pause(1_500);
      machine.thaw();
    };
    await world.run(() => Promise.all([reads(), thaw(), dropping]));
    expect(await world.run(() => late)).toContain('others have rebuilt tally');
    expect(seen.length).toBeGreaterThan(10);
    for (const one of seen)
      expect([LOANS.length, expect.any(StoreUnavailable)]).toContainEqual(one);
  });

  it('begins where several begin at once on nothing: one serves, and all read it', async () => {
    const empty = new Machines();
    empty.events.push(...facts(12, LOANS));
    const begin = () => empty.open(empty.machine(), { projectors: [tally()] });
    const all = await empty.run(() => Promise.all([begin(), begin(), begin()]));
    const serving = empty.server.served.get('tally') ?? '';
    expect(all.map((models) => models.collection('tally'))).toContain(serving);
    for (const models of all) {
      models.start();
      const follow = async (): Promise<number> => {
        while (models.collection('tally') !== serving) await empty.scheduler.pause(100);
        return models.store.count(serving);
      };
      expect(await empty.run(follow)).toBe(LOANS.length);
      await empty.run(() => models.stop());
    }
  });

  it('follows what is kept for its version where another version serves', async () => {
    const newer = () => world.open(world.machine(), { projectors: [tally({ version: 2 })] });
    await world.run(() => builder.rebuild(['tally']));
    await world.run(newer);
    expect(world.server.served.get('tally')).toBe('tally_v2_3');
    reader.start();
    const follow = async (): Promise<number> => {
      while (reader.collection('tally') === 'tally_v1_1') await world.scheduler.pause(100);
      return reader.store.count(reader.collection('tally'));
    };
    expect(await world.run(follow)).toBe(LOANS.length);
    expect(reader.collection('tally')).toBe('tally_v1_2');
    await world.run(() => reader.stop());
  });

  it('is told again once it follows what others serve', async () => {
    await world.run(async () => {
      for (let times = 0; times < 4; times += 1) await builder.rebuild(['tally']);
    });
    reader.start();
    const follow = async (): Promise<number> => {
      while (reader.collection('tally') === 'tally_v1_1') await world.scheduler.pause(100);
      return reader.store.count(reader.collection('tally'));
    };
    expect(await world.run(follow)).toBe(LOANS.length);
    await world.run(() => reader.stop());
  });
});
