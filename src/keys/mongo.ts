import { Mongo, type Row, type Unavailable } from '../storage/mongo.js';
import { open, seal } from './cipher.js';
import { KnownKeys } from './known-keys.js';
import { KeyErased, type KeyStore, WrongMasterKey } from './port.js';

interface Options {
  readonly url: string;
  /** A function is told whether keys are there already, which only their own master key opens. */
  readonly master: Buffer | ((holdsKeys: boolean) => Buffer);
  readonly makeKey: () => Buffer;
  /** Milliseconds that only ever grow. */
  readonly elapsed: () => number;
  readonly readOnly?: boolean;
  /** What is thrown where the server cannot be reached, or a reader finds no key store. */
  readonly unavailable?: Unavailable;
}

/** `wrapped` is null where the key was erased. */
type KeyRow = Row & { readonly wrapped: string | null; readonly erased: boolean };

const KEYS = 'key';

const anyError: Unavailable = (message, options) => new Error(message, options);

/** Keys in a MongoDB database of their own, each wrapped by the master key under its own name. */
export class MongoKeyStore implements KeyStore {
  private readonly known: KnownKeys;

  private constructor(
    private readonly mongo: Mongo,
    private readonly master: Buffer,
    private readonly options: Options,
  ) {
    this.known = new KnownKeys(options.elapsed);
  }

  /** @throws {RangeError} on a connection string that cannot be understood */
  static async open(options: Options): Promise<MongoKeyStore> {
    const { url, master, readOnly = false, unavailable = anyError } = options;
    const mongo = await Mongo.open(url, unavailable);
    try {
      if (readOnly && !(await mongo.has(KEYS)))
        throw unavailable(`${mongo.place}: there is no key store here`, { cause: undefined });
      if (!readOnly) await mongo.make(KEYS);
      const first = await mongo.ask(() => mongo.collection(KEYS).findOne());
      const masterKey = Buffer.isBuffer(master) ? master : master(first !== null);
      return new MongoKeyStore(mongo, masterKey, options);
    } catch (error) {
      await mongo.close();
      throw error;
    }
  }

  async find(id: string): Promise<Buffer | null | undefined> {
    const known = this.known.find(id);
    if (known !== undefined) return known;
    const row = await this.mongo.ask(() => this.mongo.collection(KEYS).findOne({ _id: id }));
    if (!row) return undefined;
    const { wrapped } = row as KeyRow;
    const key = wrapped === null ? null : this.unwrap(id, wrapped);
    this.known.keep(id, key);
    return key;
  }

  async findOrCreate(id: string): Promise<Buffer> {
    const found = await this.find(id);
    if (found) return found;
    if (found === undefined) await this.create(id);
    // Another process may have been first: what the store holds counts.
    const kept = await this.find(id);
    if (kept === null) throw new KeyErased(`the key ${id} was erased`);
    if (kept) return kept;
    // Another made it at this moment, and no majority has it yet.
    const { unavailable = anyError } = this.options;
    throw unavailable(`${this.mongo.place} does not show the key ${id} yet`, { cause: undefined });
  }

  async close(): Promise<void> {
    this.known.clear();
    await this.mongo.close();
  }

  private async create(id: string): Promise<void> {
    if (this.options.readOnly) throw new Error(`${this.mongo.place} is open readonly`);
    const key = this.options.makeKey().toString('base64');
    const wrapped = JSON.stringify(seal(this.master, id, { key }));
    await this.mongo.insertMissing<KeyRow>(KEYS, [{ _id: id, wrapped, erased: false }]);
  }

  private unwrap(id: string, wrapped: string): Buffer {
    try {
      const box = JSON.parse(wrapped) as { nonce: string; ciphertext: string };
      const { key } = open(this.master, id, box) as { key: string };
      return Buffer.from(key, 'base64');
    } catch {
      throw new WrongMasterKey(`${this.mongo.place}: the master key does not open ${id}`);
    }
  }
}
