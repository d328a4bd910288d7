import { v5 as uuidv5 } from 'uuid';
import type { Dice } from '../../src/demo/random.js';
import { importPayments } from '../../src/importing/import-payments.js';
import type { ImportReport } from '../../src/importing/import-report.js';
import { readPaymentTable } from '../../src/importing/payment-table.js';
import { payment } from '../../src/importing/row-commands.js';
import { localDate, type LocalDate } from '../../src/kernel/local-date.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import {
  type ClosedDay,
  closeTheDay,
  type ClosingDay,
} from '../../src/lending/collection/close-day.service.js';
import { heard } from './clients.js';
import type { Process } from './instance.js';
import type { Turn } from './menders.js';
import { demand } from './violation.js';
import type { Wish } from './wishes.js';
import type { World } from './world.js';

const PATIENCE_MS = 60_000;
const ATTEMPTS = 12;
const IMPORTER = { actor: { id: 'importer', role: 'OFFICER' }, source: 'import' } as const;
const IDS = '0f0a3b52-6a0e-5a38-b0a4-7e2f2b6cf1d4';

/** The same work, wherever it is answered, until it is done: null where it has to be done again. */
const insist = async <T>(
  { site, fleet, counter }: World,
  { draw, isOver }: Turn,
  [what, work]: readonly [string, (process: Process) => Promise<T | null>],
): Promise<T | null> => {
  const { scheduler, trace } = site;
  for (let attempt = 0; attempt < ATTEMPTS && !isOver(); attempt++) {
    const up = fleet.up();
    const late = scheduler.pause(PATIENCE_MS).then(() => null);
    const process = up.length > 0 ? draw.pick(up) : null;
    const done = process && (await Promise.race([late, heard(counter, () => work(process))]));
    trace.add(`${scheduler.now} ${what}: ${done ? 'done' : 'not all of it'}`);
    if (done) return done;
    await scheduler.pause(draw.between(200, 3_000));
  }
  return null;
};

const listOf = (number: number, clients: number, draw: Dice): Buffer => {
  const rows = Array.from({ length: draw.between(2, 9) }, (_, at) =>
    [
      `L-${draw.below(clients)}`,
      draw.pick(['2003-02-02', '2003-05-20', '2003-11-30']),
      draw.pick(['112000', '250000']),
      `I-${number}-${at}`,
    ].join(','),
  );
  return Buffer.from(['loan,date,amount,receipt', ...rows].join('\n'));
};

/** What each row of a list asks for, as if a client had sent it. */
const wishesOf = (list: Buffer): readonly Wish[] =>
  readPaymentTable(list).rows.map((row) => {
    const { no: loan, receipt, amount, paidOn: on } = row;
    const { commandId } = payment(loan, row, IMPORTER).sender;
    return { name: receipt, commandId, effect: { kind: 'pay', loan, receipt, amount, on } };
  });

/** Its loan has not come so far, as whoever was to see to it gave up; or another was first. */
const MAY_BE = /^refused: LOAN_NOT_(SIGNED|DISBURSED)|^somebody else wrote at the same moment/;

/**
 * A list, once: null where not all of it is there.
 * @throws {Violation} where a row is refused that is right, or the sums are not those of the list
 */
const importOne = async (
  { model, site }: World,
  process: Process,
  list: Buffer,
): Promise<ImportReport | null> => {
  const wishes = wishesOf(list);
  for (const wish of wishes) model.unheard(wish);
  const options = { fileName: 'old.csv', actor: IMPORTER.actor };
  const report = await importPayments(process.importing(), list, options);
  const what = () => JSON.stringify(report);
  demand(
    report.problems.every(({ reason }) => MAY_BE.test(reason)),
    what,
  );
  if (report.problems.length > 0) return null;
  demand(wishes.length === (report.paymentsAdded ?? 0) + report.unchanged, what);
  for (const wish of wishes) model.certain(wish, site.log.head());
  return report;
};

/** Old lists of payments: imported again wherever it broke off, each row is there once. */
export const importing = async (world: World, turn: Turn): Promise<void> => {
  const { plan, site, lists } = world;
  if (!plan.imports) return;
  for (let number = 0; ; number++) {
    await site.scheduler.pause(turn.draw.between(2_000, 9_000));
    if (turn.isOver()) return;
    const list = listOf(number, plan.clients, turn.draw);
    lists.push(list);
    await insist(world, turn, [
      `import ${number}`,
      async (process) => importOne(world, process, list),
    ]);
  }
};

/** In calm, each list is there as a whole, or its loans are not; and once more adds nothing. */
export const importAgain = async (world: World, process: Process): Promise<void> => {
  for (const list of world.lists) {
    if (!(await importOne(world, process, list))) continue;
    const again = await importOne(world, process, list);
    demand(again?.paymentsAdded === 0, () => `imported again: ${JSON.stringify(again)}`);
  }
};

/** What closing a day adds has ids that follow from the run's. */
const closingOf = (name: string, date: LocalDate): ClosingDay => ({
  date,
  sender: {
    commandId: uuidv5(name, IDS),
    actor: { id: 'close-day', role: 'FINANCE_OFFICER' },
    source: 'job',
  },
  patienceMs: 15_000,
});

/** The last of the days that are closed. */
export const LAST_DAY = localDate('2004-03-31');
const DAYS = [localDate('2003-04-30'), localDate('2003-12-31'), LAST_DAY];

/** @throws {StoreUnavailable | OutcomeUnknown | ApiError} */
export const closeOn = async (
  { model, plan }: World,
  process: Process,
  [name, date]: readonly [string, LocalDate],
): Promise<ClosedDay> => {
  const closing = closingOf(name, date);
  for (let loan = 0; loan < plan.clients; loan++)
    model.close(uuidv5(`L-${loan}`, closing.sender.commandId));
  const closed = await closeTheDay(process.itsHouse(), closing);
  if (isRefusal(closed)) throw new Error(`${date} is not closed: ${closed.refusal}`);
  return closed;
};

/** Days are closed in any order, at times by two at once: the same run, or another of the day. */
export const closing = async (world: World, turn: Turn): Promise<void> => {
  const { plan, site } = world;
  const { draw } = turn;
  if (!plan.closes) return;
  const close = (name: string, date: LocalDate) => {
    const work = async (process: Process) => {
      const { failures, ...closed } = await closeOn(world, process, [name, date]);
      return failures.length === 0 ? closed : null;
    };
    return insist(world, turn, [`${name} (${date})`, work]);
  };
  for (let number = 0; ; number++) {
    await site.scheduler.pause(draw.between(1_000, 8_000));
    if (turn.isOver()) return;
    const [name, date] = [`close ${number}`, draw.pick(DAYS)];
    const beside = draw.pick([null, name, `${name} beside`]);
    await Promise.all([close(name, date), beside && close(beside, date)]);
  }
};
