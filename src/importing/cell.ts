import { REFERENCE, REFERENCE_RULE } from '../graphql/identifiers.js';
import { isLocalDate, type LocalDate } from '../kernel/local-date.js';
import { rupiah, type Rupiah } from '../kernel/rupiah.js';
import { MAX_AMOUNT } from '../lending/schedule/schedule-refusals.js';
import type { RowProblem, Table, TableRow } from './table.js';

/** A cell that could not be read, with an English sentence that says what was expected. */
export class Unreadable {
  constructor(readonly reason: string) {}
}
export type CellReader<T> = (text: string) => T | Unreadable;

/** What names a stream: a loan's number, a mitra's code. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/;
export const code: CellReader<string> = (text) =>
  CODE.test(text)
    ? text
    : new Unreadable(
        'expected 1 to 40 letters, digits, points, underscores, slashes or hyphens, beginning ' +
          'with a letter or a digit',
      );

/** One line of text; `paragraphs` allows line breaks too. */
export const text =
  (longest: number, lines: 'one line' | 'paragraphs' = 'one line'): CellReader<string> =>
  (value) => {
    if (value.length > longest) return new Unreadable(`expected at most ${longest} characters`);
    const forbidden = lines === 'one line' ? /\p{Cc}/u : /[^\P{Cc}\t\r\n]/u;
    return forbidden.test(value)
      ? new Unreadable('expected text without control characters or, in a name, line breaks')
      : value;
  };

export const oneOf =
  <T extends string>(allowed: readonly T[]): CellReader<T> =>
  (value) =>
    allowed.find((candidate) => candidate === value) ??
    new Unreadable(`expected one of ${allowed.join(', ')}`);

/** Whole rupiah, digits only: a point or a comma could mean thousands or cents. */
export const money: CellReader<Rupiah> = (value) => {
  if (/^-\s*\d/.test(value)) return new Unreadable('expected an amount that is not negative');
  if (/^\d[\d.,]*[.,]\d+$/.test(value))
    return new Unreadable(
      'expected whole rupiah in digits only, such as 10000000: no points or commas',
    );
  if (!/^(?:0|[1-9]\d*)$/.test(value))
    return new Unreadable('expected whole rupiah in digits only, such as 10000000');
  return BigInt(value) > BigInt(MAX_AMOUNT)
    ? new Unreadable(`expected at most ${MAX_AMOUNT} rupiah`)
    : rupiah(Number(value));
};

/** Money that moved: some of it at least. */
export const someMoney: CellReader<Rupiah> = (value) => {
  const amount = money(value);
  return amount === 0 ? new Unreadable('expected an amount above zero') : amount;
};

/** An old register reaches back some decades and forward some; beyond lies a typing error. */
const [EARLIEST, LATEST] = ['1900-01-01', '2199-12-31'];
export const day: CellReader<LocalDate> = (value) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value))
    return new Unreadable('expected a day as year-month-day, such as 2003-12-31');
  if (!isLocalDate(value)) return new Unreadable('there is no such day in the calendar');
  return value < EARLIEST || value > LATEST
    ? new Unreadable(`expected a day from ${EARLIEST} to ${LATEST}`)
    : value;
};

/** A receipt's number, or a bank's reference. */
export const reference: CellReader<string> = (value) =>
  REFERENCE.test(value)
    ? value
    : new Unreadable(REFERENCE_RULE.message.replace('must be', 'expected'));

/** A person's identity card number. */
export const nik: CellReader<string> = (value) =>
  /^\d{16}$/.test(value) ? value : new Unreadable('expected the 16 digits of a NIK for a PERSON');

/** The longest value repeated in a problem, so that a broken file cannot flood a report. */
const LONGEST_SHOWN = 80;
const shown = (value: string): string =>
  value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;

/** Reads the cells of one row; every one that cannot be read becomes a problem. */
export const cellsOf = ({ line, values }: TableRow, problems: RowProblem[]) => {
  const complain = (column: string, reason: string): undefined => {
    const value = values[column];
    problems.push({
      line,
      column,
      ...(value === undefined ? {} : { value: shown(value) }),
      reason,
    });
  };
  const optional = <T>(column: string, read: CellReader<T>): T | undefined => {
    const cell = values[column];
    if (cell === undefined) return undefined;
    const value = read(cell);
    return value instanceof Unreadable ? complain(column, value.reason) : value;
  };
  const required = <T>(column: string, read: CellReader<T>): T | undefined =>
    values[column] === undefined
      ? complain(column, 'the cell is empty: expected a value')
      : optional(column, read);
  /** Of two columns that say the same, the first that says anything. */
  const either = <T>(first: string, second: string, read: CellReader<T>): T | undefined =>
    values[first] === undefined && values[second] !== undefined
      ? optional(second, read)
      : required(first, read);
  /** No two rows may share this value; `seen` is kept for the whole table. */
  const unique = (column: string, seen: Map<string, number>): void => {
    const value = values[column];
    if (value === undefined) return;
    const first = seen.get(value);
    if (first === undefined) seen.set(value, line);
    else complain(column, `the same value stands in line ${first} already`);
  };
  return { complain, optional, required, either, unique };
};

/** After so many a file is not nearly right: reading stops, and says so. */
const MAX_PROBLEMS = 10_000;

/** Reads each row; `read` gives undefined for one that has a problem. Problems come by line. */
export const readRows = <R>(
  table: Table,
  read: (row: TableRow, problems: RowProblem[]) => R | undefined,
): { rows: R[]; problems: RowProblem[]; ignored: readonly string[] } => {
  const rows: R[] = [];
  const problems = [...table.problems];
  for (const row of table.rows) {
    if (problems.length >= MAX_PROBLEMS) {
      const reason = `reading stopped here, after ${problems.length} problems`;
      problems.push({ line: row.line, reason });
      break;
    }
    const found = read(row, problems);
    if (found !== undefined) rows.push(found);
  }
  const { ignored } = table;
  return { rows, problems: problems.sort((a, b) => a.line - b.line), ignored };
};
