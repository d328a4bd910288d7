import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FsckReport } from '../../src/audit/fsck.js';
import { check } from '../../src/cli/check.js';
import { readConfig } from '../../src/config.js';
import { dice } from '../../src/demo/random.js';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { systemClock } from '../../src/house/clock.js';
import { openHouse } from '../../src/house/house.js';
import { loggerTo } from '../../src/house/logger.js';
import { START } from '../../src/kernel/envelope.js';
import { built } from '../built.js';
import { settingsIn } from '../cli/jejak.js';

/** 50 at every change, 1000 for a night. */
const KILLS = Number(process.env['KILLS'] ?? '50');
const SEED = Number(process.env['SEED'] ?? '1');
/** A store goes through so many kills: its log, and what is checked of it, stay small. */
const KILLS_PER_STORE = 5;
const LOOPS = 8;

interface Acknowledged {
  readonly commandId: string;
  readonly position: string;
}

/** What was acknowledged so far in one store: each command by its loop and step. */
class Store {
  readonly directory = mkdtempSync(join(tmpdir(), 'jejak-crash-'));
  readonly settings = settingsIn(this.directory, { LOG_LEVEL: 'error' });
  readonly config = readConfig(this.settings);
  readonly acknowledged = new Map<string, Acknowledged>();
  readonly next = Array.from({ length: LOOPS }, () => 0);

  hear(line: string): void {
    const [loop = '', step = '', commandId = '', position = ''] = line.split(' ');
    if (line === 'ready' || position.length !== 20) return;
    const before = this.acknowledged.get(`${loop} ${step}`);
    // Sent again, a command answers as the first time.
    if (before) expect({ commandId, position }).toEqual(before);
    this.acknowledged.set(`${loop} ${step}`, { commandId, position });
    this.next[Number(loop)] = Math.max(this.next[Number(loop)] ?? 0, Number(step) + 1);
  }
}

/** Runs a writer and kills it, `ms` after it is ready or, at times, while it still opens. */
const writeAndKill = async (store: Store, ms: number, ready: boolean): Promise<void> => {
  const begins = store.next.map((step) => String(Math.max(0, step - 2)));
  const child = spawn(process.execPath, [join(built(), 'test/crash/writer.js'), ...begins], {
    env: store.settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = once(child, 'close');
  const lines = createInterface(child.stdout);
  const opened = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line === 'ready') resolve();
      store.hear(line);
    });
  });
  if (ready) await Promise.race([opened, closed]);
  await sleep(ms);
  child.kill('SIGKILL');
  const [, signal] = (await closed) as [number | null, string | null];
  expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' });
};

const logOf = async ({ config }: Store): Promise<readonly StoredEvent[]> => {
  const file = config.eventStore.name;
  const log = EmbeddedEventStore.open({ file, clock: systemClock, readOnly: true });
  const events = await log.readAll(START, 1_000_000);
  await log.close();
  return events;
};

/** The events of each command in its own stream; what it reserved stands in others. */
const byCommand = (events: readonly StoredEvent[]) => {
  const commands = new Map<string, StoredEvent[]>();
  for (const event of events) {
    if (event.streamId.startsWith('reservation-')) continue;
    const own = commands.get(event.commandId);
    if (own) own.push(event);
    else commands.set(event.commandId, [event]);
  }
  return commands;
};

/** Acknowledged is recorded, exactly once; recorded is whole, and once as well. */
const expectExact = (store: Store, events: readonly StoredEvent[]): void => {
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  const commands = byCommand(events);
  for (const own of commands.values()) {
    const first = own[0];
    const expected = own.map((_, index) => [first?.streamId, (first?.revision ?? 0) + index]);
    expect(own.map(({ streamId, revision }) => [streamId, revision])).toEqual(expected);
  }
  for (const { commandId, position } of store.acknowledged.values())
    expect(commands.get(commandId)?.at(-1)?.position).toBe(position);
};

const fsck = async ({ config }: Store): Promise<FsckReport> => {
  const lines: string[] = [];
  const line = (said: string): void => void lines.push(said);
  await check(config, { json: true }, { out: line, err: line });
  return JSON.parse(lines.join('\n')) as FsckReport;
};

const catchUp = async ({ config }: Store): Promise<void> => {
  const log = loggerTo('error', (line) => void process.stderr.write(line), systemClock);
  await (await openHouse({ config, clock: systemClock, log })).close();
};

const oneKill = async (store: Store, fate: ReturnType<typeof dice>): Promise<void> => {
  const opening = fate.chance(15);
  await writeAndKill(store, fate.below(opening ? 700 : 300), !opening);
  await catchUp(store);
  const events = await logOf(store);
  expectExact(store, events);
  expect(await fsck(store)).toMatchObject({ events: events.length, findings: [] });
};

describe(`a writing process that is killed ${KILLS} times (seed ${SEED})`, () => {
  it('loses nothing it acknowledged, does nothing twice, and goes on (I1, I3)', async () => {
    const fate = dice(SEED);
    let acknowledged = 0;
    for (let kills = 0; kills < KILLS;) {
      const store = new Store();
      for (let own = 0; own < KILLS_PER_STORE && kills < KILLS; own++, kills++)
        await oneKill(store, fate);
      acknowledged += store.acknowledged.size;
      rmSync(store.directory, { recursive: true, force: true });
    }
    expect(acknowledged).toBeGreaterThan(KILLS * 10);
    process.stderr.write(`${KILLS} kills, ${acknowledged} commands acknowledged, none lost\n`);
  });
});
