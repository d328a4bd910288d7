import type { Projector } from '../../projections/projector.js';
import { dice } from '../../src/demo/random.js';
import type { EventStore, StoredEvent } from '../../src/event-store/port.js';
import { type Position, position, START } from '../../src/kernel/envelope.js';
import type { Instant } from '../../src/kernel/local-date.js';
import type { Timing } from '../../src/kernel/timing.js';
import type { KeyStore } from '../../src/keys/port.js';
import type { ReadModelStore, Stored } from '../../src/read-model/port.js';
import { ReadModels, type ReadModelsOptions } from '../../src/read-model/read-models.js';
import { DocumentsServer } from '../simulation/documents-server.js';
import { SimulatedReadModelStore } from '../simulation/documents.js';
import type { Op } from '../simulation/network.js';
import { Scheduler } from '../simulation/scheduler.js';
import { contentOf } from './tally.js';

/**
 * What becomes of a question: it is done, and answered or not; nothing is heard of it ever; or the
 * machine dies, or falls asleep, before it is sent.
 */
export type Fate = 'answered' | 'unheard' | 'never' | 'dead' | 'asleep';

/** A process: it can stand still for a while, and go on as if nothing had been; or it dies. */
export class Machine {
  private state: 'running' | 'frozen' | 'dead' = 'running';
  private late: (() => void)[] = [];
  /** Decides on each question to the documents. */
  fate: (op: Op) => Fate = () => 'answered';

  constructor(private readonly scheduler: Scheduler) {}

  freeze(): void {
    this.state = 'frozen';
  }

  thaw(): void {
    this.state = 'running';
    for (const work of this.late.splice(0)) this.does(work);
  }

  die(): void {
    this.state = 'dead';
  }

  /** When what it asked for is done, and before it hears of that. */
  scheduleDeath(): void {
    this.scheduler.after(1, () => this.die());
  }

  does(work: () => void): void {
    if (this.state === 'running') work();
    else this.late.push(work);
  }

  readonly link = <T>(op: Op, work: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const send = (fate: Fate): void =>
        void this.scheduler.after(1, () => {
          const done = work();
          const heard = () => (fate === 'unheard' ? reject(new Error('unheard')) : resolve(done));
          this.scheduler.after(1, () => this.does(heard));
        });
      this.does(() => {
        const fate = this.fate(op);
        if (fate === 'dead') this.die();
        else if (fate === 'asleep') {
          this.freeze();
          this.does(() => send(fate));
        } else if (fate !== 'never') send(fate);
      });
    });

  get timing(): Timing {
    const { scheduler } = this;
    const after: Timing['after'] = (ms, work) => {
      let wanted = true;
      scheduler.after(ms, () => this.does(() => wanted && work()));
      return () => void (wanted = false);
    };
    const pause: Timing['pause'] = (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const over = (): void => {
          signal?.removeEventListener('abort', over);
          resolve();
        };
        signal?.addEventListener('abort', over);
        after(ms, over);
      });
    return { elapsed: () => scheduler.now, turn: () => pause(0), after, pause };
  }
}

const MINUTE_MS = 60_000;
const BEGAN = Date.parse('2020-01-01T00:00:00.000Z');

/** One fact of a stream that says nothing but its place; the clock goes back now and then. */
export const factOf = (
  streamId: string,
  number: number,
  over: Partial<StoredEvent> = {},
): StoredEvent => {
  const minutes = number % 7 === 3 ? number - 3 : number;
  const recordedAt = new Date(BEGAN + minutes * MINUTE_MS).toISOString() as Instant;
  const event = {
    ...{ eventId: `e${number}`, type: 'PaymentReceived', schemaVersion: 1, data: {} },
    ...{ streamId, revision: number, position: position(number), recordedAt },
    ...over,
  };
  return event as unknown as StoredEvent;
};

export const LOANS = ['loan-A', 'loan-B', 'loan-C', 'mitra-M', 'mitra-N'] as const;
/** From the first position on, round and round. */
export const facts = (count: number, streams: readonly string[] = LOANS): StoredEvent[] =>
  Array.from({ length: count }, (_, i) => factOf(streams[i % streams.length] ?? '', i + 1));

const NO_KEYS = { find: () => Promise.resolve(undefined) } as unknown as KeyStore;

interface Opening extends Partial<ReadModelsOptions> {
  readonly projectors: readonly Projector<unknown>[];
}

/** Machines on one log and one server of documents, in a time of their own. */
export class Machines {
  readonly scheduler: Scheduler;
  readonly server = new DocumentsServer();
  readonly events: StoredEvent[] = [];
  readonly said: string[] = [];
  private started = 0;

  constructor(seed = 1) {
    this.scheduler = new Scheduler(dice(seed));
  }

  /** Whatever `work` waits for, waits in this time. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.scheduler.run(work(), { ms: 3_600_000 + this.scheduler.now, steps: 10_000_000 });
  }

  machine(): Machine {
    return new Machine(this.scheduler);
  }

  /** The process that begins on a machine; each is known by a name of its own. */
  open(machine: Machine, { projectors, ...over }: Opening): Promise<ReadModels> {
    return ReadModels.open({
      ...{ store: this.log(machine), readModels: this.documents(machine), keys: NO_KEYS },
      ...{ timing: machine.timing, instance: `process-${(this.started += 1)}` },
      ...{ shared: true, projectors, log: (message: string) => void this.said.push(message) },
      ...over,
    });
  }

  documents(machine: Machine): ReadModelStore {
    return new SimulatedReadModelStore(this.server, machine.link);
  }

  head(): Position {
    return this.events.at(-1)?.position ?? START;
  }

  /** What the collection holds, asked by nobody. */
  async content(collection: string): Promise<readonly Stored[]> {
    const machine = this.machine();
    const found = await this.run(() => contentOf(this.documents(machine), [collection]));
    return found.get(collection) ?? [];
  }

  log({ timing }: Machine): EventStore {
    const { events } = this;
    const readAll = async (after: Position, limit: number): Promise<readonly StoredEvent[]> => {
      await timing.pause(1);
      return events.filter(({ position: at }) => at > after).slice(0, limit);
    };
    const subscribe: EventStore['subscribe'] = async function* (
      after,
      { signal, batchSize = 500 },
    ) {
      for (let at = after; !signal.aborted;) {
        const page = await readAll(at, batchSize ?? 500);
        if (page.length > 0) yield page;
        else await timing.pause(20, signal);
        at = page.at(-1)?.position ?? at;
      }
    };
    const head = async (): Promise<Position> => this.head();
    return { readAll, subscribe, head } as unknown as EventStore;
  }
}

/** What a clean fold makes of the same events, up to where `until` says a document waits. */
export const cleanly = async (
  events: readonly StoredEvent[],
  projectors: readonly Projector<unknown>[],
  over: Partial<ReadModelsOptions> = {},
): Promise<readonly (readonly Stored[])[]> => {
  const world = new Machines();
  world.events.push(...events);
  const models = await world.run(() => world.open(world.machine(), { projectors, ...over }));
  return Promise.all(projectors.map(({ name }) => world.content(models.collection(name))));
};
