import { open, seal } from '../../src/keys/cipher.js';
import { KeyErased, type KeyStore, WrongMasterKey } from '../../src/keys/port.js';
import type { Link } from './network.js';

/** Keys as a server keeps them, wrapped; null: erased. */
export type KeysServer = Map<string, string | null>;

interface Options {
  readonly server: KeysServer;
  readonly link: Link;
  readonly master: Buffer;
  readonly makeKey: (id: string) => Buffer;
  readonly readOnly?: boolean;
}

/** Keys as one process sees them: what it knows it need not ask for again. */
export class SimulatedKeyStore implements KeyStore {
  private readonly known = new Map<string, Buffer | null>();

  constructor(private readonly options: Options) {}

  async find(id: string): Promise<Buffer | null | undefined> {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const { server, link } = this.options;
    const wrapped = await link({ name: 'find', about: id }, () => server.get(id));
    if (wrapped === undefined) return undefined;
    const key = wrapped === null ? null : this.unwrap(id, wrapped);
    this.known.set(id, key);
    return key;
  }

  async findOrCreate(id: string): Promise<Buffer> {
    const found = await this.find(id);
    if (found === undefined) await this.create(id);
    const kept = found ?? (await this.find(id));
    if (!kept) throw new KeyErased(`the key ${id} was erased`);
    return kept;
  }

  async close(): Promise<void> {
    this.known.clear();
  }

  private async create(id: string): Promise<void> {
    const { server, link, master, makeKey, readOnly } = this.options;
    if (readOnly) throw new Error('the simulated keys are open readonly');
    const wrapped = JSON.stringify(seal(master, id, { key: makeKey(id).toString('base64') }));
    await link({ name: 'create', about: id, writes: true }, () => {
      if (!server.has(id)) server.set(id, wrapped);
    });
  }

  private unwrap(id: string, wrapped: string): Buffer {
    try {
      const box = JSON.parse(wrapped) as { nonce: string; ciphertext: string };
      return Buffer.from((open(this.options.master, id, box) as { key: string }).key, 'base64');
    } catch {
      throw new WrongMasterKey(`the simulated keys: the master key does not open ${id}`);
    }
  }
}
