import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { v5 as uuidv5 } from 'uuid';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import type { Handled } from '../../src/event-store/handle.js';
import type { Ledger } from '../../src/event-store/ledger.js';
import type { EventStore, StoredEvent } from '../../src/event-store/port.js';
import type { Sender } from '../../src/house/command.js';
import type { Actor } from '../../src/kernel/envelope.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import { elapsed } from '../../src/house/clock.js';
import { EmbeddedKeyStore } from '../../src/keys/embedded.js';
import { freshDirectory } from './fresh-directory.js';

const IDS = '0b8f4f0e-52a1-5c5d-8f0c-6f0f6c2f7a10';
export const OFFICER: Actor = { id: 'budi', role: 'OFFICER', unit: 'JKT' };

/** The sender of a command that is known by a name of its own: the same name, the same command. */
export const by = (name: string, over: Partial<Sender> = {}): Sender => ({
  ...{ commandId: uuidv5(name, IDS), actor: OFFICER, source: 'api' },
  ...over,
});

/** Real stores in a directory of their own, and a clock that stands still until it is set. */
export interface Books {
  readonly ledger: () => Ledger;
  readonly directory: () => string;
  readonly file: () => string;
  readonly setClock: (at: string) => void;
  /** Closes both stores, so that all they hold is in their files. */
  readonly close: () => Promise<void>;
}

/** Books for each test of the file that calls this. */
export const freshBooks = (): Books => {
  let ledger: Ledger | undefined;
  let now: Instant = instant(0);
  const close = async (): Promise<void> => {
    await ledger?.store.close();
    await ledger?.keys.close();
    ledger = undefined;
  };
  afterEach(close);
  const directory = freshDirectory();
  const file = () => join(directory(), 'events.db');
  const clock = () => now;
  const setClock = (at: string): void => {
    now = instant(Date.parse(at));
  };
  beforeEach(() => {
    setClock('2020-06-15T03:00:00.000Z');
    ledger = {
      store: EmbeddedEventStore.open({ file: file(), clock }),
      keys: EmbeddedKeyStore.open({
        file: join(directory(), 'keys.db'),
        master: Buffer.alloc(32, 1),
        makeKey: () => randomBytes(32),
        elapsed,
      }),
      clock,
      stampsStandIn: false,
    };
  });
  const opened = (): Ledger => {
    if (!ledger) throw new Error('the books are closed');
    return ledger;
  };
  return { ledger: opened, directory, file, setClock, close };
};

/** The same books, their event store behaving otherwise in what is named. */
export const withStore = (ledger: Ledger, over: Partial<EventStore>): Ledger => {
  const { store } = ledger;
  const same: EventStore = {
    stampsRise: store.stampsRise,
    append: (...args) => store.append(...args),
    readStream: (...args) => store.readStream(...args),
    readAll: (...args) => store.readAll(...args),
    head: () => store.head(),
    subscribe: (...args) => store.subscribe(...args),
    close: () => store.close(),
  };
  return { ...ledger, store: { ...same, ...over } };
};

/** `done`, `again` for a duplicate, `conflict`, or the code of the refusal: a whole outcome. */
export const said = (handled: Handled): string => {
  if ('refusal' in handled) return handled.refusal;
  return handled.outcome === 'done' && handled.duplicate ? 'again' : handled.outcome;
};

export const typesOf = (events: readonly StoredEvent[]): string[] => events.map(({ type }) => type);
