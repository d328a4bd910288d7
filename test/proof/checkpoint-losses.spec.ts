import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointPlace } from '../../src/proof/checkpoint-place.js';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { rootAt } from '../../src/proof/merkle.js';
import { splitNote } from '../../src/proof/note.js';
import type { ReadModelStore } from '../../src/read-model/port.js';
import { checkpointOffice } from './checkpoint-office.js';
import { codesOf, desk, placeIn, signedBy } from './checkpointing.js';
import { grow, NOW } from './logs.js';

const { directory, log, documents, begin, anew } = checkpointOffice();
const inPlace = (file: string): string => join(directory(), 'checkpoints', file);
const sizesIn = async (place: CheckpointPlace): Promise<number[]> =>
  ((await place.all?.()) ?? []).map((note) => parseCheckpoint(splitNote(note).text).size);

describe('what is lost is brought back from what is left', () => {
  it('read models: the tree is made again and held against the second place', async () => {
    await grow(log(), 150);
    const { note } = await signedBy(await begin());
    const one = await begin({ documents: anew('anew.db') });
    await one.due(0);
    expect(codesOf(one)).toEqual([]);
    expect(await one.checkpointer.newest()).toMatchObject({ note, signedAt: null });
    await grow(log(), 1);
    expect(await one.checkpointer.publish()).toMatchObject({ head: { size: 151 }, signedAt: NOW });
  });

  it('the second place: the newest is published there again, and the loss is told', async () => {
    await grow(log(), 10);
    const { note } = await signedBy(await begin());
    rmSync(inPlace('.'), { recursive: true });
    const one = await begin();
    await one.checkpointer.publish();
    expect(await one.place.newest()).toBe(note);
    expect(one.told).toEqual(['a published checkpoint was missing in the second place']);
  });

  it('the second place, where it is an older copy, likewise', async () => {
    await grow(log(), 10);
    const one = await begin();
    await one.checkpointer.publish();
    copyFileSync(inPlace('checkpoint'), inPlace('older'));
    await grow(log(), 10);
    const { note } = await signedBy(one);
    rmSync(inPlace('000000000020.checkpoint'));
    copyFileSync(inPlace('older'), inPlace('checkpoint'));
    const next = await begin();
    await next.checkpointer.publish();
    expect(readFileSync(inPlace('checkpoint'), 'utf8')).toBe(note);
    expect(next.told).toEqual(['a published checkpoint was missing in the second place']);
  });

  it('the newest in the second place alone: it is found under its size', async () => {
    await grow(log(), 10);
    const { note } = await signedBy(await begin());
    rmSync(inPlace('checkpoint'));
    const one = await begin({ documents: anew('anew.db') });
    expect(await signedBy(one)).toMatchObject({ note });
    expect(readFileSync(inPlace('checkpoint'), 'utf8')).toBe(note);
    expect(one.told).toEqual(['the newest checkpoint was missing in the second place']);
  });

  it('one under its size alone likewise', async () => {
    await grow(log(), 10);
    const one = await begin();
    await one.checkpointer.publish();
    rmSync(inPlace('000000000010.checkpoint'));
    await (await begin()).checkpointer.publish();
    expect(await sizesIn(one.place)).toEqual([10]);
  });
});

class Crash extends Error {}

/** Lets so many effects happen, outside or in the documents, then every one fails for ever. */
const mortal = (effects: number, steps: { done: number }) => {
  const step =
    <A extends unknown[], R>(effect: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (steps.done >= effects) throw new Crash('crashed');
      steps.done += 1;
      return effect(...args);
    };
  const place = placeIn(directory());
  const dying: CheckpointPlace = {
    name: place.name,
    newest: () => place.newest(),
    write: step((note: string) => place.write(note)),
  };
  // As behind MongoDB, where a checkpoint moves only after its documents: two effects.
  const save = step((...[saves]: Parameters<ReadModelStore['save']>) =>
    documents().save(saves, new Map()),
  );
  const advance = step((...[, reached]: Parameters<ReadModelStore['save']>) =>
    documents().save([], reached),
  );
  const saving: ReadModelStore['save'] = async (...args) => {
    await save(...args);
    await advance(...args);
  };
  const kept = Object.create(documents(), { save: { value: saving } }) as ReadModelStore;
  return { place: dying, documents: kept };
};

describe('a crash between any two steps', () => {
  it('leaves no two checkpoints that contradict, and the next one is published', async () => {
    await grow(log(), 40);
    await (await begin()).checkpointer.publish();
    let crashes = 0;
    for (let effects = 0; ; effects += 1) {
      await grow(log(), 7);
      const steps = { done: 0 };
      const died = await desk({ directory: directory(), log: log(), ...mortal(effects, steps) })
        .then(({ checkpointer }) => checkpointer.publish())
        .then(
          () => false,
          (error: unknown) => {
            expect(error).toBeInstanceOf(Crash);
            return true;
          },
        );
      const one = await begin();
      const { head } = await signedBy(one);
      expect(head.size).toBe(40 + 7 * (effects + 1));
      expect(codesOf(one)).toEqual([]);
      for (const note of (await one.place.all?.()) ?? []) {
        const { size, root } = parseCheckpoint(splitNote(note).text);
        expect(root.equals(await rootAt(size, one.tree.subtrees))).toBe(true);
      }
      if (!died) break;
      crashes += 1;
    }
    // The tree's documents, its progress, the second place, the checkpoint's document twice.
    expect(crashes).toBe(5);
  });

  it('between its own file and the newest: the newest comes later', async () => {
    await grow(log(), 10);
    const one = await begin();
    await one.checkpointer.publish();
    const older = readFileSync(inPlace('checkpoint'), 'utf8');
    await grow(log(), 5);
    const { note } = await signedBy(one);
    writeFileSync(inPlace('checkpoint'), older);
    const next = await begin();
    expect(await signedBy(next)).toMatchObject({ note });
    expect(readFileSync(inPlace('checkpoint'), 'utf8')).toBe(note);
    expect([await sizesIn(one.place), codesOf(next)]).toEqual([[10, 15], []]);
  });
});
