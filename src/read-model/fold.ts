import type { Projector } from '../../projections/projector.js';
import { categoryOf, type JejakEvent } from '../events.js';
import { START } from '../kernel/envelope.js';
import { dealingWith } from './faults.js';
import type { ReadModelStore, Stored } from './port.js';

const byDocument = (
  projector: Projector<unknown>,
  events: readonly JejakEvent[],
): Map<string, JejakEvent[]> => {
  const groups = new Map<string, JejakEvent[]>();
  for (const event of events) {
    if (!projector.categories.includes(categoryOf(event.streamId))) continue;
    const key = dealingWith(event, () => projector.keyOf(event));
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return groups;
};

/**
 * Folds a batch into the documents it concerns. An event at or below a document's own position
 * has been folded into it before and is left out: redelivery changes nothing.
 * @throws {PoisonEvent} where the projector throws
 */
export const foldBatch = async (
  projector: Projector<unknown>,
  events: readonly JejakEvent[],
  load: (ids: readonly string[]) => ReturnType<ReadModelStore['load']>,
): Promise<Stored[]> => {
  const groups = byDocument(projector, events);
  if (groups.size === 0) return [];
  const before = await load([...groups.keys()]);
  const saved: Stored[] = [];
  for (const [id, group] of groups) {
    const stored = before.get(id);
    const fresh = group.filter((event) => event.position > (stored?.position ?? START));
    const last = fresh.at(-1);
    if (!last) continue;
    const folded = fresh.reduce<unknown>(
      (document, event) => dealingWith(event, () => projector.evolve(document, event)),
      stored?.body ?? null,
    );
    const body = dealingWith(last, () => projector.derive?.(folded) ?? folded);
    saved.push({ id, position: last.position, body });
  }
  return saved;
};
