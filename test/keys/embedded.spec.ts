import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedKeyStore } from '../../src/keys/embedded.js';
import { KeyErased, mitraKey, WrongMasterKey } from '../../src/keys/port.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { freshDirectory } from '../event-store/fresh-directory.js';

const MASTER = Buffer.alloc(32, 1);
const ID = mitraKey('M-1');

describe('the embedded key store', () => {
  const directory = freshDirectory();
  const opened: EmbeddedKeyStore[] = [];
  const file = () => join(directory(), 'keys.db');
  const store = (over: Partial<Parameters<typeof EmbeddedKeyStore.open>[0]> = {}) => {
    const made = { file: file(), master: MASTER, makeKey: () => randomBytes(32), ...over };
    const keys = EmbeddedKeyStore.open(made);
    opened.push(keys);
    return keys;
  };
  afterEach(async () => {
    for (const keys of opened.splice(0)) await keys.close();
  });

  const erase = (id: string) => {
    const db = new Sqlite(file());
    db.run('UPDATE key SET wrapped = NULL, erased = 1 WHERE id = ?', id);
    db.close();
  };

  it('makes a key on first use, and gives the same one for ever after', async () => {
    const first = store();
    expect(await first.find(ID)).toBeUndefined();
    const key = await first.findOrCreate(ID);
    expect(key).toHaveLength(32);
    expect(await first.findOrCreate(ID)).toEqual(key);
    await first.close();
    opened.length = 0;
    const again = store();
    expect(await again.find(ID)).toEqual(key);
    expect(await again.findOrCreate(ID)).toEqual(key);
  });

  it('gives each name a key of its own', async () => {
    const keys = store();
    expect(await keys.findOrCreate(mitraKey('M-2'))).not.toEqual(await keys.findOrCreate(ID));
  });

  it('gives one key to all who ask at once, in this process and beside it', async () => {
    const stores = [store(), store(), store()];
    const asked = Array.from({ length: 10 }).flatMap(() =>
      stores.map((one) => one.findOrCreate(ID)),
    );
    const keys = await Promise.all(asked);
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await store().find(ID)).toEqual(keys[0]);
  });

  it('names the key that a wrong master key does not open', async () => {
    await store().findOrCreate(ID);
    const other = store({ master: Buffer.alloc(32, 2) });
    await expect(other.find(ID)).rejects.toThrow(WrongMasterKey);
    await expect(other.findOrCreate(ID)).rejects.toThrow(/keys\.db.*mitra:M-1/);
  });

  it('does not take the key of one mitra for that of another', async () => {
    const keys = store();
    await keys.findOrCreate(ID);
    await keys.findOrCreate(mitraKey('M-2'));
    const db = new Sqlite(file());
    db.run('UPDATE key SET wrapped = (SELECT wrapped FROM key WHERE id = ?)', ID);
    db.close();
    await expect(store().find(mitraKey('M-2'))).rejects.toThrow(WrongMasterKey);
  });

  it('leaves an erased key erased: it is not found, and never made anew', async () => {
    await store().findOrCreate(ID);
    erase(ID);
    const keys = store();
    expect(await keys.find(ID)).toBeNull();
    await expect(keys.findOrCreate(ID)).rejects.toThrow(KeyErased);
    await expect(store().findOrCreate(ID)).rejects.toThrow(KeyErased);
  });

  it('makes no key for a reader, and no file', async () => {
    expect(() => store({ readOnly: true })).toThrow(/no key store/);
    expect(readdirSync(directory())).toEqual([]);
    await store().findOrCreate(ID);
    const reader = store({ readOnly: true });
    expect(await reader.find(ID)).not.toBeNull();
    await expect(reader.findOrCreate(mitraKey('M-2'))).rejects.toThrow(/readonly/);
  });

  it('holds no key in clear, in no file beside it and in no common writing', async () => {
    const keys = store();
    const made = await keys.findOrCreate(ID);
    const bytes = readdirSync(directory()).map((name) => readFileSync(join(directory(), name)));
    const all = Buffer.concat(bytes);
    for (const secret of [made, MASTER])
      for (const writing of ['hex', 'base64', 'base64url'] as const) {
        expect(all.includes(secret)).toBe(false);
        expect(all.includes(secret.toString(writing).replace(/=+$/, ''))).toBe(false);
      }
  });
});
