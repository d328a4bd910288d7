import { OutcomeUnknown, StoreUnavailable } from '../../src/event-store/port.js';
import { ApiError } from '../../src/graphql/errors.js';
import type { Dice } from '../../src/demo/random.js';
import type { Host, Scheduler } from './scheduler.js';
import type { Trace } from './trace.js';

export type Server = 'log' | 'documents' | 'keys' | 'place';

/** One question to a server. */
export interface Op {
  readonly name: string;
  readonly writes?: boolean;
  /** For the trace. */
  readonly about?: string;
}

/** What a client is told to ask again for. */
export const isWeather = (error: unknown): boolean =>
  error instanceof StoreUnavailable ||
  error instanceof OutcomeUnknown ||
  (error instanceof ApiError && error.code === 'UNAVAILABLE');

/** The way to one server: `work` is what it does when the question arrives. */
export type Link = <T>(op: Op, work: () => T) => Promise<T>;

/** Nothing in between: for the contracts that every store keeps. */
export const directLink: Link = async (_, work) => work();

/** How often something goes wrong on the way, in a thousand. */
export interface Odds {
  /** Refused before it was done. */
  readonly refused: number;
  /** Never answered: done or not. */
  readonly lost: number;
  /** Seconds, where it takes milliseconds. */
  readonly slow: number;
  /** Of what is written: who asked dies as it is done, or just before. */
  readonly fatal: number;
}

/** What is so for a while. */
export interface Weather {
  readonly down: Set<Server>;
  readonly full: Set<Server>;
  /** Hosts that reach nobody. */
  readonly cut: Set<string>;
}

/** What a driver waits for an answer; a question may arrive long after it was given up. */
const PATIENCE_MS: Readonly<Record<Server, number>> = {
  ...{ log: 2_000, documents: 7_000, keys: 3_000, place: 9_000 },
};
/** Whatever is on its way has come, or is lost, after so long. */
export const SLOWEST_MS = 12_000;

/** Questions and answers take their time, overtake each other, and get lost. */
export class Network {
  readonly weather: Weather = { down: new Set(), full: new Set(), cut: new Set() };

  constructor(
    private readonly scheduler: Scheduler,
    private readonly dice: Dice,
    private readonly trace: Trace,
    private readonly odds: (host: Host) => Odds,
    private readonly die: (host: Host) => void = () => undefined,
  ) {}

  link(host: Host, server: Server): Link {
    return (op, work) =>
      new Promise((resolve, reject) => {
        if (host.alive) this.ask(host, server, { op, work, resolve, reject });
      });
  }

  private ask<T>(host: Host, server: Server, { op, work, resolve, reject }: Question<T>): void {
    const { scheduler } = this;
    const [there, back] = [this.delay(host), this.delay(host)];
    let waits = true;
    const answer = (ms: number, settle: () => void): void =>
      void scheduler.after(
        ms,
        () => {
          if (waits) settle();
          waits = false;
        },
        host,
      );
    const fail = (ms: number, error: Error): void => answer(ms, () => reject(error));
    if (there + back > PATIENCE_MS[server])
      fail(PATIENCE_MS[server], this.unknown(server, op, 'does not answer in time'));
    // The question is on its way, whatever becomes of who asked.
    scheduler.after(there, () => {
      if (host.alone && !host.alive) return;
      const why = this.failure(host, server, op);
      if (why) this.say(host, server, op, why);
      if (why === 'cut off') return fail(500, this.unknown(server, op, 'is out of reach'));
      if (why && why !== 'lost') return fail(back, new StoreUnavailable(`${server}: ${why}`));
      if (why && this.dice.chance(50)) return fail(200, this.unknown(server, op, 'is gone'));
      const fate = this.fate(host, op);
      if (fate === 'dies before') return this.die(host);
      if (fate === 'dies after') this.die(host);
      try {
        const done = work();
        this.say(host, server, op, 'done');
        if (why) fail(200, this.unknown(server, op, 'is gone'));
        else answer(back, () => resolve(done));
      } catch (error) {
        this.say(host, server, op, String(error));
        answer(back, () => reject(error));
      }
    });
  }

  /** Why a question is not done, or not answered, that arrives now. */
  private failure(host: Host, server: Server, { writes }: Op): string | null {
    const { down, full, cut } = this.weather;
    if (cut.has(host.name)) return 'cut off';
    if (down.has(server)) return 'down';
    if (writes && full.has(server)) return 'disk full';
    const lot = this.dice.below(1000);
    const { refused, lost } = this.odds(host);
    return lot < refused ? 'refused' : lot < refused + lost ? 'lost' : null;
  }

  private fate(host: Host, { name, writes }: Op): 'dies before' | 'dies after' | null {
    // A heart beats so often that nothing else would be met.
    if (!writes || name === 'takeLease' || !host.alive) return null;
    if (this.dice.below(1000) >= this.odds(host).fatal) return null;
    return this.dice.chance(70) ? 'dies after' : 'dies before';
  }

  private delay(host: Host): number {
    const { dice } = this;
    if (dice.below(1000) < this.odds(host).slow) return dice.below(SLOWEST_MS);
    return dice.chance(10) ? dice.below(50) : dice.below(4);
  }

  private unknown(server: Server, { writes }: Op, why: string): Error {
    return server === 'log' && writes
      ? new OutcomeUnknown(`${server} ${why}`)
      : new StoreUnavailable(`${server} ${why}`);
  }

  private say({ name }: Host, server: Server, op: Op, outcome: string): void {
    const { now } = this.scheduler;
    this.trace.add(`${now} ${name} ${server} ${op.name} ${op.about ?? ''}: ${outcome}`);
  }
}

interface Question<T> {
  readonly op: Op;
  readonly work: () => T;
  readonly resolve: (done: T) => void;
  readonly reject: (error: unknown) => void;
}
