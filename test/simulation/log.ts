import { checkedBodies, checkWhole } from '../../src/event-store/checks.js';
import {
  type AppendResult,
  type EventStore,
  type NewEvent,
  NO_STREAM,
  type SealedEvent,
  type StoredEvent,
  StoreUnavailable,
} from '../../src/event-store/port.js';
import { type Position, position, START } from '../../src/kernel/envelope.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { frozen } from './frozen.js';
import type { Link } from './network.js';

/** The log as a server keeps it: it never forgets, and never waits. */
export class LogServer {
  readonly events: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private readonly listeners = new Set<() => void>();
  private last = 0;

  /** @param gap how many positions nobody sees before the next event */
  constructor(
    private readonly clock: () => Instant,
    private readonly gap: () => number,
  ) {}

  append(stream: string, expected: number, events: readonly NewEvent[]): AppendResult {
    const bodies = checkedBodies(stream, expected, events);
    const held = this.streams.get(stream) ?? [];
    const currentRevision = held.length - 1;
    if (currentRevision !== expected) {
      const there = held.slice(expected + 1, expected + 1 + events.length);
      const last = there.at(-1);
      const same = events.every(({ event }, at) => there[at]?.eventId === event.eventId);
      if (!last || !same) return { outcome: 'conflict', currentRevision };
      return { outcome: 'appended', revision: last.revision, position: last.position };
    }
    for (const [at, body] of bodies.entries()) this.store(stream, body, events[at]?.recordedAt);
    for (const listen of this.listeners) listen();
    const last = this.stream(stream).at(-1);
    const { revision, position: at } = last ?? { revision: NO_STREAM, position: START };
    return { outcome: 'appended', revision, position: at };
  }

  stream(name: string): readonly StoredEvent[] {
    return this.streams.get(name) ?? [];
  }

  after(from: Position, limit: number): readonly StoredEvent[] {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.position ?? from) > from) high = middle;
      else low = middle + 1;
    }
    return this.events.slice(low, low + limit);
  }

  head(): Position {
    return this.events.at(-1)?.position ?? START;
  }

  /** Until something is appended, or the signal is aborted. */
  appended(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.listeners.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.listeners.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private store(stream: string, body: string, recordedAt = this.clock()): void {
    this.last += 1 + this.gap();
    const sealed = JSON.parse(body) as SealedEvent;
    const stored = { ...sealed, position: position(this.last), recordedAt };
    const event = frozen<StoredEvent>(JSON.stringify(stored));
    const held = this.streams.get(stream);
    if (held) held.push(event);
    else this.streams.set(stream, [event]);
    this.events.push(event);
  }
}

/** What a subscription does of its own accord, before each batch. */
export type Whim = 'ends' | 'breaks' | 'repeats' | null;

export interface Whims {
  readonly next: () => Whim;
  /** How many come where so many are asked for at most. */
  readonly size: (most: number) => number;
}

const STEADY: Whims = { next: () => null, size: (most) => most };
const BATCH = 500;

/** The log as one process sees it. */
export class SimulatedEventStore implements EventStore {
  readonly stampsRise = false;

  constructor(
    private readonly server: LogServer,
    private readonly link: Link,
    private readonly whims: Whims = STEADY,
  ) {}

  append(...args: Parameters<EventStore['append']>): Promise<AppendResult> {
    const [stream, expected, events] = args;
    const about = `${stream}@${expected} ${events.map(({ event }) => event.hash.slice(0, 8))}`;
    return this.link({ name: 'append', writes: true, about }, () => this.server.append(...args));
  }

  async readStream(stream: string, from = 0): Promise<readonly StoredEvent[]> {
    checkWhole('a revision', from, 0);
    const read = () => this.server.stream(stream).slice(from);
    return this.link({ name: 'readStream', about: stream }, read);
  }

  async readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    checkWhole('a limit', limit, 1);
    const most = this.whims.size(limit);
    return this.link({ name: 'readAll', about: after }, () => this.server.after(after, most));
  }

  head(): Promise<Position> {
    return this.link({ name: 'head' }, () => this.server.head());
  }

  async *subscribe(
    after: Position,
    { signal, batchSize = BATCH }: { readonly signal: AbortSignal; readonly batchSize?: number },
  ): AsyncGenerator<readonly StoredEvent[], void, void> {
    checkWhole('a batch size', batchSize, 1);
    let [seen, before]: [Position, readonly StoredEvent[]] = [after, []];
    while (!signal.aborted) {
      const whim = this.whims.next();
      if (whim === 'ends') return;
      if (whim === 'breaks') throw new StoreUnavailable('the subscription was dropped');
      if (whim === 'repeats' && before.length > 0) yield before;
      const size = this.whims.size(batchSize);
      const read = () => this.server.after(seen, size);
      const batch = await this.link({ name: 'subscription', about: seen }, read);
      const last = batch.at(-1);
      if (signal.aborted) return;
      if (!last) {
        if (this.server.head() <= seen) await this.server.appended(signal);
        continue;
      }
      [seen, before] = [last.position, batch];
      yield batch;
    }
  }

  async close(): Promise<void> {
    // Nothing of its own is open.
  }
}
