import type { ReadModels } from '../../src/read-model/read-models.js';
import { facts, factOf, LOANS, type Machine, Machines } from './machines.js';
import { checkNothingLost } from './nothing-lost.js';
import { clean, contentOf, poisonedAt, waiting } from './poison.js';
import { tally } from './tally.js';

let world: Machines;
beforeEach(() => {
  world = new Machines();
  world.events.push(...facts(20));
});

const begin = async (machine: Machine, projector = tally()): Promise<ReadModels> => {
  const models = await world.run(() => world.open(machine, { projectors: [projector] }));
  models.start();
  return models;
};
/** Two processes; the first folds. */
const two = async (projector = tally()) => {
  const [machine, another] = [world.machine(), world.machine()];
  const holder = await begin(machine, projector);
  const other = await begin(another, projector);
  await pass(2_000);
  return { machine, another, holder, other };
};
const pass = (ms: number) => world.run(() => world.scheduler.pause(ms));
const fenceOf = (models: ReadModels) => models.status()[0]?.fence;
const reached = (models: ReadModels, ms = 5_000) =>
  world.run(() => models.reached(world.head(), ms));
const add = (count: number) =>
  world.events.push(
    ...facts(count).map((_, i) => {
      const number = world.events.length + 1 + i;
      return factOf(LOANS[(number * number) % LOANS.length] ?? '', number);
    }),
  );
/** Until this process folds; in milliseconds. */
const untilItFolds = async (models: ReadModels): Promise<number> => {
  const began = world.scheduler.now;
  while (fenceOf(models) === null) await pass(50);
  return world.scheduler.now - began;
};
const ends = async (...models: ReadModels[]) => {
  for (const one of models) await world.run(() => one.stop());
};
/** Every checkpoint that the server ever had, in the order it had them. */
const watched = () => {
  const all: [fence: number, position: string][] = [];
  const advance = world.server.advance.bind(world.server);
  world.server.advance = (name, checkpoint) => {
    advance(name, checkpoint);
    const { fence = 0, position = '' } = world.server.reached.get(name) ?? {};
    all.push([fence, position]);
  };
  return all;
};

describe('of two processes', () => {
  it('one folds; the other follows it, and answers as soon', async () => {
    const { holder, other } = await two();
    expect([fenceOf(holder), fenceOf(other)]).toEqual([1, null]);
    for (let times = 0; times < 5; times += 1) {
      add(3);
      const began = world.scheduler.now;
      expect(await reached(other)).toBe(true);
      expect(world.scheduler.now - began).toBeLessThan(200);
      expect(await reached(holder)).toBe(true);
    }
    expect(other.status()[0]?.checkpoint.position).toBe(world.head());
    expect(await contentOf(world, other)).toEqual(await clean(world.events));
    expect(fenceOf(other)).toBeNull();
    await ends(other, holder);
  });

  it('the other takes over within ten seconds of a death, and nothing is lost', async () => {
    const { machine, other } = await two();
    add(5);
    machine.die();
    add(5);
    const ms = await untilItFolds(other);
    expect(ms).toBeGreaterThan(4_000);
    expect(ms).toBeLessThan(10_000);
    add(5);
    expect(await reached(other)).toBe(true);
    expect(world.server.reached.get('tally_v1_1')?.fence).toBe(2);
    expect(await contentOf(world, other)).toEqual(await clean(world.events));
    await ends(other);
  });

  it('who waits when the other dies is answered after the takeover', async () => {
    const { machine, other } = await two();
    machine.die();
    add(5);
    expect(await reached(other, 10_000)).toBe(true);
    await ends(other);
  });

  it('the other takes over at once where the first ends in order', async () => {
    const { holder, other } = await two();
    await ends(holder);
    expect(await untilItFolds(other)).toBeLessThan(1_500);
    add(5);
    expect(await reached(other)).toBe(true);
    await ends(other);
  });

  it('may be more: the next takes over from the one that took over', async () => {
    const { machine, another, other } = await two();
    const last = world.machine();
    const third = await begin(last);
    machine.die();
    await pass(10_000);
    expect([fenceOf(other), fenceOf(third)].toSorted()).toEqual([2, null]);
    const [gone, left] = fenceOf(other) === 2 ? [another, third] : [last, other];
    gone.die();
    add(5);
    expect(await untilItFolds(left)).toBeLessThan(10_000);
    expect(await reached(left)).toBe(true);
    expect(await contentOf(world, left)).toEqual(await clean(world.events));
    await ends(left);
  });

  it('the one that stood still and wakes lets go, and moves nothing back', async () => {
    const checkpoints = watched();
    const { machine, holder, other } = await two();
    add(3);
    await pass(21);
    machine.freeze();
    add(5);
    await untilItFolds(other);
    add(5);
    await reached(other);
    machine.thaw();
    await pass(3_000);
    expect([fenceOf(holder), fenceOf(other)]).toEqual([null, 2]);
    add(5);
    expect(await reached(holder)).toBe(true);
    expect(checkpoints).toEqual(checkpoints.toSorted());
    expect(await contentOf(world, other)).toEqual(await clean(world.events));
    await ends(holder, other);
  });

  it('both may fold: no document and no checkpoint is the worse for it', async () => {
    const checkpoints = watched();
    const { machine, holder, other } = await two();
    // What it asks about leases is never answered: it goes on folding.
    machine.fate = ({ name }) => (/lease/i.test(name) ? 'never' : 'answered');
    await untilItFolds(other);
    expect([fenceOf(holder), fenceOf(other)]).toEqual([1, 2]);
    for (let times = 0; times < 20; times += 1) {
      add(7);
      await pass(30);
    }
    expect(await reached(holder)).toBe(true);
    expect(await reached(other)).toBe(true);
    expect(checkpoints).toEqual(checkpoints.toSorted());
    expect(world.server.reached.get('tally_v1_1')).toMatchObject({
      ...{ fence: 2, position: world.head() },
    });
    expect(await contentOf(world, other)).toEqual(await clean(world.events));
    machine.die();
    await ends(other);
  });
});

describe('what is parked', () => {
  const POISON = 13;

  it('is known to the one that follows, and waits with the one that takes over', async () => {
    const { machine, other } = await two(poisonedAt([POISON]));
    expect(waiting(other)).toEqual([['loan-C', POISON]]);
    machine.die();
    add(9);
    await untilItFolds(other);
    await reached(other);
    expect(waiting(other)).toEqual([['loan-C', POISON]]);
    checkNothingLost(world, 'tally_v1_1');
    await ends(other);
  });

  it('is tried again where that is asked of the one that follows', async () => {
    let isMended = false;
    const [sound, broken] = [tally(), poisonedAt([POISON])];
    const { holder, other } = await two({
      ...sound,
      evolve: (...args) => (isMended ? sound : broken).evolve(...args),
    });
    const inVain = await world.run(() => other.unpark());
    expect(inVain.left).toHaveLength(1);
    isMended = true;
    expect((await world.run(() => other.unpark())).left).toEqual([]);
    await pass(1_100);
    expect([waiting(holder), waiting(other)]).toEqual([[], []]);
    expect(await contentOf(world, other)).toEqual(await clean(world.events));
    await ends(other, holder);
  });

  it('later is not forgotten because one that has slept says that all is done', async () => {
    const [sound, broken] = [tally(), poisonedAt([POISON])];
    let isMended = false;
    const evolve: typeof sound.evolve = (...args) => (isMended ? sound : broken).evolve(...args);
    const machine = world.machine();
    const holder = await begin(machine, { ...sound, evolve });
    const other = await begin(world.machine(), poisonedAt([33]));
    isMended = true;
    machine.fate = ({ name }) => (name === 'unpark' ? 'asleep' : 'answered');
    void holder.unpark();
    await untilItFolds(other);
    world.events.push(...facts(40).slice(20));
    await reached(other);
    expect(waiting(other)).toEqual([['loan-C', 33]]);
    machine.fate = () => 'answered';
    machine.thaw();
    await pass(3_000);
    world.events.push(factOf('loan-C', 41));
    await reached(other);
    checkNothingLost(world, 'tally_v1_1');
    await ends(holder, other);
  });

  it('is left to the one that has taken over by one who slept while trying again', async () => {
    let isMended = false;
    const [sound, broken] = [tally(), poisonedAt([POISON])];
    const evolve: typeof sound.evolve = (...args) => (isMended ? sound : broken).evolve(...args);
    const { machine, holder, other } = await two({ ...sound, evolve });
    isMended = true;
    machine.fate = ({ name }) => (name === 'save' ? 'asleep' : 'answered');
    void holder.unpark();
    await untilItFolds(other);
    const done: string[] = [];
    machine.fate = ({ name }) => (done.push(name), 'answered');
    machine.thaw();
    await pass(3_000);
    expect(done).toContain('takeLease');
    expect(done.filter((name) => name.endsWith('park'))).toEqual([]);
    expect(await contentOf(world, other)).toEqual(await clean(world.events));
    await ends(holder, other);
  });
});
