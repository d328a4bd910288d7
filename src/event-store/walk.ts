import { type Position, position, START } from '../kernel/envelope.js';
import { type EventStore, StoreDamaged, type StoredEvent } from './port.js';

/** Where the store itself finds damage: what stands there cannot be read. */
export interface Unreadable {
  readonly from: Position;
  readonly to: Position;
  /** How many events should be there; none where something stands that is no event of ours. */
  readonly events: number;
  /** Whether nothing at all is there any more. */
  readonly missing: boolean;
  /** What the store says of the first of it. */
  readonly found: string;
}

type Log = Pick<EventStore, 'readAll' | 'head'>;
export type Stretch = readonly StoredEvent[] | Unreadable;

export const isReadable = (stretch: Stretch): stretch is readonly StoredEvent[] =>
  !('found' in stretch);

const PAGE = 1_000;

/** A page of the log or, where the store itself finds damage, what it says of it. */
const readPage = async (
  store: Log,
  after: Position,
  limit: number,
): Promise<readonly StoredEvent[] | StoreDamaged> => {
  try {
    return await store.readAll(after, limit);
  } catch (error) {
    if (error instanceof StoreDamaged) return error;
    throw error;
  }
};

const next = (at: Position): Position => position(BigInt(at) + 1n);

/** What one error of the store tells, of what follows `after`. */
const unreadable = (after: Position, { at, missing, message }: StoreDamaged): Unreadable => {
  const [from, to] = missing ?? [at ?? next(after), at ?? next(after)];
  // Where the store tells the position of what it cannot read, somebody else wrote it there.
  const events = missing ? Number(BigInt(to) - BigInt(from)) + 1 : at === undefined ? 1 : 0;
  return { from, to, events, missing: missing !== undefined, found: message };
};

const joined = (before: Unreadable | undefined, now: Unreadable): Unreadable =>
  before ? { ...before, to: now.to, events: before.events + now.events } : now;

/**
 * The whole log in pages, from after a position on; where a page is damaged, event by event, and
 * past what is damaged: that comes as one stretch of its own.
 */
export async function* walkLog(store: Log, from: Position = START): AsyncGenerator<Stretch> {
  let [after, damage]: [Position, Unreadable | undefined] = [from, undefined];
  const head = await store.head();
  for (let limit = PAGE; ;) {
    const page = await readPage(store, after, limit);
    if (page instanceof StoreDamaged && limit > 1) {
      limit = 1;
      continue;
    }
    if (page instanceof StoreDamaged && (after < head || page.at !== undefined)) {
      damage = joined(damage, unreadable(after, page));
      after = damage.to;
      continue;
    }
    const events = page instanceof StoreDamaged ? [] : page;
    if (damage) {
      yield damage;
      [damage, limit] = [undefined, PAGE];
    }
    const last = events.at(-1);
    if (!last) return;
    yield events;
    after = last.position;
  }
}
