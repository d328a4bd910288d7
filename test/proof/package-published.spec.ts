import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/config.js';
import { makeKey, systemClock } from '../../src/house/clock.js';
import { openPlace } from '../../src/proof/checkpoint-place.js';
import { checkpointText, parseCheckpoint } from '../../src/proof/checkpoint.js';
import { cosigner, noteSigner, parseSkey, skeyOf } from '../../src/proof/note-key.js';
import { addSignature, type NoteSigner, signNote, splitNote } from '../../src/proof/note.js';
import { loadSigners, rotateKey } from '../../src/proof/signing-keys.js';
import { harm, openIn } from '../audit/harm.js';
import { settingsIn } from '../cli/jejak.js';
import { register } from '../event-store/doing.js';
import { followShell, unpackedIn } from './foreign/guide.js';
import { exporting, Package, toldStore } from './packages.js';

const { directory } = toldStore();
let copies = 0;
/** A copy of the store that was told, checkpoints and keys included, to do something to. */
const copied = (): Config => {
  const into = join(directory, `copy-${(copies += 1)}`);
  mkdirSync(join(into, 'checkpoints'), { recursive: true });
  for (const from of ['.', 'checkpoints'])
    for (const entry of readdirSync(join(directory, from), { withFileTypes: true }))
      if (entry.isFile())
        copyFileSync(join(directory, from, entry.name), join(into, from, entry.name));
  return readConfig(settingsIn(into));
};

const out = join(directory, 'package.zip');
const exported = async (config: Config) => {
  rmSync(out, { force: true });
  return exporting(config, { mitra: 'M-1', out });
};

const placeOf = ({ proof }: Config) => ({ file: proof.signingKeyFile, origin: proof.origin });
const signersOf = (config: Config) => loadSigners(placeOf(config), null);
const newestOf = async ({ proof }: Config): Promise<string> =>
  (await openPlace(proof.place).newest()) ?? '';

/** The newest checkpoint as it might have been, had the log been another. */
const published = async (
  config: Config,
  over: { readonly root?: Buffer; readonly more?: number },
  signers: readonly NoteSigner[] = signersOf(config),
): Promise<void> => {
  const head = parseCheckpoint(splitNote(await newestOf(config)).text);
  const { root = head.root, more = 0 } = over;
  const note = signNote(checkpointText({ ...head, size: head.size + more, root }), signers);
  // What was published of a size is never written over: it was taken away first.
  rmSync(config.proof.place, { recursive: true });
  await openPlace(config.proof.place).write(note);
};

describe('a log that contradicts what was published of it is not packaged', () => {
  it.each([
    ['another root', { root: Buffer.alloc(32, 7) }, 'the log is not the one of the checkpoint'],
    ['more events than there are', { more: 50 }, 'its end is missing, or it is an older copy'],
  ])('%s', async (_, over, message) => {
    const config = copied();
    await published(config, over);
    const { status, said } = await exported(config);
    expect([status, said]).toEqual([1, expect.stringMatching(message)]);
    expect(existsSync(out)).toBe(false);
  });

  it('a checkpoint that none of the log’s keys has signed', async () => {
    const config = copied();
    const stranger = noteSigner(parseSkey(skeyOf(config.proof.origin, makeKey())));
    await published(config, {}, [stranger]);
    const { status, said } = await exported(config);
    expect([status, said]).toEqual([1, expect.stringContaining('signed by no key')]);
  });

  it('an event that was changed', async () => {
    const config = copied();
    harm(config.eventStore.name, (db) =>
      db.run(`UPDATE event SET body = replace(body, '"amount":112000', '"amount":112001')`),
    );
    const { status, said } = await exported(config);
    expect([status, said]).toEqual([1, expect.stringContaining('not what its hash is over')]);
    expect(readdirSync(directory).filter((name) => name.startsWith('package.zip'))).toEqual([]);
  });
});

describe('before anything was published', () => {
  it('a package says that nothing is covered, and how to get a checkpoint', async () => {
    const config = copied();
    rmSync(config.proof.place, { recursive: true });
    const { status, said } = await exported(config);
    expect([status, said]).toEqual([0, expect.stringContaining('"jejak checkpoint --new"')]);
    const found = new Package(out);
    const { events, uncovered, checkpoints } = found.manifest;
    expect([checkpoints, uncovered.events]).toEqual([[], events]);
    expect(found.text('VERIFY.md')).toContain('jejak checkpoint --new');
    expect(found.names.filter((name) => name.startsWith('proofs/'))).toEqual([]);
  });
});

describe('a checkpoint with more than one signature', () => {
  it('by the new key and the old: either is known, and openssl follows the newest', async () => {
    const config = copied();
    const before = signersOf(config);
    rotateKey(placeOf(config), makeKey);
    const house = await openIn(config);
    await register(house.ledger, 'R-1');
    await house.proof.checkpointer.publish();
    await house.close();
    expect((await exported(config)).status).toBe(0);
    const found = new Package(out);
    const { keys, checkpoints } = found.manifest;
    expect(checkpoints.map(({ signedBy }) => signedBy.length)).toEqual([1, 1, 2]);
    expect(keys.map(({ vkey }) => vkey)).toContain(before[0]?.vkey);
    expect(keys.map(({ pem }) => pem)).toEqual([
      'public-key.pem',
      `public-key-${keys[1]?.keyHash}.pem`,
    ]);
    const { status, said } = await followShell(found, unpackedIn(directory, found));
    expect([status, said]).toEqual([0, expect.stringContaining('Signature Verified')]);
  });

  it('by a witness: it is handed on, and he is named', async () => {
    const config = copied();
    const key = parseSkey(skeyOf('witness.test/w1', makeKey()));
    const note = addSignature(await newestOf(config), cosigner(key, systemClock));
    await openPlace(config.proof.place).write(note);
    await exported(config);
    const found = new Package(out);
    const newest = found.manifest.checkpoints.at(-1);
    expect(newest?.cosignedBy).toEqual(['witness.test/w1']);
    expect(found.text(newest?.file ?? '')).toBe(note);
    const { status } = await followShell(found, unpackedIn(directory, found));
    expect(status).toBe(0);
  });
});

describe('beside a running service', () => {
  it('a package is made of what the log holds then', async () => {
    const config = copied();
    const house = await openIn(config);
    house.readModels.start();
    const register100 = async (): Promise<void> => {
      for (let at = 0; at < 100; at += 1) await register(house.ledger, `B-${at}`);
    };
    const [{ status }] = await Promise.all([exported(config), register100()]);
    await house.close();
    expect(status).toBe(0);
    expect(new Package(out).manifest.uncovered.events).toBe(1);
  });
});
