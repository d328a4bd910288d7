import type { ReadModels } from '../../src/read-model/read-models.js';
import { facts, factOf, LOANS, type Machine, Machines } from './machines.js';
import { checkNothingLost } from './nothing-lost.js';
import { clean, cleanBut, contentOf, poisonedAt, waiting } from './poison.js';
import { tally } from './tally.js';

const NAME = 'tally_v1_1';
const POISON = 25;
let world: Machines;
beforeEach(() => {
  world = new Machines();
  world.events.push(...facts(20));
});

const pass = (ms: number) => world.run(() => world.scheduler.pause(ms));
const add = (count: number) => {
  const numbers = Array.from({ length: count }, (_, i) => world.events.length + 1 + i);
  world.events.push(...numbers.map((one) => factOf(LOANS[(one - 1) % LOANS.length] ?? '', one)));
};
const begin = async (machine: Machine, projector = poisonedAt([POISON])) => {
  const models = await world.run(() => world.open(machine, { projectors: [projector] }));
  models.start();
  return models;
};
const until = async (holds: () => boolean, everyMs = 1): Promise<void> => {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 20_000) throw new Error('it never came to that');
    await pass(everyMs);
  }
};
const fenceOf = (models: ReadModels) => models.status()[0]?.fence;
const storedFence = () => world.server.reached.get(NAME)?.fence;

/** Its beats are lost, and it folds on: whoever takes over has it beside him. */
const unheardBeats: Machine['fate'] = ({ name }) => (name === 'takeLease' ? 'never' : 'answered');

describe('whoever takes over', () => {
  it('skips nothing where his fence is refused, as the one before him has moved on', async () => {
    const [first, second] = [world.machine(), world.machine()];
    await begin(first);
    const other = await begin(second);
    await pass(2_000);
    first.fate = unheardBeats;
    const fences: (number | undefined)[] = [];
    let stage: 'fencing' | 'refused' | 'read' | 'adopting' | 'unheard' | 'done' = 'fencing';
    second.fate = ({ name, writes }) => {
      if (name === 'checkpoint' && writes) fences.push(storedFence());
      if (stage === 'fencing' && name === 'checkpoint' && writes) {
        stage = 'refused';
        return 'asleep';
      }
      if (stage === 'read' && name === 'parked') {
        stage = 'adopting';
        return 'asleep';
      }
      if (stage === 'unheard' && name === 'unpark') {
        stage = 'done';
        return 'unheard';
      }
      if (stage === 'refused' && name === 'checkpoint' && !writes) stage = 'read';
      return 'answered';
    };
    await until(() => stage === 'refused', 50);
    add(3);
    await pass(300);
    second.thaw();
    await until(() => stage === 'adopting');
    add(7);
    await pass(300);
    stage = 'unheard';
    second.thaw();
    await pass(20);
    first.die();
    await pass(12_000);
    expect(storedFence()).toBe(2);
    expect(fences.slice(0, 2)).toEqual([1, 1]);
    add(5);
    await pass(3_000);
    checkNothingLost(world, NAME);
    expect(waiting(other)).toEqual([['mitra-N', POISON]]);
    expect(await contentOf(world, other)).toEqual(await cleanBut(world.events, [POISON]));
    await world.run(() => other.stop());
    const mended = await begin(world.machine(), tally());
    await until(() => fenceOf(mended) !== null);
    await world.run(() => mended.unpark());
    expect(waiting(mended)).toEqual([]);
    expect(await contentOf(world, mended)).toEqual(await clean(world.events));
    await world.run(() => mended.stop());
  });

  it('lets go where another has taken over before his fence was there', async () => {
    const [first, second] = [world.machine(), world.machine()];
    await begin(first);
    const slow = await begin(second);
    await pass(2_000);
    let [asleep, isWatched] = [false, true];
    second.fate = ({ name, writes }) => {
      const sleeps = isWatched && name === 'checkpoint' && writes === true;
      asleep ||= sleeps;
      return sleeps ? 'asleep' : 'answered';
    };
    first.die();
    await until(() => asleep, 50);
    isWatched = false;
    const third = await begin(world.machine());
    add(10);
    await until(() => fenceOf(third) !== null, 50);
    await pass(500);
    expect([storedFence(), waiting(third)]).toEqual([3, [['mitra-N', POISON]]]);
    const fences = new Set<number | null | undefined>();
    second.thaw();
    for (let ms = 0; ms < 2_000; ms += 1) {
      await pass(1);
      fences.add(fenceOf(slow));
    }
    expect([...fences]).toEqual([null]);
    expect(world.said).toContain('not taken over');
    expect(await contentOf(world, third)).toEqual(await cleanBut(world.events, [POISON]));
    for (const one of [slow, third]) await world.run(() => one.stop());
  });
});
