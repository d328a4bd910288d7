import {
  checkedCollection,
  checkedField,
  checkedLimit,
  checkedScalar,
} from '../../src/read-model/checks.js';
import { boundsOf } from '../../src/read-model/checks.js';
import { matches } from '../../src/read-model/matches.js';
import type {
  Checkpoint,
  CollectionSpec,
  Cursor,
  Filter,
  Find,
  Lease,
  Parked,
  Scalar,
  Stored,
} from '../../src/read-model/port.js';
import { frozen } from './frozen.js';

const checkFilter = (filter: Filter): void => {
  if ('and' in filter) filter.and.forEach(checkFilter);
  else if ('or' in filter) filter.or.forEach(checkFilter);
  else {
    checkedField(filter.field);
    if ('eq' in filter) checkedScalar(filter.eq);
    else if ('in' in filter) filter.in.forEach(checkedScalar);
    else if (!('prefix' in filter) && !('words' in filter) && !('absent' in filter))
      boundsOf(filter);
  }
};

const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const compared = (a: Scalar, b: Scalar): number =>
  typeof a === 'string' && typeof b === 'string' ? bytes(a, b) : Number(a) - Number(b);

const valueAt = (body: unknown, field: string): Scalar | null => {
  let inside: unknown = body;
  for (const name of field.split('.'))
    inside = (inside as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return (inside ?? null) as Scalar | null;
};

/** The order that a query asks for, over places in it. */
const orderOf = ({ sort, backwards = false }: Pick<Find, 'sort' | 'backwards'>) => {
  const sign = sort?.descending ? -1 : 1;
  const forwards = (a: Cursor, b: Cursor): number => {
    if (a.value === null && b.value === null) return sign * bytes(a.id, b.id);
    if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
    return sign * (compared(a.value, b.value) || bytes(a.id, b.id));
  };
  return backwards ? (a: Cursor, b: Cursor) => forwards(b, a) : forwards;
};

const sameLease = (a: Lease | null, b: Lease | null): boolean =>
  a?.holder === b?.holder && a?.fence === b?.fence && a?.beat === b?.beat;

const keyOf = ({ collection, document }: Pick<Parked, 'collection' | 'document'>): string =>
  JSON.stringify([collection, document]);

/** Documents as a server keeps them: each question done at once, and nothing forgotten. */
export class DocumentsServer {
  private readonly collections = new Map<string, Map<string, Stored>>();
  readonly reached = new Map<string, Checkpoint>();
  readonly leases = new Map<string, Lease>();
  readonly parkedOnes = new Map<string, Parked>();
  readonly claims = new Set<string>();
  readonly served = new Map<string, string>();

  /** One that is not there yet is made, as a server of documents does. */
  of(name: string): Map<string, Stored> {
    checkedCollection(name);
    const found = this.collections.get(name);
    if (found) return found;
    const made = new Map<string, Stored>();
    this.collections.set(name, made);
    return made;
  }

  ensure({ name, indexes }: CollectionSpec): void {
    indexes.flat().forEach(checkedField);
    this.of(name);
  }

  replaceOlder(collection: string, { id, position, body }: Stored): void {
    const documents = this.of(collection);
    if ((documents.get(id)?.position ?? '') >= position) return;
    documents.set(id, { id, position, body: frozen(JSON.stringify(body)) });
  }

  advance(projection: string, { fence = 0, ...reached }: Checkpoint): void {
    const before = this.reached.get(projection);
    const [held, at] = [before?.fence ?? 0, before?.position ?? ''];
    if (
      before &&
      !(fence === held ? reached.position > at : fence > held && reached.position >= at)
    )
      return;
    this.reached.set(projection, { ...reached, ...(fence > 0 && { fence }) });
  }

  takeLease(collection: string, lease: Lease, before: Lease | null): boolean {
    if (!sameLease(this.leases.get(collection) ?? null, before)) return false;
    this.leases.set(collection, lease);
    return true;
  }

  park(parked: Parked): void {
    this.parkedOnes.set(keyOf(parked), parked);
  }

  unpark(parked: Pick<Parked, 'collection' | 'document'>): void {
    this.parkedOnes.delete(keyOf(parked));
  }

  matching(collection: string, where: Filter = { and: [] }): Stored[] {
    checkFilter(where);
    return [...this.of(collection).values()].filter((document) => matches(where, document));
  }

  find(collection: string, { where, sort, after, limit, backwards }: Find): readonly Stored[] {
    const most = checkedLimit(limit);
    const field = sort ? checkedField(sort.field) : 'id';
    const order = orderOf({ ...(sort && { sort }), ...(backwards && { backwards }) });
    const placed = this.matching(collection, where).map((document) => {
      const value = field === 'id' ? null : valueAt(document.body, field);
      return { document, at: { value, id: document.id } };
    });
    const from = after && { ...after, value: field === 'id' ? null : after.value };
    return placed
      .filter(({ at }) => !from || order(at, from) > 0)
      .toSorted((a, b) => order(a.at, b.at))
      .slice(0, most)
      .map(({ document }) => document);
  }

  claim(collection: string): boolean {
    checkedCollection(collection);
    if (this.claims.has(collection)) return false;
    this.claims.add(collection);
    return true;
  }

  drop(collection: string): void {
    this.of(collection);
    this.collections.delete(collection);
    this.reached.delete(collection);
    this.leases.delete(collection);
    this.claims.delete(collection);
    for (const [key, parked] of this.parkedOnes)
      if (parked.collection === collection) this.parkedOnes.delete(key);
  }
}
