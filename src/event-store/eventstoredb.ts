import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  NO_STREAM as NO_STREAM_YET,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { type Position, position, START } from '../kernel/envelope.js';
import { backOff, pause, unlessAborted } from './back-off.js';
import { checkedBodies, checkWhole } from './checks.js';
import { Bell } from './eventstoredb-bell.js';
import { eventStoreDBClient } from './eventstoredb-client.js';
import { EventStoreDBReader } from './eventstoredb-reader.js';
import { recordOf, storedEventOf } from './eventstoredb-record.js';
import { appendFailure, inTime } from './eventstoredb-weather.js';
import {
  type AppendResult,
  type EventStore,
  type NewEvent,
  NO_STREAM,
  OutcomeUnknown,
  StoreDamaged,
  type StoredEvent,
  StoreUnavailable,
} from './port.js';

const BATCH_SIZE = 500;

interface Options {
  /** Passed to the client as it is: TLS, credentials, clusters, deadlines. */
  readonly url: string;
  /** The server as messages name it, without credentials. */
  readonly name: string;
  readonly log?: (message: string, details: object) => void;
  /** How long the server may be silent, in milliseconds. */
  readonly answerMs?: number;
}

/** The client waits for ever; only its keep-alive would notice a frozen server, in 20 s. */
const ANSWER_MS = 12_000;

/** The log in EventStoreDB, which any number of processes may write. */
export class EventStoreDBEventStore implements EventStore {
  readonly stampsRise = false;
  private readonly answerMs: number;
  private readonly bell: Bell;
  private readonly reader: EventStoreDBReader;
  private readonly appending = new Set<Promise<unknown>>();
  private closed = false;

  private constructor(
    private readonly client: EventStoreDBClient,
    private readonly options: Options,
  ) {
    this.answerMs = options.answerMs ?? ANSWER_MS;
    this.bell = new Bell(client, (what, details) =>
      options.log?.(`EventStoreDB at ${options.name} ${what}`, details),
    );
    this.reader = new EventStoreDBReader(client, options.name, this.answerMs);
  }

  /**
   * @throws {RangeError} where the connection string cannot be read
   * @throws {StoreUnavailable} where no server answers
   */
  static async open(options: Options): Promise<EventStoreDBEventStore> {
    const store = new EventStoreDBEventStore(eventStoreDBClient(options.url), options);
    try {
      await store.head();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async append(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    checkedBodies(streamId, expectedRevision, events);
    this.checkOpen();
    if (events.length === 0) return this.standing(streamId, expectedRevision);
    const appending = this.write(streamId, expectedRevision, events);
    const settled = appending.catch(() => undefined);
    this.appending.add(settled);
    void settled.then(() => this.appending.delete(settled));
    return appending;
  }

  async readStream(streamId: string, fromRevision = 0): Promise<readonly StoredEvent[]> {
    checkWhole('a revision', fromRevision, 0);
    this.checkOpen();
    return this.held(streamId, fromRevision);
  }

  async readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    checkWhole('a limit', limit, 1);
    this.checkOpen();
    return (await this.reader.after(after, limit)).map(storedEventOf);
  }

  async head(): Promise<Position> {
    this.checkOpen();
    return this.reader.head();
  }

  /**
   * Rides out a server that is away, and goes on after the last event it gave. One page is read
   * ahead while the consumer works.
   */
  async *subscribe(
    after: Position,
    { signal, batchSize = BATCH_SIZE }: { readonly signal: AbortSignal; batchSize?: number },
  ): AsyncGenerator<readonly StoredEvent[], void, void> {
    checkWhole('a batch size', batchSize, 1);
    let seen = after;
    let next = this.pageAfter(seen, batchSize);
    for (let failures = 0; !signal.aborted && !this.closed;) {
      const read = await unlessAborted(next, signal);
      if (!read) return;
      const { page, heard } = read;
      if (page instanceof StoreUnavailable) {
        const wait = backOff(failures++);
        if (!this.closed) this.options.log?.(page.message, { after: seen, wait });
        await pause(wait, signal);
        next = this.pageAfter(seen, batchSize);
        continue;
      }
      if (page instanceof Error) throw page;
      failures = 0;
      const last = page.at(-1);
      if (last) seen = last.position;
      else await this.bell.after(heard, signal);
      next = this.pageAfter(seen, batchSize);
      if (last && !signal.aborted) yield page;
    }
  }

  /** What is being appended is waited for. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all(this.appending);
    await this.bell.close();
    await this.client.dispose();
  }

  /** A failure is a value here: nobody may be waiting for a page that was read ahead. */
  private async pageAfter(
    after: Position,
    limit: number,
  ): Promise<{ readonly heard: number; readonly page: readonly StoredEvent[] | Error }> {
    const heard = this.bell.rings;
    try {
      return { heard, page: await this.readAll(after, limit) };
    } catch (error) {
      return { heard, page: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  /** Also while the store is closing, for an append that is waited for. */
  private async held(streamId: string, fromRevision: number): Promise<readonly StoredEvent[]> {
    const records = await this.reader.stream(streamId, { fromRevision: BigInt(fromRevision) });
    const hole = records.findIndex(({ revision }, at) => Number(revision) !== fromRevision + at);
    if (hole >= 0)
      throw new StoreDamaged(
        `${streamId} revision ${fromRevision + hole} is missing, ` +
          `${records[hole]?.revision} follows: the stream was cut off or deleted`,
      );
    return records.map(storedEventOf);
  }

  private checkOpen(): void {
    if (this.closed) throw new StoreUnavailable(`EventStoreDB at ${this.options.name} is closed`);
  }

  private async write(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    const revision = expectedRevision + events.length;
    const expected = expectedRevision === NO_STREAM ? NO_STREAM_YET : BigInt(expectedRevision);
    try {
      const { nextExpectedRevision, position: at } = await inTime(
        this.client.appendToStream(streamId, events.map(recordOf), { expectedRevision: expected }),
        this.answerMs,
      );
      if (Number(nextExpectedRevision) !== revision)
        throw new StoreDamaged(
          `${streamId} took revision ${nextExpectedRevision} where ${revision} was due: ` +
            'it was deleted once',
        );
      if (!at) return await this.settled(streamId, expectedRevision, events).catch(unsettled);
      return { outcome: 'appended', revision, position: position(at.commit) };
    } catch (error) {
      if (error instanceof WrongExpectedVersionError)
        return this.settled(streamId, expectedRevision, events).catch(unsettled);
      throw appendFailure(this.options.name, error);
    }
  }

  /**
   * What the stream says of events of which the server does not: the answer of the first time
   * where it holds these very ones, else a conflict.
   */
  private async settled(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    const held = await this.held(streamId, expectedRevision + 1);
    const last = held.at(events.length - 1);
    const same = events.every(({ event }, at) => held[at]?.eventId === event.eventId);
    if (last && same)
      return { outcome: 'appended', revision: last.revision, position: last.position };
    const { revision: currentRevision } = held.at(-1) ?? (await this.last(streamId));
    return { outcome: 'conflict', currentRevision };
  }

  private async standing(streamId: string, expectedRevision: number): Promise<AppendResult> {
    const { revision, position: at } = await this.last(streamId);
    if (revision !== expectedRevision) return { outcome: 'conflict', currentRevision: revision };
    return { outcome: 'appended', revision, position: at };
  }

  private async last(streamId: string): Promise<Pick<StoredEvent, 'revision' | 'position'>> {
    const end = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;
    const [record] = await this.reader.stream(streamId, end);
    return record ? storedEventOf(record) : { revision: NO_STREAM, position: START };
  }
}

/** "Wrong version" may mean that the events are there already: unread, that stays unknown. */
const unsettled = (error: unknown): never => {
  if (!(error instanceof StoreUnavailable)) throw error;
  throw new OutcomeUnknown(error.message, { cause: error });
};
