import { readFileSync, writeFileSync } from 'node:fs';
import { type Dice, dice } from '../../src/demo/random.js';
import type { LogVerdict } from '../../src/proof/verify-report.js';
import { LEAVES, TILES } from '../../src/proof/tree-store.js';
import { tableOf } from '../../src/read-model/embedded-query.js';
import { makeWorld, placeOf, verified, type World, worlds } from './tampered-store.js';
import { inFile } from './tamperings.js';

const { world, copyOf, gone, directory } = worlds(5);

/** Nothing is accused: all that is covered is proven, and the rest said not to be covered. */
const wrongIn = (verdict: LogVerdict, { events, sizes }: World): object[] => {
  const newest = sizes.at(-1) ?? 0;
  const expected = {
    ...{ ok: true, damage: null, faultCount: 0, events: events.length, refused: [] },
    proven: { size: newest, position: placeOf(newest - 1) },
    uncovered: {
      events: events.length - newest,
      from: events.length > newest ? placeOf(newest) : null,
    },
  };
  const found = { ...verdict, checkpoints: undefined, faults: undefined, streams: undefined };
  return JSON.stringify(sorted(found)) === JSON.stringify(sorted(expected)) ? [] : [verdict];
};

const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Pages of a table that was dropped: SQLite keeps them for later, and never reads them. */
const inFreePages = (file: string, fall: Dice): void => {
  inFile(file, (db) => {
    db.exec('CREATE TABLE scratch (text TEXT)');
    for (let row = 0; row < 12; row += 1)
      db.run('INSERT INTO scratch VALUES (?)', 'nothing of note. '.repeat(400));
    db.exec('DROP TABLE scratch');
  });
  const bytes = readFileSync(file);
  const pageSize = bytes.readUInt16BE(16);
  const trunk = (bytes.readUInt32BE(32) - 1) * pageSize;
  const leaves = bytes.readUInt32BE(trunk + 4);
  expect(leaves).toBeGreaterThan(5);
  for (let at = 0; at < leaves; at += 1) {
    const page = (bytes.readUInt32BE(trunk + 8 + 4 * at) - 1) * pageSize;
    for (let byte = 0; byte < pageSize; byte += 7) bytes.writeUInt8(fall.below(256), page + byte);
  }
  writeFileSync(file, bytes);
};

const bytesOfTile = (file: string, fall: Dice): void => {
  const bytes = readFileSync(file);
  let found = bytes.indexOf('"hashes":"');
  expect(found).toBeGreaterThan(0);
  for (; found >= 0; found = bytes.indexOf('"hashes":"', found + 1))
    bytes.writeUInt8(fall.between(128, 255), found + fall.between(12, 200));
  writeFileSync(file, bytes);
};

const sql =
  (...statements: readonly string[]) =>
  (file: string): void =>
    inFile(file, (db) => statements.forEach((statement) => db.exec(statement)));

const HARMLESS: Readonly<Record<string, (file: string, fall: Dice) => void>> = {
  'free pages': inFreePages,
  'the bytes of a tile': bytesOfTile,
  'tiles that are gone': sql(`DELETE FROM ${tableOf(TILES)}`),
  'leaves of another log': sql(
    `UPDATE ${tableOf(LEAVES)} SET body = replace(body, '"hash', '"lash')`,
  ),
  'a table of tiles that is gone': sql(`DROP TABLE ${tableOf(TILES)}`),
  'a tree that says it has read more': sql(
    `UPDATE read_model_checkpoint SET position = '00000000000000000999'`,
  ),
  'a checkpoint of a read model that is no text': sql(
    `UPDATE read_model_checkpoint SET position = CAST(x'ff' AS TEXT)`,
  ),
  'no read models at all': sql(
    ...['read_model_checkpoint', 'read_model_serving', 'read_model_claim'].map(
      (table) => `DROP TABLE ${table}`,
    ),
  ),
};

describe('of no event it is said that it was tampered with', () => {
  it.each([1_000, 1_025, 1_050, 1_075])('in 25 sound stores, from seed %d (I15)', async (first) => {
    const wrong: object[] = [];
    for (let seed = first; seed < first + 25; seed += 1) {
      const one = await makeWorld(directory, seed);
      wrong.push(...wrongIn(await verified(one.file, one), one));
      gone(one.file);
    }
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(HARMLESS))(
    'in 13 stores with damage only in %s (I15)',
    async (_, harm) => {
      const wrong: object[] = [];
      for (let seed = 0; seed < 13; seed += 1) {
        const [one, fall] = [world(seed), dice(seed)];
        const file = copyOf(one);
        harm(file, fall);
        wrong.push(...wrongIn(await verified(file, one), one));
        gone(file);
      }
      expect(wrong).toEqual([]);
    },
  );
});
