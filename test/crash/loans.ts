import { row, tableIn } from '../cli/tables.js';
import type { Kind, Place } from './place.js';
import { expectNoComplaint } from './scenario.js';
import { run, type Victim } from './victim.js';

/** What stands in for MongoDB reads whole collections to replace a document: few of them. */
export const LOANS: Readonly<Record<Kind, number>> = { file: 80, server: 14 };

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** Loans of three years, each with a mitra of its own; no two rounds share any. */
export const loansTable = (directory: string, round: number, count: number): string => {
  const rows = Array.from({ length: count }, (_, index) =>
    row(`${round}-${index}`, {
      agreement_date: `2000-10-${twoDigits(2 + (index % 25))}`,
      maturity_date: `2003-10-${twoDigits(1 + (index % 25))}`,
    }),
  );
  return tableIn(directory, rows, { name: `loans-${round}.csv` });
};

/** The rules that a house begins with are none of the work. */
export const isAppend = (line: string): boolean => /^append (loan|mitra)-/.test(line);

export const importing = (settings: Place['settings'], file: string): Victim => ({
  ...{ script: 'src/cli.js', args: ['import', 'loans', file, '--json'], settings },
  isWork: isAppend,
});

/** A place with loans in it, and read models that are up to them. */
export const furnish = async (
  { kind, directory, settings }: Place,
  count = LOANS[kind],
): Promise<void> => {
  const ran = await run(importing(settings, loansTable(directory, 0, count)));
  expectNoComplaint(ran);
  expect(JSON.parse(ran.out)).toMatchObject({ loansAdded: count, problems: [] });
};
