import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openNote } from '../../src/proof/note.js';
import { parsePublicKeys } from '../../src/proof/signing-keys.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { endChildren, jejak, settingsIn, startService } from './jejak.js';

const directory = freshDirectory();
afterEach(endChildren);
const run = (...args: readonly string[]) => jejak(settingsIn(directory()), ...args);

describe('jejak checkpoint', () => {
  it('says that there is none, then signs one, then prints it', async () => {
    const none = await run('checkpoint');
    expect([none.status, none.out]).toEqual([1, '']);
    expect(none.err).toContain('no checkpoint has been signed yet');
    const made = await run('checkpoint', '--new');
    expect([made.status, made.err]).toEqual([0, '']);
    const keys = parsePublicKeys(readFileSync(join(directory(), 'signing.key.pub'), 'utf8'));
    expect(openNote(made.out, keys).verified).toEqual(['jejak.local/log']);
    expect(readFileSync(join(directory(), 'checkpoints', 'checkpoint'), 'utf8')).toBe(made.out);
    expect(await run('checkpoint')).toEqual(made);
  }, 30_000);

  it('asks the service that holds the store, and has all of it as JSON', async () => {
    const service = await startService(settingsIn(directory()));
    const { status, out } = await run('checkpoint', '--new', '--json');
    const { note, size, ...rest } = JSON.parse(out) as { note: string; size: number };
    expect(status).toBe(0);
    expect(size).toBeGreaterThan(0);
    expect(Object.keys(rest).toSorted()).toEqual(['origin', 'rootHash', 'signedAt']);
    const served = await fetch(`${service.url}/tlog/checkpoint`);
    expect(await served.text()).toBe(note);
    expect((await service.end()).err).toBe('');
  }, 30_000);
});
