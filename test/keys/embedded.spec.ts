import { randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedKeyStore } from '../../src/keys/embedded.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { writingElsewhere } from '../storage/another-process.js';
import { elapsed } from '../../src/house/clock.js';
import { destroyedKeyContract, keyStoreContract, type KeyStorePlace, MASTER } from './contract.js';

const directory = freshDirectory();
const file = () => join(directory(), 'keys.db');

const behindItsBack = (sql: string, ...params: string[]): void => {
  const db = new Sqlite(file());
  db.run(sql, ...params);
  db.close();
};

const place = (): KeyStorePlace => ({
  name: /keys\.db/,
  open: async (over) =>
    EmbeddedKeyStore.open({
      ...{ file: file(), master: MASTER, makeKey: () => randomBytes(32), elapsed },
      ...over,
    }),
  erase: async (id) => behindItsBack('UPDATE key SET wrapped = NULL, erased = 1 WHERE id = ?', id),
  copy: async (from, to) =>
    behindItsBack(
      'UPDATE key SET wrapped = (SELECT wrapped FROM key WHERE id = ?) WHERE id = ?',
      from,
      to,
    ),
  bytes: async () =>
    Buffer.concat(readdirSync(directory()).map((name) => readFileSync(join(directory(), name)))),
  exists: async () => readdirSync(directory()).length > 0,
});
keyStoreContract('embedded', place);
destroyedKeyContract('embedded', place);

it('after an orderly end the file holds every key, alone and as a copy', async () => {
  const options = { master: MASTER, makeKey: () => randomBytes(32), elapsed };
  const keys = EmbeddedKeyStore.open({ file: file(), ...options });
  const made = await keys.findOrCreate('mitra:M-1');
  await keys.close();
  const copy = join(directory(), 'copy.db');
  copyFileSync(file(), copy);
  const restored = EmbeddedKeyStore.open({ file: copy, ...options, readOnly: true });
  expect(await restored.find('mitra:M-1')).toEqual(made);
  await restored.close();
});

it('opens while another process makes the same file: it waits for it', async () => {
  const end = await writingElsewhere(file(), 300);
  const keys = EmbeddedKeyStore.open({
    ...{ file: file(), master: MASTER, makeKey: () => randomBytes(32), elapsed },
  });
  await end();
  expect(await keys.find('mitra:M-1')).toBeUndefined();
  expect(await keys.findOrCreate('mitra:M-1')).toHaveLength(32);
  await keys.close();
});
