import { createHash } from 'node:crypto';
import type { Projector } from '../../projections/projector.js';
import { readConfig } from '../../src/config.js';
import type { Dice } from '../../src/demo/random.js';
import type { Handled } from '../../src/event-store/handle.js';
import { type House, openHouse } from '../../src/house/house.js';
import type { ImportDeps } from '../../src/importing/import-report.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import { type ReceivePayment, ReceivePaymentHandler } from '../../src/lending/loan.commands.js';
import { skeyOf } from '../../src/proof/note-key.js';
import type { DocumentsServer } from './documents-server.js';
import type { SimulatedReadModelStore } from './documents.js';
import { Front } from './front.js';
import { type KeysServer, SimulatedKeyStore } from './keys.js';
import { type LogServer, SimulatedEventStore, type Whim } from './log.js';
import type { Network } from './network.js';
import { type PublishedNotes, simulatedPlace } from './place.js';
import type { Host, Scheduler } from './scheduler.js';
import type { Trace } from './trace.js';
import { execute, type Wish } from './wishes.js';

/** What every process of the service shares. */
export interface Site {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly trace: Trace;
  readonly log: LogServer;
  readonly documents: DocumentsServer;
  readonly keys: KeysServer;
  readonly notes: PublishedNotes;
  readonly projectors: readonly Projector<unknown>[];
  readonly readModelStore: (
    ...args: ConstructorParameters<typeof SimulatedReadModelStore>
  ) => SimulatedReadModelStore;
  /** In a thousand. */
  readonly whims: () => number;
  readonly shortPages: number;
  readonly scatters: boolean;
  readonly alone: boolean;
  /** With its bus and GraphQL before it. */
  readonly fronted: boolean;
}

export const BEGAN = Date.UTC(2020, 5, 15, 3);
export const MASTER = Buffer.alloc(32, 7);
export const makeKey = (id: string): Buffer => createHash('sha256').update(id).digest();

const ORIGIN = 'jejak.example/simulated';
/** Of files, nothing but their names is looked at. */
const FILES = {
  ...{ AUTH: 'dev', LOG_ORIGIN: ORIGIN, CHECKPOINT_EVENTS: '10' },
  ...{ SIGNING_KEY: skeyOf(ORIGIN, makeKey('signs')), SIGNING_KEY_FILE: 'nowhere/signing.key' },
};
const SERVERS = {
  ...{ EVENT_STORE_URL: 'esdb://log:2113', READ_MODEL_URL: 'mongodb://documents/jejak' },
  KEY_STORE_URL: 'mongodb://keys/keys',
};
const CONFIGS = { alone: readConfig(FILES), shared: readConfig({ ...FILES, ...SERVERS }) };

const quiet = (): void => undefined;
const WHIMS: readonly Whim[] = ['ends', 'breaks', 'repeats'];

const storesOf = (host: Host, site: Site, draw: Dice) => {
  const { network, log, documents, keys, notes, whims, shortPages, scatters } = site;
  const happens = (odds: number): boolean => draw.below(1000) < odds;
  const store = new SimulatedEventStore(log, network.link(host, 'log'), {
    next: () => (happens(whims()) ? draw.pick(WHIMS) : null),
    size: (most) => (happens(shortPages) ? draw.between(1, Math.min(most, 8)) : most),
  });
  const link = network.link(host, 'documents');
  const readModels = site.readModelStore(documents, link, (writes) => {
    if (!scatters || writes.length < 2) return [writes];
    const cut = draw.below(writes.length);
    const shuffled = draw.shuffled(writes);
    return [shuffled.slice(0, cut), shuffled.slice(cut)].filter(({ length }) => length > 0);
  });
  const kept = { server: keys, link: network.link(host, 'keys'), master: MASTER, makeKey };
  const place = simulatedPlace(notes, network.link(host, 'place'));
  return { store, documents: readModels, keys: new SimulatedKeyStore(kept), place };
};

/** A process from its start to its end: never begun again, another takes its place. */
export class Process implements Host {
  alive = true;
  /** It answers, or was killed before it did. */
  readonly opened: Promise<void>;
  house: House | null = null;
  /** Null where its handlers are called as they are. */
  front: Front | null = null;
  begins = true;
  readonly alone: boolean;
  /** By how much its clock is wrong, in milliseconds. */
  skew = 0;

  constructor(
    readonly name: string,
    private readonly site: Site,
    private readonly draw: Dice,
  ) {
    this.alone = site.alone;
    this.opened = this.begin();
  }

  /** At once: what it was about to do is never done. */
  kill(): void {
    this.alive = false;
    this.house = null;
  }

  /** @throws {StoreUnavailable | OutcomeUnknown} */
  async send(wish: Wish): Promise<Handled> {
    return this.front ? this.front.send(wish) : execute(this.itsHouse().ledger, wish);
  }

  /** What an import needs: it goes on while its process ends in good order. */
  importing(): ImportDeps {
    const { front } = this;
    const { ledger } = this.itsHouse();
    const handler = new ReceivePaymentHandler(ledger);
    const book: ImportDeps['execute'] = (command) =>
      front ? front.bus.execute(command) : handler.execute(command as ReceivePayment);
    return { ledger, execute: book };
  }

  itsHouse(): House {
    if (!this.house) throw new Error(`${this.name} has ended`);
    return this.house;
  }

  private async begin(): Promise<void> {
    try {
      const house = await this.open();
      if (this.site.fronted && this.alive)
        this.front = await this.site.scheduler.still(() => Front.over(house));
      if (this.alive) this.house = house;
    } catch (error) {
      // Who asked for it is told, and starts another.
      this.alive = false;
      throw error;
    } finally {
      this.begins = false;
    }
  }

  private readonly clock = (): Instant => instant(BEGAN + this.site.scheduler.now + this.skew);

  private async open(): Promise<House> {
    const { scheduler, projectors, trace } = this.site;
    const say = (message: string, details: object = {}): void =>
      trace.add(`${scheduler.now} ${this.name} says ${message} ${JSON.stringify(details)}`);
    const house = await openHouse({
      ...{ clock: this.clock, projectors, instance: this.name },
      config: this.alone ? CONFIGS.alone : CONFIGS.shared,
      // What went well is said with how long it took by the machine's own clock.
      log: { error: say, warn: say, info: quiet, debug: quiet },
      timing: scheduler.timingOf(this),
      stores: storesOf(this, this.site, this.draw),
    });
    house.readModels.start();
    house.proof.start();
    return house;
  }
}
