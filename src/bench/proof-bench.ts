import { hashOf, writersPart } from '../event-store/seal.js';
import type { StoredEvent } from '../event-store/port.js';
import { verifyStore } from '../proof/verify-store.js';
import { Sqlite } from '../storage/sqlite.js';
import type { BenchHouse } from './bench-house.js';
import { benchLoan } from './bench-log.js';
import { inPairs, type Measured, measured, timed } from './ratios.js';

const PAIRS = 7;
const COMMANDS = 640;
const AT_ONCE = 32;

/** So many payments by the service's own commands, 32 at once; the events they made. */
const pay = async (books: BenchHouse, round: number): Promise<readonly StoredEvent[]> => {
  const { store } = books.house.ledger;
  const before = await store.head();
  for (let from = 0; from < COMMANDS; from += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, at) => (from + at) % books.loans);
    await Promise.all(some.map((loan) => books.pay(benchLoan(loan), `B-${round}-${from}`)));
  }
  return store.readAll(before, 4 * COMMANDS);
};

/**
 * What the chain and the tree take of the throughput of commands: the time of durable commands as
 * they are, chain included, and the tree after them; to that time without either.
 */
export const chainAndTree = async (books: BenchHouse): Promise<Measured> => {
  const pairs: [ours: number, limit: number][] = [];
  for (let round = 0; round <= PAIRS; round += 1) {
    let events: readonly StoredEvent[] = [];
    const commands = await timed(async () => (events = await pay(books, round)));
    const chain = await timed(() => events.map((event) => hashOf(writersPart(event))));
    const { head } = events.length > 0 ? { head: events.at(-1)?.position } : { head: undefined };
    if (head === undefined) throw new Error('the commands of the bench recorded nothing');
    const tree = await timed(() => books.house.proof.keeper.upTo(head));
    // The first round warms up, and grows the tree over all that was there before.
    if (round > 0) pairs.push([commands + tree, commands - chain]);
  }
  return measured(
    {
      name: `${COMMANDS} durable commands, 32 at once, with chain and tree to without`,
      ...{ ratioOf: 'throughput', wanted: { atLeast: 0.9 }, unit: 'ms', asSpeed: true },
    },
    pairs,
  );
};

const PAGE = 1_000n;

/** The least that anybody must do who looks at every event: read it and parse it. */
const readAndParse = (file: string): number => {
  const db = new Sqlite(file);
  try {
    db.exec('PRAGMA query_only = 1');
    const page = 'SELECT position, body FROM event WHERE position > ? ORDER BY position LIMIT ?';
    let [after, events] = [0n, 0];
    for (;;) {
      const rows = db.rows<[bigint, string]>(page, after, PAGE);
      const parsed = rows.map(([, body]) => JSON.parse(body) as StoredEvent);
      events += parsed.filter(({ eventId }) => eventId !== '').length;
      after = rows.at(-1)?.[0] ?? after;
      if (BigInt(rows.length) < PAGE) return events;
    }
  } finally {
    db.close();
  }
};

/** Every hash, every link, the whole tree and its root, beside reading and parsing the log. */
export const fullVerification = async (books: BenchHouse): Promise<Measured> => {
  const { house, file } = books;
  const head = await house.ledger.store.head();
  await house.proof.keeper.upTo(head);
  const { size, root } = await house.proof.rootAtPosition(head);
  const signed = [{ name: 'now', head: { origin: 'bench', size, root } }];
  const checkpoints = { signed, refused: [] };
  const verify = async (): Promise<void> => {
    const { ok } = await verifyStore(house.config.eventStore, checkpoints);
    if (!ok) throw new Error('the log of the bench does not verify');
  };
  const pairs = await inPairs(
    PAIRS,
    () => timed(verify),
    () => timed(() => readAndParse(file)),
  );
  return measured(
    {
      name: `full verification of ${size} events to reading and parsing them`,
      ...{ ratioOf: 'speed', wanted: { atLeast: 0.35 }, unit: 'ms', asSpeed: true },
    },
    pairs,
  );
};
