import type { Mongo, Row } from '../storage/mongo.js';
import { rowsByKey } from './mongo-rows.js';
import type { Checkpoint, Lease, Parked } from './port.js';

const CHECKPOINT = 'read_model_checkpoint';
const SERVING = 'read_model_serving';
const CLAIM = 'read_model_claim';
const LEASE = 'read_model_lease';
const PARKED = 'read_model_parked';

type ParkedKey = Pick<Parked, 'collection' | 'document'>;

/** No name of a collection holds a colon, and no document has an empty key. */
const keyOf = ({ collection, document }: ParkedKey): string => `${collection}:${document ?? ''}`;

const checkpointOf = (row: Row): Checkpoint => {
  const { position, recordedAt, fence = 0 } = row as Row & Checkpoint;
  return { position, recordedAt, ...(fence > 0 && { fence }) };
};

/** What stands beside the documents: how far each projection is, who folds it, what waits. */
export class MongoMeta {
  constructor(private readonly mongo: Mongo) {}

  async make(): Promise<void> {
    for (const name of [CHECKPOINT, SERVING, CLAIM, LEASE, PARKED]) await this.mongo.make(name);
  }

  isMade(): Promise<boolean> {
    return this.mongo.has(SERVING);
  }

  async checkpoints(): Promise<ReadonlyMap<string, Checkpoint>> {
    return new Map((await this.all(CHECKPOINT)).map((row) => [row._id, checkpointOf(row)]));
  }

  async checkpoint(projection: string): Promise<Checkpoint | null> {
    const [row] = await rowsByKey(this.mongo, CHECKPOINT, [projection]);
    return row ? checkpointOf(row) : null;
  }

  /** One that is not there is inserted; one that is moves only as its guard lets it. */
  async advance(
    projection: string,
    { position, recordedAt, fence = 0 }: Checkpoint,
  ): Promise<void> {
    const row = { _id: projection, position, recordedAt, fence };
    const same = { fence: fence === 0 ? { $in: [null, 0] } : fence, position: { $lt: position } };
    const higher = { fence: { $not: { $gte: fence } }, position: { $lte: position } };
    const guard = fence === 0 ? same : { $or: [same, higher] };
    const checkpoints = this.mongo.collection(CHECKPOINT);
    const replace = () =>
      this.mongo.ask(() => checkpoints.replaceOne({ _id: projection, ...guard }, row));
    if ((await replace()).matchedCount > 0) return;
    // Another may have inserted an older one between the two.
    if ((await this.mongo.insertMissing(CHECKPOINT, [row])).length > 0) await replace();
  }

  async lease(collection: string): Promise<Lease | null> {
    const [row] = await rowsByKey(this.mongo, LEASE, [collection]);
    if (!row) return null;
    const { holder, fence, beat } = row as Row & Lease;
    return { holder, fence, beat };
  }

  async takeLease(collection: string, lease: Lease, before: Lease | null): Promise<boolean> {
    const row = { _id: collection, ...lease };
    if (!before) return (await this.mongo.insertMissing(LEASE, [row])).length === 0;
    const { holder, fence, beat } = before;
    const leases = this.mongo.collection(LEASE);
    const taken = await this.mongo.ask(() =>
      leases.updateOne({ _id: collection, holder, fence, beat }, { $set: { ...lease } }),
    );
    return taken.matchedCount === 1;
  }

  async parked(): Promise<readonly Parked[]> {
    const rows = (await this.all(PARKED)) as readonly (Row & Parked)[];
    return rows
      .map(({ _id, ...parked }) => parked)
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  async park(parked: Parked): Promise<void> {
    await this.mongo.put(PARKED, { _id: keyOf(parked), ...parked });
  }

  async unpark(parked: ParkedKey): Promise<void> {
    await this.remove(PARKED, keyOf(parked));
  }

  async claim(collection: string): Promise<boolean> {
    return (await this.mongo.insertMissing(CLAIM, [{ _id: collection }])).length === 0;
  }

  async unclaim(collection: string): Promise<void> {
    await this.remove(CLAIM, collection);
  }

  async claimed(): Promise<readonly string[]> {
    return (await this.all(CLAIM)).map(({ _id }) => _id);
  }

  async serving(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.all(SERVING);
    return new Map(rows.map(({ _id, ...row }) => [_id, String(row['collection'])]));
  }

  async serve(readModel: string, collection: string, before: string | null): Promise<boolean> {
    const row = { _id: readModel, collection };
    if (before === null) return (await this.mongo.insertMissing(SERVING, [row])).length === 0;
    const all = this.mongo.collection(SERVING);
    const served = await this.mongo.ask(() =>
      all.updateOne({ _id: readModel, collection: before }, { $set: { collection } }),
    );
    return served.matchedCount === 1;
  }

  /** All but the claim. */
  async forget(collection: string): Promise<void> {
    await this.remove(CHECKPOINT, collection);
    await this.remove(LEASE, collection);
    for (const one of await this.parked())
      if (one.collection === collection) await this.unpark(one);
  }

  private async remove(name: string, _id: string): Promise<void> {
    await this.mongo.ask((db) => db.collection<Row>(name).deleteOne({ _id }));
  }

  private all(name: string): Promise<readonly Row[]> {
    return this.mongo.ask(() => this.mongo.collection(name).find().toArray());
  }
}
