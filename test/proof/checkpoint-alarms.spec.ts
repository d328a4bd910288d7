import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey } from '../../src/house/clock.js';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { keysAt } from '../../src/proof/log-keys.js';
import { signNote } from '../../src/proof/note.js';
import { loadSigners } from '../../src/proof/signing-keys.js';
import { checkpointOffice } from './checkpoint-office.js';
import { codesOf, type Desk, hasKey, keyFile, ORIGIN } from './checkpointing.js';
import { grow } from './logs.js';

const { directory, log, documents, begin, anew, otherLog, sizes } = checkpointOffice();
const newestFile = (): string => join(directory(), 'checkpoints', 'checkpoint');

/** The log published 300 of its events; then things happen. */
const published = async (): Promise<void> => {
  await grow(log(), 300);
  await (await begin()).checkpointer.publish();
};

const refuses = async (one: Desk, code: string): Promise<string> => {
  const [newest, before] = [readFileSync(newestFile(), 'utf8'), await one.checkpointer.newest()];
  await expect(one.checkpointer.publish()).rejects.toMatchObject({ code });
  await one.due(0);
  expect(codesOf(one)).toEqual([code]);
  expect(readFileSync(newestFile(), 'utf8')).toBe(newest);
  expect(await one.checkpointer.newest()).toEqual(before);
  return one.alarms.all()[0]?.message ?? '';
};

describe('I14: a published checkpoint is never contradicted: an alarm, and none is signed', () => {
  it('over an older copy of the log, its tree made anew', async () => {
    await published();
    const older = otherLog('older.db');
    await grow(older, 299);
    const one = await begin({ log: older, documents: anew('anew.db') });
    expect(await refuses(one, 'LOG_SMALLER_THAN_CHECKPOINT')).toBe(
      'a checkpoint of 300 events was published, and the log holds 299: ' +
        'its end is missing, or it is an older copy',
    );
  });

  it('over an older copy that has gone on beyond it', async () => {
    await published();
    const older = otherLog('older.db');
    await grow(older, 290);
    await grow(older, 30, { tag: 'another' });
    await refuses(
      await begin({ log: older, documents: anew('anew.db') }),
      'LOG_CONTRADICTS_CHECKPOINT',
    );
  });

  it('over a log with an old event changed, its stream chained, its tree made anew', async () => {
    await published();
    const changed = otherLog('changed.db');
    await grow(changed, 7);
    await grow(changed, 1, { tag: 'changed' });
    await grow(changed, 292);
    await refuses(
      await begin({ log: changed, documents: anew('anew.db') }),
      'LOG_CONTRADICTS_CHECKPOINT',
    );
  });

  it('over another log beside the tree of this one', async () => {
    await published();
    const other = otherLog('other.db');
    await grow(other, 400, { stream: 'mitra-B' });
    const one = await begin({ log: other });
    await expect(one.checkpointer.publish()).rejects.toMatchObject({
      code: 'LOG_CONTRADICTS_TREE',
    });
    expect(codesOf(one)).toEqual(['LOG_CONTRADICTS_TREE']);
    expect(await sizes()).toEqual([300]);
  });

  it('over what its own store holds, though the second place was emptied', async () => {
    await published();
    rmSync(join(directory(), 'checkpoints'), { recursive: true });
    const kept = await documents().find('checkpoints', { limit: 1 });
    const other = anew('other.db');
    const older = otherLog('older.db');
    await grow(older, 200);
    const one = await begin({ log: older, documents: other });
    await other.save([{ collection: 'checkpoints', documents: kept }], new Map());
    await expect(one.checkpointer.publish()).rejects.toMatchObject({
      code: 'LOG_SMALLER_THAN_CHECKPOINT',
    });
    expect(await one.place.newest()).toBeNull();
  });

  it.each([
    ['an older copy', 290, 'LOG_SMALLER_THAN_CHECKPOINT'],
    ['another log', 301, 'LOG_CONTRADICTS_CHECKPOINT'],
  ])('over %s, where only the file of the newest is left', async (_, count, code) => {
    await published();
    rmSync(newestFile());
    const other = otherLog('other.db');
    await grow(other, 9);
    await grow(other, count - 9, { tag: 'another' });
    const one = await begin({ log: other, documents: anew('anew.db') });
    await expect(one.checkpointer.publish()).rejects.toMatchObject({ code });
    expect([codesOf(one), await sizes()]).toEqual([[code], [300]]);
  });

  it('beside another of the same size: neither is written over', async () => {
    await published();
    const { signers } = keysAt({ file: keyFile(directory()), origin: ORIGIN })(false);
    const another = { origin: ORIGIN, size: 300, root: Buffer.alloc(32, 7) };
    const file = join(directory(), 'checkpoints', '000000000300.checkpoint');
    const note = signNote(checkpointText(another), signers);
    writeFileSync(file, note);
    const one = await begin();
    expect(await refuses(one, 'LOG_CONTRADICTS_CHECKPOINT')).toContain(
      'holds another checkpoint of this size',
    );
    expect(readFileSync(file, 'utf8')).toBe(note);
  });

  it('in a second place of another log', async () => {
    await published();
    const origin = 'jejak.test/other';
    loadSigners({ file: keyFile(directory(), origin), origin }, makeKey);
    const one = await begin({ origin });
    expect(await refuses(one, 'CHECKPOINT_OF_ANOTHER_LOG')).toContain(
      'is one of jejak.test/log, and this log is jejak.test/other',
    );
  });

  it.each([
    ['that is no note', () => 'nonsense'],
    ['with another root', (note: string) => note.replace(/\n300\n.{4}/, '\n300\nAAAA')],
    ['of a smaller size', (note: string) => note.replace('\n300\n', '\n299\n')],
  ])('after a newest one outside %s', async (_, forge) => {
    await published();
    rmSync(join(directory(), 'checkpoints', '000000000300.checkpoint'));
    writeFileSync(newestFile(), forge(readFileSync(newestFile(), 'utf8')));
    await refuses(await begin(), 'CHECKPOINT_NOT_OURS');
  });

  it('with a key that was lost: none is made in its place', async () => {
    await published();
    rmSync(keyFile(directory()));
    await refuses(await begin(), 'SIGNING_KEY_UNAVAILABLE');
    expect(hasKey(directory())).toBe(false);
  });

  it('while the second place cannot be read; when it can, all goes on', async () => {
    await published();
    const [place, aside] = [join(directory(), 'checkpoints'), join(directory(), 'aside')];
    renameSync(place, aside);
    writeFileSync(place, 'a file');
    await grow(log(), 1);
    const one = await begin();
    await expect(one.checkpointer.publish()).rejects.toMatchObject({
      code: 'CHECKPOINT_PLACE_UNAVAILABLE',
    });
    expect(codesOf(one)).toEqual(['CHECKPOINT_PLACE_UNAVAILABLE']);
    rmSync(place);
    renameSync(aside, place);
    await one.due(0);
    expect(codesOf(one)).toEqual([]);
    await one.checkpointer.publish();
    expect(await sizes()).toEqual([300, 301]);
  });
});
