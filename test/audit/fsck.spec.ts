import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../src/config.js';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { systemClock } from '../../src/house/clock.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import { tableOf } from '../../src/read-model/embedded-query.js';
import { EVENTS, fsck, harm, openIn, printed, soundStore } from './harm.js';

const { copy, harmed } = soundStore();
const LOAN_BOOK = tableOf('loan-book_v3_1');

describe('a sound store', () => {
  it('has no findings, and all of it was looked at', async () => {
    const config = copy();
    const report = await fsck(config);
    expect(report).toMatchObject({ status: 0, loans: 2, findings: [] });
    const clock = systemClock;
    const log = EmbeddedEventStore.open({ file: config.eventStore.name, clock, readOnly: true });
    expect([BigInt(await log.head()), report.events]).toEqual([BigInt(EVENTS), EVENTS]);
    await log.close();
    expect(await printed(config)).toMatch(
      new RegExp(
        `^${EVENTS} events, 2 loans, \\d+ documents, ${EVENTS} leaves, 0 checkpoints checked: `,
      ),
    );
  });

  it('is found so beside a running service, where nothing is written', async () => {
    const config = copy();
    const house = await openIn(config);
    house.readModels.start();
    const before = readFileSync(config.eventStore.name);
    const names = readdirSync(join(config.eventStore.name, '..'));
    expect(await fsck(config)).toMatchObject({ status: 0, findings: [] });
    expect(readFileSync(config.eventStore.name).equals(before)).toBe(true);
    expect(readdirSync(join(config.eventStore.name, '..'))).toEqual(names);
    await house.close();
  });

  it('without its keys is not checked, and no new key is made', async () => {
    const config = copy();
    for (const file of [config.keyStore.name, config.masterKeyFile]) rmSync(file);
    await expect(fsck(config)).rejects.toThrow('there is no key store here');
    expect(readdirSync(join(config.keyStore.name, '..'))).not.toContain('master.key');
  });
});

describe('a document', () => {
  it('that was changed is found, with both sides (I8)', async () => {
    const config = harmed((db) =>
      db.run(`UPDATE ${LOAN_BOOK} SET body = json_set(body, '$.unit', 'SBY') WHERE id = 'L-1'`),
    );
    const { status, findings } = await fsck(config);
    expect(status).toBe(1);
    expect(findings).toEqual([
      {
        ...{ invariant: 'I8', where: 'loan-book L-1' },
        expected: expect.stringContaining('"unit":"JKT"'),
        found: expect.stringContaining('"unit":"SBY"'),
      },
    ]);
    const text = await printed(config);
    expect(text).toMatch(/^I8 loan-book L-1\n {2}expected .*"JKT".*\n {2}found .*"SBY"/);
    expect(text).toMatch(/1 findings$/);
  });

  it.each([
    ['was taken away', `DELETE FROM ${LOAN_BOOK} WHERE id = 'L-2'`, 'L-2', /^{/, /^nothing$/],
    [
      'was added',
      `INSERT INTO ${LOAN_BOOK} SELECT 'L-0', position, body FROM ${LOAN_BOOK} WHERE id = 'L-1'`,
      ...(['L-0', /^nothing$/, /^{/] as const),
    ],
    [
      'stands at another position',
      `UPDATE ${LOAN_BOOK} SET position = '00000000000000000001' WHERE id = 'L-1'`,
      ...(['L-1', /"position":"0*[2-9]/, /"position":"0*1"/] as const),
    ],
  ])('that %s is found (I8)', async (_, sql, id, expected, found) => {
    const report = await fsck(harmed((db) => db.run(sql)));
    expect(report.status).toBe(1);
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({ invariant: 'I8', where: `loan-book ${id}` });
    expect(report.findings[0]?.expected).toMatch(expected);
    expect(report.findings[0]?.found).toMatch(found);
  });

  it('whose read model is gone is found, and loans are checked all the same', async () => {
    const report = await fsck(harmed((db) => db.run('DELETE FROM read_model_checkpoint')));
    expect(report.findings.map(({ where }) => where)).toContain('the read model loan-book');
    expect(report).toMatchObject({ status: 1, loans: 2 });
  });
});

describe('keys that do not fit', () => {
  it('are found at every event they do not open', async () => {
    const config = copy();
    harm(config.keyStore.name, (db) =>
      db.run(
        `UPDATE key SET wrapped = (SELECT wrapped FROM key WHERE id LIKE '%M-3')
         WHERE id LIKE '%M-1'`,
      ),
    );
    const report = await fsck(config);
    expect(report.status).toBe(1);
    expect(report.findings[0]?.where).toMatch(/^mitra-M-1 revision 0/);
    expect(report.findings[0]?.expected).toBe('a readable MitraRegistered');
  });
});

it('documents kept in a file of their own are checked there', async () => {
  const config = copy();
  const file = `${config.readModel.name}.models`;
  const apart: Config = { ...config, readModel: { kind: 'file', file, name: file } };
  copyFileSync(config.readModel.name, file);
  const kept = EmbeddedReadModelStore.open({ file });
  await kept.drop((await kept.serving()).get('history') ?? '');
  await kept.close();
  const report = await fsck(apart);
  expect(report.findings).toMatchObject([{ invariant: 'I8', where: 'the read model history' }]);
});
