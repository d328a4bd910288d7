import { type EventStore, StoreUnavailable } from '../event-store/port.js';
import type { House } from '../house/house.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Cancel, Timing } from '../kernel/timing.js';
import type { Checkpoint } from '../read-model/port.js';
import { BEGINNING } from '../read-model/projection.js';
import type { ReadModels } from '../read-model/read-models.js';

/** Why an answer may lack what was recorded lately, and since when. */
export interface Stale {
  readonly reason: 'LOG_UNREACHABLE' | 'READ_MODELS_BEHIND';
  /**
   * The answer holds all that was recorded until then: by the house's clock, or, as long as the
   * read models were not yet seen whole, by the last event in them all; null where there is none.
   */
  readonly since: Instant | null;
  readonly ageSeconds: number | null;
}

export interface SightParts {
  readonly models: ReadModels;
  readonly store: EventStore;
  readonly clock: () => Instant;
  readonly timing: Timing;
}

/** By what a house looks at its log. */
export const sightPartsOf = ({
  readModels: models,
  ledger: { store, clock },
  timing,
}: Pick<House, 'readModels' | 'ledger' | 'timing'>): SightParts => ({
  ...{ models, store, clock, timing },
});

/** How long one question waits for the log, in milliseconds; the next ones do not. */
const GLANCE_MS = 1_000;
const AWAY = 'the log cannot be reached';
const LOOK_MS = 1_000;
/** Read models that are so far behind are said to be, in milliseconds. */
const BEHIND_MS = 5_000;

interface Look {
  readonly head: Position;
  readonly elapsed: number;
  readonly at: Instant;
}

/**
 * Where the log ends, for questions: they are answered from read models, so a log that is away or
 * frozen holds up one of them for a moment, and the others not at all. It is looked for every
 * second, also to know how old the read models are when it has gone.
 */
export class LogSight {
  private isAway = false;
  private readonly leaving = new Set<() => void>();
  /** When the latest look that was answered began. */
  private heard = -Infinity;
  /** The latest look of which the read models hold everything; until there is one, who knows. */
  private whole: Omit<Look, 'head'> | undefined;
  /** The first look of which they do not. */
  private ahead: Look | undefined;
  private cancel: Cancel = () => undefined;
  private ended = false;

  constructor(private readonly parts: SightParts) {
    this.lookOn();
    // Damage is told to those who ask.
    this.look().catch(() => undefined);
  }

  /**
   * As it is now, or null where the log cannot be reached.
   * @throws {StoreDamaged}
   */
  async head(): Promise<Position | null> {
    if (this.isAway && !this.ended) return null;
    return this.look();
  }

  /**
   * What is read of the log for a question: given up as soon as the log is known to be away.
   * @throws {StoreUnavailable}
   */
  async whileThere<T>(read: () => Promise<T>): Promise<T> {
    if (this.ended) return read();
    if (this.isAway) throw new StoreUnavailable(AWAY);
    let leave = (): void => undefined;
    const gone = new Promise<never>((_, reject) => {
      leave = () => reject(new StoreUnavailable(AWAY));
      this.leaving.add(leave);
    });
    try {
      return await Promise.race([read(), gone]);
    } finally {
      this.leaving.delete(leave);
    }
  }

  /** What to say of an answer that is given now; null where there is nothing to say. */
  stale(): Stale | null {
    this.settle();
    const age = this.whole && this.parts.timing.elapsed() - this.whole.elapsed;
    const isBehind = age === undefined ? this.ahead !== undefined : age >= BEHIND_MS;
    if (!this.isAway && !isBehind) return null;
    const since = this.whole ? this.whole.at : this.least().recordedAt;
    const sinceMs = since && Math.max(Date.parse(this.parts.clock()) - Date.parse(since), 0);
    const ms = age ?? sinceMs;
    return {
      reason: this.isAway ? 'LOG_UNREACHABLE' : 'READ_MODELS_BEHIND',
      since,
      ageSeconds: ms === null ? null : Math.round(ms / 1000),
    };
  }

  stop(): void {
    this.ended = true;
    this.cancel();
  }

  private now(): Omit<Look, 'head'> {
    const { timing, clock } = this.parts;
    return { elapsed: timing.elapsed(), at: clock() };
  }

  /** Given up after a moment; what comes of it later is heard all the same. */
  private async look(): Promise<Position | null> {
    const began = this.now();
    const over = new AbortController();
    const looked = this.lookSince(began);
    looked.catch(() => undefined);
    try {
      return await Promise.race([looked, this.tooLong(began, over.signal)]);
    } finally {
      over.abort();
    }
  }

  private async lookSince(began: Omit<Look, 'head'>): Promise<Position | null> {
    try {
      const head = await this.parts.store.head();
      this.isAway = false;
      this.heard = Math.max(this.heard, began.elapsed);
      this.settle();
      if (head > this.comeTo()) this.ahead ??= { head, ...began };
      else this.sawWhole(began);
      return head;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.lost(began);
      return null;
    }
  }

  private async tooLong(began: Omit<Look, 'head'>, signal: AbortSignal): Promise<null> {
    // In two, so that an answer that came while this process was busy elsewhere is heard first.
    await this.parts.timing.pause(GLANCE_MS / 2, signal);
    await this.parts.timing.pause(GLANCE_MS / 2, signal);
    if (!signal.aborted) this.lost(began);
    return null;
  }

  /** A look that was given up says nothing where a later one was answered. */
  private lost({ elapsed }: Omit<Look, 'head'>): void {
    if (elapsed <= this.heard) return;
    this.isAway = true;
    for (const leave of [...this.leaving]) leave();
  }

  /** Whether or not an earlier look still waits: its connection may be dead. */
  private lookOn(): void {
    this.cancel = this.parts.timing.after(LOOK_MS, () => {
      this.lookOn();
      // Damage is told to those who ask.
      this.look().catch(() => undefined);
    });
  }

  private settle(): void {
    if (!this.ahead || this.ahead.head > this.comeTo()) return;
    this.sawWhole(this.ahead);
    this.ahead = undefined;
  }

  private sawWhole({ elapsed, at }: Omit<Look, 'head'>): void {
    if (!this.whole || elapsed > this.whole.elapsed) this.whole = { elapsed, at };
  }

  private comeTo(): Position {
    return this.least().position;
  }

  /** What has stopped tells those who ask for it, and holds up nobody else. */
  private least(): Checkpoint {
    const going = this.parts.models.status().filter(({ failure }) => !failure);
    const come = going.map(({ checkpoint }) => checkpoint);
    return come.toSorted((a, b) => (a.position < b.position ? -1 : 1))[0] ?? BEGINNING;
  }
}

const sights = new WeakMap<ReadModels, LogSight>();

/** One for each service. */
export const sightOf = (parts: SightParts): LogSight => {
  const known = sights.get(parts.models);
  if (known) return known;
  const sight = new LogSight(parts);
  sights.set(parts.models, sight);
  return sight;
};

/** For questions: reads that end when the log goes away, instead of waiting for it. */
export const readInSight = (store: EventStore, sight: LogSight): EventStore => ({
  stampsRise: store.stampsRise,
  append: (...append) => store.append(...append),
  readStream: (...read) => sight.whileThere(() => store.readStream(...read)),
  readAll: (...read) => sight.whileThere(() => store.readAll(...read)),
  head: () => sight.whileThere(() => store.head()),
  subscribe: (...from) => store.subscribe(...from),
  close: () => store.close(),
});
