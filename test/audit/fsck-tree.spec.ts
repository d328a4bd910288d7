import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../src/config.js';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { signNote } from '../../src/proof/note.js';
import { CHECKPOINTS } from '../../src/proof/publications.js';
import { loadSigners } from '../../src/proof/signing-keys.js';
import { LEAVES, TILES } from '../../src/proof/tree-store.js';
import { tableOf } from '../../src/read-model/embedded-query.js';
import { register } from '../event-store/doing.js';
import { EVENTS, fsck, harm, invariants, openIn, printed, soundStore } from './harm.js';

const { copy } = soundStore();

/** Two checkpoints are published, and the log goes on a little. */
const published = async (): Promise<Config> => {
  const config = copy();
  const house = await openIn(config);
  await house.proof.checkpointer.publish();
  await register(house.ledger, 'M-7');
  await house.proof.checkpointer.publish();
  await register(house.ledger, 'M-8');
  await house.readModels.catchUp();
  await house.proof.whole();
  await house.close();
  return config;
};

const harmed = async (...statements: readonly string[]): Promise<Config> => {
  const config = await published();
  harm(config.eventStore.name, (db) => statements.forEach((statement) => db.exec(statement)));
  return config;
};

const [TILE, BUNDLE] = [TILES, LEAVES].map(tableOf);

describe('the tree that is kept', () => {
  it('is derived anew from the log, and is the same; so are the checkpoints', async () => {
    const config = await published();
    const report = await fsck(config);
    expect(report).toMatchObject({ status: 0, findings: [], behind: [], unchecked: [] });
    expect(report).toMatchObject({ leaves: EVENTS + 2, checkpoints: 2 });
    expect(await printed(config)).toContain(`${EVENTS + 2} leaves, 2 checkpoints checked`);
  });

  it.each([
    [
      'a tile whose hashes were changed',
      `UPDATE ${TILE} SET body = json_set(body, '$.hashes',
         substr(body ->> '$.hashes', 1, 80) || 'A' || substr(body ->> '$.hashes', 82))`,
      TILES,
    ],
    ['a tile that is gone', `DELETE FROM ${TILE}`, TILES],
    [
      'a tile that lost its end',
      `UPDATE ${TILE} SET body =
         json_object('width', 1, 'hashes', substr(body ->> '$.hashes', 1, 43) || '=')`,
      TILES,
    ],
    [
      'a tile that nobody needs',
      `INSERT INTO ${TILE} SELECT '0/000000000077', position, body FROM ${TILE}`,
      `${TILES} 0/000000000077`,
    ],
    ['leaves that were changed', `UPDATE ${BUNDLE} SET body = replace(body, '2', '3')`, LEAVES],
    ['leaves that are gone', `DELETE FROM ${BUNDLE}`, LEAVES],
    ['a table that is gone', `DROP TABLE ${BUNDLE}`, LEAVES],
    ['bytes that are no text', `UPDATE ${TILE} SET body = CAST(x'7bff' AS TEXT)`, TILES],
    [
      'a checkpoint of its own that was changed',
      `UPDATE ${tableOf(CHECKPOINTS)} SET body = json_set(body, '$.rootHash', 'AAAA')`,
      CHECKPOINTS,
    ],
  ])('with %s is named as a read model, and no event is (I8)', async (_, statement, name) => {
    const report = await fsck(await harmed(statement));
    expect(report.status).toBe(1);
    expect(invariants(report)).toEqual(['I8']);
    for (const { where } of report.findings) expect(where).toContain(name);
  });

  it('that has read more than the log holds says that the log ends too early (I1)', async () => {
    const config = await harmed(`DELETE FROM event WHERE position > ${EVENTS + 1}`);
    const { findings, status } = await fsck(config);
    expect(status).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({ invariant: 'I1', expected: 'tree has read more' }),
    );
  });

  it('that was never made is behind, and not damaged', async () => {
    const config = await harmed(
      ...[`DELETE FROM ${TILE}`, `DELETE FROM ${BUNDLE}`],
      `DELETE FROM read_model_checkpoint WHERE projection = 'tree'`,
    );
    expect(await fsck(config)).toMatchObject({ status: 0, behind: ['tree'], findings: [] });
  });
});

describe('the log and the checkpoints that were published', () => {
  const filesIn = ({ proof }: Config): readonly string[] => readdirSync(proof.place).toSorted();

  it('no longer fit where the log was cut off (I15)', async () => {
    const config = await harmed(`DELETE FROM event WHERE position > ${EVENTS - 3}`);
    const { findings } = await fsck(config);
    const found = findings.filter(({ invariant }) => invariant === 'I15');
    expect(found).toMatchObject([{ expected: `${EVENTS + 1} events`, found: `${EVENTS - 3}` }]);
    expect(found[0]?.where).toContain(`the checkpoint of ${EVENTS + 1} events`);
  });

  it('no longer fit where times were changed, which no chain tells (I15)', async () => {
    const config = await harmed(
      `UPDATE event SET recorded_at = '2099-01-01T00:00:00.000Z' WHERE position >= ${EVENTS}`,
    );
    const report = await fsck(config);
    expect(invariants(report)).toContain('I15');
    expect(invariants(report)).not.toContain('I1');
  });

  it('contradict each other where an older one is of another tree (I14)', async () => {
    const config = await published();
    const { place, origin, signingKeyFile: file } = config.proof;
    const signers = loadSigners({ file, origin }, null);
    const smallest = filesIn(config).find((name) => name !== 'checkpoint') ?? '';
    const head = { origin, size: Number.parseInt(smallest, 10), root: Buffer.alloc(32, 7) };
    writeFileSync(join(place, smallest), signNote(checkpointText(head), signers));
    const report = await fsck(config);
    expect(invariants(report)).toEqual(['I14']);
  });

  it('are not relied on where nobody known here has signed them (I14)', async () => {
    const [config, other] = [await published(), await published()];
    for (const name of filesIn(config))
      copyFileSync(
        join(other.proof.place, filesIn(other).find((one) => one === name) ?? 'checkpoint'),
        join(config.proof.place, name),
      );
    const report = await fsck(config);
    expect(invariants(report)).toEqual(['I14']);
    expect(report.checkpoints).toBe(0);
    rmSync(config.proof.place, { recursive: true });
    expect(await fsck(config)).toMatchObject({ status: 0, checkpoints: 0 });
  });
});
