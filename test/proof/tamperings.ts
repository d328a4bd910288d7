import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Dice } from '../../src/demo/random.js';
import type { SealedEvent } from '../../src/event-store/port.js';
import { sealed } from '../../src/event-store/seal.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import type { Kind } from '../../src/proof/verify-report.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { sealedEvent } from '../event-store/events.js';
import type { World } from './tampered-store.js';

/** What was done, as only the one who did it knows. */
export interface Truth {
  /** The first leaf that is not as it was. */
  readonly first: number;
  /** What it may look like where the tiles tell. */
  readonly kinds: readonly Kind[];
  /** The event itself shows it, whatever became of the tiles. */
  readonly shown: boolean;
  /** How many events the log has now. */
  readonly left: number;
}

export type Tampering = (file: string, world: World, fall: Dice) => Truth;

export const inFile = (file: string, work: (db: Sqlite) => void): void => {
  const db = new Sqlite(file);
  work(db);
  db.intoOneFile();
  db.close();
};

const at = (leaf: number): bigint => BigInt(leaf + 1);
const anyLeaf = ({ events }: World, fall: Dice): number => fall.below(events.length);

const partOf = ({ events }: World, leaf: number): SealedEvent => {
  const event = events[leaf];
  if (!event) throw new RangeError(`no leaf ${leaf}`);
  const { position: _, recordedAt: __, ...part } = event;
  return part;
};

const setBody = (db: Sqlite, leaf: number, event: SealedEvent): number =>
  db.run('UPDATE event SET body = ? WHERE position = ?', canonicalJson(event), at(leaf));

const rehashed = (event: SealedEvent): SealedEvent => {
  const { hash: _, ...part } = event;
  return sealed(part);
};

const changedBytes: Tampering = (file, world, fall) => {
  const leaf = anyLeaf(world, fall);
  const bytes = readFileSync(file);
  const body = Buffer.from(canonicalJson(partOf(world, leaf)));
  const [byte, by] = [fall.below(body.length), fall.between(1, 255)];
  // Where a page was written again, an older copy of the row may lie about, too.
  let found = bytes.indexOf(body);
  if (found < 0) throw new Error(`the body of leaf ${leaf} is not in one piece`);
  for (; found >= 0; found = bytes.indexOf(body))
    bytes.writeUInt8((bytes.readUInt8(found + byte) + by) % 256, found + byte);
  writeFileSync(file, bytes);
  return { first: leaf, kinds: ['CHANGED'], shown: true, left: world.events.length };
};

const FIELDS = [
  ['$.data.note', 'nothing of note'],
  ['$.effectiveOn', '1999-01-01'],
  ['$.actor.id', 'nobody'],
  ['$.commandId', 'another'],
  ['$.extra', 'more'],
] as const;

const updatedField: Tampering = (file, world, fall) => {
  const leaf = anyLeaf(world, fall);
  const [path, value] = fall.pick(FIELDS);
  inFile(file, (db) =>
    db.run(
      'UPDATE event SET body = json_set(body, ?, ?) WHERE position = ?',
      ...[path, value, at(leaf)],
    ),
  );
  return { first: leaf, kinds: ['CHANGED'], shown: true, left: world.events.length };
};

const updatedColumn: Tampering = (file, world, fall) => {
  const leaf = anyLeaf(world, fall);
  const [set, value] = fall.pick([
    ...[['stream', 'mitra-other'] as const, ['type', 'LoanSettled'] as const],
    ...[['event_id', 'none'] as const, ['revision', 999n] as const],
  ]);
  inFile(file, (db) => db.run(`UPDATE event SET ${set} = ? WHERE position = ?`, value, at(leaf)));
  return { first: leaf, kinds: ['CHANGED'], shown: true, left: world.events.length };
};

const updatedTime: Tampering = (file, world, fall) => {
  const leaf = anyLeaf(world, fall);
  const stamp = world.events[leaf]?.recordedAt ?? '';
  const ms = Date.parse(stamp) + fall.pick([-1, 1]) * fall.between(1, 200_000);
  const other = new Date(ms).toISOString();
  inFile(file, (db) =>
    db.run('UPDATE event SET recorded_at = ? WHERE position = ?', other, at(leaf)),
  );
  const kinds = ['CHANGED', 'REORDERED'] as const;
  return { first: leaf, kinds, shown: false, left: world.events.length };
};

const updatedWithItsHash: Tampering = (file, world, fall) => {
  const leaf = anyLeaf(world, fall);
  const event = { ...partOf(world, leaf), data: { note: 'it was otherwise' } };
  inFile(file, (db) => setBody(db, leaf, rehashed(event)));
  return { first: leaf, kinds: ['CHANGED'], shown: false, left: world.events.length };
};

const deleted: Tampering = (file, world, fall) => {
  const leaf = fall.below(world.events.length - 1);
  inFile(file, (db) => db.run('DELETE FROM event WHERE position = ?', at(leaf)));
  return { first: leaf, kinds: ['MISSING'], shown: true, left: world.events.length };
};

/** All positions from one on move; by way of others, as no two rows may share one. */
const shift = (db: Sqlite, from: bigint, by: bigint): void => {
  db.run('UPDATE event SET position = position + 1000000 WHERE position >= ?', from);
  db.run('UPDATE event SET position = position - 1000000 + ? WHERE position >= 1000000', by);
};

const deletedAndClosedUp: Tampering = (file, world, fall) => {
  const leaf = anyLeaf(world, fall);
  inFile(file, (db) => {
    db.run('DELETE FROM event WHERE position = ?', at(leaf));
    shift(db, at(leaf) + 1n, -1n);
  });
  const kinds = ['MISSING', 'CUT_OFF'] as const;
  return { first: leaf, kinds, shown: false, left: world.events.length - 1 };
};

const swapped: Tampering = (file, world, fall) => {
  const [one, other] = [anyLeaf(world, fall), anyLeaf(world, fall)].toSorted((a, b) => a - b);
  const [first = 0, second = 1] = one === other ? [0, 1] : [one, other];
  inFile(file, (db) => {
    const stamps = [first, second].map(
      (leaf) => db.row<[string]>('SELECT recorded_at FROM event WHERE position = ?', at(leaf))?.[0],
    );
    db.run('UPDATE event SET position = 1000000 WHERE position = ?', at(first));
    db.run('UPDATE event SET position = ? WHERE position = ?', at(first), at(second));
    db.run('UPDATE event SET position = ? WHERE position = 1000000', at(second));
    // Whoever knows that times rise along the log leaves them where they were.
    if (fall.chance(50))
      for (const [index, leaf] of [first, second].entries())
        db.run(
          'UPDATE event SET recorded_at = ? WHERE position = ?',
          ...([stamps[index] ?? '', at(leaf)] as const),
        );
  });
  const kinds = ['REORDERED', 'CHANGED', 'ADDED', 'MISSING'] as const;
  return { first, kinds, shown: false, left: world.events.length };
};

/** An event of a new stream, or the next of one that is there, with all that belongs to it. */
const inserted: Tampering = (file, world, fall) => {
  const leaf = anyLeaf(world, fall);
  const tip = partOf(world, leaf);
  const last = world.events.findLast(({ streamId }) => streamId === tip.streamId);
  const next = sealedEvent(tip.streamId, 1 + (last?.revision ?? -1), {
    ...{ tag: 'put in', previousHash: last?.hash ?? '' },
  });
  const event = fall.chance(50) ? sealedEvent(`mitra-new-${leaf}`, 0, { tag: 'put in' }) : next;
  inFile(file, (db) => {
    shift(db, at(leaf), 1n);
    const { streamId, revision: at0, type, eventId } = event;
    db.run(
      `INSERT INTO event (position, stream, revision, type, event_id, recorded_at, stood_in, body)
       VALUES (?, ?, ?, ?, ?, ?, 0, ?)`,
      ...[at(leaf), streamId, BigInt(at0), type, eventId],
      ...[world.events[leaf]?.recordedAt ?? '', canonicalJson(event)],
    );
  });
  return { first: leaf, kinds: ['ADDED'], shown: false, left: world.events.length + 1 };
};

const cutTail: Tampering = (file, world, fall) => {
  const leaf = fall.between(1, world.events.length - 1);
  inFile(file, (db) => db.run('DELETE FROM event WHERE position > ?', BigInt(leaf)));
  return { first: leaf, kinds: ['CUT_OFF'], shown: false, left: leaf };
};

const rechained: Tampering = (file, world, fall) => {
  const leaf = anyLeaf(world, fall);
  const { streamId } = partOf(world, leaf);
  inFile(file, (db) => {
    let before: string | undefined;
    for (let one = leaf; one < world.events.length; one += 1) {
      const part = partOf(world, one);
      if (part.streamId !== streamId) continue;
      const note = one === leaf ? { data: { note: 'another tale' } } : {};
      const event = rehashed({ ...part, ...note, previousHash: before ?? part.previousHash });
      before = event.hash;
      setBody(db, one, event);
    }
  });
  const kinds = ['REWRITTEN', 'CHANGED'] as const;
  return { first: leaf, kinds, shown: false, left: world.events.length };
};

const oldBackup: Tampering = (file, { backup }) => {
  copyFileSync(backup.file, file);
  return { first: backup.events, kinds: ['OLD_BACKUP'], shown: false, left: backup.events };
};

export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  'bytes of a row are changed': changedBytes,
  'a field is updated': updatedField,
  'a column beside the event is updated': updatedColumn,
  'the time of recording is updated': updatedTime,
  'a field is updated, and its hash with it': updatedWithItsHash,
  'a row is deleted': deleted,
  'a row is deleted, and the gap closed': deletedAndClosedUp,
  'two rows are swapped': swapped,
  'a row is inserted': inserted,
  'the tail is cut off': cutTail,
  'a stream is chained anew': rechained,
  'an old backup is restored': oldBackup,
};
