import type { Position } from '../kernel/envelope.js';
import type { Bindable, Sqlite } from '../storage/sqlite.js';
import { isGeneration } from './generations.js';
import { DocumentCache } from './document-cache.js';
import { listOf, tableOf } from './embedded-query.js';
import type { Stored } from './port.js';

type Row = readonly [id: string, position: Position, body: string];

const documentOf = <D>([id, position, body]: Row): Stored<D> => ({
  ...{ id, position },
  body: JSON.parse(body) as D,
});

/** Reads the documents of an embedded store. */
export class EmbeddedDocuments {
  private readonly parsed = new DocumentCache();

  constructor(private readonly db: Sqlite) {}

  /** Those that are still remembered are not read again. */
  read<D>(collection: string, clause: string, params: readonly Bindable[]): Stored<D>[] {
    // Of the log's tree nothing is remembered: that it is damaged is to be seen at once.
    if (!isGeneration(collection)) return this.scan(collection, clause, params);
    const table = tableOf(collection);
    const places = this.db.rows<readonly [id: string, position: Position]>(
      `SELECT id, position FROM ${table} WHERE ${clause}`,
      ...params,
    );
    const found = places.map(([id, position]) => this.parsed.find(collection, id, position));
    const missing = places.flatMap(([id], at) => (found[at] ? [] : [id]));
    if (missing.length > 0) {
      const read = this.parse(collection, missing);
      for (const [at, [id]] of places.entries()) found[at] ??= read.get(id);
    }
    const isAsSeen = places.every(([, position], at) => found[at]?.position === position);
    // A thread of ours that saves, or another process, may have written in between.
    return isAsSeen ? (found as Stored<D>[]) : this.scan(collection, clause, params);
  }

  private parse(collection: string, ids: readonly string[]): ReadonlyMap<string, Stored> {
    const where = 'id IN (SELECT value FROM json_each(?))';
    const found = new Map<string, Stored>();
    for (const row of this.rows(collection, where, [listOf(ids)])) {
      const document = documentOf(row);
      this.parsed.keep(collection, document, row[2].length);
      found.set(document.id, document);
    }
    return found;
  }

  /** A scan goes over many documents once: it neither uses what is kept nor pushes it out. */
  scan<D>(collection: string, clause: string, params: readonly Bindable[]): Stored<D>[] {
    return this.rows(collection, clause, params).map((row) => documentOf<D>(row));
  }

  private rows(collection: string, clause: string, params: readonly Bindable[]): Row[] {
    const from = `SELECT id, position, body FROM ${tableOf(collection)}`;
    return this.db.rows<Row>(`${from} WHERE ${clause}`, ...params);
  }

  /** Before a collection of that name is made anew. */
  forget(collection: string): void {
    this.parsed.forgetAll(collection);
  }
}
