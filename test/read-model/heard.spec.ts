import type { ReadModelsOptions } from '../../src/read-model/read-models.js';
import { facts, factOf, Machines } from './machines.js';
import { alone, poisonedAt, waiting } from './poison.js';
import { tally } from './tally.js';

const COUNT = 20;
let world: Machines;
beforeEach(() => {
  world = new Machines();
  world.events.push(...facts(COUNT));
});

/** The places of the log that were heard of, by read model, in their order. */
const hearing = () => {
  const heard: Record<string, number[]> = {};
  const folded: NonNullable<ReadModelsOptions['folded']> = (readModel, events, ms) => {
    expect(ms).toBeGreaterThanOrEqual(0);
    const own = (heard[readModel] ??= []);
    own.push(...events.map(({ position }) => Number(position)));
    own.sort((a, b) => a - b);
  };
  return { heard, folded };
};
const placesOf = (isWanted: (streamId: string, place: number) => boolean): number[] =>
  world.events.flatMap(({ streamId, position }) =>
    isWanted(streamId, Number(position)) ? [Number(position)] : [],
  );
const isLoan = (streamId: string): boolean => streamId.startsWith('loan-');

describe('what is heard to be folded into a read model', () => {
  const loans = tally({ name: 'loans', categories: ['loan'] });
  const mitra = tally({ name: 'mitra', categories: ['mitra'] });

  it('is what concerns it, once', async () => {
    const { heard, folded } = hearing();
    const some = tally({
      name: 'some',
      keyOf: ({ streamId }) => (streamId === 'loan-A' ? streamId : null),
    });
    await alone(world, loans, { projectors: [loans, mitra, some], folded, batchSize: 7 });
    expect(heard).toEqual({
      loans: placesOf(isLoan),
      mitra: placesOf((streamId) => !isLoan(streamId)),
      some: placesOf((streamId) => streamId === 'loan-A'),
    });
  });

  it('is not what it holds already, where another has to be folded from before that', async () => {
    await alone(world, loans);
    world.events.push(factOf('loan-A', COUNT + 1), factOf('mitra-M', COUNT + 2));
    const { heard, folded } = hearing();
    await alone(world, loans, { projectors: [loans, mitra], folded });
    expect(heard).toEqual({
      loans: [COUNT + 1],
      mitra: placesOf((streamId) => !isLoan(streamId)),
    });
  });

  it('ends where it stops', async () => {
    const { heard, folded } = hearing();
    await alone(world, poisonedAt([12], { whole: true }), { folded, batchSize: 5 });
    expect(heard).toEqual({ tally: placesOf((_, place) => place < 12) });
  });

  it('is not what waits behind a parked document, before that is folded', async () => {
    const { heard, folded } = hearing();
    const since: Readonly<Record<string, number>> = { 'loan-B': 12, 'loan-C': 3 };
    const waits = (streamId: string, place: number) => place >= (since[streamId] ?? Infinity);
    const broken = await alone(world, poisonedAt([3, 12]), { folded, batchSize: 10 });
    expect(waiting(broken)).toHaveLength(2);
    expect(heard).toEqual({ tally: placesOf((...one) => !waits(...one)) });
    const later = hearing();
    const models = await alone(world, tally(), { folded: later.folded });
    models.start();
    await world.run(() => models.unpark());
    expect(later.heard).toEqual({ tally: placesOf(waits) });
    await world.run(() => models.stop());
  });

  it('is told once where a save that was done is not heard of', async () => {
    const { heard, folded } = hearing();
    const machine = world.machine();
    const models = await alone(world, tally(), { machine, folded });
    models.start();
    let isLost = false;
    machine.fate = ({ name }) => {
      if (name !== 'save' || isLost) return 'answered';
      isLost = true;
      return 'unheard';
    };
    world.events.push(factOf('loan-A', COUNT + 1));
    expect(await world.run(() => models.reached(world.head(), 5_000))).toBe(true);
    expect(isLost).toBe(true);
    expect(heard).toEqual({ tally: placesOf(() => true) });
    await world.run(() => models.stop());
  });
});
