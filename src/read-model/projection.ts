import type { Projector } from '../../projections/projector.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Checkpoint, Parked } from './port.js';

/** A projector and the collection it writes; the checkpoint goes by the collection's name. */
export interface Projection {
  readonly projector: Projector<unknown>;
  readonly collection: string;
  checkpoint: Checkpoint;
  /** Under which lease it is folded here; null while another process folds it. */
  fence: number | null;
  /** What waits for a fix, by the document's key. */
  parked: ReadonlyMap<string, Parked>;
  /** Why it stopped: an event whose document cannot be known. Nothing is skipped. */
  failure?: { readonly position: Position; readonly message: string } | undefined;
}

export const BEGINNING: Checkpoint = { position: START, recordedAt: null };

export const projectionOf = (
  projector: Projector<unknown>,
  collection: string,
  checkpoint: Checkpoint = BEGINNING,
  fence: number | null = 0,
): Projection => ({ projector, collection, checkpoint, fence, parked: new Map() });

/** Folded here, and not stopped. */
export const isGoing = ({ fence, failure }: Projection): boolean => fence !== null && !failure;
