import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HistoryDocument } from '../../projections/history.js';
import { NEXT } from '../kernel/envelope.js';
import { matches } from '../read-model/matches.js';
import type { Filter, Stored } from '../read-model/port.js';
import type { ReadModels } from '../read-model/read-models.js';

const PAGE = 200;

/** What an index holds in the order of the log; one of them is enough to read by. */
const INDEXED = [
  'commandId',
  'correlationId',
  'loan',
  'mitra',
  'stream',
  'actorId',
  'type',
  'unit',
];

const partsOf = (filter: Filter): readonly Filter[] =>
  'and' in filter ? filter.and.flatMap(partsOf) : [filter];

const isOneOf = (part: Filter, field: string): boolean =>
  'field' in part && part.field === field && 'eq' in part;

/** When it was recorded, told by where it stands: the one never falls along the other. */
const endsOf = async (models: ReadModels, part: Filter): Promise<readonly Filter[]> => {
  if (!('field' in part)) return [];
  if (part.field === 'id') return [part];
  if (part.field !== 'recordedAt') return [];
  const firstOf = async (where: Filter): Promise<string | undefined> => {
    const find = { where, sort: { field: 'recordedAt' }, limit: 1 };
    return (await models.store.find(models.collection('history'), find))[0]?.id;
  };
  const { field } = part;
  const from = 'gte' in part && part.gte !== undefined ? part.gte : null;
  const to = 'lte' in part && part.lte !== undefined ? part.lte : null;
  const begins = from === null ? null : ((await firstOf({ field, gte: from })) ?? NEXT);
  const beyond = to === null ? null : await firstOf({ field, gt: to });
  return [
    ...(begins === null ? [] : [{ field: 'id', gte: begins }]),
    ...(beyond ? [{ field: 'id', lt: beyond }] : []),
  ];
};

/**
 * Every entry that matches, in the order of the log. What no index serves in that order is
 * looked at here and not by the store: so each page costs the same however few of it match, and
 * whoever asks for something small meanwhile is served between two of them.
 */
export async function* readTrail(
  models: ReadModels,
  filter: Filter,
): AsyncIterable<HistoryDocument> {
  const parts = partsOf(filter);
  const field = INDEXED.find((name) => parts.some((part) => isOneOf(part, name)));
  const within = parts.filter((part) => field !== undefined && isOneOf(part, field));
  const ends = await Promise.all(parts.map((part) => endsOf(models, part)));
  const where = { and: [...within, ...ends.flat()] };
  let after: string | null = null;
  for (;;) {
    const page: readonly Stored<HistoryDocument>[] = await models.store.find<HistoryDocument>(
      models.collection('history'),
      { where, ...(after !== null && { after: { id: after, value: after } }), limit: PAGE },
    );
    for (const one of page) if (matches(filter, one)) yield one.body;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.id;
    await nextTurn();
  }
}
