import { chainFaults, NO_TIP, type Tip } from '../event-store/chain.js';
import { MAX_APPEND_BYTES, type StoredEvent } from '../event-store/port.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { isPosition } from '../kernel/envelope.js';
import { isInstant } from '../kernel/local-date.js';
import { loanStream } from '../lending/loan.js';
import { mitraStream } from '../mitra/mitra.js';
import { EVENTS, type Manifest } from './package-layout.js';
import type { Problem, Problems } from './verify-package-files.js';
import type { ZipReader } from './zip-reader.js';

/** No event is longer: what is written at once is not, and its stamp is short. */
const MOST_LINE = MAX_APPEND_BYTES + 1_024;

/** However many there are. @throws {RangeError} one is longer than any event is */
export async function* linesOf(zip: ZipReader, path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of zip.read(path)) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      yield pieces.length === 0 ? line : pieces.join('') + line;
      [pieces, length] = [[], 0];
    }
    if (last === '') continue;
    pieces.push(last);
    length += last.length;
    if (length > MOST_LINE) throw new RangeError('a line is longer than any event is');
  }
  const rest = pieces.join('') + decoder.decode();
  if (rest !== '') yield rest;
}

const HASH = /^[0-9a-f]{64}$/;

const isEvent = (value: unknown): value is StoredEvent => {
  if (typeof value !== 'object' || value === null) return false;
  const { eventId, streamId, revision, position, recordedAt, hash } = value as StoredEvent;
  return (
    typeof eventId === 'string' &&
    typeof streamId === 'string' &&
    HASH.test(hash) &&
    Number.isSafeInteger(revision) &&
    isPosition(position) &&
    isInstant(recordedAt)
  );
};

/** Null for a line that is not exactly what this event is written as. */
export const parseLine = (line: string): StoredEvent | null => {
  try {
    const value: unknown = JSON.parse(line);
    if (!isEvent(value)) return null;
    return line === JSON.stringify(value) || line === canonicalJson(value) ? value : null;
  } catch {
    return null;
  }
};

/** Part of a stream: whether the others of it belong here, nothing in the package shows. */
export interface PartialStream {
  readonly streamId: string;
  readonly events: number;
}

/** The stream of the loan or the mitra that an event names holds nothing but what names it. */
const isOwnStream = ({ streamId, loan, mitra }: StoredEvent): boolean =>
  (loan !== undefined && streamId === loanStream(loan)) ||
  (mitra !== undefined && streamId === mitraStream(mitra));

/** Chains, order and selection, line by line. */
export class PackagedEvents {
  lines = 0;
  /** Lines that are no event. */
  unread = 0;
  private last: StoredEvent | null = null;
  private readonly ids = new Set<string>();
  private readonly streams = new Map<string, { count: number; tip: Tip }>();
  private readonly whole: ReadonlySet<string> | 'ALL';

  constructor(
    private readonly manifest: Manifest,
    private readonly problems: Problems,
  ) {
    const { streams } = manifest;
    this.whole =
      streams === 'ALL'
        ? 'ALL'
        : new Set(streams.filter(({ whole }) => whole).map(({ streamId }) => streamId));
  }

  /** Streams of which the manifest itself says that they are not whole. */
  get partial(): readonly PartialStream[] {
    return [...this.streams].flatMap(([streamId, { count: events }]) =>
      this.whole === 'ALL' || this.whole.has(streamId) ? [] : [{ streamId, events }],
    );
  }

  /** The event of a line; null where it is none. */
  take(line: string): StoredEvent | null {
    this.lines += 1;
    const event = parseLine(line);
    if (!event) {
      this.unread += 1;
      const why = 'the line is not the canonical JSON of an event';
      this.problems.add({ file: EVENTS, line: this.lines, kind: 'CHANGED', why });
      return null;
    }
    this.checkOrder(event);
    this.checkChain(event);
    this.checkSelection(event);
    this.last = event;
    return event;
  }

  /** What the manifest says of them as a whole. */
  finish(): void {
    const { what, streams, events, uncovered, basis } = this.manifest;
    const file = EVENTS;
    if (events !== this.lines) this.miscounted(`${this.lines} events, not ${events}`, events);
    if (uncovered.events > events)
      this.problems.add({ file, kind: 'CHANGED', why: 'more are uncovered than there are' });
    if (this.last && this.last.position > basis.position)
      this.problems.add({ file, kind: 'ADDED', why: 'events from after the basis' });
    if (streams === 'ALL' || 'all' in what) return;
    const subject = 'loan' in what ? loanStream(what.loan) : mitraStream(what.mitra);
    if (!this.streams.has(subject))
      this.problems.add({ file, kind: 'MISSING', why: `nothing of ${subject} is there` });
    const listed = new Map(streams.map((one) => [one.streamId, one.events]));
    for (const [streamId, expected] of listed) {
      const found = this.streams.get(streamId)?.count ?? 0;
      if (found !== expected) this.miscounted(`${streamId}: ${found}, not ${expected}`, expected);
    }
    for (const streamId of this.streams.keys())
      if (!listed.has(streamId))
        this.problems.add({ file, kind: 'ADDED', why: `${streamId} is not in the manifest` });
  }

  /** Something about one event; its line is the one taken last. */
  report(event: StoredEvent, kind: Problem['kind'], why: string): void {
    const { position, streamId: stream, revision } = event;
    const at = { file: EVENTS, line: this.lines, position, stream, revision };
    this.problems.add({ ...at, kind, why });
  }

  private miscounted(why: string, expected: number): void {
    const kind = this.lines < expected ? 'MISSING' : 'ADDED';
    this.problems.add({ file: EVENTS, kind, why });
  }

  private checkOrder(event: StoredEvent): void {
    const { last } = this;
    if (this.ids.has(event.eventId)) this.report(event, 'ADDED', 'its id was there before');
    this.ids.add(event.eventId);
    if (!last) return;
    if (event.position <= last.position)
      this.report(event, 'REORDERED', 'its position is not after that of the line before');
    if (event.recordedAt < last.recordedAt)
      this.report(event, 'REORDERED', 'it was recorded before the line before');
  }

  private checkChain(event: StoredEvent): void {
    const { streamId, revision, hash } = event;
    const { count, tip } = this.streams.get(streamId) ?? { count: 0, tip: NO_TIP };
    const isWhole = this.whole === 'ALL' || this.whole.has(streamId) || isOwnStream(event);
    const follows = isWhole || revision === tip.revision + 1;
    for (const { what, expected, found } of chainFaults(event, tip)) {
      if (what === 'hash') this.report(event, 'CHANGED', `its hash is ${expected}, not ${found}`);
      else if (what === 'revision' && (isWhole || revision <= tip.revision))
        this.report(
          event,
          revision > tip.revision ? 'MISSING' : 'REORDERED',
          `revision ${expected} of its stream is expected`,
        );
      else if (what === 'previousHash' && follows)
        this.report(event, 'CHANGED', 'it does not name the hash of the event before it');
    }
    this.streams.set(streamId, { count: count + 1, tip: { revision, hash } });
  }

  private checkSelection(event: StoredEvent): void {
    const { what } = this.manifest;
    const belongs =
      'all' in what || ('loan' in what ? event.loan === what.loan : event.mitra === what.mitra);
    if (!belongs) this.report(event, 'ADDED', 'it does not belong into this package');
  }
}
