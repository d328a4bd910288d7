import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseVkey, skeyOf } from '../../src/proof/note-key.js';
import { parsePublicKeys } from '../../src/proof/signing-keys.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { endChildren, jejak, settingsIn } from './jejak.js';

const directory = freshDirectory();
afterEach(endChildren);
const file = () => join(directory(), 'signing.key');
const settings = (over: Readonly<Record<string, string>> = {}) =>
  settingsIn(directory(), { SIGNING_KEY_FILE: file(), LOG_ORIGIN: 'example.com/log', ...over });
const run = (...words: readonly string[]) => jejak(settings(), 'keys', ...words);

describe('jejak keys', () => {
  it('makes, shows, rotates and retires, and prints public keys alone', async () => {
    expect(await run('show')).toMatchObject({ status: 1, out: '' });
    const made = await run('make');
    expect(made.status).toBe(0);
    expect(parseVkey(made.out.trim()).name).toBe('example.com/log');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await run('make')).toEqual(made);
    expect(await run('show')).toEqual(made);

    const rotated = (await run('rotate')).out.trim().split('\n');
    expect(rotated).toEqual([expect.any(String), made.out.trim()]);
    expect((await run('retire')).out.trim()).toBe(rotated[0]);
    const { published, keys } = JSON.parse((await run('show', '--json')).out) as {
      published: string;
      keys: readonly string[];
    };
    expect(keys).toEqual([rotated[0]]);
    const all = parsePublicKeys(readFileSync(published, 'utf8'));
    expect(all.map(({ vkey }) => vkey)).toEqual(rotated);
    const again = await run('retire');
    expect(again.status).toBe(1);
    expect(again.err).toContain('rotate before');
  });

  it('does not use a key that others may read', async () => {
    await run('make');
    chmodSync(file(), 0o640);
    const { status, err } = await run('show');
    expect(status).toBe(1);
    expect(err).toContain('others may read it: chmod 600');
  });

  it('takes keys from the environment, and then changes none', async () => {
    const secret = skeyOf('example.com/log', Buffer.alloc(32, 1));
    const given = settings({ SIGNING_KEY: secret });
    const shown = await jejak(given, 'keys', 'show');
    expect(parseVkey(shown.out.trim()).name).toBe('example.com/log');
    const rotated = await jejak(given, 'keys', 'rotate');
    expect(rotated.status).toBe(1);
    expect(rotated.err).toContain('SIGNING_KEY');
    expect(`${shown.out}${rotated.err}`).not.toContain(secret.slice(-20));
  });
});
