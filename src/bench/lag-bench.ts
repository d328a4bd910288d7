import { setTimeout as sleep } from 'node:timers/promises';
import { elapsed } from '../house/clock.js';
import type { BenchHouse } from './bench-house.js';
import type { Effort } from './effort.js';
import { type Measured, percentile } from './ratios.js';

/** Events a second. */
const PACE = 1_000;
/** Every so many commands one is followed into the read models. */
const FOLLOWED = 10;
const PATIENCE_MS = 60_000;
const MOST_LAG_MS = 100;
const BEHIND = 'the read models of the bench do not follow the log';

interface Followed {
  readonly lags: readonly number[];
  /** Events a second, as they were acknowledged. */
  readonly pace: number;
}

/** From the acknowledgement of a command until every read model holds what it recorded. */
const follow = async ({ house, pay }: BenchHouse, loan: string): Promise<number> => {
  const { position } = await pay(loan);
  const began = elapsed();
  if (!(await house.readModels.reached(position, PATIENCE_MS))) throw new Error(BEHIND);
  return elapsed() - began;
};

/** So many payments, each sent when its time has come, whether or not those before are answered. */
const paced = async (books: BenchHouse, count: number): Promise<Followed> => {
  const loans = books.someLoans(count);
  const lags: Promise<number>[] = [];
  const all: Promise<unknown>[] = [];
  const began = elapsed();
  let answered = began;
  const send = async (loan: string): Promise<void> => {
    await books.pay(loan);
    answered = elapsed();
  };
  for (let sent = 0; sent < count; await sleep(1)) {
    const due = Math.min(count, Math.ceil(((elapsed() - began) * PACE) / 1_000));
    for (; sent < due; sent += 1) {
      const loan = loans[sent] ?? '';
      if (sent % FOLLOWED === 0) lags.push(follow(books, loan));
      else all.push(send(loan));
    }
    // What was refused ends the bench when all are waited for, not before anybody does.
    for (const one of [...lags.slice(-1), ...all.slice(-1)]) one.catch(() => undefined);
  }
  await Promise.all(all);
  const pace = (count * 1_000) / (answered - began);
  return { lags: await Promise.all(lags), pace };
};

/** How far the read models are behind while a thousand events a second are recorded. */
export const lag = async (books: BenchHouse, { seconds }: Effort): Promise<Measured[]> => {
  const { readModels, ledger } = books.house;
  readModels.start();
  // What other parts of the bench have recorded is no lag of this one.
  if (!(await readModels.reached(await ledger.store.head(), PATIENCE_MS))) throw new Error(BEHIND);
  await paced(books, Math.ceil((PACE * seconds) / 10));
  const { lags, pace } = await paced(books, PACE * seconds);
  const p99 = percentile(lags, 99);
  return [
    {
      id: 'lag',
      name: `lag of all read models at ${PACE} events a second for ${seconds} s: p99 to 100 ms`,
      ...{ ratioOf: 'time', ratio: p99 / MOST_LAG_MS, wanted: { atMost: 1 }, pairs: lags.length },
      ...{ ours: p99, limit: MOST_LAG_MS, unit: 'ms' },
    },
    {
      id: 'pace',
      name: 'and so many events a second were recorded meanwhile',
      ...{ ratioOf: 'speed', ratio: pace / PACE, wanted: { atLeast: 0.98 }, pairs: 1 },
      ...{ ours: pace, limit: PACE, unit: 'events/s' },
    },
  ];
};
