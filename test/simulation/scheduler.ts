import type { Dice } from '../../src/demo/random.js';
import type { Cancel, Timing } from '../../src/kernel/timing.js';

/** Somebody waits for what nothing that is still to come can bring, or for ever. */
export class Stuck extends Error {
  override readonly name = 'Stuck';
}

/** What may die: none of its own work is done afterwards. */
export interface Host {
  readonly name: string;
  readonly alive: boolean;
  /** It begins: what asks so much at once would never begin at the odds of every day. */
  readonly begins?: boolean;
  /** Its stores are its own: nothing that it asked for is done once it is dead. */
  readonly alone?: boolean;
}

interface Task {
  readonly at: number;
  /** Which comes first of those due at the same time: drawn, never the order of asking. */
  readonly lot: number;
  readonly number: number;
  readonly host: Host | null;
  work: (() => void) | null;
}

const before = (a: Task, b: Task): boolean =>
  a.at !== b.at ? a.at < b.at : a.lot !== b.lot ? a.lot < b.lot : a.number < b.number;

const LOTS = 1_000_000;

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** By the machine's own clock. */
const STILL_MS = 60_000;

/** @throws {Stuck} where what was to wait for the machine alone waits for something simulated */
const settledInTime = async (outside: ReadonlySet<Promise<unknown>>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const why = `time has stood still for ${STILL_MS} ms`;
    timer = setTimeout(() => reject(new Stuck(why)), STILL_MS);
  });
  try {
    await Promise.race([Promise.allSettled(outside), late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * All that waits within the simulated system is done by then: promises, one after the other; and
 * what is put off until they are (as DataLoader does with what it loads together), three times.
 */
const drained = async (): Promise<void> => {
  await nextTick();
  await nextTick();
  await nextTick();
};

/**
 * Time that passes only where nobody has anything left to do, in milliseconds. Everything that
 * waits, waits here; whatever is due at the same time comes in an order that the seed draws.
 */
export class Scheduler {
  now = 0;
  /** Tasks done so far. */
  steps = 0;
  private numbers = 0;
  /** A binary heap. */
  private readonly queue: Task[] = [];
  private readonly outside = new Set<Promise<unknown>>();

  constructor(private readonly dice: Dice) {}

  after(ms: number, work: () => void, host: Host | null = null): Cancel {
    const [at, lot] = [this.now + Math.max(0, ms), this.dice.below(LOTS)];
    const task: Task = { at, lot, number: this.numbers++, host, work };
    this.push(task);
    return () => void (task.work = null);
  }

  pause(ms: number, host: Host | null = null): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve, host));
  }

  /** What waits for the machine and for nothing that is simulated: no time passes meanwhile. */
  async still<T>(work: () => Promise<T>): Promise<T> {
    const done = work();
    this.outside.add(done);
    try {
      return await done;
    } finally {
      this.outside.delete(done);
    }
  }

  /** For one that may die: nothing of what it waits for comes to it then. */
  timingOf(host: Host): Timing {
    return {
      elapsed: () => this.now,
      turn: () => this.pause(0, host),
      after: (ms, work) => this.after(ms, work, host),
      pause: (ms, signal) => this.pauseUntil(ms, host, signal),
    };
  }

  /**
   * Until `over` is settled.
   * @throws {Stuck} where nothing is left to do before, or it goes on for ever
   */
  async run<T>(
    over: Promise<T>,
    most: { readonly ms: number; readonly steps: number },
  ): Promise<T> {
    let settled = false;
    over.then(
      () => (settled = true),
      () => (settled = true),
    );
    for (;;) {
      await drained();
      if (settled) return over;
      if (this.outside.size > 0) {
        await settledInTime(this.outside);
        continue;
      }
      const task = this.pop();
      if (!task) throw new Stuck(`at ${this.now} ms nothing is left to do, and somebody waits`);
      const { work, host } = task;
      if (!work || host?.alive === false) continue;
      this.now = task.at;
      this.steps += 1;
      if (this.now > most.ms || this.steps > most.steps)
        throw new Stuck(`after ${this.now} ms and ${this.steps} steps there is still no end`);
      work();
    }
  }

  private pauseUntil(ms: number, host: Host, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const over = (): void => {
        cancel();
        signal?.removeEventListener('abort', over);
        resolve();
      };
      const cancel = this.after(ms, over, host);
      signal?.addEventListener('abort', over);
    });
  }

  private push(task: Task): void {
    const { queue } = this;
    let at = queue.push(task) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = queue[up];
      if (!parent || !before(task, parent)) break;
      queue[at] = parent;
      at = up;
    }
    queue[at] = task;
  }

  private pop(): Task | undefined {
    const { queue } = this;
    const first = queue[0];
    const last = queue.pop();
    if (!first || !last || queue.length === 0) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [queue[2 * at + 1], queue[2 * at + 2]];
      const least = right && left && before(right, left) ? right : left;
      if (!least || !before(least, last)) break;
      queue[at] = least;
      at = least === right ? 2 * at + 2 : 2 * at + 1;
    }
    queue[at] = last;
    return first;
  }
}
