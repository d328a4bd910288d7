import { v4 } from 'uuid';
import { type Expected, judge } from './commit-check.js';
import { LogFile } from './log-file.js';
import { Stream } from './stream.js';

export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

export interface Recorded extends Proposed {
  readonly streamId: string;
  /** In decimal: a tombstone's is the greatest of all, 2^63 - 1. */
  readonly revision: string;
  /** Of commit and prepare alike. */
  readonly position: number;
  /** Ticks of 100 ns since 1970, in decimal. */
  readonly created: string;
}

export type Written =
  /** `revision` is -1 where nothing was appended to a stream that holds nothing. */
  | { readonly outcome: 'written'; readonly revision: number; readonly position?: number }
  | { readonly outcome: 'wrong'; readonly current: number }
  | { readonly outcome: 'deleted' };

export interface LogOptions {
  readonly file?: string | undefined;
  /** Milliseconds since 1970, with a fraction, as events are stamped. */
  readonly now: () => number;
  /** A system event follows every so many appends; 0 for none. */
  readonly statisticsEvery: number;
}

type Draft = Pick<Recorded, 'streamId' | 'revision'> & Proposed;

/** The first record of a log is its epoch, which nobody reads. */
const EPOCH_SIZE = 151;
/** What the log keeps of an event beside names, data and metadata. */
const FRAMING = 86;
const LAST_REVISION = 2n ** 63n - 1n;
const STATISTICS = '$stats-127.0.0.1:2113';

const sizeOf = ({ streamId, type, data, metadata }: Draft): number =>
  FRAMING + Buffer.byteLength(streamId) + Buffer.byteLength(type) + data.length + metadata.length;

const json = (type: string, data: object): Proposed => ({
  ...{ id: v4(), type, contentType: 'application/json' },
  ...{ data: Buffer.from(JSON.stringify(data)), metadata: Buffer.alloc(0) },
});

/** Hides what lies before a revision; JSON.stringify cannot write 2^63 - 1. */
const truncation = (before: bigint): Proposed => ({
  ...json('$metadata', {}),
  data: Buffer.from(`{"$tb":${before}}`),
});

/** The log of the double, in memory and, where it has a file, on disk before it says so. */
export class Log {
  /** Everything, in log order. */
  readonly records: Recorded[] = [];
  closed = false;
  private readonly indexes = new Map<number, number>();
  private readonly streams = new Map<string, Stream>();
  private readonly listeners = new Set<() => void>();
  private readonly file: LogFile | undefined;
  private end = EPOCH_SIZE;
  private appends = 0;

  constructor(private readonly options: LogOptions) {
    this.file = options.file === undefined ? undefined : new LogFile(options.file);
    for (const transaction of this.file?.transactions ?? []) this.apply(transaction);
    if (this.records.length === 0) {
      const kept = json('$metadata', { $maxAge: 86_400 });
      this.write([{ streamId: `$$${STATISTICS}`, revision: '0', ...kept }]);
      this.writeSystemEvent();
    }
  }

  stream(streamId: string): Stream {
    const known = this.streams.get(streamId);
    if (known) return known;
    const fresh = new Stream();
    this.streams.set(streamId, fresh);
    return fresh;
  }

  /** Where the event at this very position stands among `records`. */
  indexOf(position: number): number | undefined {
    return this.indexes.get(position);
  }

  append(streamId: string, expected: Expected, events: readonly Proposed[]): Written {
    const stream = this.stream(streamId);
    const ids = events.map(({ id }) => id);
    const decided = judge(stream, expected, ids);
    if (decided.verdict === 'deleted') return { outcome: 'deleted' };
    if (decided.verdict === 'wrong') return { outcome: 'wrong', current: stream.tip };
    if (decided.verdict === 'repeat') return this.asBefore(stream, decided.last);
    if (events.length === 0) return { outcome: 'written', revision: stream.tip };
    const first = stream.tip + 1;
    const drafts = events.map((event, index) => ({
      ...{ streamId, revision: String(first + index) },
      ...event,
    }));
    // What is appended to a deleted stream shows again; what was deleted does not.
    const revived = stream.softDeleted ? [this.truncated(streamId, BigInt(first))] : [];
    const position = this.write([...revived, ...drafts]);
    this.appends += 1;
    const { statisticsEvery } = this.options;
    if (statisticsEvery > 0 && this.appends % statisticsEvery === 0) this.writeSystemEvent();
    return { outcome: 'written', revision: stream.tip, position };
  }

  /** Softly: the events are hidden from readers of the stream, and numbering goes on. */
  delete(streamId: string, expected: Expected): Written {
    return this.ifExpected(streamId, expected, () => this.truncated(streamId, LAST_REVISION));
  }

  /** For ever. */
  tombstone(streamId: string, expected: Expected): Written {
    const tombstone = json('$streamDeleted', {});
    const revision = String(LAST_REVISION);
    return this.ifExpected(streamId, expected, () => ({ streamId, revision, ...tombstone }));
  }

  writeSystemEvent(): void {
    const revision = String(this.stream(STATISTICS).tip + 1);
    const statistics = json('$statsCollected', { 'es-queue-length': this.records.length });
    this.write([{ streamId: STATISTICS, revision, ...statistics }]);
  }

  /** Calls after each write, until what it returns is called. */
  onWrite(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Nothing is written after this, as when the process has ended. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.file?.close();
  }

  private asBefore(stream: Stream, revision: number): Written {
    const position = stream.records[revision]?.position;
    return { outcome: 'written', revision, ...(position === undefined ? {} : { position }) };
  }

  private ifExpected(streamId: string, expected: Expected, draft: () => Draft): Written {
    const stream = this.stream(streamId);
    const { verdict } = judge(stream, expected, [v4()]);
    if (verdict === 'deleted') return { outcome: 'deleted' };
    if (verdict === 'wrong') return { outcome: 'wrong', current: stream.tip };
    return { outcome: 'written', revision: stream.tip, position: this.write([draft()]) };
  }

  private truncated(streamId: string, before: bigint): Draft {
    const metastream = `$$${streamId}`;
    const revision = String(this.stream(metastream).tip + 1);
    return { streamId: metastream, revision, ...truncation(before) };
  }

  /** All or nothing; the position of the last one. */
  private write(drafts: readonly Draft[]): number {
    if (this.closed) throw new Error('the log is closed');
    const created = String(Math.floor(this.options.now() * 10_000));
    let { end } = this;
    const records = drafts.map((draft): Recorded => {
      const position = end;
      end += sizeOf(draft);
      return { ...draft, position, created };
    });
    this.file?.write(records);
    this.apply(records);
    for (const listener of this.listeners) listener();
    return records.at(-1)?.position ?? 0;
  }

  private apply(records: readonly Recorded[]): void {
    for (const record of records) {
      this.indexes.set(record.position, this.records.length);
      this.records.push(record);
      this.stream(record.streamId).add(record);
      if (record.type === '$metadata' && record.streamId.startsWith('$$'))
        this.stream(record.streamId.slice(2)).describe(record.data);
      this.end = record.position + sizeOf(record);
    }
  }
}
