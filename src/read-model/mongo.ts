import { StoreUnavailable } from '../event-store/port.js';
import { Mongo, sizeOf } from '../storage/mongo.js';
import { checkedLimit } from './checks.js';
import { rowOf, STORED, storedOf } from './mongo-document.js';
import { MongoMeta } from './mongo-meta.js';
import { all, collectionOf, condition, indexOn, type Walk, walks } from './mongo-query.js';
import { keepLater, rowsByKey } from './mongo-rows.js';
import type {
  Checkpoint,
  CollectionSpec,
  Filter,
  Find,
  Lease,
  Parked,
  ReadModelStore,
  Save,
  Stored,
} from './port.js';

const SCAN_PAGE = 500;
/**
 * Documents in a MongoDB database, or behind another server that speaks its protocol: nothing is
 * asked but finding, sorting, inserting and guarded replacing.
 */
export class MongoReadModelStore implements ReadModelStore {
  private constructor(
    private readonly mongo: Mongo,
    private readonly meta: MongoMeta,
    private readonly readOnly: boolean,
  ) {}

  /**
   * The database is the one that the connection string names, or `jejak`. `readOnly` makes nothing.
   * @throws {StoreUnavailable} where no server answers, or there is nothing to read
   * @throws {RangeError} on a connection string that cannot be understood
   */
  static async open(options: { url: string; readOnly?: boolean }): Promise<MongoReadModelStore> {
    const { url, readOnly = false } = options;
    const unavailable = (...said: [string, ErrorOptions]) => new StoreUnavailable(...said);
    const mongo = await Mongo.open(url, unavailable);
    try {
      const meta = new MongoMeta(mongo);
      if (!readOnly) await meta.make();
      else if (!(await meta.isMade()))
        throw new StoreUnavailable(`there are no read models yet in ${mongo.place}`);
      return new MongoReadModelStore(mongo, meta, readOnly);
    } catch (error) {
      await mongo.close();
      throw error;
    }
  }

  async ensure({ name, indexes }: CollectionSpec): Promise<void> {
    const collection = collectionOf(name);
    const keys = indexes.map(indexOn).filter((index) => Object.keys(index).length > 1);
    this.checkWritable();
    await this.mongo.make(collection);
    // One by one: FerretDB 1.24 breaks off on a list of which it has several already.
    for (const key of keys)
      await this.mongo.ask(() => this.mongo.collection(collection).createIndex(key));
  }

  async load<D>(collection: string, ids: readonly string[]) {
    const found = await rowsByKey(this.mongo, collectionOf(collection), ids, STORED);
    return new Map(found.map(storedOf<D>).map((document) => [document.id, document]));
  }

  async save(saves: readonly Save[], checkpoints: ReadonlyMap<string, Checkpoint>): Promise<void> {
    this.checkWritable();
    const batches = saves.map(({ collection, documents }) => ({
      name: collectionOf(collection),
      rows: documents.map((document) => rowOf(document, sizeOf)),
    }));
    await keepLater(this.mongo, batches);
    await Promise.all(Array.from(checkpoints, (one) => this.meta.advance(...one)));
  }

  checkpoint(projection: string): Promise<Checkpoint | null> {
    return this.meta.checkpoint(projection);
  }

  checkpoints(): Promise<ReadonlyMap<string, Checkpoint>> {
    return this.meta.checkpoints();
  }

  lease(collection: string): Promise<Lease | null> {
    return this.meta.lease(collection);
  }

  takeLease(collection: string, lease: Lease, before: Lease | null): Promise<boolean> {
    return this.meta.takeLease(collection, lease, before);
  }

  parked(): Promise<readonly Parked[]> {
    return this.meta.parked();
  }

  park(parked: Parked): Promise<void> {
    return this.meta.park(parked);
  }

  unpark(parked: Pick<Parked, 'collection' | 'document'>): Promise<void> {
    return this.meta.unpark(parked);
  }

  async find<D>(collection: string, query: Find): Promise<readonly Stored<D>[]> {
    const name = collectionOf(collection);
    const limit = checkedLimit(query.limit);
    const found: Stored<D>[] = [];
    for (const walk of walks(query)) {
      if (found.length === limit) break;
      found.push(...(await this.taken<D>(name, walk, limit - found.length)));
    }
    return found;
  }

  async count(collection: string, where?: Filter): Promise<number> {
    const name = collectionOf(collection);
    const filter = condition(where);
    return this.mongo.ask(() => this.mongo.collection(name).countDocuments(filter));
  }

  async *scan<D>(collection: string, where?: Filter): AsyncIterable<Stored<D>> {
    const name = collectionOf(collection);
    const filter = condition(where);
    let last = '';
    for (;;) {
      const walk: Walk = { where: all(filter, { _id: { $gt: last } }), order: [['_id', 1]] };
      // Without the hint every page might sort all that is left.
      const page = await this.taken<D>(name, walk, SCAN_PAGE, { _id: 1 });
      yield* page;
      const end = page.at(-1);
      if (!end || page.length < SCAN_PAGE) return;
      last = end.id;
    }
  }

  async claim(collection: string): Promise<boolean> {
    collectionOf(collection);
    this.checkWritable();
    return this.meta.claim(collection);
  }

  claimed(): Promise<readonly string[]> {
    return this.meta.claimed();
  }

  /**
   * The checkpoint first: one that is left without its documents would be a hole. The claim last:
   * until then nobody builds under this name.
   */
  async drop(collection: string): Promise<void> {
    const name = collectionOf(collection);
    this.checkWritable();
    await this.meta.forget(collection);
    await this.mongo.drop(name);
    await this.meta.unclaim(collection);
  }

  serving(): Promise<ReadonlyMap<string, string>> {
    return this.meta.serving();
  }

  async serve(readModel: string, collection: string, before: string | null): Promise<boolean> {
    this.checkWritable();
    return this.meta.serve(readModel, collection, before);
  }

  async close(): Promise<void> {
    await this.mongo.close();
  }

  private checkWritable(): void {
    if (this.readOnly) throw new Error(`the read models in ${this.mongo.place} are open readonly`);
  }

  private async taken<D>(name: string, walk: Walk, limit: number, hint?: { _id: 1 }) {
    const options = {
      ...{ projection: STORED, sort: [...walk.order], limit, batchSize: Math.min(limit, 1000) },
      ...(hint && { hint }),
    };
    const rows = this.mongo.collection(name).find(walk.where, options);
    return (await this.mongo.ask(() => rows.toArray())).map(storedOf<D>);
  }
}
