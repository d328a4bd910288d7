import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FsckReport } from '../../src/audit/fsck.js';
import { type Ended, endChildren, jejak, settingsIn } from '../cli/jejak.js';
import { get, JAMSOSTEK_TABLE, start, tell } from '../e2e/service.js';
import { hasMongo } from '../ferretdb/server.js';
import { type Combination, type Stores, storesFor } from './places.js';

const NOON = '2025-10-31T05:00:00.000Z';
const directories: string[] = [];
const opened: Stores[] = [];
afterAll(async () => {
  endChildren();
  for (const stores of opened) await stores.stop();
  for (const directory of directories) rmSync(directory, { recursive: true });
});

const furnished = async (combination: Combination) => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-combination-'));
  directories.push(directory);
  const stores = await storesFor(directory, undefined, combination);
  opened.push(stores);
  return { directory, stores, settings: settingsIn(directory, stores.settings) };
};

/** With what it said. What else is on standard error, warnings and progress, is no failure. */
const failureOf = ({ status, err }: Ended) => (status === 0 ? null : { status, err });

const LOGS = { file: 'embedded', server: 'EventStoreDB (double)' };
const DOCUMENTS = { file: 'embedded', server: 'MongoDB' };
const combinations = (['file', 'server'] as const).flatMap((log) =>
  (['file', 'server'] as const).map((documents) => ({ log, documents })),
);

const json = (text: string): object => JSON.parse(text) as object;

const named = combinations.map((one) => [LOGS[one.log], DOCUMENTS[one.documents], one] as const);

describe.each(named)('%s + %s', (_, __, combination) => {
  const runs = combination.documents === 'file' || hasMongo() ? it : it.skip;

  runs('imports, checks, rebuilds, and takes nothing over twice', async () => {
    const { settings } = await furnished(combination);
    const table = ['import', 'loans', JAMSOSTEK_TABLE, '--programme', 'JAMSOSTEK', '--json'];
    const first = await jejak(settings, ...table);
    expect(failureOf(first)).toBeNull();
    expect(json(first.out)).toMatchObject({ rows: 39, loansAdded: 39, problems: [] });
    const sound = async (): Promise<FsckReport> => {
      const checked = await jejak(settings, 'fsck', '--json');
      expect(failureOf(checked)).toBeNull();
      return JSON.parse(checked.out) as FsckReport;
    };
    const before = await sound();
    expect(before).toMatchObject({ loans: 39, findings: [] });
    const rebuilt = await jejak(settings, 'rebuild', '--json');
    expect(failureOf(rebuilt)).toBeNull();
    expect(json(rebuilt.out)).toMatchObject({ events: before.events });
    expect(json((await jejak(settings, ...table)).out)).toMatchObject({
      ...{ unchanged: 39, loansAdded: 0, written: false },
    });
    expect(await sound()).toEqual(before);
  });
});

const servers = hasMongo() ? describe : describe.skip;

servers('beside a service on servers', () => {
  it('others import and rebuild, and it takes over what they switch to', async () => {
    const { directory, stores, settings } = await furnished({ log: 'server', documents: 'server' });
    const service = await start(NOON, { directory, stores });
    try {
      const table = ['import', 'loans', JAMSOSTEK_TABLE, '--programme', 'JAMSOSTEK'];
      expect(await jejak(settings, ...table)).toMatchObject({ status: 0 });
      const count = '{ portfolio(filter: {programme: "JAMSOSTEK"}) { loanCount } }';
      expect(await get(service, count)).toEqual({ portfolio: { loanCount: 39 } });
      const { readModels } = service.house;
      const before = readModels.collection('loan-book');
      expect(await jejak(settings, 'rebuild')).toMatchObject({ status: 0 });
      while (readModels.collection('loan-book') === before)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await get(service, count)).toEqual({ portfolio: { loanCount: 39 } });
      expect(await jejak(settings, 'fsck')).toMatchObject({ status: 0 });
    } finally {
      await service.stop();
    }
  });

  it('two import the same table at once, and nothing is in it twice', async () => {
    const { settings } = await furnished({ log: 'server', documents: 'file' });
    const table = ['import', 'loans', JAMSOSTEK_TABLE, '--programme', 'JAMSOSTEK', '--json'];
    const both = await Promise.all([1, 2].map(() => jejak(settings, ...table)));
    for (const ended of both) {
      expect(failureOf(ended)).toBeNull();
      expect(json(ended.out)).toMatchObject({ rows: 39, problems: [] });
    }
    const alone = await furnished({ log: 'file', documents: 'file' });
    await jejak(alone.settings, ...table);
    const checked = await jejak(settings, 'fsck', '--json');
    expect(json(checked.out)).toEqual(json((await jejak(alone.settings, 'fsck', '--json')).out));
    expect(json(checked.out)).toMatchObject({ loans: 39, findings: [] });
  });

  it('another starts at the same moment, on nothing, and both write and agree', async () => {
    const { directory, stores, settings } = await furnished({ log: 'server', documents: 'server' });
    const given = { directory, stores };
    const [one, other] = await Promise.all([start(NOON, given), start(NOON, given)]);
    try {
      for (const [number, service] of [one, other, one, other].entries())
        await tell(service, 'registerMitra', { code: `M-${number}`, name: `Mitra ${number}` });
      const { position } = other.seen;
      const all = '{ mitras { totalCount } policies { kind status } }';
      const headers = { 'x-at-least': String(position) };
      const [ours, theirs] = [await get(one, all, {}, headers), await get(other, all, {}, headers)];
      expect(ours).toMatchObject({ mitras: { totalCount: 4 } });
      expect(theirs).toEqual(ours);
    } finally {
      await one.stop();
      await other.stop();
    }
    expect(await jejak(settings, 'fsck')).toMatchObject({ status: 0 });
  });

  it('read models of another log are refused, and named', async () => {
    const one = await furnished({ log: 'server', documents: 'server' });
    const table = ['import', 'loans', JAMSOSTEK_TABLE];
    expect(await jejak(one.settings, ...table)).toMatchObject({ status: 0 });
    const other = await furnished({ log: 'file', documents: 'file' });
    const { READ_MODEL_URL = '' } = one.settings;
    const { status, err } = await jejak({ ...other.settings, READ_MODEL_URL }, ...table);
    expect(status).toBe(1);
    expect(err).toMatch(/mongodb:\/\/\S+ was made from another log than \S+jejak\.db/);
  });
});

describe('EventStoreDB (double) + embedded', () => {
  it('loads the demo, prints it, checks it, and serves it only as a demo', async () => {
    const { settings } = await furnished({ log: 'server', documents: 'file' });
    const demo = await jejak(settings, 'demo', '--no-serve');
    expect(demo.status).toBe(0);
    for (const figure of ['11,996,625,000', '689,500,000', '657'])
      expect(demo.out).toContain(figure);
    expect(await jejak(settings, 'fsck', '--demo')).toMatchObject({ status: 0 });
    const { status, err } = await jejak(settings, 'serve');
    expect(status).toBe(1);
    expect(err).toContain('is a demo log');
  });
});
