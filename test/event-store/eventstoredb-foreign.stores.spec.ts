import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { NO_STREAM, StoreDamaged } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { eventsAfter, freshStream } from './events.js';
import { onDouble } from './on-double.js';

const { double, store, begin, add } = onDouble();

describe('what is not of this house', () => {
  beforeEach(() => begin({ statisticsEvery: 0 }));

  it('is passed over where it is the server’s own', async () => {
    const stream = freshStream();
    await add(stream, NO_STREAM);
    const [event] = await store().readAll(START, 10);
    for (let number = 0; number < 100; number += 1) double().faults.writeSystemEvent();
    expect(await store().head()).toBe(event?.position);
    expect(await store().readAll(event?.position ?? START, 5)).toEqual([]);
    await add(stream, 0);
    const after = await store().readAll(event?.position ?? START, 5);
    expect(after.map(({ revision }) => revision)).toEqual([1]);
  });

  it('is damage, with its place, where somebody else wrote it', async () => {
    const stream = freshStream();
    await add(stream, NO_STREAM);
    const client = EventStoreDBClient.connectionString(double().url);
    await client.appendToStream('orders', jsonEvent({ type: 'OrderPlaced', data: { no: 1 } }));
    await client.dispose();
    await add(stream, 0);
    const reading = store().readAll(START, 10);
    await expect(reading).rejects.toThrow(/orders revision 0 \(OrderPlaced\) is no event of this/);
    const at = await reading.catch((error: unknown) => (error as StoreDamaged).at ?? START);
    expect(await store().readAll(at as typeof START, 10)).toHaveLength(1);
  });

  const harm = async (
    work: (client: EventStoreDBClient, stream: string) => Promise<unknown>,
  ): Promise<string> => {
    const stream = freshStream();
    await add(stream, NO_STREAM, 3);
    const client = EventStoreDBClient.connectionString(double().url);
    await work(client, stream);
    await client.dispose();
    return stream;
  };

  it('is damage where a stream was cut off, deleted, or deleted for good', async () => {
    const cut = await harm((client, stream) =>
      client.setStreamMetadata(stream, { truncateBefore: 1 }),
    );
    await expect(store().readStream(cut)).rejects.toThrow(StoreDamaged);
    const deleted = await harm((client, stream) => client.deleteStream(stream));
    const anew = eventsAfter(deleted, NO_STREAM, 1, { tag: 'anew' });
    await expect(store().append(deleted, NO_STREAM, anew)).rejects.toThrow(StoreDamaged);
    const gone = await harm((client, stream) => client.tombstoneStream(stream));
    await expect(store().readStream(gone)).rejects.toThrow(StoreDamaged);
    await expect(add(gone, 2)).rejects.toThrow(StoreDamaged);
  });
});
