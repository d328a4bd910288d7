import { EventStoreDBClient } from '@eventstore/db-client';

interface Appending {
  write(message: unknown): boolean;
  listeners(event: 'data'): readonly ((answer: unknown) => void)[];
  removeAllListeners(event: 'data'): unknown;
  on(event: 'data', listener: (answer: unknown) => void): unknown;
}

/** What the client calls to open a stream of calls; `name` says what for. */
type CreateStream = (
  service: unknown,
  name: string,
  create: (client: unknown) => Appending,
  cache?: unknown,
) => unknown;

/**
 * An answer that still comes on one connection after another broke is looked up in vain, and the
 * error is thrown where only the process could catch it. Who appended was told already that the
 * outcome is unknown, so such an answer is let go.
 */
const ignoreLateAnswers = (stream: Appending): void => {
  const listeners = stream.listeners('data');
  stream.removeAllListeners('data');
  for (const listener of listeners)
    stream.on('data', (answer) => {
      try {
        listener(answer);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    });
};

/**
 * What waits for room on a connection is rejected when that breaks, where nobody listens. Nothing
 * waits: a message goes into the connection's own buffer, and those who append bound how much.
 */
const neverWait = (stream: Appending): void => {
  const write = stream.write.bind(stream);
  stream.write = (message) => {
    write(message);
    return true;
  };
};

/**
 * Version 6.2.1 keeps the batch appends that wait for an answer in one map for the whole process,
 * and empties it when any connection breaks; and it loses the errors of messages that wait for
 * room. Either would end this process when a server goes away under load.
 */
const guard = (client: EventStoreDBClient): void => {
  const internals = client as unknown as { GRPCStreamCreator: CreateStream };
  const createStream = internals.GRPCStreamCreator;
  internals.GRPCStreamCreator = (service, name, create, cache) => {
    if (name !== 'appendToStream') return createStream(service, name, create, cache);
    const guarded = (grpc: unknown): Appending => {
      const stream = create(grpc);
      ignoreLateAnswers(stream);
      neverWait(stream);
      return stream;
    };
    return createStream(service, name, guarded, cache);
  };
};

/** @throws {RangeError} where the connection string cannot be read */
export const eventStoreDBClient = (url: string): EventStoreDBClient => {
  try {
    const client = EventStoreDBClient.connectionString(url);
    guard(client);
    return client;
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error), { cause: error });
  }
};
