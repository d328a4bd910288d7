import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.js';
import { EventStoreDBEventStore } from '../../src/event-store/eventstoredb.js';
import type { EventStore, StoredEvent } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { fsck } from '../audit/harm.js';
import { ask } from '../graphql/ask.js';
import { get, JAMSOSTEK_TABLE, type Service, start, tell } from '../e2e/service.js';
import { endDoubles, startDoubleProcess } from '../eventstoredb/child-process.js';
import { type Double, startDouble } from '../eventstoredb/server.js';
import { type Ferretdb, hasFerretdb, startFerretdb } from '../ferretdb/server.js';

const NOON = '2025-10-31T05:00:00.000Z';

const payment = (number: number) => ({
  commandId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  ...{ loan: `JAMSOSTEK-${number}`, amount: 1_000_000, receipt: `KW-${number}` },
  ...{ channel: 'TRANSFER', effectiveOn: '2003-03-03' },
});
/** What the events keep of it is the same in both runs, too. */
const REQUEST = { headers: { 'x-request-id': '00000000-0000-4000-8000-999999999999' } };
/** Loans paid out by then. */
const PAID = [2, 3, 4, 5, 6, 7];

const all = (store: EventStore): Promise<readonly StoredEvent[]> => store.readAll(START, 10_000);

/** The hashes of each stream, in its order: what the writers decided, to the last byte. */
const hashes = (events: readonly StoredEvent[]): ReadonlyMap<string, readonly string[]> => {
  const streams = new Map<string, string[]>();
  for (const { streamId, hash } of events)
    streams.set(streamId, [...(streams.get(streamId) ?? []), hash]);
  return new Map([...streams].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

const positionsOf = `{ portfolio(filter: {programme: "JAMSOSTEK"}) {
  loanCount disbursed principalOutstanding byCollectability { className loanCount } } }`;

const root = mkdtempSync(join(tmpdir(), 'jejak-story-'));
const quiet = join(root, 'quiet');
const stormy = join(root, 'stormy');
const log = join(root, 'log');
let ferretdb: Ferretdb | undefined;
let double: Double | undefined;
let service: Service | undefined;

afterAll(async () => {
  await service?.stop();
  await double?.kill();
  await endDoubles();
  await ferretdb?.kill();
  rmSync(root, { recursive: true });
});

const running = (): Service => {
  if (!service) throw new Error('no service is running');
  return service;
};
const settingsFor = (directory: string, over: Record<string, string> = {}) => ({
  EVENT_STORE_URL: `file:${join(directory, 'jejak.db')}`,
  READ_MODEL_URL: `file:${join(directory, 'jejak.db')}`,
  KEY_STORE_URL: `file:${join(directory, 'keys.db')}`,
  MASTER_KEY_FILE: join(directory, 'master.key'),
  ...over,
});
const startOn = (directory: string, settings: Record<string, string>): Promise<Service> => {
  const stores = { settings, kept: () => Buffer.alloc(0), stop: () => Promise.resolve() };
  return start(NOON, { directory, stores });
};

/** What is asked for at once, and again until it is answered: a server comes back in its time. */
const sooner = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 0; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
};

let undisturbed: readonly StoredEvent[] = [];
let answered: unknown;
let settings: Record<string, string> = {};

const story = hasFerretdb() ? describe : describe.skip;

story('EventStoreDB (double) + MongoDB: the table is taken over in a storm', () => {
  it('given the same, with the same keys and clock, on files and in calm', async () => {
    mkdirSync(quiet);
    const calm = await startOn(quiet, settingsFor(quiet));
    expect(await calm.importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK')).toMatchObject({ loansAdded: 39 });
    for (const number of PAID) await tell(calm, 'receivePayment', payment(number), REQUEST);
    undisturbed = await all(calm.house.ledger.store);
    answered = await get(calm, positionsOf);
    await calm.stop();
    expect(undisturbed.length).toBeGreaterThan(120);
  });

  it('the log’s server is killed while the table is imported', async () => {
    mkdirSync(stormy);
    for (const name of ['keys.db', 'master.key'])
      copyFileSync(join(quiet, name), join(stormy, name));
    ferretdb = await startFerretdb();
    const server = await startDoubleProcess({ file: log });
    const READ_MODEL_URL = `${ferretdb.url}story`;
    settings = settingsFor(stormy, { EVENT_STORE_URL: server.url, READ_MODEL_URL });
    service = await startOn(stormy, settings);
    const watcher = await EventStoreDBEventStore.open({ url: server.url, name: 'watcher' });
    const before = (await all(watcher)).length;
    const importing = running().importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK');
    while ((await all(watcher)).length < before + 20);
    await Promise.all([
      expect(importing).rejects.toThrow(/EventStoreDB at esdb:\/\/127/),
      server.kill(),
    ]);
    const refused = await ask(
      running(),
      `mutation { receivePayment(input: {
      commandId: "${payment(2).commandId}", loan: "JAMSOSTEK-2", amount: 1, receipt: "KW"
      channel: "CASH", effectiveOn: "2003-03-03" }) { position } }`,
    );
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
    await watcher.close();
    await startDoubleProcess({ file: log, port: server.port });
  });

  it('and is finished when it is back, by importing the same file again', async () => {
    const again = await sooner(() => running().importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK'));
    expect(again).toMatchObject({ rows: 39, problems: [] });
    expect(again.loansAdded + again.unchanged).toBe(39);
    const { portfolio } = await get<{ portfolio: object }>(running(), positionsOf);
    expect(portfolio).toMatchObject({ loanCount: 39, disbursed: 689_500_000 });
  });

  it('the subscriber is dropped while payments come in', async () => {
    const { port } = new URL(settings['EVENT_STORE_URL'] ?? '');
    await endDoubles();
    double = await startDouble({ file: log, port: Number(port) });
    for (const number of PAID.slice(0, 3)) {
      double.faults.dropSubscriptions();
      await sooner(() => tell(running(), 'receivePayment', payment(number), REQUEST));
      double.faults.dropSubscriptions();
    }
    await get(running(), positionsOf);
  });

  it('the documents’ server is killed, payments go on, and it is brought back', async () => {
    const { directory, port } = ferretdb ?? { directory: '', port: 0 };
    await ferretdb?.kill();
    // What a command says of its loan is read from documents: ask for nothing of it.
    for (const number of PAID.slice(3))
      await tell(running(), 'receivePayment', payment(number), REQUEST);
    const away = await ask(running(), positionsOf);
    expect(away.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
    ferretdb = await startFerretdb({ directory, port });
    expect(await sooner(() => get(running(), positionsOf))).toEqual(answered);
  });

  it('then all is as the log says, and the log as if nothing had happened', async () => {
    const events = await all(running().house.ledger.store);
    expect(await fsck(readConfig(settings))).toMatchObject({ status: 0, loans: 39, findings: [] });
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    expect(hashes(events)).toEqual(hashes(undisturbed));
  });
});
