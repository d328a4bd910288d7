import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Sqlite } from '../storage/sqlite.js';
import { open, seal } from './cipher.js';
import { KnownKeys } from './known-keys.js';
import { KeyErased, type KeyStore, WrongMasterKey } from './port.js';

interface Options {
  readonly file: string;
  readonly master: Buffer;
  readonly makeKey: () => Buffer;
  /** Milliseconds that only ever grow. */
  readonly elapsed: () => number;
  readonly readOnly?: boolean;
}

/** Keys in an SQLite file of their own, each wrapped by the master key under its own name. */
export class EmbeddedKeyStore implements KeyStore {
  private readonly known: KnownKeys;

  private constructor(
    private readonly db: Sqlite,
    private readonly options: Options,
  ) {
    this.known = new KnownKeys(options.elapsed);
  }

  static open(options: Options): EmbeddedKeyStore {
    if (options.readOnly && !existsSync(options.file))
      throw new Error(`${options.file}: there is no key store here`);
    mkdirSync(dirname(options.file), { recursive: true });
    const db = new Sqlite(options.file);
    db.exec('PRAGMA busy_timeout = 5000');
    if (options.readOnly) db.exec('PRAGMA query_only = 1');
    else {
      db.intoWal();
      db.exec(`PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
        CREATE TABLE IF NOT EXISTS key (id TEXT PRIMARY KEY, wrapped TEXT, erased INTEGER)`);
    }
    return new EmbeddedKeyStore(db, options);
  }

  async find(id: string): Promise<Buffer | null | undefined> {
    const known = this.known.find(id);
    if (known !== undefined) return known;
    const row = this.db.row<[string | null]>('SELECT wrapped FROM key WHERE id = ?', id);
    if (!row) return undefined;
    const key = row[0] === null ? null : this.unwrap(id, row[0]);
    this.known.keep(id, key);
    return key;
  }

  async findOrCreate(id: string): Promise<Buffer> {
    const found = await this.find(id);
    if (found) return found;
    if (found === undefined) {
      const key = this.options.makeKey().toString('base64');
      const box = seal(this.options.master, id, { key });
      this.db.run('INSERT OR IGNORE INTO key VALUES (?, ?, 0)', id, JSON.stringify(box));
    }
    // Another process may have been first: what the store holds counts.
    const kept = await this.find(id);
    if (!kept) throw new KeyErased(`the key ${id} was erased`);
    return kept;
  }

  async close(): Promise<void> {
    this.known.clear();
    if (!this.options.readOnly) this.db.intoOneFile();
    this.db.close();
  }

  private unwrap(id: string, wrapped: string): Buffer {
    try {
      const box = JSON.parse(wrapped) as { nonce: string; ciphertext: string };
      const { key } = open(this.options.master, id, box) as { key: string };
      return Buffer.from(key, 'base64');
    } catch {
      throw new WrongMasterKey(`${this.options.file}: the master key does not open ${id}`);
    }
  }
}
