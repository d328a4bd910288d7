import type { Position } from '../kernel/envelope.js';
import type { RefusedCheckpoint } from './verify-checkpoints.js';
import type { Fault, Place } from './verify-reading.js';

/** What damage looks like. */
export type Kind =
  | 'CHANGED' | 'MISSING' | 'ADDED' | 'REORDERED' | 'CUT_OFF' | 'OLD_BACKUP'
  | 'REWRITTEN'; // prettier-ignore

/** The first thing that does not fit. */
export interface Damage {
  readonly kind: Kind;
  /** Whether a checkpoint covers it: what is beyond the newest is shown by its chain alone. */
  readonly covered: boolean;
  /** `from` and `to` are the same, and it is there. */
  readonly exact: boolean;
  /** It stands between these two, both included. */
  readonly from: Place;
  readonly to: Place;
  /** What tells where it is. */
  readonly toldBy: 'TILES' | 'CHAIN' | 'CHECKPOINTS';
  readonly why: string;
}

export interface CheckpointVerdict {
  readonly name: string;
  readonly size: number;
  /** Base64. */
  readonly rootHash: string;
  readonly verdict: 'FITS' | 'DOES_NOT_FIT' | 'BEYOND_THE_END' | 'CONTRADICTED';
}

export interface LogVerdict {
  readonly ok: boolean;
  readonly events: number;
  readonly streams: number;
  /** The largest checkpoint that fits before any damage: so many events are as they were signed. */
  readonly proven: { readonly size: number; readonly position: Position };
  readonly checkpoints: readonly CheckpointVerdict[];
  readonly refused: readonly RefusedCheckpoint[];
  readonly damage: Damage | null;
  /** All that does not fit in chains and times, the first thousand of them. */
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  /** What no checkpoint covers: not proven, whatever it holds. */
  readonly uncovered: { readonly events: number; readonly from: Position | null };
}
