import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import type { AppendResult } from '../../src/event-store/port.js';

/**
 * Loaded before the program that is to be killed (`node --import`): each write of a store is said
 * on file descriptor 3 before it begins, so that a kill can be aimed at it, and each append that
 * was acknowledged. `PACE_MS`: appends leave one after another, so many milliseconds apart; a burst
 * of them would be over before anybody can be killed in it.
 */
const CHANNEL = 3;
const PACE_MS = Number(process.env['PACE_MS'] ?? '0');

const say = (line: string): void => void writeSync(CHANNEL, `${line}\n`);

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const wrapped = (prototype: object, name: string, wrap: (method: Method) => Method): void => {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function') throw new Error(`a store has no ${name}`);
  Reflect.set(prototype, name, wrap(method as Method));
};

let pacing: Promise<unknown> = Promise.resolve();
const paced = async (): Promise<void> => {
  if (PACE_MS > 0) await (pacing = pacing.then(() => sleep(PACE_MS)));
};

const tellAppends = (prototype: object): void =>
  wrapped(
    prototype,
    'append',
    (append) =>
      async function (...args) {
        await paced();
        say(`append ${String(args[0])}`);
        const result = (await append.apply(this, args)) as AppendResult;
        if (result.outcome === 'appended')
          say(`appended ${String(args[0])} ${result.revision} ${result.position}`);
        return result;
      },
  );

const WRITES = ['save', 'claim', 'serve', 'drop'];

const tellWrites = (prototype: object): void => {
  for (const name of WRITES)
    wrapped(
      prototype,
      name,
      (write) =>
        function (...args) {
          say(name);
          return write.apply(this, args);
        },
    );
};

const isServer = (setting: string): boolean => !process.env[setting]?.startsWith('file:');

const logClass = async (): Promise<{ readonly prototype: object }> =>
  isServer('EVENT_STORE_URL')
    ? (await import('../../src/event-store/eventstoredb.js')).EventStoreDBEventStore
    : (await import('../../src/event-store/embedded.js')).EmbeddedEventStore;

const documentsClass = async (): Promise<{ readonly prototype: object }> =>
  isServer('READ_MODEL_URL')
    ? (await import('../../src/read-model/mongo.js')).MongoReadModelStore
    : (await import('../../src/read-model/embedded.js')).EmbeddedReadModelStore;

if (isMainThread) {
  tellAppends((await logClass()).prototype);
  tellWrites((await documentsClass()).prototype);
}
