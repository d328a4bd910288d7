import type { StoredEvent } from '../event-store/port.js';
import { Sqlite } from '../storage/sqlite.js';
import { START } from '../kernel/envelope.js';
import type { BenchHouse } from './bench-house.js';
import type { Effort } from './effort.js';
import { emmettProjection } from './emmett.js';
import { inPairs, type Measured, measured, timed } from './ratios.js';

const PAGE = 1_000n;

/** The least that anybody must do who looks at every event: read it and parse it. */
export const readAndParse = (file: string): number => {
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

/** Every event folded into the read models named, to the last; how many events there were. */
const rebuild = async ({ house }: BenchHouse, names: readonly string[]): Promise<number> => {
  let folded = 0;
  await house.readModels.rebuild(names, (_, count) => (folded += count));
  const head = await house.ledger.store.head();
  if (!(await house.readModels.reached(head, 0, names)))
    throw new Error('a rebuild of the bench stopped before the end of the log');
  return folded;
};

/** All read models built anew and switched to, beside reading and parsing the log they are of. */
export const rebuildAll = async (books: BenchHouse, effort: Effort): Promise<Measured> => {
  const names = books.house.readModels.names();
  let events = 0;
  const pairs = await inPairs(
    effort.pairs,
    () => timed(async () => (events = await rebuild(books, names))),
    () => timed(() => readAndParse(books.file)),
  );
  return measured(
    {
      id: 'rebuild',
      name: `a rebuild of all ${names.length} read models from ${events} events to parsing them`,
      ...{ ratioOf: 'speed', wanted: { atLeast: 0.35 }, unit: 'ms', asSpeed: true },
    },
    pairs,
  );
};

const eventsOfLoans = async ({ house }: BenchHouse): Promise<readonly StoredEvent[]> => {
  const { store } = house.ledger;
  const found: StoredEvent[] = [];
  for (let after = START; ;) {
    const page = await store.readAll(after, 5_000);
    found.push(...page.filter(({ streamId }) => streamId.startsWith('loan-L-')));
    const last = page.at(-1);
    if (!last) return found;
    after = last.position;
  }
};

/**
 * Events folded in a second: ours into every read model, on the disk; Emmett's into one document
 * of each loan, in memory. Nothing where Emmett is not installed.
 */
export const besideEmmett = async (books: BenchHouse, effort: Effort): Promise<Measured[]> => {
  const loans = await eventsOfLoans(books);
  const emmett = await emmettProjection(loans);
  if (!emmett) return [];
  const project = async (): Promise<void> => {
    if ((await emmett.project()) !== books.loans) throw new Error('Emmett made other documents');
  };
  const names = books.house.readModels.names();
  let events = 0;
  const pairs = await inPairs(
    effort.pairs,
    async () => (await timed(async () => (events = await rebuild(books, names)))) / events,
    async () => (await timed(project)) / loans.length,
  );
  const micro = pairs.map(([ours, limit]) => [1_000 * ours, 1_000 * limit] as const);
  return [
    measured(
      {
        id: 'rebuild-to-emmett',
        name:
          `an event folded into all ${names.length} read models to one in Emmett's memory, ` +
          `at ${books.loans} documents`,
        ...{ ratioOf: 'speed', wanted: { atLeast: 10 }, unit: 'µs', asSpeed: true },
      },
      micro,
    ),
  ];
};
