import type { Projector } from '../../projections/projector.js';
import type { EventStore } from '../../src/event-store/port.js';
import type { ReadModels } from '../../src/read-model/read-models.js';
import { facts, factOf, type Machine, Machines } from './machines.js';
import { checkNothingLost } from './nothing-lost.js';
import { alone, clean, cleanBut, contentOf, poisonedAt, waiting } from './poison.js';
import { tally } from './tally.js';

const NAME = 'tally_v1_1';
const POISON = 25;
let world: Machines;
beforeEach(() => {
  world = new Machines();
  world.events.push(...facts(20));
});

const pass = (ms: number) => world.run(() => world.scheduler.pause(ms));
const begin = async (machine: Machine, projector: Projector<unknown>): Promise<ReadModels> => {
  const models = await world.run(() => world.open(machine, { projectors: [projector] }));
  models.start();
  return models;
};
const marks = () =>
  [...world.server.parkedOnes.values()].map(({ document, position }) => [
    document,
    Number(position),
  ]);
/** Of two, the first falls asleep before it can park what it meets; the other takes over. */
const overtaken = async (old: Projector<unknown>, software: Projector<unknown>) => {
  const machine = world.machine();
  const sleeper = await begin(machine, old);
  const holder = await begin(world.machine(), software);
  await pass(2_000);
  machine.fate = ({ name }) => (name === 'park' ? 'asleep' : 'answered');
  world.events.push(...facts(40).slice(20));
  for (let ms = 0; holder.status()[0]?.fence !== 2; ms += 50) {
    if (ms > 20_000) throw new Error('nobody takes over');
    await pass(50);
  }
  await world.run(() => holder.reached(world.head(), 5_000));
  machine.fate = () => 'answered';
  return { machine, sleeper, holder };
};
const ends = async (...models: readonly ReadModels[]) => {
  for (const one of models) await world.run(() => one.stop());
};

describe('what one who slept marks too late, and another has folded', () => {
  const cases: readonly (readonly [string, boolean, string | null])[] = [
    ['a document', false, 'mitra-N'],
    ['a read model that is read as a whole', true, null],
  ];
  it.each(cases)('%s waits nowhere, after two seconds at most', async (_, whole, document) => {
    const old = poisonedAt([POISON], { whole });
    const { machine, sleeper, holder } = await overtaken(old, tally({ whole }));
    expect(marks()).toEqual([]);
    machine.thaw();
    await pass(2);
    expect(marks()).toEqual([[document, POISON]]);
    await pass(2_000);
    expect(marks()).toEqual([]);
    await pass(1_000);
    expect([waiting(sleeper), waiting(holder)]).toEqual([[], []]);
    world.events.push(factOf('mitra-N', 41));
    for (const one of [holder, sleeper])
      expect(await world.run(() => one.reached(world.head(), 5_000))).toBe(true);
    expect(await contentOf(world, holder)).toEqual(await clean(world.events));
    await ends(holder, sleeper);
  });

  it('is tried from where it waits since, where that is earlier: nothing is skipped', async () => {
    const { machine, holder } = await overtaken(poisonedAt([30]), poisonedAt([POISON]));
    expect(marks()).toEqual([['mitra-N', POISON]]);
    // What it folded up to there is never saved.
    machine.fate = ({ name }) => (name === 'save' ? 'dead' : 'answered');
    machine.thaw();
    await pass(2);
    expect(marks()).toEqual([['mitra-N', 30]]);
    await pass(3_000);
    checkNothingLost(world, NAME);
    expect([waiting(holder), marks()]).toEqual([[['mitra-N', POISON]], [['mitra-N', POISON]]]);
    expect(await contentOf(world, holder)).toEqual(await cleanBut(world.events, [POISON]));
    await ends(holder);
  });
});

describe('what is tried again', () => {
  const STREAMS = Array.from({ length: 40 }, (_, i) => `loan-${i + 1}`);
  /** As many pages as a log of 1,600 events has, read 500 at a time, and one that is empty. */
  const PAGES = 4 + 1;
  const places = STREAMS.map((_, i) => i + 1 + STREAMS.length);
  const many = async (projector: Projector<unknown>) => {
    world.events.splice(0, Infinity, ...facts(1_600, STREAMS));
    const broken = await alone(world, poisonedAt(places));
    expect(broken.parked()).toHaveLength(STREAMS.length);
    const machine = world.machine();
    const log = world.log(machine);
    const pages: string[] = [];
    const store: EventStore = {
      ...log,
      readAll: (after, limit) => (pages.push(after), log.readAll(after, limit)),
    };
    const models = await alone(world, projector, { machine, store });
    models.start();
    await pass(100);
    pages.splice(0);
    return { models, pages };
  };

  it('is read from the log once, however many documents it is', async () => {
    const { models, pages } = await many(tally());
    expect((await world.run(() => models.unpark())).left).toEqual([]);
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.length).toBeLessThanOrEqual(PAGES);
    expect(await contentOf(world, models)).toEqual(await clean(world.events));
    await ends(models);
  });

  it('and some of it in vain: each where it cannot be folded', async () => {
    const later = places.slice(0, 3).map((place) => place + STREAMS.length);
    const { models } = await many(poisonedAt(later));
    await world.run(() => models.unpark());
    expect(waiting(models).map(([, place]) => place)).toEqual(later);
    expect(await contentOf(world, models)).toEqual(await cleanBut(world.events, later));
    await ends(models);
  });

  it('in vain is not read to the end of the log', async () => {
    const { models, pages } = await many(poisonedAt(places));
    expect((await world.run(() => models.unpark())).left).toHaveLength(STREAMS.length);
    expect(pages).toHaveLength(1);
    await ends(models);
  });

  it('is said to be under way where nobody comes to it', async () => {
    const models = await alone(world, poisonedAt([13]));
    const asked = await world.run(() => models.unpark());
    expect(asked).toMatchObject({ isUnderWay: true, left: [{ document: 'loan-C' }] });
    models.start();
    const tried = await world.run(() => models.unpark());
    expect(tried).toMatchObject({ isUnderWay: false, left: [{ document: 'loan-C' }] });
    await ends(models);
  });
});
