import { StoreUnavailable } from '../event-store/port.js';
import { systemClock } from '../house/clock.js';
import { opening } from '../house/opening.js';
import { openEventStore, openReadModels } from '../house/stores.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Place } from '../place.js';
import type { ReadModelStore } from '../read-model/port.js';
import { TreeStore } from './tree-store.js';
import type { Checkpoints } from './verify-checkpoints.js';
import { type Beside, verifyLog } from './verify-log.js';
import type { LogVerdict } from './verify-report.js';

const NOTHING: Beside = { kept: null, remembered: async () => START };

/** What cannot be read beside the log tells nothing, and is nobody's fault. */
const orNull = async <T>(look: () => Promise<T>): Promise<T | null> => {
  try {
    return await look();
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return null;
  }
};

/** The furthest that a read model, the tree included, says it has read. */
const furthest = async (documents: ReadModelStore): Promise<Position> => {
  const serving = (await orNull(() => documents.serving())) ?? new Map<string, string>();
  let reached = START;
  for (const name of ['tree', ...serving.values()]) {
    const checkpoint = await orNull(() => documents.checkpoint(name));
    if (checkpoint && checkpoint.position > reached) reached = checkpoint.position;
  }
  return reached;
};

const besideIn = (documents: ReadModelStore): Beside => {
  const tree = new TreeStore(documents);
  return {
    kept: {
      tile: (index) => orNull(() => tree.tile(0, index)),
      positionOf: async (leaf) => (await orNull(() => tree.leafAt(leaf)))?.position ?? null,
    },
    remembered: () => furthest(documents),
  };
};

/** The read models of a place, if there are any; none are made. */
const openBeside = async (readModel: Place): Promise<ReadModelStore | null> => {
  try {
    return await openReadModels({ config: { readModel }, readOnly: true, examine: true });
  } catch {
    return null;
  }
};

/**
 * Reads a log where it stands, beside whoever writes to it, and what its read models keep of the
 * tree. Writes nothing, and needs no key but those of the checkpoints.
 * @param readModels where the tree is kept; of a file, the same file
 * @throws {StoreUnavailable | StoreDamaged} it cannot be opened at all
 */
export const verifyStore = async (
  eventStore: Place,
  checkpoints: Checkpoints,
  readModels: Place | null = eventStore.kind === 'file' ? eventStore : null,
  onProgress?: (events: number) => void,
): Promise<LogVerdict> => {
  const { keep, close } = opening();
  try {
    const store = keep(
      await openEventStore({
        ...{ config: { eventStore }, clock: systemClock },
        ...{ readOnly: true, examine: true },
      }),
    );
    const documents = readModels && (await openBeside(readModels));
    if (documents) keep(documents);
    const beside = documents ? besideIn(documents) : NOTHING;
    return await verifyLog(store, checkpoints, beside, onProgress);
  } finally {
    await close();
  }
};
