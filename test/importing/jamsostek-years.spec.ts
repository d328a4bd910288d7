import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { foldStream } from '../../src/event-store/handle.js';
import { JOBS } from '../../src/house/jobs.js';
import { localDate, type LocalDate } from '../../src/kernel/local-date.js';
import { isSigned, loanDecider, loanStream } from '../../src/lending/loan.js';
import type { Collectability } from '../../src/policy/policy.events.js';
import { checked, get, JAMSOSTEK_TABLE, type Service, start } from '../e2e/service.js';

const PAYMENTS = 'samples/jamsostek-payments.csv';
const DOC = readFileSync('docs/jamsostek-group-2002.md', 'utf8');

/** Lancar, Kurang Lancar, Ragu-ragu, Macet. */
const CLASSES = ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS'] as const;
type Counts = readonly number[];
const inWords = (counts: Counts): string => counts.join(' / ');

/** `| year-end | printed | computed | difference |`, as the document tables it. */
const TABLED = [...DOC.matchAll(/^\| (\d{4})-12-31 \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, year = '', ...cells]) => [year, ...cells.map((cell) => cell.trim())] as const,
);
const numbersIn = (cell: string): Counts => cell.split('/').map((part) => Number(part));
const tabled = (year: string, column: 1 | 2 | 3): Counts =>
  numbersIn(TABLED.find(([of]) => of === year)?.[column] ?? '');

const GROUP = Array.from({ length: 29 }, (_, at) => `JAMSOSTEK-${at + 1}`);
const lastDay = (year: string): LocalDate => localDate(`${year}-12-31`);

let service: Service;
const job = () => ({ house: service.house, bus: service.app.get(CommandBus) });
const quiet = (): void => undefined;

beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  await service.importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK');
  const file = { file: basename(PAYMENTS), base64: readFileSync(PAYMENTS, 'base64') };
  const actor = { id: 'importer', role: 'OFFICER' } as const;
  const report = await JOBS.importPayments(job(), { ...file, keepGood: false, actor }, quiet);
  expect(report).toMatchObject({ paymentsAdded: report.rows, unchanged: 0, problems: [] });
  for (const year of ['2002', '2003', '2004', '2005', '2006']) {
    const closing = {
      date: lastDay(year),
      actor: { id: 'rina', role: 'FINANCE_OFFICER' } as const,
    };
    const closed = await JOBS.closeDay(job(), closing, quiet);
    expect(closed.failures).toEqual([]);
  }
}, 60_000);
afterAll(() => service.stop());

/** As the portfolio answers it: the replay at that day, under the rule of the programme. */
const computed = async (year: string): Promise<Counts> => {
  const { portfolio } = await get<{
    portfolio: { byCollectability: readonly { class: Collectability; loanCount: number }[] };
  }>(
    service,
    `query ($asOf: Date!) { portfolio(asOf: $asOf,
      filter: { programme: "JAMSOSTEK", cohort: "2002" })
      { byCollectability { class loanCount } } }`,
    { asOf: lastDay(year) },
  );
  const by = new Map(portfolio.byCollectability.map((one) => [one.class, one.loanCount]));
  return CLASSES.map((one) => by.get(one) ?? 0);
};

/** As the close of the day recorded it, loan by loan. */
const closed = async (year: string): Promise<Counts> => {
  const classes: Collectability[] = [];
  for (const number of GROUP) {
    const loan = await foldStream(service.house.ledger, loanStream(number), loanDecider);
    if (!isSigned(loan)) throw new Error(`${number} is missing`);
    const last = loan.timeline.classes.findLast((one) => one.effectiveOn <= lastDay(year));
    classes.push(last?.class ?? 'CURRENT');
  }
  return CLASSES.map((one) => classes.filter((found) => found === one).length);
};

describe('the 29 loans of group 2002, by the company’s months and these payments', () => {
  it.each([
    ['2003', [9, 1, 0, 19]],
    ['2004', [6, 1, 3, 19]],
    ['2006', [0, 0, 0, 29]],
  ])('stand at the end of %s as the survey counts them', async (year, counts) => {
    expect(await computed(year)).toEqual(counts);
    expect(await closed(year)).toEqual(counts);
  });

  it.each(TABLED.map(([year]) => year))('are tabled for %s as they are computed', async (year) => {
    const counts = await computed(year);
    expect(await closed(year)).toEqual(counts);
    expect(inWords(tabled(year, 2))).toBe(inWords(counts));
    const printed = tabled(year, 1);
    expect(tabled(year, 3)).toEqual(counts.map((count, at) => count - (printed[at] ?? 0)));
  });

  it('cannot have stood as printed for 2002: ten were signed too late for arrears', async () => {
    expect(tabled('2002', 1)).toEqual([7, 2, 2, 18]);
    const asked = { asOf: '2002-12-31' };
    const show = 'number terms { agreedOn } schedule { dueOn } position { collectability }';
    const late: object[] = [];
    for (const number of GROUP) {
      const { loan } = await get<{
        loan: {
          terms: { agreedOn: string };
          schedule: readonly { dueOn: string }[];
          position: { collectability: string };
        };
      }>(service, `query ($asOf: Date!) { loan(number: "${number}", asOf: $asOf) { ${show} } }`, {
        ...asked,
      });
      if (loan.terms.agreedOn < '2002-06-01') continue;
      late.push(loan);
      // Six months and more would have to have gone by since the first due date.
      expect(loan.schedule[0]?.dueOn && loan.schedule[0].dueOn > '2002-06-30').toBe(true);
      expect(loan.position.collectability).toBe('CURRENT');
    }
    expect(late).toHaveLength(10);
    expect((await computed('2002'))[0]).toBeGreaterThanOrEqual(10);
  });

  it('print a 2004 whose classes are not its total, and a 2005 of 28 loans', () => {
    const sum = (counts: Counts): number => counts.reduce((a, b) => a + b, 0);
    expect(tabled('2004', 1)).toEqual([6, 1, 3, 18]);
    expect([sum(tabled('2004', 1)), sum(tabled('2004', 2))]).toEqual([28, 29]);
    expect([sum(tabled('2005', 1)), sum(tabled('2005', 2))]).toEqual([28, 29]);
  });

  it('leave a log, read models and balances that check out', async () => {
    expect(await checked(service)).toEqual([]);
  });
});

describe('the sample of payments', () => {
  const [header, ...rows] = readFileSync(PAYMENTS, 'utf8').trim().split('\n');

  it('is a plain list: each receipt once, by day, all of group 2002', () => {
    expect(header).toBe('loan,date,amount,receipt,channel');
    const cells = rows.map((row) => row.split(','));
    expect(new Set(cells.map(([, , , receipt]) => receipt)).size).toBe(rows.length);
    expect(cells.map(([, date]) => date)).toEqual(cells.map(([, date]) => date).toSorted());
    expect(new Set(cells.map(([loan]) => loan))).toEqual(new Set(GROUP));
  });
});
