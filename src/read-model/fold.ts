import type { Projector } from '../../projections/projector.js';
import type { StoredEvent } from '../event-store/port.js';
import { categoryOf, type JejakEvent } from '../events.js';
import { START } from '../kernel/envelope.js';
import { checkedKey } from './checks.js';
import type { Entry } from './decoding.js';
import { PoisonEvent } from './faults.js';
import type { ReadModelStore, Stored } from './port.js';

export interface Folding {
  /** Events of such a document wait. */
  readonly waits: (document: string) => boolean;
  readonly load: (ids: readonly string[]) => ReturnType<ReadModelStore['load']>;
}

/** What a batch makes of a read model. */
export interface Folded {
  readonly documents: readonly Stored[];
  readonly extracts: readonly Stored[];
  /** By document: what is folded into it, now or in a try before that nobody heard of. */
  readonly events: ReadonlyMap<string, readonly StoredEvent[]>;
  /** By document: the first of its events that cannot be folded. */
  readonly parked: ReadonlyMap<string, PoisonEvent>;
  /** Where the read model stops: what comes from here on is not folded at all. */
  readonly stop: PoisonEvent | null;
}

interface Grouped {
  readonly groups: ReadonlyMap<string, readonly Entry[]>;
  readonly stop: PoisonEvent | null;
}

/** @throws {PoisonEvent} where it cannot be known which document it belongs to */
const keyOf = (projector: Projector<unknown>, entry: Entry): string | null => {
  const event = 'event' in entry ? entry.event : entry.sealed;
  if (!event) throw 'poison' in entry ? entry.poison : new Error('an event was expected');
  try {
    const key = projector.keyOf(event);
    return key === null ? null : checkedKey(key);
  } catch (error) {
    throw new PoisonEvent(entry.at, error, projector.readsPersonal);
  }
};

/** An event that can be folded, and the document it belongs to. */
export interface Keyed {
  readonly id: string;
  readonly entry: Extract<Entry, { readonly event: JejakEvent }>;
}

/** @throws {PoisonEvent} where there is one among those that concern the projector */
export const keyed = (
  projector: Projector<unknown>,
  entries: readonly Entry[],
): readonly Keyed[] => {
  const due: Keyed[] = [];
  for (const entry of entries) {
    if (!projector.categories.includes(categoryOf(entry.at.streamId))) continue;
    const id = keyOf(projector, entry);
    if (id === null) continue;
    if ('poison' in entry) throw entry.poison;
    due.push({ id, entry });
  }
  return due;
};

/** By document, as far as every event says which one it belongs to. */
const byDocument = (projector: Projector<unknown>, entries: readonly Entry[]): Grouped => {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    // By the stream's name, which is always there; the event may not be readable.
    if (!projector.categories.includes(categoryOf(entry.at.streamId))) continue;
    try {
      const key = keyOf(projector, entry);
      const group = key === null ? [] : groups.get(key);
      if (group) group.push(entry);
      else if (key !== null) groups.set(key, [entry]);
    } catch (error) {
      if (error instanceof PoisonEvent) return { groups, stop: error };
      throw error;
    }
  }
  return { groups, stop: null };
};

interface Finished {
  readonly document: Stored;
  readonly extract?: Stored;
}

type Made = Partial<Finished> & { readonly poison?: PoisonEvent };

/** The document as it is saved, after the last event that was folded into it, and its extract. */
export const finished = (
  { derive, extract }: Projector<unknown>,
  { id, position, body: folded }: Stored,
): Finished => {
  const body = derive?.(folded) ?? folded;
  const document = { id, position, body };
  return extract ? { document, extract: { id, position, body: extract.of(body) } } : { document };
};

/** As far as it goes: the document stands before the first event that cannot be folded. */
const foldOne = (
  projector: Projector<unknown>,
  id: string,
  group: readonly Entry[],
  stored: Stored | undefined,
): Made => {
  const fresh = group.filter(({ at }) => at.position > (stored?.position ?? START));
  let folded: unknown = stored?.body ?? null;
  let last: Entry | undefined;
  let poison: PoisonEvent | undefined;
  for (const entry of fresh) {
    poison = 'poison' in entry ? entry.poison : undefined;
    if ('poison' in entry) break;
    try {
      folded = projector.evolve(folded, entry.event);
      last = entry;
    } catch (error) {
      poison = new PoisonEvent(entry.at, error, projector.readsPersonal);
      break;
    }
  }
  if (!last) return poison ? { poison } : {};
  try {
    const { position } = last.at;
    const made = finished(projector, { id, position, body: folded });
    return { ...made, ...(poison && { poison }) };
  } catch (error) {
    // It folds, but cannot be finished: nothing of it is kept.
    return { poison: new PoisonEvent((fresh[0] ?? last).at, error, projector.readsPersonal) };
  }
};

const isBefore =
  ({ position }: PoisonEvent) =>
  ({ at }: Entry): boolean =>
    at.position < position;

/**
 * Folds a batch into the documents it concerns. An event at or below a document's own position
 * has been folded into it before and is left out: redelivery changes nothing.
 */
export const foldBatch = async (
  projector: Projector<unknown>,
  entries: readonly Entry[],
  { waits, load }: Folding,
): Promise<Folded> => {
  const { groups, stop } = byDocument(projector, entries);
  const wanted = [...groups].filter(([id]) => !waits(id));
  const before = wanted.length > 0 ? await load(wanted.map(([id]) => id)) : new Map();
  const documents: Stored[] = [];
  const extracts: Stored[] = [];
  const events = new Map<string, readonly StoredEvent[]>();
  const parked = new Map<string, PoisonEvent>();
  for (const [id, group] of wanted) {
    const { document, extract, poison } = foldOne(projector, id, group, before.get(id));
    const sound = poison ? group.filter(isBefore(poison)) : group;
    events.set(
      id,
      sound.map(({ at }) => at),
    );
    if (document) documents.push(document);
    if (extract) extracts.push(extract);
    if (poison) parked.set(id, poison);
  }
  const [first] = [...parked.values()].toSorted((a, b) => (a.position < b.position ? -1 : 1));
  if (!projector.whole || !first) return { documents, extracts, events, parked, stop };
  const sound = await foldBatch(projector, entries.filter(isBefore(first)), { waits, load });
  return { ...sound, stop: first };
};
