import { chmod, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadOrCreateTokenKey, publicKeys } from '../../src/identity/token.js';
import { instant } from '../../src/kernel/local-date.js';
import { keysIn } from './keys.js';
import type { Keys } from './keys.js';

describe('the local key for tokens', () => {
  let keys: Keys;
  beforeAll(async () => {
    keys = await keysIn('keys');
  });
  afterAll(() => keys.remove());

  const file = (...names: string[]) => join(keys.directory, ...names);

  it('is made when first asked for, for its owner alone, and is the same ever after', async () => {
    const made = await loadOrCreateTokenKey(file('deep', 'own.pem'));
    expect((await stat(file('deep', 'own.pem'))).mode & 0o777).toBe(0o600);
    expect((await loadOrCreateTokenKey(file('deep', 'own.pem'))).id).toBe(made.id);
    expect(await readdir(file('deep'))).toEqual(['own.pem']);
  });

  it('is one key, where several ask first at the same time', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => loadOrCreateTokenKey(file('raced.pem'))),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it('is not used where others may read it, nor where it is no Ed25519 key', async () => {
    await loadOrCreateTokenKey(file('open.pem'));
    await chmod(file('open.pem'), 0o644);
    await expect(loadOrCreateTokenKey(file('open.pem'))).rejects.toThrow('others may read it');
    await writeFile(file('junk.pem'), 'junk', { mode: 0o600 });
    await expect(loadOrCreateTokenKey(file('junk.pem'))).rejects.toThrow();
  });

  it('is published without its private part', async () => {
    const written: unknown = JSON.parse(await readFile(keys.jwks, 'utf8'));
    expect(written).toEqual(await publicKeys(keys.key));
    expect(written).toEqual({
      keys: [
        {
          kty: 'OKP',
          crv: 'Ed25519',
          x: expect.any(String),
          kid: keys.key.id,
          alg: 'EdDSA',
          use: 'sig',
        },
      ],
    });
  });

  it('signs for whole seconds only', () => {
    for (const expiresIn of [0, -1, 1.5, Number.NaN])
      expect(() => keys.token({ expiresIn }, instant(0))).toThrow(RangeError);
  });
});
