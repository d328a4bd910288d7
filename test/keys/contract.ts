import { KNOWN_MS } from '../../src/keys/known-keys.js';
import {
  DIGEST_KEY,
  KeyErased,
  type KeyStore,
  mitraKey,
  WrongMasterKey,
} from '../../src/keys/port.js';

/** One place for keys, empty at first: opened any number of times, and changed behind its back. */
export interface KeyStorePlace {
  /** In its messages. */
  readonly name: RegExp;
  open(over?: {
    readonly master?: Buffer;
    readonly readOnly?: boolean;
    readonly elapsed?: () => number;
  }): Promise<KeyStore>;
  erase(id: string): Promise<void>;
  /** Puts what is kept under the first name under the second too. */
  copy(from: string, to: string): Promise<void>;
  /** All that is held, as it is held. */
  bytes(): Promise<Buffer>;
  /** Whether anything was made there. */
  exists(): Promise<boolean>;
}

export const MASTER = Buffer.alloc(32, 1);
const ID = mitraKey('M-1');
const OTHER = mitraKey('M-2');

type Open = KeyStorePlace['open'];

const makingContract = (place: () => KeyStorePlace, open: Open): void => {
  it('makes a key on first use, and gives the same one for ever after', async () => {
    const first = await place().open();
    expect(await first.find(ID)).toBeUndefined();
    const key = await first.findOrCreate(ID);
    expect(key).toHaveLength(32);
    expect(await first.findOrCreate(ID)).toEqual(key);
    await first.close();
    const again = await open();
    expect(await again.find(ID)).toEqual(key);
    expect(await again.findOrCreate(ID)).toEqual(key);
  });

  it('gives each name a key of its own', async () => {
    const keys = await open();
    expect(await keys.findOrCreate(OTHER)).not.toEqual(await keys.findOrCreate(ID));
  });

  it('gives one key to all who ask at once, in this process and beside it', async () => {
    const stores = await Promise.all([open(), open(), open()]);
    const asked = Array.from({ length: 10 }).flatMap(() =>
      stores.map((one) => one.findOrCreate(ID)),
    );
    const keys = await Promise.all(asked);
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await (await open()).find(ID)).toEqual(keys[0]);
  });
};

const keepingContract = (place: () => KeyStorePlace, open: Open): void => {
  it('names the key that a wrong master key does not open', async () => {
    await (await open()).findOrCreate(ID);
    const other = await open({ master: Buffer.alloc(32, 2) });
    await expect(other.find(ID)).rejects.toThrow(WrongMasterKey);
    const message = new RegExp(`${place().name.source}.*${ID}`);
    await expect(other.findOrCreate(ID)).rejects.toThrow(message);
  });

  it('does not take the key of one mitra for that of another', async () => {
    const keys = await open();
    await keys.findOrCreate(ID);
    await keys.findOrCreate(OTHER);
    await place().copy(ID, OTHER);
    await expect((await open()).find(OTHER)).rejects.toThrow(WrongMasterKey);
    expect(await (await open()).find(ID)).toHaveLength(32);
  });

  it('leaves an erased key erased: it is not found, and never made anew', async () => {
    await (await open()).findOrCreate(ID);
    await place().erase(ID);
    const keys = await open();
    expect(await keys.find(ID)).toBeNull();
    await expect(keys.findOrCreate(ID)).rejects.toThrow(KeyErased);
    await expect((await open()).findOrCreate(ID)).rejects.toThrow(KeyErased);
  });

  it('makes no key for a reader, and no place for keys', async () => {
    await expect(open({ readOnly: true })).rejects.toThrow(/no key store/);
    expect(await place().exists()).toBe(false);
    const made = await (await open()).findOrCreate(ID);
    const reader = await open({ readOnly: true });
    expect(await reader.find(ID)).toEqual(made);
    await expect(reader.findOrCreate(OTHER)).rejects.toThrow(/readonly/);
    expect(await (await open()).find(OTHER)).toBeUndefined();
  });

  it('holds no key in clear, in no common writing', async () => {
    const made = await (await open()).findOrCreate(ID);
    const all = await place().bytes();
    expect(all.includes(ID)).toBe(true);
    for (const secret of [made, MASTER])
      for (const writing of ['hex', 'base64', 'base64url'] as const) {
        expect(all.includes(secret)).toBe(false);
        expect(all.includes(secret.toString(writing).replace(/=+$/, ''))).toBe(false);
      }
  });
};

/** What every key store does; each example has a `place` of its own. */
export const keyStoreContract = (name: string, place: () => KeyStorePlace): void => {
  describe(`the key store, ${name},`, () => {
    const opened: KeyStore[] = [];
    const open: Open = async (over) => {
      const keys = await place().open(over);
      opened.push(keys);
      return keys;
    };
    afterEach(async () => {
      for (const keys of opened.splice(0)) await keys.close();
    });

    makingContract(place, open);
    keepingContract(place, open);
  });
};

/** What every key store does that is used for long; `place` as above. */
export const destroyedKeyContract = (name: string, place: () => KeyStorePlace): void =>
  it(`a key destroyed behind its back is used for seconds at most: ${name}`, async () => {
    let now = 0;
    const keys = await place().open({ elapsed: () => now });
    try {
      const secret = await keys.findOrCreate(DIGEST_KEY);
      await keys.findOrCreate(ID);
      await place().erase(ID);
      now += KNOWN_MS - 1;
      expect(await keys.find(ID)).toHaveLength(32);
      now += 1;
      await expect(keys.findOrCreate(ID)).rejects.toThrow(KeyErased);
      expect(await keys.find(ID)).toBeNull();
      await place().erase(DIGEST_KEY);
      expect(await keys.find(DIGEST_KEY)).toEqual(secret);
    } finally {
      await keys.close();
    }
  });
