import { StoreUnavailable } from '../event-store/port.js';
import { Mongo, type Row, sizeOf } from '../storage/mongo.js';
import { checkedLimit } from './checks.js';
import { rowOf, STORED, storedOf } from './mongo-document.js';
import { all, collectionOf, condition, indexOn, type Walk, walks } from './mongo-query.js';
import { keepLater, rowsByKey } from './mongo-rows.js';
import type {
  Checkpoint,
  CollectionSpec,
  Filter,
  Find,
  ReadModelStore,
  Save,
  Stored,
} from './port.js';

const CHECKPOINT = 'read_model_checkpoint';
const SERVING = 'read_model_serving';
const CLAIM = 'read_model_claim';
const SCAN_PAGE = 500;
/**
 * Documents in a MongoDB database, or behind another server that speaks its protocol: nothing is
 * asked but finding, sorting, inserting and guarded replacing.
 */
export class MongoReadModelStore implements ReadModelStore {
  private constructor(
    private readonly mongo: Mongo,
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
      if (!readOnly) for (const name of [CHECKPOINT, SERVING, CLAIM]) await mongo.make(name);
      else if (!(await mongo.has(SERVING)))
        throw new StoreUnavailable(`there are no read models yet in ${mongo.place}`);
      return new MongoReadModelStore(mongo, readOnly);
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
    const reached = Array.from(checkpoints, ([_id, checkpoint]) => ({ _id, ...checkpoint }));
    await keepLater(this.mongo, [{ name: CHECKPOINT, rows: reached }]);
  }

  async checkpoint(projection: string): Promise<Checkpoint | null> {
    const [row] = await rowsByKey(this.mongo, CHECKPOINT, [projection]);
    if (!row) return null;
    const { position, recordedAt } = row as Row & Checkpoint;
    return { position, recordedAt };
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
    return (await this.mongo.insertMissing(CLAIM, [{ _id: collection }])).length === 0;
  }

  async claimed(): Promise<readonly string[]> {
    const rows = await this.mongo.ask(() => this.mongo.collection(CLAIM).find().toArray());
    return rows.map(({ _id }) => _id);
  }

  /**
   * The checkpoint first: one that is left without its documents would be a hole. The claim last:
   * until then nobody builds under this name.
   */
  async drop(collection: string): Promise<void> {
    const name = collectionOf(collection);
    this.checkWritable();
    await this.mongo.ask((db) => db.collection<Row>(CHECKPOINT).deleteOne({ _id: collection }));
    await this.mongo.drop(name);
    await this.mongo.ask((db) => db.collection<Row>(CLAIM).deleteOne({ _id: collection }));
  }

  async serving(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.mongo.ask(() => this.mongo.collection(SERVING).find().toArray());
    return new Map(rows.map(({ _id, ...row }) => [_id, String(row['collection'])]));
  }

  async serve(readModel: string, collection: string): Promise<void> {
    this.checkWritable();
    const [filter, set] = [{ _id: readModel }, { $set: { collection } }];
    const serving = this.mongo.collection(SERVING);
    await this.mongo.ask(() => serving.updateOne(filter, set, { upsert: true }));
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
