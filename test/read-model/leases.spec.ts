import { Leases } from '../../src/read-model/leases.js';
import { type Machine, Machines } from './machines.js';

const NAME = 'loans_v1_1';
let world: Machines;
beforeEach(() => (world = new Machines()));

let names = 0;
const on = (machine: Machine, { alone = false, instance = `i${(names += 1)}` } = {}): Leases => {
  const readModels = world.documents(machine);
  return new Leases({ readModels, timing: machine.timing, instance, alone });
};
const one = (over = {}): Leases => on(world.machine(), over);
const tend = (leases: Leases) => world.run(() => leases.tend(NAME));
const there = () => world.server.leases.get(NAME);
const pass = (ms: number) => world.run(() => world.scheduler.pause(ms));

/** Looks every second, as whoever waits for a lease does; gives what it was told last. */
const looking = async (leases: Leases, seconds: number): Promise<number | null> => {
  let told: number | null = null;
  for (let i = 0; i < seconds && told === null; i += 1) {
    if (i > 0) await pass(1_000);
    told = await tend(leases);
  }
  return told;
};

describe('a lease', () => {
  it('is taken where there is none, and shown to be held, beat by beat', async () => {
    const holder = one({ instance: 'a' });
    expect(await tend(holder)).toBe(1);
    expect(there()).toEqual({ holder: 'a', fence: 1, beat: 0 });
    expect([await tend(holder), await tend(holder)]).toEqual([1, 1]);
    expect(there()).toEqual({ holder: 'a', fence: 1, beat: 2 });
  });

  it('stays with whoever beats, for as long as he does', async () => {
    const [holder, other] = [one(), one()];
    expect(await tend(holder)).toBe(1);
    for (let seconds = 0; seconds < 60; seconds += 1) {
      expect(await tend(other)).toBeNull();
      await pass(1_000);
      expect(await tend(holder)).toBe(1);
    }
  });

  it('is over after five seconds of silence, by the clock of whoever looks', async () => {
    await tend(one());
    await pass(3_600_000);
    const other = one({ instance: 'b' });
    const began = world.scheduler.now;
    expect(await looking(other, 5)).toBeNull();
    expect(await looking(other, 3)).toBe(2);
    expect(world.scheduler.now - began).toBeLessThan(6_500);
    expect(there()).toEqual({ holder: 'b', fence: 2, beat: 0 });
  });

  it('is not over where the last beat was seen late', async () => {
    const [holder, other] = [one(), one()];
    await tend(holder);
    expect(await looking(other, 4)).toBeNull();
    await tend(holder);
    expect(await looking(other, 5)).toBeNull();
  });

  it('let go of, is taken at once', async () => {
    const [holder, other] = [one(), one({ instance: 'b' })];
    await tend(holder);
    await world.run(() => holder.release());
    expect(there()).toMatchObject({ holder: '', fence: 1 });
    expect(await tend(other)).toBe(2);
    await world.run(() => holder.release());
    expect(there()).toEqual({ holder: 'b', fence: 2, beat: 0 });
  });

  it('goes to one of two who find it over at once', async () => {
    await tend(one());
    const others = [one(), one()];
    let told: (number | null)[] = [];
    for (let seconds = 0; seconds < 8 && told.every((fence) => fence === null); seconds += 1) {
      told = await world.run(() => Promise.all(others.map((other) => other.tend(NAME))));
      await pass(1_000);
    }
    expect(told.toSorted()).toEqual([2, null]);
  });

  it('is no longer his who was thought dead and comes back', async () => {
    const machine = world.machine();
    const [holder, other] = [on(machine), one()];
    await tend(holder);
    machine.freeze();
    const late = holder.tend(NAME);
    expect(await looking(other, 8)).toBe(2);
    machine.thaw();
    expect(await world.run(() => late)).toBeNull();
    expect(await tend(holder)).toBeNull();
    expect(await tend(other)).toBe(2);
  });

  it('whose holder is alone is his at once, whoever had it, and is not written again', async () => {
    await tend(one());
    const alone = one({ alone: true, instance: 'b' });
    expect(await tend(alone)).toBe(2);
    expect(await tend(alone)).toBe(2);
    expect(there()).toEqual({ holder: 'b', fence: 2, beat: 0 });
  });

  it('is held for each collection by itself', async () => {
    const [first, second] = [one(), one()];
    expect(await tend(first)).toBe(1);
    expect(await world.run(() => second.tend('mitra_v1_1'))).toBe(1);
    expect(await tend(second)).toBeNull();
  });
});

describe('where nobody hears that it was written', () => {
  const deafOnce = (machine: Machine) => {
    machine.fate = ({ writes }) => {
      if (!writes) return 'answered';
      machine.fate = () => 'answered';
      return 'unheard';
    };
  };

  it('a beat is taken for the holder’s own, and he goes on', async () => {
    const machine = world.machine();
    const holder = on(machine);
    await tend(holder);
    deafOnce(machine);
    await expect(tend(holder)).rejects.toThrow('unheard');
    expect(there()?.beat).toBe(1);
    expect([await tend(holder), await tend(holder)]).toEqual([1, 1]);
    expect(there()?.beat).toBe(2);
  });

  it('a lease just taken is known as one’s own, and taken without a wait', async () => {
    const machine = world.machine();
    const holder = on(machine, { instance: 'a' });
    deafOnce(machine);
    await expect(tend(holder)).rejects.toThrow('unheard');
    expect(await tend(holder)).toBe(2);
    expect(there()).toEqual({ holder: 'a', fence: 2, beat: 0 });
  });

  it('a release leaves it to the silence', async () => {
    const machine = world.machine();
    const [holder, other] = [on(machine), one()];
    await tend(holder);
    machine.fate = () => 'dead';
    void holder.release();
    expect(await looking(other, 8)).toBe(2);
  });
});
