import type { EventStore, StoredEvent } from '../event-store/port.js';
import { isReadable, walkLog } from '../event-store/walk.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import { CompactRange } from './compact-range.js';
import { HASH_BYTES } from './merkle.js';
import { TILE_WIDTH } from './tile-path.js';
import type { SignedCheckpoint } from './verify-checkpoints.js';
import { leafHashAt } from './verify-reading.js';

/** The leaves that are kept beside the log; nobody vouches for them but a checkpoint. */
export interface KeptLeaves {
  /** The hashes of a tile of the lowest level, as many as there are. */
  readonly tile: (index: number) => Promise<Buffer | null>;
  readonly positionOf: (leaf: number) => Promise<Position | null>;
}

/** The hashes of the leaves from one on, as they are kept. */
async function* keptFrom(kept: KeptLeaves, first: number): AsyncGenerator<Buffer, void> {
  let skip = first % TILE_WIDTH;
  for (let index = Math.floor(first / TILE_WIDTH); ; index += 1) {
    const tile = await kept.tile(index);
    const width = Math.floor((tile?.length ?? 0) / HASH_BYTES);
    for (let at = skip; tile && at < width; at += 1)
      yield tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
    if (width < TILE_WIDTH) return;
    skip = 0;
  }
}

/** The largest of these sizes at which the leaves kept have the root that was signed; or 0. */
export const trustedSize = async (
  kept: KeptLeaves,
  checkpoints: readonly SignedCheckpoint[],
): Promise<number> => {
  const waiting = [...checkpoints];
  const tree = new CompactRange();
  let trusted = 0;
  for await (const leaf of keptFrom(kept, 0)) {
    tree.append(leaf);
    while (waiting[0] && waiting[0].head.size < tree.size) waiting.shift();
    const same = waiting.filter(({ head }) => head.size === tree.size);
    if (same.some(({ head }) => head.root.equals(tree.root()))) trusted = tree.size;
    if (waiting.length === 0) break;
  }
  return trusted;
};

/** What stands in the log where a leaf should be. */
export interface Actual {
  readonly event: StoredEvent | null;
  readonly position: Position;
  /** The leaf's hash with the running maximum, and with the event's own stamp. */
  readonly hashes: readonly Buffer[];
  readonly missing: boolean;
}

export interface Start {
  readonly after: Position;
  readonly leaf: number;
  readonly recordedAt: Instant;
}

/** The log from a leaf on; what somebody else wrote into it is no leaf. */
async function* actualFrom(
  store: EventStore,
  { after, recordedAt: begun }: Start,
): AsyncGenerator<Actual, void> {
  let recordedAt = begun;
  for await (const stretch of walkLog(store, after)) {
    if (isReadable(stretch))
      for (const event of stretch) {
        if (event.recordedAt > recordedAt) recordedAt = event.recordedAt;
        const stamps = store.stampsRise ? [event.recordedAt, recordedAt] : [recordedAt];
        const hashes = stamps.map((stamp) => leafHashAt(event, stamp));
        yield { event, position: event.position, hashes, missing: false };
      }
    else if (stretch.events > 0)
      yield { event: null, position: stretch.from, hashes: [], missing: stretch.missing };
  }
}

/** How far beyond the first difference the rest is looked for. */
const WINDOW = 65_536;

const isLeaf = (actual: Actual, leaf: Buffer): boolean =>
  actual.hashes.some((hash) => hash.equals(leaf));

/** What the rest says about the first difference. */
interface Rest {
  /** Whether the leaf that is expected there stands further on in the log. */
  expectedLater: boolean;
  /** Whether what stands there is expected further on. */
  actualLater: boolean;
  /** Whether a later event of its stream differs, too. */
  streamDiffers: boolean;
}

/** The first leaf that the log does not hold, and what stands there. */
export interface FirstDifference extends Readonly<Rest> {
  readonly leaf: number;
  /** Where the leaf before it stands. */
  readonly after: Position;
  /** Null where the log has ended. */
  readonly actual: Actual | null;
}

const NO_REST: Rest = { expectedLater: false, actualLater: false, streamDiffers: false };

const restOf = async (
  [actual, expected]: readonly [Actual, Buffer],
  ours: AsyncIterator<Actual, void>,
  theirs: AsyncIterator<Buffer, void>,
): Promise<Rest> => {
  const rest = { ...NO_REST };
  for (let looked = 0; looked < WINDOW; looked += 1) {
    const [one, leaf] = [(await ours.next()).value, (await theirs.next()).value];
    if (!one && !leaf) break;
    if (one && isLeaf(one, expected)) rest.expectedLater = true;
    if (leaf && isLeaf(actual, leaf)) rest.actualLater = true;
    if (one?.event && leaf && one.event.streamId === actual.event?.streamId && !isLeaf(one, leaf))
      rest.streamDiffers = true;
  }
  return rest;
};

/** Walks the log and the kept leaves side by side, up to `size`. */
export const firstDifference = async (
  store: EventStore,
  kept: KeptLeaves,
  start: Start,
  size: number,
): Promise<FirstDifference | null> => {
  const [ours, theirs] = [actualFrom(store, start), keptFrom(kept, start.leaf)];
  let { after } = start;
  for (let leaf = start.leaf; leaf < size; leaf += 1) {
    const { value: expected, done } = await theirs.next();
    if (done) return null;
    const next = await ours.next();
    if (next.done) return { leaf, after, actual: null, ...NO_REST };
    const actual = next.value;
    if (isLeaf(actual, expected)) {
      after = actual.position;
      continue;
    }
    return { leaf, after, actual, ...(await restOf([actual, expected], ours, theirs)) };
  }
  return null;
};
