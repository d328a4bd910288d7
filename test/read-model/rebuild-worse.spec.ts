import type { Projector } from '../../projections/projector.js';
import { facts, Machines } from './machines.js';
import { alone, clean, cleanBut, contentOf, poisonedAt, waiting } from './poison.js';
import { tally } from './tally.js';

const [POISON, LATER] = [12, 18];
let world: Machines;
beforeEach(() => {
  world = new Machines();
  world.events.push(...facts(30));
});

/** What was folded by the software before, and is now to be built anew by this. */
const servedTo = async (before: Projector<unknown>, software: Projector<unknown>) => {
  const old = await alone(world, before);
  await world.run(() => old.stop());
  const models = await alone(world, software);
  models.start();
  return models;
};

describe('a rebuild that would park', () => {
  it.each([
    ['a document of what serves whole', {}],
    ['what serves and is read as a whole', { whole: true }],
  ])('%s is refused: what serves stays', async (_, over) => {
    const models = await servedTo(tally(over), poisonedAt([POISON], over));
    const refused = world.run(() => models.rebuild(['tally']));
    await expect(refused).rejects.toThrow(
      `what serves is kept: tally: PaymentReceived, loan-B revision ${POISON}: what is ${POISON}?`,
    );
    expect(models.collection('tally')).toBe('tally_v1_1');
    expect(world.server.served.get('tally')).toBe('tally_v1_1');
    expect(waiting(models)).toEqual([]);
    expect(await world.run(() => models.reached(world.head(), 1_000))).toBe(true);
    expect(await contentOf(world, models)).toEqual(await clean(world.events));
    await world.run(() => models.stop());
  });

  it('another document than the one that waits is refused, too', async () => {
    const models = await servedTo(poisonedAt([POISON]), poisonedAt([POISON, LATER]));
    await expect(world.run(() => models.rebuild(['tally']))).rejects.toThrow(/what serves is kept/);
    expect(waiting(models)).toEqual([['loan-B', POISON]]);
    expect(models.collection('tally')).toBe('tally_v1_1');
    expect(await contentOf(world, models)).toEqual(await cleanBut(world.events, [POISON]));
    await world.run(() => models.stop());
  });

  it('the document that waits anyway goes through', async () => {
    const models = await servedTo(poisonedAt([POISON, LATER]), poisonedAt([POISON]));
    expect(waiting(models)).toEqual([
      ['loan-B', POISON],
      ['loan-C', LATER],
    ]);
    await world.run(() => models.rebuild(['tally']));
    expect(models.collection('tally')).toBe('tally_v1_2');
    expect(waiting(models)).toEqual([['loan-B', POISON]]);
    expect(await contentOf(world, models)).toEqual(await cleanBut(world.events, [POISON]));
    await world.run(() => models.stop());
  });
});
