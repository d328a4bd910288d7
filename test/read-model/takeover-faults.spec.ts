import fc from 'fast-check';
import { dice } from '../../src/demo/random.js';
import type { ReadModels } from '../../src/read-model/read-models.js';
import { facts, factOf, LOANS, type Machine, Machines } from './machines.js';
import { checkNothingLost } from './nothing-lost.js';
import { clean, contentOf, poisonedAt, waiting } from './poison.js';
import { tally } from './tally.js';

const COUNT = 3;
const NAME = 'tally_v1_1';

interface Running {
  readonly machine: Machine;
  readonly models: ReadModels;
}

/** Several processes that sleep, die, begin again and do not hear what they are told. */
class Fleet {
  readonly world: Machines;
  private readonly running = new Map<number, Running>();
  private readonly draw;
  private places: readonly number[];

  constructor(seed: number, places: readonly number[]) {
    this.world = new Machines(seed);
    this.draw = dice(seed);
    this.places = places;
    this.world.events.push(...facts(12));
  }

  pass(ms: number): Promise<void> {
    return this.world.run(() => this.world.scheduler.pause(ms));
  }

  async begin(number: number): Promise<void> {
    const machine = this.world.machine();
    const [sound, broken] = [tally(), (at: readonly number[]) => poisonedAt(at)];
    const projector = {
      ...sound,
      evolve: (...args: Parameters<typeof sound.evolve>) => broken(this.places).evolve(...args),
    };
    const models = await this.world.run(() =>
      this.world.open(machine, { projectors: [projector], batchSize: this.draw.between(1, 9) }),
    );
    machine.fate = () => (this.draw.chance(6) ? 'unheard' : 'answered');
    models.start();
    this.running.set(number, { machine, models });
  }

  of(number: number): Running {
    const found = this.running.get(number);
    if (!found) throw new Error(`no process ${number}`);
    return found;
  }

  async crash(number: number): Promise<void> {
    this.of(number).machine.die();
    await this.begin(number);
  }

  add(count: number): void {
    const { events } = this.world;
    for (let i = 0; i < count; i += 1)
      events.push(factOf(this.draw.pick(LOANS), events.length + 1));
  }

  mend(places: readonly number[] = []): void {
    this.places = places;
  }

  /** Nobody waits for it: it may be asleep. */
  ask(number: number): void {
    const { models } = this.of(number);
    void models.unpark().catch(() => undefined);
  }

  /** All is well from now on; what waits is tried again. */
  async settle(): Promise<readonly ReadModels[]> {
    this.mend();
    for (const { machine } of this.running.values()) {
      machine.fate = () => 'answered';
      machine.thaw();
    }
    await this.pass(15_000);
    const all = [...this.running.values()].map(({ models }) => models);
    for (const models of all) await this.world.run(() => models.unpark());
    await this.pass(5_000);
    return all;
  }
}

const what = fc.oneof(
  fc.record({ what: fc.constant('add' as const), much: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ what: fc.constant('pass' as const), much: fc.integer({ min: 1, max: 9_000 }) }),
  fc.record({
    what: fc.constantFrom('freeze' as const, 'thaw' as const, 'crash' as const, 'ask' as const),
    much: fc.integer({ min: 0, max: COUNT - 1 }),
  }),
  fc.record({ what: fc.constant('mend' as const), much: fc.integer({ min: 1, max: 60 }) }),
);

describe('several processes (I17)', () => {
  it('lose and double nothing, whoever sleeps, dies or does not hear', async () => {
    const places = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        places,
        fc.array(what, { minLength: 5, maxLength: 30 }),
        async (seed, poisons, story) => {
          const fleet = new Fleet(seed, poisons);
          for (let number = 0; number < COUNT; number += 1) await fleet.begin(number);
          for (const { what: act, much } of story) {
            if (act === 'add') fleet.add(much);
            else if (act === 'pass') await fleet.pass(much);
            else if (act === 'mend') fleet.mend(poisons.filter((one) => one > much));
            else if (act === 'crash') await fleet.crash(much);
            else if (act === 'ask') fleet.ask(much);
            else fleet.of(much).machine[act]();
            await fleet.pass(100);
            checkNothingLost(fleet.world, NAME);
          }
          const all = await fleet.settle();
          const [first] = all;
          if (!first) throw new Error('nobody runs');
          expect(all.map(waiting)).toEqual(all.map(() => []));
          expect(all.filter((one) => one.status()[0]?.fence !== null)).toHaveLength(1);
          expect(await contentOf(fleet.world, first)).toEqual(await clean(fleet.world.events));
          for (const one of all)
            expect(await fleet.world.run(() => one.reached(fleet.world.head(), 1))).toBe(true);
        },
      ),
      { seed: 11, numRuns: 100 },
    );
  }, 120_000);
});
