import type { Projector } from '../../projections/projector.js';
import { type KeyStore, WrongMasterKey } from '../../src/keys/port.js';
import { position } from '../../src/kernel/envelope.js';
import { facts, factOf, Machines } from './machines.js';
import { alone, clean, cleanBut, contentOf, poisonedAt, waiting } from './poison.js';
import { type Tally, tally } from './tally.js';

const COUNT = 30;
const PLACE = 12;
let world: Machines;
beforeEach(() => {
  world = new Machines();
  world.events.push(...facts(COUNT));
});

const keyFails: Projector<Tally>['keyOf'] = ({ position: at, streamId }) => {
  if (Number(at) === PLACE) throw new Error('whose is it?');
  return streamId;
};
const stops: readonly (readonly [string, () => Projector<unknown>])[] = [
  ['whose document cannot be known', () => tally({ keyOf: keyFails })],
  ['of a read model that is read as a whole', () => poisonedAt([PLACE], { whole: true })],
];

describe.each(stops)('an event %s', (_, broken) => {
  const fixed = () => tally({ whole: true });

  it('stops its read model exactly before it', async () => {
    const models = await alone(world, broken(), { batchSize: 7 });
    const [one] = models.status();
    expect(one?.failure?.position).toBe(position(PLACE));
    expect(one?.checkpoint.position).toBe(position(PLACE - 1));
    expect(waiting(models)).toEqual([[null, PLACE]]);
    const before = world.events.slice(0, PLACE - 1);
    expect(await contentOf(world, models)).toEqual(await clean(before));
    expect(await world.run(() => models.reached(world.head(), 60_000))).toBe(false);
  });

  it('is tried again at a restart: in vain, or with what can fold it', async () => {
    await alone(world, broken());
    expect(waiting(await alone(world, broken()))).toEqual([[null, PLACE]]);
    const models = await alone(world, fixed());
    expect(waiting(models)).toEqual([]);
    expect(world.server.parkedOnes.size).toBe(0);
    expect(await contentOf(world, models)).toEqual(await clean(world.events));
  });

  it('is tried again where that is asked for, and says so where it stops again', async () => {
    let isFixed = false;
    const [sound, poison] = [fixed(), broken()];
    const models = await alone(world, {
      ...poison,
      keyOf: (event) => (isFixed ? sound : poison).keyOf(event),
      evolve: (...args) => (isFixed ? sound : poison).evolve(...args),
    });
    models.start();
    const first = await world.run(() => models.unpark());
    expect(first.left).toEqual([
      expect.objectContaining({ document: null, position: position(PLACE) }),
    ]);
    expect(waiting(models)).toEqual([[null, PLACE]]);
    isFixed = true;
    const second = await world.run(() => models.unpark({ readModel: 'tally' }));
    expect(second.left).toEqual([]);
    expect(await world.run(() => models.reached(world.head(), 5_000))).toBe(true);
    expect(await contentOf(world, models)).toEqual(await clean(world.events));
    await world.run(() => models.stop());
  });
});

describe('an event that stopped a read model', () => {
  it('is tried again although nobody hears that its mark is gone', async () => {
    let isFixed = false;
    const [sound, poison] = [tally(), poisonedAt([PLACE], { whole: true })];
    const projector: Projector<unknown> = {
      ...poison,
      evolve: (...args) => (isFixed ? sound : poison).evolve(...args),
    };
    const machine = world.machine();
    const models = await alone(world, projector, { machine });
    expect(waiting(models)).toEqual([[null, PLACE]]);
    let unheard = 0;
    machine.fate = ({ name }) => {
      if (name !== 'unpark' || unheard > 0) return 'answered';
      unheard += 1;
      return 'unheard';
    };
    isFixed = true;
    models.start();
    await world.run(() => models.unpark());
    expect(unheard).toBe(1);
    expect(await world.run(() => models.reached(world.head(), 20_000))).toBe(true);
    expect(waiting(models)).toEqual([]);
    expect(await contentOf(world, models)).toEqual(await clean(world.events));
    await world.run(() => models.stop());
  });
});

describe('an event of a type that nobody knows', () => {
  const unknown = () => {
    const odd = factOf('loan-B', PLACE, { type: 'LoanTransmuted' });
    world.events.splice(PLACE - 1, 1, odd);
  };

  it('stops the read models of its category; others go on', async () => {
    unknown();
    const loans = tally({ name: 'loans', categories: ['loan'] });
    const mitra = tally({ name: 'mitra', categories: ['mitra'] });
    const models = await alone(world, loans, { projectors: [loans, mitra] });
    const [first, second] = models.status();
    expect(first?.failure?.message).toContain('unknown event type LoanTransmuted');
    expect(first?.checkpoint.position).toBe(position(PLACE - 1));
    expect(second).toMatchObject({ failure: undefined, checkpoint: { position: world.head() } });
  });
});

describe('a personal part', () => {
  const reader = tally({ readsPersonal: true });
  const personal = { key: 'mitra:M', nonce: 'AAAA', ciphertext: 'AAAA' };
  const keysThat = (find: KeyStore['find']) => ({ find }) as unknown as KeyStore;
  const erased = keysThat(async () => null);
  beforeEach(() => {
    world.events.splice(PLACE - 1, 1, factOf('loan-B', PLACE, { personal }));
  });

  it.each([
    ['whose key is missing', keysThat(async () => undefined)],
    ['that does not open', keysThat(async () => Buffer.alloc(32))],
  ])('%s parks the document; with its key it is replayed', async (_, keys) => {
    const models = await alone(world, reader, { keys });
    expect(waiting(models)).toEqual([['loan-B', PLACE]]);
    expect(models.parkedDocument('tally', 'loan-B')?.message).not.toContain('AAAA');
    expect(await contentOf(world, models)).toEqual(await cleanBut(world.events, [PLACE]));
    const restored = await alone(world, reader, { keys: erased });
    restored.start();
    await world.run(() => restored.unpark());
    expect(await contentOf(world, restored)).toEqual(
      await clean(world.events, reader, { keys: erased }),
    );
    await world.run(() => restored.stop());
  });

  it('is none of the business of who does not read it', async () => {
    const keys = keysThat(async () => undefined);
    const models = await alone(world, tally(), { keys });
    expect(waiting(models)).toEqual([]);
  });

  it('under another master key stops all who read names: it is nobody’s document', async () => {
    const keys = keysThat(() => Promise.reject(new WrongMasterKey('another one')));
    const models = await alone(world, reader, { keys });
    expect(waiting(models)).toEqual([[null, PLACE]]);
  });
});
