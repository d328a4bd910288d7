import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { noteSigner, parseSkey } from '../../src/proof/note-key.js';
import { signNote } from '../../src/proof/note.js';
import { publicFile } from '../../src/proof/signing-keys.js';
import { toldStore } from '../proof/packages.js';
import {
  eventOf,
  linesOf,
  type Name,
  manifestIn,
  relisted,
  repacking,
  textOf,
  without,
} from '../proof/repacked.js';
import { jejak } from './jejak.js';

const told = toldStore();
const { filesOf } = repacking(told);

const packageOf = (name: Name): string => join(told.directory, `verify-${name}.zip`);
const keyFile = (): string => publicFile(told.config().proof.signingKeyFile);
const verify = (file: string, ...args: readonly string[]) =>
  jejak({ PATH: process.env['PATH'] ?? '' }, 'verify', file, ...args);
const written = (name: string, bytes: Uint8Array | string): string => {
  const file = join(told.directory, name);
  writeFileSync(file, bytes);
  return file;
};

describe('jejak verify of a package', () => {
  it('says what is proven, and by name all that is not (I15)', async () => {
    const newest = manifestIn(filesOf('loan')).checkpoints.at(-1)?.file ?? '';
    const kept = written('kept.checkpoint', textOf(filesOf('loan'), newest));
    const args = ['--key', keyFile(), '--checkpoint', kept];
    const { status, out, err } = await verify(packageOf('loan'), ...args);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const said of [
      'kept.checkpoint: 296 events: it was signed, and the package fits to it',
      'NOT PROVEN: the last event:',
      'documents/loans.jsonl, documents/policies.jsonl, timeline.html, VERIFY.md, manifest.json',
      'not `position`',
      'Whether later events, or other streams of this subject, were left out',
      'Signatures were checked with the key that was given.',
      'All that is proven of events.jsonl is as it was signed.',
    ])
      expect(out).toContain(said);
  });

  it('says that a checkpoint could not be compared, accuses nobody, and ends with 1', async () => {
    const key = readFileSync(told.config().proof.signingKeyFile, 'utf8').trim();
    const head = { origin: 'jejak.local/log', size: 9_999, root: Buffer.alloc(32, 7) };
    const note = signNote(checkpointText(head), [noteSigner(parseSkey(key))]);
    const kept = written('later.checkpoint', note);
    for (const name of ['loan', 'all'] as const) {
      const args = ['--key', keyFile(), '--checkpoint', kept];
      const { status, out } = await verify(packageOf(name), ...args);
      expect(status).toBe(1);
      expect(out).toContain('later.checkpoint: 9,999 events: NOT COMPARED: the package is older');
      expect(out).toContain('What the package itself holds is as it was signed, but');
      expect(out).not.toMatch(/UNPROVEN|NOT AS IT WAS SIGNED/);
    }
  });

  it('in which nothing was signed says so, and ends with 1 (I15)', async () => {
    const bare = without(filesOf('loan'), 'proofs/', 'checkpoints/', 'consistency/');
    const { position } = eventOf(linesOf(bare)[0] ?? '');
    const files = relisted(bare, (one) => ({
      ...{ ...one, checkpoints: [], consistency: [] },
      uncovered: { events: one.events, first: { position, leafIndex: 0 } },
    }));
    const file = written('bare.zip', zipSync(files));
    const { status, out } = await verify(file, '--key', keyFile());
    expect(status).toBe(1);
    expect(out).toContain('NOTHING OF IT IS PROVEN');
    expect(out).not.toMatch(/All that is proven|NOT AS IT WAS SIGNED/);
  });

  it('with no key but its own is only consistent with itself', async () => {
    const { status, out } = await verify(packageOf('all'));
    expect(status).toBe(0);
    expect(out).toContain('Only with the key inside the package');
    expect(out).toContain('public-key.vkey, public-key.pem');
  });
});
