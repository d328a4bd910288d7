import { position } from '../../src/kernel/envelope.js';
import { facts, factOf, LOANS, Machines } from './machines.js';
import { alone, clean, cleanBut, contentOf, poisonedAt, waiting } from './poison.js';
import { tally } from './tally.js';

const COUNT = 40;
let world: Machines;
beforeEach(() => {
  world = new Machines();
  world.events.push(...facts(COUNT));
});

/** 10 was recorded by a clock that had gone back: its stamp is that of an event before. */
const POISON = 10;
const DOCUMENT = 'mitra-N';
const MESSAGE = 'PaymentReceived, mitra-N revision 10: what is 10?';

describe('an event that cannot be folded (I16)', () => {
  it('parks its document before it; all others go on', async () => {
    const models = await alone(world, poisonedAt([POISON]), { batchSize: 7 });
    expect(models.parked()).toEqual([
      { readModel: 'tally', document: DOCUMENT, position: position(POISON), message: MESSAGE },
    ]);
    expect(models.parkedDocument('tally', DOCUMENT)).toMatchObject({
      ...{ position: position(POISON), after: position(POISON - 1), asked: false },
      recordedAt: '2020-01-01T00:09:00.000Z',
    });
    expect(models.parkedDocument('tally', 'loan-A')).toBeUndefined();
    const [one] = models.status();
    expect(one).toMatchObject({ checkpoint: { position: world.head() }, failure: undefined });
    expect(await contentOf(world, models)).toEqual(await cleanBut(world.events, [POISON]));
    expect(await contentOf(world, models)).not.toEqual(await clean(world.events));
  });

  it('is waited behind, in the running service too, and over a restart', async () => {
    const models = await alone(world, poisonedAt([POISON]));
    models.start();
    world.events.push(...LOANS.map((name, i) => factOf(name, COUNT + 1 + i)));
    expect(await world.run(() => models.reached(world.head(), 5_000))).toBe(true);
    expect(await contentOf(world, models)).toEqual(await cleanBut(world.events, [POISON]));
    await world.run(() => models.stop());
    const fixed = await alone(world, tally());
    expect(waiting(fixed)).toEqual([[DOCUMENT, POISON]]);
    expect(await contentOf(world, fixed)).toEqual(await cleanBut(world.events, [POISON]));
  });

  it('is replayed exactly after a fix, stamps too', async () => {
    await alone(world, poisonedAt([POISON]), { batchSize: 4 });
    const fixed = await alone(world, tally(), { batchSize: 3 });
    fixed.start();
    const { left } = await world.run(() => fixed.unpark());
    expect(left).toEqual([]);
    expect(fixed.parked()).toEqual([]);
    expect(world.server.parkedOnes.size).toBe(0);
    expect(await contentOf(world, fixed)).toEqual(await clean(world.events));
    world.events.push(factOf(DOCUMENT, COUNT + 1));
    expect(await world.run(() => fixed.reached(world.head(), 5_000))).toBe(true);
    expect(await contentOf(world, fixed)).toEqual(await clean(world.events));
    await world.run(() => fixed.stop());
  });

  it('without a fix parks again at the same place', async () => {
    const models = await alone(world, poisonedAt([POISON]));
    const before = models.parkedDocument('tally', DOCUMENT);
    models.start();
    const { left } = await world.run(() => models.unpark({ readModel: 'tally' }));
    expect(left).toEqual([expect.objectContaining({ document: DOCUMENT, message: MESSAGE })]);
    expect(models.parkedDocument('tally', DOCUMENT)).toEqual(before);
    expect([...world.server.parkedOnes.values()]).toEqual([before]);
    expect(await contentOf(world, models)).toEqual(await cleanBut(world.events, [POISON]));
    await world.run(() => models.stop());
  });

  it('may have a second behind it: one after the other', async () => {
    const second = POISON + 2 * LOANS.length;
    await alone(world, poisonedAt([POISON, second]));
    const half = await alone(world, poisonedAt([second]));
    half.start();
    await world.run(() => half.unpark({ document: DOCUMENT }));
    expect(waiting(half)).toEqual([[DOCUMENT, second]]);
    expect(await contentOf(world, half)).toEqual(await cleanBut(world.events, [second]));
    await world.run(() => half.stop());
    const fixed = await alone(world, tally());
    fixed.start();
    await world.run(() => fixed.unpark());
    expect(await contentOf(world, fixed)).toEqual(await clean(world.events));
    await world.run(() => fixed.stop());
  });

  it.each(['derive', 'extract'] as const)('may be one whose %s fails', async (step) => {
    const indexes: string[][] = [];
    const sound = tally({
      derive: (document) => document,
      extract: { indexes, of: ({ events }) => ({ events }) },
    });
    const fails = (document: { readonly events: number }) => {
      if (document.events === 3) throw new Error('three!');
      return document;
    };
    const broken = tally({
      derive: (document) => (step === 'derive' ? (fails(document), document) : document),
      extract: { indexes, of: (document) => (step === 'extract' ? fails(document) : document) },
    });
    const models = await alone(world, broken, { batchSize: 1 });
    expect(waiting(models).map(([, place]) => place)).toEqual([11, 12, 13, 14, 15]);
    const fixed = await alone(world, sound, { batchSize: 1 });
    fixed.start();
    await world.run(() => fixed.unpark());
    expect(await contentOf(world, fixed)).toEqual(await clean(world.events, sound));
    const extracts = await world.content(fixed.extract('tally'));
    expect(extracts.map(({ body }) => body)).toEqual(LOANS.map(() => ({ events: 8 })));
    await world.run(() => fixed.stop());
  });

  it('is forgotten with its collection: rebuilt by what can fold it, nothing waits', async () => {
    await alone(world, poisonedAt([POISON]));
    const fixed = await alone(world, tally());
    expect(waiting(fixed)).toEqual([[DOCUMENT, POISON]]);
    await world.run(() => fixed.rebuild(['tally']));
    expect(fixed.parked()).toEqual([]);
    expect(await contentOf(world, fixed)).toEqual(await clean(world.events));
    await world.run(() => fixed.rebuild(['tally']));
    expect(world.server.parkedOnes.size).toBe(0);
  });

  it('met by a rebuild parks in what it builds, too', async () => {
    const models = await alone(world, poisonedAt([POISON]));
    await world.run(() => models.rebuild(['tally']));
    expect(models.collection('tally')).toBe('tally_v1_2');
    expect(waiting(models)).toEqual([[DOCUMENT, POISON]]);
    expect(await contentOf(world, models)).toEqual(await cleanBut(world.events, [POISON]));
  });
});
