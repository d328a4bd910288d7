import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStore, StoreDamaged, type StoredEvent } from '../../src/event-store/port.js';
import { type Position, position, START } from '../../src/kernel/envelope.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import { fileAt } from '../../src/place.js';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { CompactRange } from '../../src/proof/compact-range.js';
import { leafHashOf } from '../../src/proof/leaf.js';
import { signNote } from '../../src/proof/note.js';
import { type Beside, verifyLog } from '../../src/proof/verify-log.js';
import { verifyStore } from '../../src/proof/verify-store.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { eventsAfter } from '../event-store/events.js';
import { grow, openLog } from './logs.js';
import { checkpointsOf, growTree, inStore, ORIGIN, SIGNER } from './tampered-store.js';
import { inFile } from './tamperings.js';

const directory = freshDirectory();
const NOTHING: Beside = { kept: null, remembered: async () => START };

/** A log of a server: positions far apart, clocks that may step back, others who may write. */
class ServerLog implements Pick<EventStore, 'readAll' | 'head' | 'stampsRise'> {
  readonly stampsRise = false;
  constructor(readonly rows: readonly (StoredEvent | { readonly foreign: Position })[]) {}

  async readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    const page = this.rows.filter((row) => at(row) > after).slice(0, limit);
    return page.map((row) => {
      if ('foreign' in row) throw new StoreDamaged('no event of this house', { at: row.foreign });
      return row;
    });
  }

  async head(): Promise<Position> {
    const last = this.rows.at(-1);
    return last ? at(last) : START;
  }
}

const at = (row: StoredEvent | { readonly foreign: Position }): Position =>
  'foreign' in row ? row.foreign : row.position;

const rowsOf = (count: number, stamp: (at: number) => number): StoredEvent[] =>
  eventsAfter('mitra-A', -1, count).map(({ event }, index) => ({
    ...event,
    position: position((index + 1) * 1_000),
    recordedAt: instant(Date.parse('2024-01-01T00:00:00Z') + stamp(index)),
  }));

/** Signed when the log was these events, whatever it is now. */
const signedOf = (rows: readonly StoredEvent[], ...sizes: readonly number[]) => {
  const tree = new CompactRange();
  const notes: string[] = [];
  let recordedAt = '' as Instant;
  for (const row of [undefined, ...rows]) {
    if (row && row.recordedAt > recordedAt) recordedAt = row.recordedAt;
    if (row) tree.append(leafHashOf({ hash: row.hash, recordedAt }));
    const { size } = tree;
    const head = { origin: ORIGIN, size, root: tree.root() };
    if (sizes.includes(size)) notes.push(signNote(checkpointText(head), [SIGNER]));
  }
  return checkpointsOf(notes);
};

const verdictOn = (log: ServerLog, checkpoints: ReturnType<typeof signedOf>) =>
  verifyLog(log as unknown as EventStore, checkpoints, NOTHING);

describe('a log of a server', () => {
  const rows = rowsOf(30, (index) => (index % 7) * 1_000);

  it('whose clock stepped back is proven with the running maximum (I15)', async () => {
    const verdict = await verdictOn(new ServerLog(rows), signedOf(rows, 0, 10, 20));
    expect(verdict).toMatchObject({ ok: true, faultCount: 0, events: 30, streams: 1 });
    expect(verdict.proven).toEqual({ size: 20, position: position(20_000) });
    expect(verdict.uncovered).toEqual({ events: 10, from: position(21_000) });
  });

  it('into which somebody else wrote is still proven, and his event named (I15)', async () => {
    const foreign = { foreign: position(5_500) };
    const log = new ServerLog([...rows.slice(0, 5), foreign, ...rows.slice(5)]);
    const { ok, damage, checkpoints } = await verdictOn(log, signedOf(rows, 10, 20));
    expect(ok).toBe(false);
    expect(checkpoints.map(({ verdict }) => verdict)).toEqual(['FITS', 'FITS']);
    expect(damage).toMatchObject({
      kind: 'ADDED',
      exact: true,
      from: { position: foreign.foreign },
    });
  });

  it('from which an event was taken says between which two it was (I15)', async () => {
    const log = new ServerLog(rows.toSpliced(12, 1));
    const { damage } = await verdictOn(log, signedOf(rows, 10, 20));
    expect(damage).toMatchObject({ kind: 'MISSING', covered: true, toldBy: 'CHAIN' });
    expect([damage?.from.position, damage?.to.position]).toEqual([12_000, 14_000].map(position));
  });

  it('with nothing in it fits a checkpoint of nothing, and no other', async () => {
    expect(await verdictOn(new ServerLog([]), signedOf(rows, 0))).toMatchObject({ ok: true });
    const { damage } = await verdictOn(new ServerLog([]), signedOf(rows, 10));
    expect(damage).toMatchObject({ kind: 'OLD_BACKUP', from: { leaf: 0 }, to: { leaf: 0 } });
  });

  it('is not accused where two checkpoints contradict each other (I14)', async () => {
    const others = rowsOf(30, (index) => index);
    const [one, other] = [signedOf(others, 10), signedOf(rows, 20)];
    const signed = [...one.signed, ...other.signed];
    const verdict = await verdictOn(new ServerLog(rows), { signed, refused: [] });
    expect(verdict).toMatchObject({ ok: false, damage: null });
    expect(verdict.checkpoints.map(({ verdict: said }) => said)).toEqual(['CONTRADICTED', 'FITS']);
  });

  it('of which nothing signed can be relied on is not proven', async () => {
    const refused = [{ name: 'x', why: 'not signed' }];
    const verdict = await verdictOn(new ServerLog(rows), { signed: [], refused });
    expect(verdict).toMatchObject({ ok: false, damage: null, proven: { size: 0 } });
    expect(verdict.uncovered).toEqual({ events: 30, from: position(1_000) });
  });
});

describe('a log of several pages and tiles', () => {
  const made = async (): Promise<string> => {
    const log = openLog(directory());
    for (const stream of ['mitra-A', 'mitra-B', 'mitra-C']) await grow(log, 700, { stream });
    await log.close();
    const file = join(directory(), 'log.db');
    await growTree(file);
    return file;
  };

  it('is told exactly by its tiles, beyond the first of each (I15)', async () => {
    const file = await made();
    const rows = await inStore(file, (log) => log.readAll(START, 5_000));
    const checkpoints = signedOf(rows, 300, 1_900);
    expect(await verifyStore(fileAt(file), checkpoints)).toMatchObject({ ok: true });
    for (const [leaf, sql, kind] of [
      [1_337, `UPDATE event SET recorded_at = '2025-10-31T05:00:00.001Z' WHERE position >= 1338`],
      [1_500, `DELETE FROM event WHERE position > 1500`, 'CUT_OFF'],
    ] as const) {
      const copy = join(directory(), `copy-${leaf}.db`);
      copyFileSync(file, copy);
      inFile(copy, (db) => db.exec(sql));
      const { damage } = await verifyStore(fileAt(copy), checkpoints);
      expect(damage).toMatchObject({ exact: true, from: { leaf, position: position(leaf + 1) } });
      expect(damage?.toldBy).toBe('TILES');
      if (kind) expect(damage?.kind).toBe(kind);
    }
  });

  it('with a hole that has no end is read all the same (I15)', async () => {
    const file = await made();
    const rows = await inStore(file, (log) => log.readAll(START, 5_000));
    inFile(file, (db) =>
      db.exec('UPDATE event SET position = 9000000000000000 WHERE position = 2100'),
    );
    const { damage, uncovered, events } = await verifyStore(fileAt(file), signedOf(rows, 1_900));
    expect(events).toBe(2_100);
    expect(damage).toMatchObject({ kind: 'MISSING', covered: false, from: { leaf: 2_099 } });
    expect(uncovered.from).toBe(position(1_901));
  });
});

describe('a row whose text says a member twice', () => {
  const TWICE = [
    `'{"data":{"amount":1},"effectiveOn":"1990-01-01",' || substr(body, 2)`,
    `substr(body, 1, length(body) - 1) || ',"position":"00000000000000000001"}'`,
    `replace(body, '"data":{', '"data": {')`,
    `replace(body, '"type":"', '"type":"LoanSettled","type":"')`,
  ];

  it('is found, though whoever takes the last of them reads what was signed (I15)', async () => {
    const log = openLog(directory());
    await grow(log, 20, { stream: 'mitra-A' });
    await log.close();
    const file = join(directory(), 'log.db');
    const checkpoints = signedOf(await inStore(file, (one) => one.readAll(START, 100)), 20);
    expect(await verifyStore(fileAt(file), checkpoints)).toMatchObject({ ok: true });
    for (const [at0, text] of TWICE.entries()) {
      const copy = join(directory(), `twice-${at0}.db`);
      copyFileSync(file, copy);
      inFile(copy, (db) => db.exec(`UPDATE event SET body = ${text} WHERE position = 10`));
      const { ok, damage, proven } = await verifyStore(fileAt(copy), checkpoints);
      expect([text, ok, proven.size]).toEqual([text, false, 0]);
      expect(damage).toMatchObject({ kind: 'CHANGED', exact: true, from: { leaf: 9 } });
      expect(damage?.why).toContain('not stored as its canonical JSON');
    }
  });
});
