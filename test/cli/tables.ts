import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const HEADER = 'no,mitra,principal,interest,total,agreement_date,maturity_date';

/** A row of the table of loans: good, but for what is said otherwise. */
export const row = (no: string, over: Readonly<Record<string, string>> = {}): string => {
  const cells: Record<string, string> = {
    ...{ no, mitra: `UD. Mawar ${no}`, principal: '10000000', interest: '975000' },
    ...{ total: '10975000', agreement_date: '2000-10-20', maturity_date: '2003-10-19' },
    ...over,
  };
  return HEADER.split(',')
    .map((column) => cells[column] ?? '')
    .join(',');
};

export const tableIn = (
  directory: string,
  rows: readonly string[],
  { name = 'loans.csv', ends = '\n' } = {},
): string => {
  const file = join(directory, name);
  writeFileSync(file, [HEADER, ...rows, ''].join(ends));
  return file;
};
