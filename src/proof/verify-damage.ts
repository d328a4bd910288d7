import { CANONICAL } from '../event-store/chain.js';
import { type Position, position } from '../kernel/envelope.js';
import type { Compared, Fault, Place, Reading } from './verify-reading.js';
import type { Damage, Kind } from './verify-report.js';
import type { FirstDifference } from './verify-tiles.js';

/** What the checkpoints say: up to where all fits, and the first beyond that which does not. */
export interface Bounds {
  readonly fits: Compared | null;
  readonly unfit: Compared | null;
}

const NOWHERE = { stream: null, revision: null };

/** Where the next event would stand. */
export const endOf = ({ end, leaves }: Reading): Place => ({
  ...{ position: position(BigInt(end) + 1n), leaf: leaves },
  ...NOWHERE,
});

const firstAfter = (fits: Compared | null, reading: Reading): Place =>
  fits ? (fits.next ?? endOf(reading)) : (reading.first ?? endOf(reading));

const FAULT_KINDS: Readonly<Record<Exclude<Fault['what'], 'REVISION'>, Kind>> = {
  HASH: 'CHANGED',
  LINK: 'CHANGED',
  UNREADABLE: 'CHANGED',
  TIME: 'REORDERED',
  GONE: 'MISSING',
  FOREIGN: 'ADDED',
};

const kindOf = ({ what, later, expected, found }: Fault): Kind => {
  if (what !== 'REVISION') return FAULT_KINDS[what];
  if (later) return 'REORDERED';
  return Number(found) > Number(expected) ? 'MISSING' : 'ADDED';
};

const WHY: Readonly<Record<Fault['what'], (fault: Fault) => string>> = {
  HASH: ({ found, expected }) =>
    expected === CANONICAL
      ? `it is not stored as ${CANONICAL}, but as ${found}`
      : `its hash ${found} is not that of its content, ${expected}`,
  LINK: () => 'it does not name the hash of the event before it in its stream',
  REVISION: ({ expected, found }) => `revision ${expected} is expected in its stream, not ${found}`,
  TIME: ({ expected, found }) => `recorded ${found}, but the event before it ${expected}`,
  UNREADABLE: ({ found }) => `it cannot be read: ${found}`,
  GONE: ({ found }) => found,
  FOREIGN: ({ found }) => `somebody else wrote it: ${found}`,
};

/** What a fault can be seen from alone is there; the others may come of an event before. */
const placeOf = (fault: Fault, first: Place): { from: Place; to: Place } => {
  const { what, at, since } = fault;
  if (what === 'TIME') return { from: first.leaf < at.leaf ? first : at, to: at };
  if (what !== 'LINK' && what !== 'REVISION') return { from: at, to: at };
  const from = since ?? first;
  if (from.leaf >= first.leaf) return { from, to: at };
  // The event before it is proven, so is this one's place by all that a checkpoint covers.
  if (what === 'LINK') return { from: at, to: at };
  return { from: first.leaf < at.leaf ? first : at, to: at };
};

export const damageByChain = (fault: Fault, bounds: Bounds, reading: Reading): Damage => {
  const { from, to } = placeOf(fault, firstAfter(bounds.fits, reading));
  const last = bounds.unfit?.last;
  const end = last && last.leaf < to.leaf && last.leaf >= from.leaf ? last : to;
  const exact = from.leaf === end.leaf;
  return {
    ...{ kind: kindOf(fault), covered: true, exact, from, to: end },
    ...{ toldBy: 'CHAIN', why: WHY[fault.what](fault) },
  };
};

/** No chain is broken, but the root is another: all that is known are two checkpoints. */
export const damageByCheckpoints = (
  bounds: Bounds,
  reading: Reading,
  remembered: Position,
): Damage => {
  const from = firstAfter(bounds.fits, reading);
  const range = (to: Place) => ({ from, to, exact: from.leaf === to.leaf, covered: true });
  const size = bounds.unfit?.checkpoint.head.size ?? 0;
  if (bounds.unfit?.fits === null) {
    const isCut = remembered > reading.end;
    const why = isCut
      ? `the log ends after ${reading.leaves} events, but what is beside it has read up to ` +
        `position ${BigInt(remembered)}; ${size} events were signed`
      : `the log ends after ${reading.leaves} events, ${size} were signed`;
    const kind = isCut ? 'CUT_OFF' : 'OLD_BACKUP';
    return { kind, ...range(endOf(reading)), toldBy: 'CHECKPOINTS', why };
  }
  const why =
    'the chains are whole, but the tree is another: whole streams were written anew, taken ' +
    'away, added or moved, or times of recording changed';
  const to = bounds.unfit?.last ?? endOf(reading);
  return { kind: 'REWRITTEN', ...range(to), toldBy: 'CHECKPOINTS', why };
};

interface Told extends FirstDifference {
  /** Where the leaf stood, as it is kept: nobody vouches for that. */
  readonly keptPosition: Position | null;
}

const kindByTiles = (told: Told, reading: Reading): Kind => {
  const { actual, expectedLater, actualLater, streamDiffers } = told;
  if (!actual) return 'CUT_OFF';
  if (!actual.event) return actual.missing ? 'MISSING' : 'CHANGED';
  if (expectedLater && actualLater) return 'REORDERED';
  if (actualLater) return 'MISSING';
  if (expectedLater) return 'ADDED';
  const { streamId } = actual.event;
  const isBroken = reading.faults.some(({ at, what }) => at.stream === streamId && what !== 'TIME');
  return streamDiffers && !isBroken ? 'REWRITTEN' : 'CHANGED';
};

/** The stream from which the missing event is missing, if a later one of it shows that. */
const missingFrom = (leaf: number, { faults }: Reading): Pick<Place, 'stream' | 'revision'> => {
  const gap = faults.find(
    ({ what, at, since }) => what === 'REVISION' && at.leaf >= leaf && (since?.leaf ?? -1) < leaf,
  );
  return gap ? { stream: gap.at.stream, revision: Number(gap.expected) } : NOWHERE;
};

const TILES_WHY: Readonly<Partial<Record<Kind, string>>> = {
  CHANGED: 'it is not the event that was signed',
  MISSING: 'the event that was signed here is not in the log',
  ADDED: 'it was not in the log that was signed',
  REORDERED: 'the event that was signed here stands further on',
  CUT_OFF: 'the log ends before it',
  REWRITTEN: 'from here on its stream was written anew',
};

export const damageByTiles = (told: Told, reading: Reading): Damage => {
  const kind = kindByTiles(told, reading);
  const { actual, leaf, after, keptPosition: kept } = told;
  const event = kind === 'MISSING' ? null : actual?.event;
  const found = actual?.position ?? endOf(reading).position;
  const isBetween = kept !== null && kept > after && kept < found;
  const at: Place = {
    position: kind === 'MISSING' && isBetween ? kept : found,
    leaf,
    ...(event ? { stream: event.streamId, revision: event.revision } : missingFrom(leaf, reading)),
  };
  const why = `${TILES_WHY[kind] ?? kind}, by the leaves that were kept`;
  return { kind, covered: true, exact: true, from: at, to: at, toldBy: 'TILES', why };
};
