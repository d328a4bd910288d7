import type { Done } from '../../src/event-store/handle.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import type { Refusal } from '../../src/kernel/refusal.js';
import { book, type PlainLoan } from './plain-loan.js';
import { demand, Violation } from './violation.js';
import { streamOf, type Wish } from './wishes.js';

interface Told {
  readonly wish: Wish;
  /** Accepted, and every answer was this one. */
  done?: Done;
  refused?: string;
  /** Sent at least once without an answer: done or not, as the log says. */
  unheard: boolean;
  /** Sent by two at once: it may be refused to the one, and then done for the other. */
  twice: boolean;
  /** Whoever sent many together was told that each is done: where the log ended by then. */
  certain?: Done['position'];
}

/** What closing a day may add. */
const BY_A_CLOSE = /^(LateFeeCharged|PaymentsReallocated|CollectabilityChanged)$/;

/** A quiet answer: it was so already, and nothing was added. */
const isQuiet = (done: Done): boolean => done.events.length === 0;

const same = (a: Done, b: Done): boolean =>
  a.streamId === b.streamId && a.revision === b.revision && a.position === b.position;

/**
 * What clients were told, and what must follow: written down without any code of the service, from
 * the answers alone. Only what nobody was told is looked up in the log.
 */
export class Model {
  private readonly told = new Map<string, Told>();
  private readonly answered: Done[] = [];
  private readonly closes = new Set<string>();
  /** So often a screen was looked at. */
  screens = 0;

  sent(wish: Wish): void {
    if (!this.told.has(wish.commandId))
      this.told.set(wish.commandId, { wish, unheard: false, twice: false });
  }

  sentTwice(wish: Wish): void {
    this.sent(wish);
    this.of(wish).twice = true;
  }

  unheard(wish: Wish): void {
    this.sent(wish);
    this.of(wish).unheard = true;
  }

  certain(wish: Wish, head: Done['position']): void {
    this.of(wish).certain ??= head;
  }

  /** Rows that are recorded for certain. */
  get imported(): number {
    return [...this.told.values()].filter(({ certain }) => certain !== undefined).length;
  }

  /** May be met in the log: what closing a day adds of its own accord. */
  close(commandId: string): void {
    this.closes.add(commandId);
  }

  /** Two answers to the same command are the same answer. */
  acknowledged(wish: Wish, done: Done): void {
    const told = this.of(wish);
    const { done: before } = told;
    const what = () => `${wish.name}: ${JSON.stringify(done)} after ${JSON.stringify(told)}`;
    if (before && !isQuiet(before) && !(told.twice && isQuiet(done)))
      demand(same(before, done), what);
    if (told.refused !== undefined && !told.unheard && !told.twice) demand(isQuiet(done), what);
    if (before && !isQuiet(before)) return;
    told.done = done;
    this.answered.push(done);
  }

  refused(wish: Wish, { refusal }: Pick<Refusal, 'refusal'>): void {
    const told = this.of(wish);
    const what = () => `${wish.name}: refused ${refusal} after ${JSON.stringify(told.done)}`;
    demand(!told.done || isQuiet(told.done) || told.twice, what);
    told.refused = refusal;
  }

  /** Of what was acknowledged so far. */
  positions(): readonly Done['position'][] {
    return this.answered.map(({ position }) => position);
  }

  /** Accepted, and recorded by then at the latest. */
  acceptedUpTo(least: Done['position']): readonly Wish[] {
    return [...this.told.values()].flatMap(({ wish, done, certain }) => {
      const at = done && !isQuiet(done) ? done.position : certain;
      return at !== undefined && at <= least ? [wish] : [];
    });
  }

  wasSent(loan: string, { receipt, amount }: { receipt: string; amount: number }): boolean {
    return [...this.told.values()].some(({ wish: { effect } }) => {
      if (effect.kind !== 'pay' || effect.loan !== loan) return false;
      return effect.receipt === receipt && effect.amount === amount;
    });
  }

  isAcknowledged(wish: Wish): boolean {
    const { done } = this.of(wish);
    return done !== undefined && !isQuiet(done);
  }

  /** @throws {Violation} where the log is not what clients were told */
  checkLog(events: readonly StoredEvent[]): void {
    checkStreams(events);
    const commands = byCommand(events);
    for (const { wish, done, refused, unheard, certain } of this.told.values()) {
      const own = commands.get(`${streamOf(wish)} ${wish.commandId}`) ?? [];
      demand(
        certain === undefined || own.length > 0,
        () => `${wish.name} is done, and not in the log`,
      );
      if (done && !isQuiet(done)) checkRecorded(wish, done, own);
      else if (!unheard && (done || refused !== undefined))
        demand(own.length === 0, () => `${wish.name} was not accepted, and is in the log`);
    }
    const known = new Set([...this.told.values()].map(({ wish }) => wish.commandId));
    for (const { commandId, streamId, type } of events)
      if (/^(loan|mitra)-/.test(streamId) && type !== 'CommandAbandoned')
        demand(
          known.has(commandId) || (this.closes.has(commandId) && BY_A_CLOSE.test(type)),
          () => `${type} in ${streamId}, and nobody sent it`,
        );
  }

  /** Every loan that was signed, by the accepted commands in the order of the log. */
  loans(events: readonly StoredEvent[]): ReadonlyMap<string, PlainLoan> {
    const loans = new Map<string, PlainLoan>();
    const identities = new Map<string, string>();
    for (const { wish } of this.accepted(events)) book(wish, loans, identities);
    return loans;
  }

  private accepted(events: readonly StoredEvent[]) {
    const commands = byCommand(events);
    return [...this.told.values()]
      .flatMap(({ wish, done, unheard }) => {
        const own = commands.get(`${streamOf(wish)} ${wish.commandId}`)?.at(-1)?.position;
        const at = done && !isQuiet(done) ? done.position : unheard ? own : undefined;
        return at === undefined ? [] : [{ wish, at }];
      })
      .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  }

  private of(wish: Wish): Told {
    const told = this.told.get(wish.commandId);
    if (!told) throw new Violation(`${wish.name} was never sent`);
    return told;
  }
}

const byCommand = (events: readonly StoredEvent[]): ReadonlyMap<string, StoredEvent[]> => {
  const commands = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const key = `${event.streamId} ${event.commandId}`;
    const own = commands.get(key);
    if (own) own.push(event);
    else commands.set(key, [event]);
  }
  return commands;
};

/** Numbered without a hole, each chained to the one before, nothing twice. */
const checkStreams = (events: readonly StoredEvent[]): void => {
  const tips = new Map<string, StoredEvent>();
  const ids = new Set<string>();
  let last = '';
  for (const event of events) {
    const { eventId, streamId, revision, previousHash, position } = event;
    const what = () => `${streamId} ${revision} does not follow in the log`;
    const tip = tips.get(streamId);
    demand(revision === (tip?.revision ?? -1) + 1, what);
    demand(previousHash === (tip?.hash ?? '0'.repeat(64)), what);
    demand(position > last && !ids.has(eventId), what);
    ids.add(eventId);
    tips.set(streamId, event);
    last = position;
  }
};

const checkRecorded = ({ name }: Wish, done: Done, own: readonly StoredEvent[]): void => {
  const what = () => `${name}: acknowledged ${JSON.stringify(done)}, and the log has
    ${JSON.stringify(own.map(({ type, revision, position }) => ({ type, revision, position })))}`;
  const last = own.at(-1);
  demand(last?.position === done.position && last.revision === done.revision, what);
  demand(own.length === done.events.length, what);
  demand(
    own.every(({ eventId }, at) => eventId === done.events[at]?.id),
    what,
  );
  demand(
    own.every(({ revision }, at) => revision === (own[0]?.revision ?? 0) + at),
    what,
  );
};
