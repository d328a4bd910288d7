import { chainFaults, NO_TIP, type Tip } from '../event-store/chain.js';
import type { StoredEvent } from '../event-store/port.js';
import { isReadable, type Stretch, type Unreadable } from '../event-store/walk.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import { CompactRange } from './compact-range.js';
import { leafHashOf } from './leaf.js';
import { leafHash } from './merkle.js';
import type { SignedCheckpoint } from './verify-checkpoints.js';

/** A place in the log; without stream and revision where they cannot be read. */
export interface Place {
  readonly position: Position;
  /** Counted from 0, as the tree does. */
  readonly leaf: number;
  readonly stream: string | null;
  readonly revision: number | null;
}

export const FAULTS = [
  'HASH', 'LINK', 'REVISION', 'TIME', 'UNREADABLE', 'GONE', 'FOREIGN',
] as const; // prettier-ignore

/** Something that does not fit, seen while the log was read once. */
export interface Fault {
  readonly what: (typeof FAULTS)[number];
  readonly at: Place;
  /** What it does not fit to: the event before it in its stream or, by the time, in the log. */
  readonly since: Place | null;
  readonly expected: string;
  readonly found: string;
  /** Of a revision: what was expected here stands further on. */
  readonly later: boolean;
}

/** A checkpoint held against the log: `fits` is null where the log ends before. */
export interface Compared {
  readonly checkpoint: SignedCheckpoint;
  readonly fits: boolean | null;
  /** The first event beyond it; null where there is none. */
  readonly next: Place | null;
  readonly last: Place | null;
  /** The running maximum there. */
  readonly recordedAt: Instant;
}

const KEPT_FAULTS = 1_000;
const HASH = /^[0-9a-f]{64}$/;
const KINDS = { revision: 'REVISION', previousHash: 'LINK', hash: 'HASH' } as const;

/** The leaf's hash, also of what nobody can have made a leaf of. */
export const leafHashAt = (event: StoredEvent, recordedAt: Instant): Buffer =>
  HASH.test(event.hash) ? leafHashOf({ hash: event.hash, recordedAt }) : leafHash('no event');

type StreamTip = Tip & { readonly place: Place };

/** Takes the log page by page: chains, times, and the root where a checkpoint tells one. */
export class Reading {
  readonly faults: Fault[] = [];
  readonly compared: Compared[] = [];
  faultCount = 0;
  leaves = 0;
  events = 0;
  /** Of the last event, readable or not. */
  end: Position = START;
  first: Place | null = null;
  private recordedAt = '' as Instant;
  private last: Place | null = null;
  private readonly tips = new Map<string, StreamTip>();
  private readonly wanted = new Map<string, Fault>();
  private readonly tree = new CompactRange();
  private readonly waiting: SignedCheckpoint[];
  private readonly covered: number;

  /** @param checkpoints by size */
  constructor(
    checkpoints: readonly SignedCheckpoint[],
    private readonly stampsRise: boolean,
  ) {
    this.waiting = [...checkpoints];
    this.covered = checkpoints.at(-1)?.head.size ?? 0;
  }

  get streams(): number {
    return this.tips.size;
  }

  take(stretch: Stretch): void {
    if (isReadable(stretch)) for (const event of stretch) this.read(event);
    else this.skip(stretch);
  }

  /** The log has ended: what is still waiting says that there was more. */
  finish(): void {
    this.compare(null);
    const fits = this.isBroken() ? false : null;
    for (const checkpoint of this.waiting.splice(0)) this.tell(checkpoint, fits, null);
  }

  private read(event: StoredEvent): void {
    const { streamId, revision, hash, position, recordedAt } = event;
    const place: Place = { position, leaf: this.leaves, stream: streamId, revision };
    this.compare(place);
    if (this.stampsRise && recordedAt < this.recordedAt)
      this.add('TIME', place, this.last, { expected: this.recordedAt, found: recordedAt });
    if (recordedAt > this.recordedAt) this.recordedAt = recordedAt;
    const tip = this.tips.get(streamId);
    for (const { what, ...sides } of chainFaults(event, tip ?? NO_TIP))
      this.add(KINDS[what], place, tip?.place ?? null, sides);
    if (this.wanted.size > 0) this.find(streamId, revision);
    this.tips.set(streamId, { revision, hash, place });
    if (this.leaves < this.covered && !this.isBroken())
      this.tree.append(leafHashAt(event, this.recordedAt));
    this.events += 1;
    this.advance(place, 1);
  }

  private skip({ from, to, events, missing, found }: Unreadable): void {
    const place: Place = { position: from, leaf: this.leaves, stream: null, revision: null };
    this.compare(place);
    const what = events === 0 ? 'FOREIGN' : missing ? 'GONE' : 'UNREADABLE';
    const expected = events === 0 ? 'nothing' : `${events} events`;
    this.add(what, place, this.last, { expected, found });
    this.advance({ ...place, position: to }, events);
  }

  private advance(place: Place, leaves: number): void {
    this.first ??= place;
    this.leaves += leaves;
    this.last = place;
    this.end = place.position;
  }

  /** A leaf that could not be read: from there on the tree cannot be built. */
  private isBroken(): boolean {
    return this.tree.size < Math.min(this.leaves, this.covered);
  }

  private compare(next: Place | null): void {
    for (
      let first = this.waiting[0];
      first && first.head.size <= this.leaves;
      first = this.waiting[0]
    ) {
      const fits = first.head.size === this.tree.size && this.tree.root().equals(first.head.root);
      this.tell(first, fits, next);
      this.waiting.shift();
    }
  }

  private tell(checkpoint: SignedCheckpoint, fits: boolean | null, next: Place | null): void {
    const { last, recordedAt } = this;
    this.compared.push({ checkpoint, fits, next, last, recordedAt });
  }

  private find(stream: string, revision: number): void {
    const key = `${revision} ${stream}`;
    const fault = this.wanted.get(key);
    if (!fault) return;
    this.wanted.delete(key);
    this.faults[this.faults.indexOf(fault)] = { ...fault, later: true };
  }

  private add(
    what: Fault['what'],
    at: Place,
    since: Place | null,
    sides: Pick<Fault, 'expected' | 'found'>,
  ): void {
    this.faultCount += 1;
    if (this.faults.length >= KEPT_FAULTS) return;
    const fault: Fault = { what, at, since, ...sides, later: false };
    this.faults.push(fault);
    if (what === 'REVISION') this.wanted.set(`${sides.expected} ${at.stream}`, fault);
  }
}
