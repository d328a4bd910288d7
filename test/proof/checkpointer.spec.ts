import { readFileSync } from 'node:fs';
import { makeKey } from '../../src/house/clock.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { checkpointText, parseCheckpoint } from '../../src/proof/checkpoint.js';
import { keysAt } from '../../src/proof/log-keys.js';
import { EMPTY_ROOT, rootAt } from '../../src/proof/merkle.js';
import { openNote, signNote, splitNote } from '../../src/proof/note.js';
import {
  parsePublicKeys,
  publicFile,
  retireKeys,
  rotateKey,
} from '../../src/proof/signing-keys.js';
import { checkpointOffice } from './checkpoint-office.js';
import { codesOf, type Desk, keyFile, ORIGIN, placeIn, signedBy } from './checkpointing.js';
import { grow, NOW } from './logs.js';

const { directory, log, begin, sizes } = checkpointOffice();
const keysOf = () => parsePublicKeys(readFileSync(publicFile(keyFile(directory())), 'utf8'));

describe('a checkpoint', () => {
  it('is signed, published outside and kept', async () => {
    await grow(log(), 10);
    const { checkpointer, tree, place, alarms } = await begin();
    const { head, note, signedAt } = await signedBy({ checkpointer });
    expect(head).toEqual({ origin: ORIGIN, size: 10, root: await rootAt(10, tree.subtrees) });
    expect(signedAt).toBe(NOW);
    expect(parseCheckpoint(openNote(note, keysOf()).text)).toEqual(head);
    expect(await place.newest()).toBe(note);
    expect(await checkpointer.newest()).toEqual({ head, note, signedAt });
    expect(await checkpointer.at(10)).toEqual({ head, note, signedAt });
    expect(alarms.all()).toEqual([]);
  });

  it('is not signed again where nothing is new, nor after a restart', async () => {
    await grow(log(), 10);
    const first = await (await begin()).checkpointer.publish();
    expect(await (await begin()).checkpointer.publish()).toEqual(first);
    expect(await sizes()).toEqual([10]);
  });

  it('is not signed of an empty log: there is nothing to be held to', async () => {
    const { checkpointer, place, due, told } = await begin();
    expect(await checkpointer.publish()).toBeNull();
    await due(0);
    expect([await checkpointer.newest(), await place.newest()]).toEqual([null, null]);
    await grow(log(), 2);
    await due(1000);
    expect([await sizes(), told]).toEqual([[2], []]);
  });

  it('of an empty log, as once was signed, is no alarm and is gone on from', async () => {
    const { signers } = keysAt({ file: keyFile(directory()), origin: ORIGIN })(true);
    const text = checkpointText({ origin: ORIGIN, size: 0, root: EMPTY_ROOT });
    await placeIn(directory()).write(signNote(text, signers));
    const one = await begin();
    await one.due(0);
    await grow(log(), 3);
    await one.checkpointer.publish();
    expect([await sizes(), one.told]).toEqual([[0, 3], []]);
  });

  it('covers what is asked for: the newest where it does, else a new one', async () => {
    await grow(log(), 10);
    const { checkpointer } = await begin();
    await checkpointer.publish();
    await grow(log(), 5);
    expect((await checkpointer.covering(10)).head.size).toBe(10);
    expect((await checkpointer.covering(11)).head.size).toBe(15);
  });

  it('is due at once, after so many events, and after so long if anything is new', async () => {
    let now = NOW;
    await grow(log(), 3);
    const { checkpointer, due } = await begin({ clock: () => now, minutes: 30 });
    const newest = async () => (await checkpointer.newest())?.head.size;
    await due(0);
    expect(await newest()).toBe(3);
    await grow(log(), 99);
    await due(1000);
    expect(await newest()).toBe(3);
    await grow(log(), 1);
    await due(2000);
    expect(await newest()).toBe(103);
    await grow(log(), 1);
    now = '2025-10-31T05:29:59.000Z' as Instant;
    await due(3000);
    expect(await newest()).toBe(103);
    now = '2025-10-31T05:30:00.000Z' as Instant;
    await due(4000);
    expect(await newest()).toBe(104);
    now = '2025-10-31T09:00:00.000Z' as Instant;
    await due(5000);
    expect(await sizes()).toEqual([3, 103, 104]);
  });

  it('of two instances never contradicts the other', async () => {
    await grow(log(), 50);
    const desks = [await begin(), await begin()];
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        grow(log(), 20),
        ...desks.map(({ checkpointer }) => checkpointer.publish()),
      ]);
      await Promise.all(desks.map(({ checkpointer }) => checkpointer.publish()));
    }
    expect(desks.map(codesOf)).toEqual([[], []]);
    const [{ tree }] = desks as [Desk];
    for (const note of (await placeIn(directory()).all?.()) ?? []) {
      const { size, root } = parseCheckpoint(splitNote(note).text);
      expect(root.equals(await rootAt(size, tree.subtrees))).toBe(true);
    }
    expect((await sizes()).at(-1)).toBe(150);
  });

  it('is signed by every key until the old one is retired, and then still verified', async () => {
    const place = { file: keyFile(directory()), origin: ORIGIN };
    await grow(log(), 5);
    const { checkpointer } = await begin();
    await checkpointer.publish();
    rotateKey(place, makeKey);
    await grow(log(), 5);
    expect(splitNote((await signedBy({ checkpointer })).note).signatures).toHaveLength(2);
    retireKeys(place, NOW);
    await grow(log(), 5);
    expect(splitNote((await signedBy({ checkpointer })).note).signatures).toHaveLength(1);
    expect(await sizes()).toEqual([5, 10, 15]);
  });
});
