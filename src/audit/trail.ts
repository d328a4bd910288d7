import type { HistoryDocument } from '../../projections/history.js';
import type { ApiContext } from '../graphql/context.js';
import type { Questions } from '../house/questions.js';
import type { Position } from '../kernel/envelope.js';
import type { Bitemporal } from '../kernel/moment.js';

/** The entry of the trail that stands at a position, for a figure that rests on it. */
export type EntryAt = (source: Pick<Bitemporal, 'position'>) => HistoryDocument;

/**
 * The entries of the trail behind what was worked out from events, read together.
 * @throws {Error} where the trail lacks one: it is then behind, or damaged
 */
export const trailOf = async (
  questions: Questions,
  context: ApiContext,
  sources: readonly Pick<Bitemporal, 'position'>[],
): Promise<EntryAt> => {
  const positions = [...new Set(sources.map(({ position }) => position))];
  const trail = questions.documents<HistoryDocument>(context, 'history');
  const found = await trail.loadMany(positions);
  const entries = new Map<Position, HistoryDocument>();
  for (const entry of found) {
    if (entry instanceof Error) throw entry;
    if (entry) entries.set(entry.id as Position, entry.body);
  }
  return ({ position }) => {
    const entry = entries.get(position);
    if (!entry) throw new Error(`no trail at ${position}`);
    return entry;
  };
};
