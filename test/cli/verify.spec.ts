import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noteSigner, parseSkey, skeyOf } from '../../src/proof/note-key.js';
import type { LogVerdict } from '../../src/proof/verify-report.js';
import { endChildren, jejak, settingsIn, startService } from './jejak.js';
import { inFile } from '../proof/tamperings.js';
import { SIGNER, worlds } from '../proof/tampered-store.js';

const { world, copyOf, directory } = worlds(1);
afterEach(endChildren);
let places = 0;

/** A copy of the store, its checkpoints and the public key; no other key, and no setting. */
const office = () => {
  const place = join(directory, `office-${(places += 1)}`);
  mkdirSync(join(place, 'kept'), { recursive: true });
  const one = world(0);
  const file = copyOf(one);
  one.notes.forEach((note, at) =>
    writeFileSync(join(place, 'kept', `${one.sizes[at]}.checkpoint`), note),
  );
  writeFileSync(join(place, 'kept', 'notes.txt'), 'this is no checkpoint');
  writeFileSync(join(place, 'log.pub'), `${SIGNER.vkey}\n`);
  const run = (...args: readonly string[]) => jejak({ PATH: process.env['PATH'] ?? '' }, ...args);
  const verify = (...args: readonly string[]) =>
    run('verify', file, '--checkpoint', join(place, 'kept'), '--key', ...args);
  return { place, file, one, run, verify };
};

describe('jejak verify', () => {
  it('proves a store with the public key and checkpoints alone (I15)', async () => {
    const { one, verify, place } = office();
    const newest = one.sizes.at(-1) ?? 0;
    const { status, out, err } = await verify(join(place, 'log.pub'));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain(`${one.events.length} events in`);
    expect(out).toContain(`${newest} proven by checkpoint`);
    expect(out).toContain(`not covered, from position ${newest + 1} on`);
    const { status: same, out: json } = await verify(SIGNER.vkey, '--json');
    const verdict = JSON.parse(json) as LogVerdict;
    expect([same, verdict.ok, verdict.proven.size]).toEqual([0, true, newest]);
    expect(verdict.checkpoints.map(({ verdict: said }) => said)).toEqual(['FITS', 'FITS', 'FITS']);
  });

  it('names the position, the stream and what it looks like, and ends with 1 (I15)', async () => {
    const { file, verify, one } = office();
    inFile(file, (db) =>
      db.exec(`UPDATE event SET body = json_set(body, '$.actor.id', 'x') WHERE position = 3`),
    );
    const { status, out } = await verify(SIGNER.vkey);
    const { streamId, revision } = one.events[2] ?? { streamId: '', revision: -1 };
    expect(status).toBe(1);
    expect(out).toContain(`CHANGED at position 3, ${streamId} revision ${revision}`);
    expect(out).toContain('NOT AS IT WAS SIGNED');
  });

  it('finds damage in the very last event of a log, and bytes that are no text (I15)', async () => {
    const { file, verify, one } = office();
    const last = BigInt(one.sizes.at(-1) ?? 0);
    inFile(file, (db) => {
      db.run('DELETE FROM event WHERE position > ?', last);
      db.run(`UPDATE event SET body = CAST(x'7bff' AS TEXT) WHERE position = ?`, last);
    });
    const { status, out } = await verify(SIGNER.vkey, '--json');
    expect([status, (JSON.parse(out) as LogVerdict).damage?.from.position]).toEqual([
      1,
      String(last).padStart(20, '0'),
    ]);
  });

  it('says which checkpoint cannot be relied on, and why, and ends with 1', async () => {
    const { one, place, verify } = office();
    const note = one.notes[1] ?? '';
    writeFileSync(join(place, 'kept', '9.checkpoint'), note.replace(/^(.*\n)\d+/, '$18'));
    writeFileSync(join(place, 'kept', 'checkpoint'), 'this is no checkpoint');
    const { status, out } = await verify(SIGNER.vkey);
    expect(status).toBe(1);
    expect(out).toContain('9.checkpoint: no checkpoint to rely on: the signature of');
    expect(out).toContain('checkpoint: no checkpoint to rely on: not a note');
    expect(out).toContain('NOT EVERY CHECKPOINT CAN BE RELIED ON');
    expect(out).not.toContain('NOT AS IT WAS SIGNED');
  });

  it('accuses nobody where it was given the key of another log', async () => {
    const { verify } = office();
    const { status, out } = await verify(
      noteSigner(parseSkey(skeyOf(SIGNER.name, Buffer.alloc(32, 9)))).vkey,
    );
    expect(status).toBe(1);
    expect(out).toContain('NOTHING IS PROVEN');
    expect(out).not.toContain('NOT AS IT WAS SIGNED');
  });

  it('reads beside a running service', async () => {
    const home = join(directory, 'home');
    mkdirSync(home);
    const settings = settingsIn(home);
    const service = await startService(settings);
    const made = await jejak(settings, 'checkpoint', '--new');
    expect(made.status).toBe(0);
    const keys = `${settings['SIGNING_KEY_FILE']}.pub`;
    const kept = join(home, 'elsewhere');
    copyFileSync(join(settings['CHECKPOINT_PLACE'] ?? '', 'checkpoint'), kept);
    const log = settings['EVENT_STORE_URL'] ?? '';
    const found = await jejak({}, 'verify', log, '--checkpoint', kept, '--key', keys);
    expect({ ...found, out: '' }).toEqual({ status: 0, out: '', err: '' });
    expect(found.out).toContain('All that is covered is as it was signed.');
    await service.end();
  });
});

describe('wrong usage of it ends with 2:', () => {
  it.each([
    ['no key', (): string[] => [], '--key: expected the public key of the log'],
    ['no checkpoint', () => ['--key', SIGNER.vkey], '--checkpoint: expected a checkpoint'],
    ['a key that is none', () => ['--key', 'secret'], '--key: secret: not the line of'],
    [
      'a checkpoint that is not there',
      () => ['--key', SIGNER.vkey, '--checkpoint', '/nowhere'],
      '--checkpoint: ENOENT',
    ],
    [
      'a directory without any',
      () => ['--key', SIGNER.vkey, '--checkpoint', directory],
      'holds no checkpoint',
    ],
  ])('%s', async (_, args, said) => {
    const { file, run } = office();
    const { status, err, out } = await run('verify', file, ...args());
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(said);
  });

  it('a store that is not there ends with 1', async () => {
    const { run, place } = office();
    const more = ['--key', SIGNER.vkey, '--checkpoint', join(place, 'kept')];
    const { status, err } = await run('verify', join(place, 'none.db'), ...more);
    expect([status, err]).toEqual([1, expect.stringContaining('none.db does not exist')]);
  });
});
