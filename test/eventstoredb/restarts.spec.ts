import { jsonEvent } from '@eventstore/db-client';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { endDoubles, startDoubleProcess } from './child-process.js';
import {
  all,
  clientOf,
  counted,
  countedTo,
  eventually,
  failureOf,
  numbersOf,
  take,
} from './client.js';
import { startDouble } from './server.js';

// Each name says a sentence of the page "EventStoreDB, as it behaves".
const directory = freshDirectory();
const fileOf = (): string => join(directory(), 'log.jsonl');
afterAll(endDoubles);

describe('the same file and port', () => {
  it('go on as they were, deleted streams and ids included', async () => {
    const file = fileOf();
    const first = await startDouble({ file });
    const client = clientOf(first.url);
    const event = { ...counted(1, 'né'), metadata: { by: 'me' } };
    const { position } = await client.appendToStream('s', event, { expectedRevision: 'no_stream' });
    await client.appendToStream('gone', counted(1));
    await client.deleteStream('gone');
    await client.appendToStream('dead', counted(1));
    await client.tombstoneStream('dead');
    const before = first.log.records;
    await first.kill();
    const second = await startDouble({ file, port: first.port });
    expect(second.log.records).toEqual(before);
    await eventually(() => all(client.readStream('s')));
    const options = { expectedRevision: 'no_stream' } as const;
    expect(await client.appendToStream('s', event, options)).toMatchObject({ position });
    const stream = (streamId: string) => failureOf(all(client.readStream(streamId)));
    expect(await stream('gone')).toMatchObject({ type: 'stream-not-found' });
    expect(await stream('dead')).toMatchObject({ type: 'stream-deleted' });
    await client.dispose();
    await second.kill();
  });

  it('forget a write that the end cut short', async () => {
    const file = fileOf();
    const first = await startDouble({ file });
    const client = clientOf(first.url);
    await client.appendToStream('s', counted(1));
    await client.dispose();
    await first.kill();
    appendFileSync(file, '[{"streamId":"s","revision":"1"');
    const second = await startDouble({ file });
    expect(second.log.records).toEqual(first.log.records);
    const other = clientOf(second.url);
    await other.appendToStream('s', counted(2));
    await other.dispose();
    await second.kill();
    const third = await startDouble({ file });
    expect(third.log.records.map(({ streamId }) => streamId).slice(2)).toEqual(['s', 's']);
    await third.kill();
  });
});

describe('SIGTERM', () => {
  it('refuses new connections; open streams go on and persist; then code 13', async () => {
    const file = fileOf();
    const server = await startDoubleProcess({ file, graceMs: 2000 });
    const client = clientOf(server.url);
    await client.appendToStream('s', counted(1));
    const subscription = client.subscribeToStream('s');
    const failed = new Promise((resolve) => subscription.once('error', resolve));
    const taken = take(subscription, 2);
    await once(subscription, 'caughtUp');
    const gone = server.terminate();
    await eventually(async () => {
      const error = await failureOf(fetch(`http://127.0.0.1:${server.port}`));
      expect((error as { cause?: unknown }).cause).toMatchObject({ code: 'ECONNREFUSED' });
    });
    await client.appendToStream('s', counted(2));
    expect(numbersOf(await taken)).toEqual([1, 2]);
    expect(await failed).toMatchObject({
      code: 13,
      message: expect.stringContaining('Received RST_STREAM with code 0') as unknown,
    });
    await gone;
    await client.dispose();
    const again = await startDouble({ file });
    const own = again.log.records.filter(({ streamId }) => streamId === 's');
    expect(own.map(({ data }) => JSON.parse(data.toString()) as unknown)).toEqual([
      { n: 1 },
      { n: 2 },
    ]);
    await again.kill();
  });
});

describe('SIGKILL', () => {
  it('is UnavailableError, code 14, for the subscription and every append in flight', async () => {
    const file = fileOf();
    const server = await startDoubleProcess({ file });
    const client = clientOf(server.url);
    await client.appendToStream('s', countedTo(2));
    const subscription = client.subscribeToAll();
    const dropped = new Promise((resolve) => subscription.once('error', resolve));
    await once(subscription.resume(), 'caughtUp');
    const killed = server.kill();
    const appends = Array.from({ length: 10 }, (_, n) =>
      failureOf(client.appendToStream(`s-${n}`, jsonEvent({ type: 'A', data: {} }))),
    );
    await killed;
    for (const error of [await dropped, ...(await Promise.all(appends))])
      expect(error).toMatchObject({ type: 'unavailable', code: 14 });
    // While it is down, GetSupportedMethods fails: a raw error of gRPC, without a type.
    const raw = await failureOf(client.appendToStream('s', counted(3)));
    expect(raw).toMatchObject({ code: 14 });
    expect(raw).not.toHaveProperty('type');
    const read = failureOf(all(client.readStream('s')));
    expect(await read).toMatchObject({ type: 'unavailable', code: 14 });
    const again = await startDoubleProcess({ file, port: server.port });
    await eventually(() => all(client.readStream('s')));
    expect(numbersOf(await all(client.readStream('s')))).toEqual([0, 1]);
    await client.dispose();
    await again.kill();
  });

  it('loses nothing that was acknowledged', async () => {
    const file = fileOf();
    const server = await startDoubleProcess({ file });
    const client = clientOf(server.url);
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await client.appendToStream('s', counted(acknowledged));
        acknowledged += 1;
        if (acknowledged === 100) void server.kill();
      }
    })();
    await failureOf(writing);
    await server.kill();
    const again = await startDouble({ file });
    const own = again.log.stream('s').records.length;
    expect(acknowledged).toBeGreaterThanOrEqual(100);
    expect([acknowledged, acknowledged + 1]).toContain(own);
    await client.dispose();
    await again.kill();
  });
});

it('in the process itself, kill is the same: ECONNRESET', async () => {
  const double = await startDouble();
  const client = clientOf(double.url);
  const subscription = client.subscribeToAll();
  const dropped = new Promise((resolve) => subscription.once('error', resolve));
  await once(subscription.resume(), 'caughtUp');
  await double.kill();
  expect(await dropped).toMatchObject({ type: 'unavailable', code: 14 });
  await client.dispose();
});
