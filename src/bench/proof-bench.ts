import { hashOf, writersPart } from '../event-store/seal.js';
import type { StoredEvent } from '../event-store/port.js';
import { verifyStore } from '../proof/verify-store.js';
import type { BenchHouse } from './bench-house.js';
import type { Effort } from './effort.js';
import { readAndParse } from './rebuild-bench.js';
import { inPairs, type Measured, measured, timed } from './ratios.js';

const AT_ONCE = 32;

/** So many payments by the service's own commands, 32 at once; the events they made. */
const pay = async (books: BenchHouse, count: number): Promise<readonly StoredEvent[]> => {
  const { store } = books.house.ledger;
  const before = await store.head();
  const loans = books.someLoans(count);
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = loans.slice(from, from + AT_ONCE);
    await Promise.all(some.map((loan) => books.pay(loan)));
  }
  return store.readAll(before, 4 * count);
};

/**
 * What the chain and the tree take of the throughput of commands: the time of durable commands as
 * they are, chain included, and the tree after them; to that time without either.
 */
export const chainAndTree = async (books: BenchHouse, effort: Effort): Promise<Measured> => {
  const pairs: [ours: number, limit: number][] = [];
  for (let round = 0; round <= effort.pairs; round += 1) {
    let events: readonly StoredEvent[] = [];
    const commands = await timed(async () => (events = await pay(books, 2 * effort.commands)));
    const chain = await timed(() => events.map((event) => hashOf(writersPart(event))));
    const { head } = events.length > 0 ? { head: events.at(-1)?.position } : { head: undefined };
    if (head === undefined) throw new Error('the commands of the bench recorded nothing');
    const tree = await timed(() => books.house.proof.keeper.upTo(head));
    // The first round warms up, and grows the tree over all that was there before.
    if (round > 0) pairs.push([commands + tree, commands - chain]);
  }
  return measured(
    {
      id: 'chain-and-tree',
      name: `${2 * effort.commands} durable commands, 32 at once, with chain and tree to without`,
      ...{ ratioOf: 'throughput', wanted: { atLeast: 0.9 }, unit: 'ms', asSpeed: true },
    },
    pairs,
  );
};

/** Every hash, every link, the whole tree and its root, beside reading and parsing the log. */
export const fullVerification = async (books: BenchHouse, effort: Effort): Promise<Measured> => {
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
    effort.pairs,
    () => timed(verify),
    () => timed(() => readAndParse(file)),
  );
  return measured(
    {
      id: 'verification',
      name: `full verification of ${size} events to reading and parsing them`,
      ...{ ratioOf: 'speed', wanted: { atLeast: 0.35 }, unit: 'ms', asSpeed: true },
    },
    pairs,
  );
};
