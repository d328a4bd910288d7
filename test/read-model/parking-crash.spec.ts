import fc from 'fast-check';
import { facts, factOf, type Fate, LOANS, type Machine, Machines } from './machines.js';
import { alone, clean, contentOf, poisonedAt, waiting } from './poison.js';
import { checkNothingLost } from './nothing-lost.js';
import { tally } from './tally.js';

/** Once asked to write so often, it dies: before that is done, or after. */
const dyingAt = (machine: Machine, writes: number, isDone: boolean): Machine => {
  let left = writes;
  machine.fate = ({ writes: isWrite }): Fate => {
    if (!isWrite || left-- > 0) return 'answered';
    if (!isDone) return 'dead';
    machine.scheduleDeath();
    return 'unheard';
  };
  return machine;
};

/** What it does until it dies, or has nothing to do. */
const untilDead = (world: Machines, work: () => Promise<unknown>): Promise<unknown> =>
  world.run(() => Promise.race([work(), world.scheduler.pause(60_000)]));

describe('a process that dies', () => {
  let world: Machines;
  beforeEach(() => {
    world = new Machines();
  });

  const diesWhenItHasParked = async (): Promise<void> => {
    world.events.push(...facts(20, ['loan-A', 'loan-B']));
    const machine = world.machine();
    machine.fate = ({ name }) => {
      if (name === 'park') machine.fate = () => 'dead';
      return 'answered';
    };
    const open = () => world.open(machine, { projectors: [poisonedAt([9])], shared: false });
    await untilDead(world, open);
  };

  it('between what it parks and its checkpoint loses nothing of what came before', async () => {
    await diesWhenItHasParked();
    expect([...world.server.parkedOnes.values()]).toHaveLength(1);
    expect(world.server.of('tally_v1_1').size).toBe(0);
    const again = await alone(world, poisonedAt([9]));
    expect(waiting(again)).toEqual([['loan-A', 9]]);
    checkNothingLost(world, 'tally_v1_1');
    const fixed = await alone(world, tally());
    fixed.start();
    await world.run(() => fixed.unpark());
    expect(await contentOf(world, fixed)).toEqual(await clean(world.events));
  });

  it('between what it parks and its checkpoint, and comes back mended, parks nothing', async () => {
    await diesWhenItHasParked();
    const fixed = await alone(world, tally());
    expect(waiting(fixed)).toEqual([]);
    expect(world.server.parkedOnes.size).toBe(0);
    expect(await contentOf(world, fixed)).toEqual(await clean(world.events));
  });

  it('in the midst of a long replay goes on with it when it comes back', async () => {
    world.events.push(...facts(1_300, ['loan-A', 'loan-B', 'loan-C']));
    await alone(world, poisonedAt([4]));
    const machine = world.machine();
    const replaying = await alone(world, tally(), { machine });
    machine.fate = ({ name, about }) =>
      name === 'save' && about?.includes('loan-A')
        ? (machine.scheduleDeath(), 'unheard')
        : 'answered';
    await untilDead(world, async () => {
      replaying.start();
      await replaying.unpark();
    });
    const begun = world.server.of('tally_v1_1').get('loan-A')?.position;
    expect(Number(begun)).toBeGreaterThan(4);
    expect(Number(begun)).toBeLessThan(600);
    const back = await alone(world, tally());
    expect(waiting(back)).toEqual([]);
    expect(await contentOf(world, back)).toEqual(await clean(world.events));
  });

  it('after it has not heard how far it was loses nothing of what it tried again', async () => {
    world.events.push(...facts(20));
    await alone(world, poisonedAt([4]));
    const machine = world.machine();
    const models = await alone(world, tally(), { machine });
    let isTried = false;
    machine.fate = ({ name, writes }) => {
      if (isTried && name !== 'unpark') return 'dead';
      isTried ||= name === 'unpark';
      return name === 'checkpoint' && writes ? 'unheard' : 'answered';
    };
    world.events.push(factOf('mitra-M', 21));
    models.start();
    await untilDead(world, async () => {
      await models.reached(world.head(), 50);
      await models.unpark();
    });
    expect(isTried).toBe(true);
    checkNothingLost(world, 'tally_v1_1');
    expect(await contentOf(world, await alone(world, tally()))).toEqual(await clean(world.events));
  });

  const steps = fc.array(
    fc.record({
      places: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
      batchSize: fc.integer({ min: 1, max: 12 }),
      more: fc.integer({ min: 0, max: 15 }),
      writes: fc.integer({ min: 0, max: 40 }),
      isDone: fc.boolean(),
      asks: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it('anywhere, whatever is parked, loses nothing, and ends as a clean fold does', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 30 }), async (lives, count) => {
        const one = new Machines(count);
        one.events.push(...facts(count));
        for (const { places, batchSize, more, writes, isDone, asks } of lives) {
          const machine = dyingAt(one.machine(), writes, isDone);
          const options = { projectors: [poisonedAt(places)], batchSize, shared: false };
          await untilDead(one, async () => {
            const models = await one.open(machine, options);
            models.start();
            const from = one.events.length;
            for (let i = 0; i < more; i += 1)
              one.events.push(factOf(LOANS[(i * i) % LOANS.length] ?? '', from + 1 + i));
            if (asks) await models.unpark();
            await models.reached(one.head(), 1_000);
          });
          machine.die();
          checkNothingLost(one, 'tally_v1_1');
        }
        const fixed = await alone(one, tally());
        fixed.start();
        await one.run(() => fixed.unpark());
        expect(waiting(fixed)).toEqual([]);
        expect(await contentOf(one, fixed)).toEqual(await clean(one.events));
      }),
      { seed: 7, numRuns: 150 },
    );
  }, 120_000);
});
