import { checkedKey } from '../../src/read-model/checks.js';
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
} from '../../src/read-model/port.js';
import type { DocumentsServer } from './documents-server.js';
import type { Link } from './network.js';

/** One write of one document. */
interface Write {
  readonly collection: string;
  readonly document: Stored;
}

/** How a save is sent: bulks that are on their way at once, and arrive in any order. */
export type Bulks = (writes: readonly Write[]) => readonly (readonly Write[])[];

const PAGE = 50;

/** Documents as one process sees them. */
export class SimulatedReadModelStore implements ReadModelStore {
  constructor(
    private readonly server: DocumentsServer,
    private readonly link: Link,
    private readonly bulks: Bulks = (writes) => [writes],
  ) {}

  async ensure(spec: CollectionSpec): Promise<void> {
    return this.writing('ensure', spec.name, () => this.server.ensure(spec));
  }

  async load<D>(collection: string, ids: readonly string[]) {
    return this.reading('load', `${collection} ${ids}`, () => {
      const documents = this.server.of(collection);
      const found = [...new Set(ids)].flatMap((id) => documents.get(id) ?? []);
      return new Map((found as Stored<D>[]).map((document) => [document.id, document]));
    });
  }

  async save(saves: readonly Save[], checkpoints: ReadonlyMap<string, Checkpoint>): Promise<void> {
    const writes = saves.flatMap(({ collection, documents }) =>
      documents.map((document) => ({ collection, document })),
    );
    for (const { document } of writes) checkedKey(document.id);
    const sent = this.bulks(writes).map(async (bulk) => {
      const about = bulk.map(({ collection, document }) => `${collection}/${document.id}`);
      await this.writing('save', `${about}`, () => {
        for (const { collection, document } of bulk) this.server.replaceOlder(collection, document);
      });
    });
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    if (checkpoints.size === 0) return;
    const about = [...checkpoints].map(([name, { position }]) => `${name}@${BigInt(position)}`);
    await this.writing('checkpoint', `${about}`, () => {
      for (const [projection, reached] of checkpoints) this.server.advance(projection, reached);
    });
  }

  async checkpoint(projection: string): Promise<Checkpoint | null> {
    const read = () => this.server.reached.get(projection) ?? null;
    return this.reading('checkpoint', projection, read);
  }

  async checkpoints(): Promise<ReadonlyMap<string, Checkpoint>> {
    return this.reading('checkpoints', '', () => new Map(this.server.reached));
  }

  async lease(collection: string): Promise<Lease | null> {
    return this.reading('lease', collection, () => this.server.leases.get(collection) ?? null);
  }

  async takeLease(collection: string, lease: Lease, before: Lease | null): Promise<boolean> {
    const about = `${collection} ${lease.holder} ${lease.fence}.${lease.beat}`;
    const take = () => this.server.takeLease(collection, { ...lease }, before);
    return this.writing('takeLease', about, take);
  }

  async parked(): Promise<readonly Parked[]> {
    return this.reading('parked', '', () => [...this.server.parkedOnes.values()]);
  }

  async park(parked: Parked): Promise<void> {
    const about = `${parked.collection} ${parked.document} ${parked.asked}`;
    return this.writing('park', about, () => this.server.park({ ...parked }));
  }

  async unpark(parked: Pick<Parked, 'collection' | 'document'>): Promise<void> {
    const about = `${parked.collection} ${parked.document}`;
    return this.writing('unpark', about, () => this.server.unpark(parked));
  }

  async find<D>(collection: string, query: Find): Promise<readonly Stored<D>[]> {
    const read = () => this.server.find(collection, query) as readonly Stored<D>[];
    return this.reading('find', collection, read);
  }

  async count(collection: string, where?: Filter): Promise<number> {
    const read = () => this.server.matching(collection, where).length;
    return this.reading('count', collection, read);
  }

  async *scan<D>(collection: string, where?: Filter): AsyncIterable<Stored<D>> {
    for (let last: string | null = null; ;) {
      const page: readonly Stored<D>[] = await this.find<D>(collection, {
        limit: PAGE,
        ...(where && { where }),
        ...(last !== null && { after: { value: null, id: last } }),
      });
      yield* page;
      const end = page.at(-1);
      if (!end || page.length < PAGE) return;
      last = end.id;
    }
  }

  async claim(collection: string): Promise<boolean> {
    return this.writing('claim', collection, () => this.server.claim(collection));
  }

  async claimed(): Promise<readonly string[]> {
    return this.reading('claimed', '', () => [...this.server.claims]);
  }

  async drop(collection: string): Promise<void> {
    return this.writing('drop', collection, () => this.server.drop(collection));
  }

  async serving(): Promise<ReadonlyMap<string, string>> {
    return this.reading('serving', '', () => new Map(this.server.served));
  }

  async serve(readModel: string, collection: string, before: string | null): Promise<boolean> {
    const serve = (): boolean => {
      if ((this.server.served.get(readModel) ?? null) !== before) return false;
      this.server.served.set(readModel, collection);
      return true;
    };
    return this.writing('serve', collection, serve);
  }

  async close(): Promise<void> {
    // Nothing of its own is open.
  }

  private reading<T>(name: string, about: string, read: () => T): Promise<T> {
    return this.link({ name, about }, read);
  }

  private writing<T>(name: string, about: string, write: () => T): Promise<T> {
    return this.link({ name, about, writes: true }, write);
  }
}
