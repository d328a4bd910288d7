import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dice, dice } from '../../src/demo/random.js';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { position, START } from '../../src/kernel/envelope.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import { fileAt } from '../../src/place.js';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { rootAt } from '../../src/proof/merkle.js';
import { noteSigner, parseSkey, parseVkey, skeyOf } from '../../src/proof/note-key.js';
import { signNote } from '../../src/proof/note.js';
import { TreeStore } from '../../src/proof/tree-store.js';
import { type Checkpoints, readCheckpoints } from '../../src/proof/verify-checkpoints.js';
import type { LogVerdict } from '../../src/proof/verify-report.js';
import { verifyStore } from '../../src/proof/verify-store.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { eventsAfter } from '../event-store/events.js';

export const ORIGIN = 'jejak.test/log';
export const SIGNER = noteSigner(parseSkey(skeyOf(ORIGIN, hash('sha256', 'log', 'buffer'))));

/** A sound store, an older copy of it, and three checkpoints that were kept elsewhere. */
export interface World {
  readonly seed: number;
  readonly file: string;
  readonly backup: { readonly file: string; readonly events: number };
  readonly events: readonly StoredEvent[];
  readonly sizes: readonly number[];
  readonly notes: readonly string[];
  readonly checkpoints: Checkpoints;
}

const STREAMS = 9;

/** Random appends of one to three events to random streams, under a clock that mostly stands. */
const write = async (file: string, fall: Dice, count: number): Promise<void> => {
  let now = Date.parse('2024-05-01T03:00:00.000Z');
  const log = EmbeddedEventStore.open({ file, clock: () => instant(now) });
  const [last] = (await log.readAll(START, 1_000)).slice(-1);
  if (last) now = Date.parse(last.recordedAt);
  for (let left = count; left > 0;) {
    // Several at once, as they come to one commit: each commit waits for the disk.
    const streams = fall.shuffled(Array.from({ length: STREAMS }, (_, at) => `mitra-${at}`));
    const wave = streams.slice(0, fall.between(2, 5)).map((stream) => {
      const many = Math.min(left, fall.between(1, 3));
      left -= many;
      return { stream, many, tag: `dice ${fall.below(1_000_000)} étc.` };
    });
    await Promise.all(
      wave.map(async ({ stream, many, tag }) => {
        const held = await log.readStream(stream);
        const previousHash = held.at(-1)?.hash;
        const wish = { tag, ...(previousHash && { previousHash }) };
        const events = eventsAfter(stream, held.length - 1, many, wish);
        await log.append(stream, held.length - 1, events);
      }),
    );
    if (fall.chance(80)) now += fall.between(1, 90_000);
  }
  await log.close();
};

export const inStore = async <T>(
  file: string,
  work: (log: EmbeddedEventStore) => Promise<T>,
): Promise<T> => {
  const clock = (): Instant => instant(0);
  const log = EmbeddedEventStore.open({ file, clock, readOnly: true });
  try {
    return await work(log);
  } finally {
    await log.close();
  }
};

export const inTree = async <T>(
  file: string,
  work: (tree: TreeStore) => Promise<T>,
): Promise<T> => {
  const documents = EmbeddedReadModelStore.open({ file });
  try {
    return await work(new TreeStore(documents));
  } finally {
    await documents.close();
  }
};

/** The tree as a service keeps it, up to the end of the log. */
export const growTree = async (file: string): Promise<void> => {
  const events = await inStore(file, (log) => log.readAll(START, 10_000));
  await inTree(file, async (tree) => {
    await tree.ensure();
    const head = await tree.head();
    await tree.extend(head, events.slice(head.size));
  });
  const db = new Sqlite(file);
  db.intoOneFile();
  db.close();
};

const noteAt = (file: string, size: number): Promise<string> =>
  inTree(file, async (tree) => {
    const root = await rootAt(size, tree.subtrees);
    return signNote(checkpointText({ origin: ORIGIN, size, root }), [SIGNER]);
  });

export const checkpointsOf = (notes: readonly string[]): Checkpoints =>
  readCheckpoints(
    notes.map((note, at) => ({ name: `${at}.checkpoint`, note })),
    ORIGIN,
    [parseVkey(SIGNER.vkey)],
  );

export const makeWorld = async (directory: string, seed: number): Promise<World> => {
  const fall = dice(seed);
  const [file, backup] = [join(directory, `${seed}.db`), join(directory, `${seed}-old.db`)];
  const old = fall.between(12, 45);
  await write(file, fall, old);
  await growTree(file);
  copyFileSync(file, backup);
  await write(file, fall, fall.between(55, 66) - old);
  await growTree(file);
  const events = await inStore(file, (log) => log.readAll(START, 1_000));
  const sizes = [fall.between(5, 19), fall.between(20, 36), fall.between(38, 52)];
  const notes = await Promise.all(sizes.map((size) => noteAt(file, size)));
  const world = { seed, file, events, sizes, notes, checkpoints: checkpointsOf(notes) };
  return { ...world, backup: { file: backup, events: old } };
};

/** A directory for the file that calls this, and stores to do harm to. */
export const worlds = (count: number) => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-verify-'));
  const made: World[] = [];
  beforeAll(async () => {
    for (let seed = 1; seed <= count; seed += 1) made.push(await makeWorld(directory, seed));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  let copies = 0;
  const copyOf = ({ file }: Pick<World, 'file'>): string => {
    const copy = join(directory, `copy-${(copies += 1)}.db`);
    copyFileSync(file, copy);
    return copy;
  };
  const world = (at: number): World => {
    const one = made[at % made.length];
    if (!one) throw new Error('no store was made');
    return one;
  };
  const gone = (file: string): void => {
    for (const end of ['', '-wal', '-shm', '.lock']) rmSync(`${file}${end}`, { force: true });
  };
  return { world, copyOf, gone, directory };
};

export const verified = (
  file: string,
  { checkpoints }: Pick<World, 'checkpoints'>,
): Promise<LogVerdict> => verifyStore(fileAt(file), checkpoints);

export const placeOf = (leaf: number): string => position(leaf + 1);
