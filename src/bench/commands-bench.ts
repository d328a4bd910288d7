import type { EventStore, StoredEvent } from '../event-store/port.js';
import { loanStream } from '../lending/loan.js';
import type { BenchHouse } from './bench-house.js';
import {
  LONG_LOAN,
  LONG_LOAN_EVENTS,
  SHORT_LOAN_EVENTS,
  shortLoan,
  shortLoans,
} from './bench-log.js';
import type { Effort } from './effort.js';
import { RawLog, type Read } from './raw-log.js';
import { inPairs, type Measured, measured, timed } from './ratios.js';

const AT_ONCE = 32;

/** What a command read of the log before it appended to a stream. */
interface Reading {
  readonly streamId: string;
  readonly reads: Read[];
}

/** Looks at what the service asks of its log while it pays: what belongs to which loan. */
const watching = async (
  { house }: BenchHouse,
  loans: readonly string[],
  pay: () => Promise<void>,
): Promise<readonly Reading[]> => {
  const { store }: { store: EventStore } = house.ledger;
  const all: Read[] = [];
  const readStream = store.readStream.bind(store);
  store.readStream = (streamId, fromRevision = 0) => {
    all.push([streamId, fromRevision]);
    return readStream(streamId, fromRevision);
  };
  try {
    await pay();
  } finally {
    store.readStream = readStream;
  }
  return loans.map((loan, at) => byLoan(all, loans, loanStream(loan), at));
};

/** The read of its own stream, and its share of what every command reads. */
const byLoan = (
  all: readonly Read[],
  loans: readonly string[],
  streamId: string,
  at: number,
): Reading => {
  const shared = all.filter(([read]) => !read.startsWith('loan-'));
  const each = shared.length / loans.length;
  const own = all.find(([read]) => read === streamId);
  if (!own) throw new Error(`a payment of the bench did not look at ${streamId}`);
  return { streamId, reads: [...shared.slice(at * each, (at + 1) * each), own] };
};

const oneAfterAnother = async (books: BenchHouse, loans: readonly string[]): Promise<void> => {
  for (const loan of loans) await books.pay(loan);
};

const atOnce = async (books: BenchHouse, loans: readonly string[]): Promise<void> => {
  for (let from = 0; from < loans.length; from += AT_ONCE)
    await Promise.all(loans.slice(from, from + AT_ONCE).map((loan) => books.pay(loan)));
};

/** One event, as the service writes it for a payment. */
const paymentEvent = async ({ house, pay, someLoans }: BenchHouse): Promise<StoredEvent> => {
  const { store } = house.ledger;
  const before = await store.head();
  for (const loan of someLoans(1)) await pay(loan);
  const [event, ...more] = await store.readAll(before, 2);
  if (!event || more.length > 0) throw new Error('a payment of the bench is one event');
  return event;
};

const besideRaw = async (
  books: BenchHouse,
  { pairs: times, commands: count }: Effort,
  synchronous: 'FULL' | 'NORMAL',
  pay: typeof atOnce,
): Promise<readonly [number, number][]> => {
  const raw = RawLog.copyOf(books, synchronous, await paymentEvent(books));
  let readings: readonly Reading[] = [];
  const ours = async (): Promise<number> => {
    const loans = books.someLoans(count);
    let took = 0;
    const paid = async (): Promise<void> => {
      took = await timed(() => pay(books, loans));
    };
    readings = await watching(books, loans, paid);
    return took / count;
  };
  const limit = async (): Promise<number> => {
    const took = await timed(() => {
      for (const { streamId, reads } of readings) raw.command(streamId, reads);
    });
    return took / readings.length;
  };
  try {
    await ours();
    return (await inPairs(times, ours, limit)).map(([a, b]) => [a, b]);
  } finally {
    raw.close();
  }
};

/** Durable commands of the service, beside libsql doing the same reads and one insert each. */
export const commands = async (books: BenchHouse, effort: Effort): Promise<Measured[]> => [
  measured(
    {
      id: 'command',
      name: 'a durable command, one after another, to raw libsql FULL',
      ...{ ratioOf: 'speed', wanted: { atLeast: 0.6 }, unit: 'ms', asSpeed: true },
    },
    await besideRaw(books, effort, 'FULL', oneAfterAnother),
  ),
  measured(
    {
      id: 'commands-at-once',
      name: `a durable command, ${AT_ONCE} at once, to raw libsql NORMAL`,
      ...{ ratioOf: 'speed', wanted: { atLeast: 0.7 }, unit: 'ms', asSpeed: true },
    },
    await besideRaw(books, effort, 'NORMAL', atOnce),
  ),
];

const LOANS = `a loan of ${LONG_LOAN_EVENTS} events to one of ${SHORT_LOAN_EVENTS}`;

/**
 * A loan with a long history takes payments as one with a short history does: where the service
 * remembers both, and where it has to read both from the first event on.
 */
export const longLoan = async (
  books: BenchHouse,
  { pairs: times, longCommands: count }: Effort,
): Promise<Measured[]> => {
  const { folded } = books.house.ledger;
  const paying = (loanOf: () => string, remembered: boolean) => async (): Promise<number> => {
    let took = 0;
    for (let paid = 0; paid < count; paid += 1) {
      const loan = loanOf();
      if (!remembered) folded?.forget(loanStream(loan));
      took += await timed(() => books.pay(loan));
    }
    return took / count;
  };
  let round = 0;
  const both = (remembered: boolean) =>
    inPairs(
      times,
      paying(() => LONG_LOAN, remembered),
      paying(() => shortLoan(round++), remembered),
    );
  await oneAfterAnother(books, shortLoans());
  const next = { id: 'command-on-long-loan', name: `a command on ${LOANS}` };
  const first = {
    id: 'first-command-on-long-loan',
    name: `the first command since the service began on ${LOANS}`,
  };
  const inTime = { ratioOf: 'time', unit: 'ms' } as const;
  return [
    measured({ ...next, ...inTime, wanted: { atMost: 2 } }, await both(true)),
    measured({ ...first, ...inTime, wanted: null }, await both(false)),
  ];
};
