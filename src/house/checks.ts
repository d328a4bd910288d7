import type { HistoryDocument } from '../../projections/history.js';
import type { Config } from '../config.js';
import type { Place } from '../place.js';
import type { EventStore } from '../event-store/port.js';
import { START } from '../kernel/envelope.js';
import { DIGEST_KEY, KeyMissing, type KeyStore } from '../keys/port.js';
import type { ReadModelStore, Stored } from '../read-model/port.js';

/** A demo file given to the service, or the service's own file to the demo. */
export class WrongLog extends Error {
  override readonly name = 'WrongLog';
}

/** The first event of a demo log says that it is one, and that its stamps are its own. */
export const checkKind = async (
  store: EventStore,
  { name }: Place,
  demo: boolean,
): Promise<void> => {
  const [first] = await store.readAll(START, 1);
  if (!first || (first.source === 'demo') === demo) return;
  throw new WrongLog(
    demo
      ? `${name} holds a log that counts: the demo does not write into it`
      : `${name} is a demo log: start it with "jejak demo", or name another place`,
  );
};

/** A log that was begun has a key by which its commands are digested. */
export const checkKeys = async (
  store: EventStore,
  keys: KeyStore,
  config: Config,
): Promise<void> => {
  const begun = (await store.head()) > START;
  if (begun && (await keys.find(DIGEST_KEY)) === undefined)
    throw new KeyMissing(
      `${config.keyStore.name} does not hold the keys of ${config.eventStore.name}: restore them`,
    );
};

/** Documents of another log, or of more than this one holds, would answer for it. */
export const checkSameLog = async (
  store: EventStore,
  documents: ReadModelStore,
  { eventStore, readModel }: Config,
): Promise<void> => {
  const trail = (await documents.serving()).get('history');
  if (trail === undefined || eventStore.name === readModel.name) return;
  for (const backwards of [false, true]) {
    const [entry] = await documents.find<HistoryDocument>(trail, { limit: 1, backwards });
    if (entry && !(await isOf(store, entry)))
      throw new WrongLog(
        `${readModel.name} was made from another log than ${eventStore.name}, or from more of ` +
          'it: name other read models, or drop these, and they are built anew',
      );
  }
};

const isOf = async (store: EventStore, { id, body }: Stored<HistoryDocument>): Promise<boolean> => {
  const [event] = await store.readStream(body.stream, body.revision);
  return event?.hash === body.hash && event.position === id;
};
