import type { EventStore } from '../event-store/port.js';
import { walkLog } from '../event-store/walk.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Checkpoints } from './verify-checkpoints.js';
import {
  type Bounds,
  damageByChain,
  damageByCheckpoints,
  damageByTiles,
  endOf,
} from './verify-damage.js';
import { type Compared, type Fault, Reading } from './verify-reading.js';
import type { CheckpointVerdict, Damage, LogVerdict } from './verify-report.js';
import { firstDifference, type KeptLeaves, type Start, trustedSize } from './verify-tiles.js';

/** What stands beside the log in the same place; none of it is believed without a checkpoint. */
export interface Beside {
  readonly kept: KeptLeaves | null;
  /** How far somebody had read the log; asked only where it ends too early. */
  readonly remembered: () => Promise<Position>;
}

const boundsOf = (compared: readonly Compared[]): Bounds => {
  const fits = compared.findLast((one) => one.fits === true) ?? null;
  const proven = fits?.checkpoint.head.size ?? -1;
  const unfit =
    compared.find((one) => one.fits !== true && one.checkpoint.head.size > proven) ?? null;
  return { fits, unfit };
};

const verdictOf = (
  { checkpoint: { name, head }, fits }: Compared,
  bounds: Bounds,
): CheckpointVerdict => {
  const isContradicted = head.size <= (bounds.fits?.checkpoint.head.size ?? -1);
  const failed = isContradicted
    ? 'CONTRADICTED'
    : fits === null
      ? 'BEYOND_THE_END'
      : 'DOES_NOT_FIT';
  const rootHash = head.root.toString('base64');
  return { name, size: head.size, rootHash, verdict: fits === true ? 'FITS' : failed };
};

const startOf = (fits: Compared | null): Start => ({
  after: fits?.last?.position ?? START,
  leaf: fits?.checkpoint.head.size ?? 0,
  recordedAt: fits?.recordedAt ?? ('' as Instant),
});

/** The leaf that does not fit, where the leaves kept are what was signed. */
const toldByTiles = async (
  store: EventStore,
  reading: Reading,
  bounds: Bounds,
  kept: KeptLeaves,
): Promise<Damage | null> => {
  const signed = reading.compared.map(({ checkpoint }) => checkpoint);
  const trusted = await trustedSize(kept, signed);
  if (!bounds.unfit || trusted < bounds.unfit.checkpoint.head.size) return null;
  const told = await firstDifference(store, kept, startOf(bounds.fits), trusted);
  if (!told) return null;
  const keptPosition = await kept.positionOf(told.leaf);
  return damageByTiles({ ...told, keptPosition }, reading);
};

const isNearer = (fault: Fault, leaf: number): boolean =>
  fault.at.leaf < leaf || (fault.at.leaf === leaf && fault.what === 'FOREIGN');

const firstDamage = async (
  store: EventStore,
  reading: Reading,
  bounds: Bounds,
  { kept, remembered }: Beside,
): Promise<Damage | null> => {
  const [fault] = reading.faults;
  const newest = reading.compared.at(-1)?.checkpoint.head.size ?? 0;
  const byChain = fault ? damageByChain(fault, bounds, reading) : null;
  if (!bounds.unfit) return byChain && { ...byChain, covered: byChain.to.leaf < newest };
  const byTiles = kept && (await toldByTiles(store, reading, bounds, kept));
  if (byTiles) return fault && byChain && isNearer(fault, byTiles.from.leaf) ? byChain : byTiles;
  const last = bounds.unfit.last ?? endOf(reading);
  if (byChain && byChain.from.leaf <= last.leaf) return byChain;
  return damageByCheckpoints(bounds, reading, await remembered());
};

/** Before the first damage: a leaf may fit, and what it was made of be changed. */
const provenOf = (compared: readonly Compared[], damage: Damage | null): LogVerdict['proven'] => {
  const sound = damage?.covered ? damage.from.leaf : Number.POSITIVE_INFINITY;
  const proven = compared.findLast(
    ({ fits, checkpoint }) => fits === true && checkpoint.head.size <= sound,
  );
  return { size: proven?.checkpoint.head.size ?? 0, position: proven?.last?.position ?? START };
};

/** Reads the log once and holds it against checkpoints that were kept elsewhere. */
export const verifyLog = async (
  store: EventStore,
  { signed, refused }: Checkpoints,
  beside: Beside,
  onProgress: (events: number) => void = () => undefined,
): Promise<LogVerdict> => {
  const reading = new Reading(signed, store.stampsRise);
  for await (const stretch of walkLog(store)) {
    reading.take(stretch);
    onProgress(reading.events);
  }
  reading.finish();
  const bounds = boundsOf(reading.compared);
  const damage = await firstDamage(store, reading, bounds, beside);
  const checkpoints = reading.compared.map((one) => verdictOf(one, bounds));
  const sound = checkpoints.length > 0 && checkpoints.every(({ verdict }) => verdict === 'FITS');
  const newest = reading.compared.at(-1);
  const { events, streams, faults, faultCount } = reading;
  return {
    ok: sound && refused.length === 0 && damage === null,
    ...{ events, streams, checkpoints, refused, damage, faults, faultCount },
    proven: provenOf(reading.compared, damage),
    uncovered: {
      events: Math.max(0, reading.leaves - (newest?.checkpoint.head.size ?? 0)),
      from: (newest ? newest.next : reading.first)?.position ?? null,
    },
  };
};
