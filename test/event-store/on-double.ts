import { EventStoreDBEventStore } from '../../src/event-store/eventstoredb.js';
import type { AppendResult } from '../../src/event-store/port.js';
import { type Double, type DoubleOptions, startDouble } from '../eventstoredb/server.js';
import { eventsAfter } from './events.js';

/** A server and a store on it, begun by each example in its own way and ended after it. */
export const onDouble = () => {
  let double: Double | undefined;
  let store: EventStoreDBEventStore | undefined;
  let stores: EventStoreDBEventStore[] = [];
  let said: string[] = [];
  afterEach(async () => {
    for (const one of stores) await one.close();
    [stores, said] = [[], []];
    await double?.kill();
  });
  const server = (): Double => {
    if (!double) throw new Error('no server was begun');
    return double;
  };
  const opened = (): EventStoreDBEventStore => {
    if (!store) throw new Error('no store was opened');
    return store;
  };
  const open = async (answerMs = 2_000): Promise<EventStoreDBEventStore> => {
    const one = await EventStoreDBEventStore.open({
      ...{ url: server().url, name: 'esdb://double', answerMs },
      log: (message) => void said.push(message),
    });
    stores.push(one);
    return one;
  };
  return {
    double: server,
    /** To the log of the service. */
    said: (): readonly string[] => said,
    store: opened,
    open,
    begin: async (options: DoubleOptions = {}): Promise<void> => {
      double = await startDouble(options);
      store = await open();
    },
    /** Killed, and begun again on the same file and port: the store stays as it is. */
    restart: async (file: string): Promise<void> => {
      const { port } = server();
      await server().kill();
      double = await startDouble({ file, port });
    },
    add: (stream: string, last: number, count = 1): Promise<AppendResult> =>
      opened().append(stream, last, eventsAfter(stream, last, count)),
  };
};
