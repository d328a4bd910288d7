import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { EventStoreDBEventStore } from '../../src/event-store/eventstoredb.js';
import type { EventStore, StoredEvent } from '../../src/event-store/port.js';
import { systemClock } from '../../src/house/clock.js';
import { START } from '../../src/kernel/envelope.js';
import { type Ended, endChildren, jejak, settingsIn } from '../cli/jejak.js';
import { type Double, startDouble } from '../eventstoredb/server.js';

const root = mkdtempSync(join(tmpdir(), 'jejak-copy-'));
const inDirectory = (name: string): string => join(root, name);
let double: Double;

beforeAll(async () => {
  for (const name of ['first', 'server', 'back']) mkdirSync(inDirectory(name));
  double = await startDouble();
});
afterAll(async () => {
  endChildren();
  await double.kill();
  rmSync(root, { recursive: true });
});

const done = async (ended: Promise<Ended>): Promise<string> => {
  const { status, out, err } = await ended;
  expect([status, err]).toEqual([0, expect.any(String)]);
  return out;
};

/** All that is kept of each event but where it stands, which is the store's own. */
const content = async (store: EventStore): Promise<readonly object[]> => {
  const events: StoredEvent[] = [];
  for (let page = await store.readAll(START, 1_000); page.length > 0;) {
    events.push(...page);
    page = await store.readAll(events.at(-1)?.position ?? START, 1_000);
  }
  await store.close();
  return events.map((event) => ({ ...event, position: undefined }));
};
const embedded = (directory: string): EventStore =>
  EmbeddedEventStore.open({
    ...{ file: join(inDirectory(directory), 'demo.db'), clock: systemClock, readOnly: true },
  });

/** The demo's portfolio, from a log that holds it already, with the keys of the first one. */
const answers = async (directory: string, EVENT_STORE_URL?: string): Promise<string> => {
  if (directory !== 'first')
    for (const name of ['demo-keys.db', 'demo-master.key'])
      copyFileSync(join(inDirectory('first'), name), join(inDirectory(directory), name));
  const own = settingsIn(inDirectory(directory), EVENT_STORE_URL ? { EVENT_STORE_URL } : {});
  const printed = await done(jejak(own, 'demo', '--no-serve', '--json'));
  await done(jejak(own, 'fsck', '--demo'));
  return printed;
};

describe('the demo, copied from a file to EventStoreDB (double) and back', () => {
  it('has the same hashes and the same answers everywhere', async () => {
    const settings = settingsIn(inDirectory('first'));
    const first = await answers('first');
    const [from, to] = ['first', 'back'].map((name) => `file:${inDirectory(name)}/demo.db`);
    const there = await done(jejak(settings, 'copy-log', from ?? '', double.url, '--json'));
    const { events } = JSON.parse(there) as { events: number };
    expect(JSON.parse(there)).toEqual({ events, copied: events, complete: true });
    const back = await done(jejak(settings, 'copy-log', double.url, to ?? '', '--json'));
    expect(JSON.parse(back)).toEqual({ events, copied: events, complete: true });

    const source = await content(embedded('first'));
    expect(source).toHaveLength(events);
    const server = await EventStoreDBEventStore.open({ url: double.url, name: 'double' });
    expect(await content(server)).toEqual(source);
    expect(await content(embedded('back'))).toEqual(source);
    expect(await answers('server', double.url)).toBe(first);
    expect(await answers('back')).toBe(first);
  }, 300_000);

  it('is not copied where a service holds it, nor onto itself, nor from nowhere', async () => {
    const settings = settingsIn(inDirectory('first'));
    const file = join(inDirectory('first'), 'demo.db');
    const onto = await jejak(settings, 'copy-log', `file:${file}`, `file:${file}`);
    expect([onto.status, onto.err]).toEqual([
      2,
      expect.stringContaining('another place than FROM'),
    ]);
    const nowhere = await jejak(settings, 'copy-log', `file:${file}.no`, double.url);
    expect([nowhere.status, nowhere.err]).toEqual([1, expect.stringContaining('no log here')]);
    const odd = await jejak(settings, 'copy-log', 'jejak.db', 'http://x');
    expect([odd.status, odd.err]).toEqual([2, expect.stringMatching(/FROM: .*\n.*TO: expected/)]);
    const writer = EmbeddedEventStore.open({ file, clock: systemClock });
    const held = await jejak(settings, 'copy-log', `file:${file}`, double.url);
    expect([held.status, held.err]).toEqual([1, expect.stringContaining('has a writer already')]);
    await writer.close();
  });
});
