import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoanSteps } from '../lending/steps.js';
import type { BenchHouse } from './bench-house.js';
import { benchLoan, LONG_LOAN, LONG_LOAN_EVENTS } from './bench-log.js';
import type { Effort } from './effort.js';
import { inPairs, type Measured, measured, percentile, timed } from './ratios.js';

const ROUNDS = 40;

/** Days over the life of every loan of the bench, in an order that repeats. */
const dayOf = (round: number): string =>
  `202${1 + (round % 2)}-${String(1 + ((round * 7) % 12)).padStart(2, '0')}-15`;

const loanAsOf = (round: number, number: string): string =>
  `{ loan(number: "${number}", asOf: "${dayOf(round)}") {
    position { principalOutstanding interestOutstanding daysPastDue collectability } } }`;

const roundOf = async ({ ask }: BenchHouse, number: string, times: number): Promise<number[]> => {
  const took: number[] = [];
  for (let round = 0; round < times; round += 1)
    took.push(await timed(() => ask(loanAsOf(round, number))));
  return took;
};

/** One loan of a thousand events, on any day, in a short log and in a long one. */
export const oneLoan = async (
  short: BenchHouse,
  long: BenchHouse,
  effort: Effort,
): Promise<Measured[]> => {
  const all: number[] = [];
  const ours = async (): Promise<number> => {
    const took = await roundOf(long, LONG_LOAN, ROUNDS);
    all.push(...took);
    return percentile(took, 50);
  };
  const limit = async () => percentile(await roundOf(short, LONG_LOAN, ROUNDS), 50);
  const pairs = await inPairs(effort.pairs, ours, limit);
  const sizes = `${long.events} events to one of ${short.events}`;
  const p99 = percentile(all, 99);
  const beside = measured(
    {
      id: 'loan-on-a-day',
      name: `a loan of ${LONG_LOAN_EVENTS} events on a day, in a log of ${sizes}`,
      ...{ ratioOf: 'time', wanted: { atMost: 1.2 }, unit: 'ms' },
    },
    pairs,
  );
  return [
    // The shortest log has none to be held against.
    ...(short === long ? [] : [beside]),
    {
      id: 'loan-on-a-day-p99',
      name: `a loan of ${LONG_LOAN_EVENTS} events on a day: p99 to 10 ms`,
      ...{ ratioOf: 'time', ratio: p99 / 10, wanted: { atMost: 1 }, pairs: all.length },
      ...{ ours: p99, limit: 10, unit: 'ms' },
    },
  ];
};

const plainScan = async ({ house }: BenchHouse): Promise<void> => {
  const { store } = house.readModels;
  let outstanding = 0;
  for await (const { body } of store.scan<LoanSteps>(house.readModels.extract('loan-book')))
    outstanding += body.steps.length;
  if (outstanding === 0) throw new Error('there is nothing to read');
};

/** The whole fund on a day, beside reading the same documents and nothing else. */
export const wholeFund = async (books: BenchHouse, effort: Effort): Promise<Measured[]> => {
  let round = 0;
  const fund = () =>
    books.ask(`{ portfolio(asOf: "${dayOf(round++)}", groupBy: UNIT) {
    loanCount principalOutstanding byCollectability { loanCount } groups { key loanCount } } }`);
  const pairs = await inPairs(
    effort.pairs,
    () => timed(fund),
    () => timed(() => plainScan(books)),
  );
  const ours = percentile(
    pairs.map(([took]) => took),
    50,
  );
  const budget = books.loans / 100;
  return [
    measured(
      {
        id: 'fund-to-scan',
        name: `the fund of ${books.loans} loans on a day to a scan of the same documents`,
        ...{ ratioOf: 'time', wanted: { atMost: 2 }, unit: 'ms' },
      },
      pairs,
    ),
    {
      id: 'fund',
      name: `the fund of ${books.loans} loans on a day to 10 µs a loan`,
      ...{ ratioOf: 'time', ratio: ours / budget, wanted: { atMost: 1 }, pairs: pairs.length },
      ...{ ours, limit: budget, unit: 'ms' },
    },
    await meanwhile(books, fund, effort),
  ];
};

/** What another question waits while the fund is summed over and over. */
const meanwhile = async (
  books: BenchHouse,
  fund: () => Promise<unknown>,
  { pairs, questions }: Effort,
): Promise<Measured> => {
  let [ending, sums] = [false, 0];
  const summing = (async () => {
    while (!ending) {
      await fund();
      sums += 1;
    }
  })();
  const took: number[] = [];
  for (let round = 0; sums < pairs || took.length < questions; round += 1) {
    took.push(await timed(() => books.ask(loanAsOf(round, benchLoan(round % books.loans)))));
    await nextTurn();
  }
  ending = true;
  await summing;
  const p99 = percentile(took, 99);
  return {
    id: 'small-question',
    name: 'a small question while the fund is summed: p99 to 50 ms',
    ...{ ratioOf: 'time', ratio: p99 / 50, wanted: { atMost: 1 }, pairs: took.length },
    ...{ ours: p99, limit: 50, unit: 'ms' },
  };
};
