import type { House } from '../house/house.js';
import { elapsed } from '../house/clock.js';
import type { Position } from '../kernel/envelope.js';
import type { Alarm } from '../proof/alarms.js';
import type { Projection } from '../read-model/projection.js';
import type { Recording } from './recording.js';
import { TooLate, within } from './within.js';

export const STORES = ['eventStore', 'readModelStore', 'keyStore'] as const;
export type StoreName = (typeof STORES)[number];

/** Whether a store answers, and if not, what kind of error it is: no address, no values. */
export type StoreReading =
  { readonly status: 'ok' } | { readonly status: 'unavailable'; readonly error: string };

export interface ReadModelReading {
  readonly name: string;
  readonly version: number;
  readonly position: Position;
  /** Null where the event store cannot be asked just now. Counted to 1,000. */
  readonly lagEvents: number | null;
  readonly lagSeconds: number | null;
  /** Documents that wait for a fix. */
  readonly parked: number;
  /** The event at which it has stopped as a whole. */
  readonly stoppedAt: Position | null;
  /** Whether this process folds it; else another one does. */
  readonly foldedHere: boolean;
}

/** How the service is at one moment; nothing in it is personal, nor how to reach anything. */
export interface Reading {
  readonly stores: Readonly<Record<StoreName, StoreReading>>;
  /** Unavailable: the last one could not be recorded, a minute ago at most. */
  readonly commands: 'ok' | 'unavailable';
  readonly head: Position | null;
  readonly readModels: readonly ReadModelReading[];
  readonly alarms: readonly Pick<Alarm, 'code' | 'since'>[];
  readonly treeSize: number | null;
}

/** Of the two seconds in which a probe must be answered. */
const PATIENCE_MS = 1_500;
/** So many events behind, or more: counting them must not cost more than that. */
const COUNTED = 1_000;
/** Whoever asks more often than that is told the same: anybody may ask. */
const FRESH_MS = 250;

/** There never is such a key, so it is looked for in the store, and not among those known. */
const NO_KEY = 'health';

/** By then every driver has given up by itself: an answer that is still to come never will. */
const GIVEN_UP_MS = 60_000;

/** One question to a store at a time, however many ask: one that is frozen is not asked again. */
class Probe<T> {
  private asking: Promise<T> | undefined;
  private since = 0;

  constructor(private readonly work: () => Promise<T>) {}

  ask(): Promise<T> {
    if (this.asking && elapsed() - this.since < GIVEN_UP_MS)
      return within(PATIENCE_MS, this.asking);
    const asking = Promise.resolve().then(this.work);
    const ended = (): void => {
      if (this.asking === asking) this.asking = undefined;
    };
    asking.then(ended, ended);
    [this.asking, this.since] = [asking, elapsed()];
    return within(PATIENCE_MS, asking);
  }
}

/** What a read model has not folded yet of the log. */
export interface Lag {
  readonly events: number;
  readonly seconds: number;
}

/** Asks the stores how they are, and the read models how far they have come. */
export class Readings {
  private readonly head: Probe<Position>;
  private readonly readModelStore: Probe<unknown>;
  private readonly keyStore: Probe<unknown>;
  private readonly tree: Probe<number>;
  private readonly lags: Probe<ReadonlyMap<string, Lag>>;
  private last: { readonly at: number; readonly reading: Promise<Reading> } | undefined;

  constructor(
    private readonly house: House,
    private readonly recording: Pick<Recording, 'isFailing'>,
  ) {
    const { ledger, readModels, proof } = house;
    this.head = new Probe(() => ledger.store.head());
    this.readModelStore = new Probe(() => readModels.store.serving());
    this.keyStore = new Probe(() => ledger.keys.find(NO_KEY));
    this.tree = new Probe(async () => (await proof.tree.head()).size);
    this.lags = new Probe(() => this.lagsOf(readModels.status()));
  }

  take(): Promise<Reading> {
    const at = elapsed();
    if (!this.last || at - this.last.at > FRESH_MS) this.last = { at, reading: this.read() };
    return this.last.reading;
  }

  /** By the names of the read models, as of now; none where the event store cannot be asked. */
  lagging(): Promise<ReadonlyMap<string, Lag>> {
    return this.lags.ask().catch(() => new Map<string, Lag>());
  }

  private async read(): Promise<Reading> {
    const { readModels, proof } = this.house;
    const [head, read, keys, tree, lags] = await Promise.allSettled([
      ...([this.head.ask(), this.readModelStore.ask(), this.keyStore.ask()] as const),
      ...([this.tree.ask(), this.lags.ask()] as const),
    ]);
    const known = lags.status === 'fulfilled' ? lags.value : undefined;
    return {
      stores: {
        eventStore: statusOf(head),
        readModelStore: statusOf(read),
        keyStore: statusOf(keys),
      },
      commands: this.recording.isFailing ? 'unavailable' : 'ok',
      head: head.status === 'fulfilled' ? head.value : null,
      readModels: readModels.status().map((projection) => readingOf(projection, known)),
      alarms: proof.alarms.all().map(({ code, since }) => ({ code, since })),
      treeSize: tree.status === 'fulfilled' ? tree.value : null,
    };
  }

  private async lagsOf(projections: readonly Projection[]): Promise<ReadonlyMap<string, Lag>> {
    const head = await this.house.ledger.store.head();
    // As they are now: they go on meanwhile.
    const reached = projections.map(({ projector: { name }, checkpoint: { position } }) => ({
      ...{ name, position },
    }));
    const lags = new Map<string, Lag>();
    // Most of them have come to the same event.
    for (const position of new Set(reached.map(({ position: one }) => one))) {
      const lag = await this.lagAt(position, head);
      for (const one of reached) if (one.position === position) lags.set(one.name, lag);
    }
    return lags;
  }

  private async lagAt(position: Position, head: Position): Promise<Lag> {
    const { store, clock } = this.house.ledger;
    const unread = position < head ? await store.readAll(position, COUNTED) : [];
    const ms = unread[0] ? Date.parse(clock()) - Date.parse(unread[0].recordedAt) : 0;
    return { events: unread.length, seconds: Math.max(ms, 0) / 1000 };
  }
}

const statusOf = (asked: PromiseSettledResult<unknown>): StoreReading => {
  if (asked.status === 'fulfilled') return { status: 'ok' };
  const { reason } = asked as { readonly reason: unknown };
  const error = reason instanceof TooLate ? reason.message : nameOf(reason);
  return { status: 'unavailable', error };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

const readingOf = (
  { projector, checkpoint, failure, parked, fence }: Projection,
  lags: ReadonlyMap<string, Lag> | undefined,
): ReadModelReading => {
  const { name, version } = projector;
  const lag = lags?.get(name);
  return {
    ...{ name, version, position: checkpoint.position },
    lagEvents: lag?.events ?? null,
    lagSeconds: lag?.seconds ?? null,
    parked: parked.size,
    stoppedAt: failure?.position ?? null,
    foldedHere: fence !== null,
  };
};

/** Answers although something waits for a person, or does not answer at all. */
export const standingOf = ({ stores, commands, readModels, alarms }: Reading) => {
  if (STORES.some((store) => stores[store].status !== 'ok')) return 'unavailable';
  const waiting = readModels.some(({ parked, stoppedAt }) => parked > 0 || stoppedAt !== null);
  return waiting || commands !== 'ok' || alarms.length > 0 ? 'degraded' : 'ok';
};
