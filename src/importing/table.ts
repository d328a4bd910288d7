import { isUtf8 } from 'node:buffer';
import { lineOfBadByte, recordsOf, type CsvRecord, type Records } from './csv-records.js';
import { isSheet, sheetRecords } from './sheet-records.js';

/** Columns by their header names; those a table does not know are ignored, and named. */
export interface ColumnSpec {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Of each of these, at least one. */
  readonly eitherOf?: readonly (readonly string[])[];
}

/**
 * Why a line, or one cell of it, cannot be taken over. `line` counts from 1, as an editor does; in
 * a spreadsheet it is the number of the row.
 */
export interface RowProblem {
  readonly line: number;
  readonly column?: string | undefined;
  readonly value?: string | undefined;
  readonly reason: string;
}

export interface TableRow {
  /** Where the row begins: a quoted value may run over several lines. */
  readonly line: number;
  /** By column, without the spaces around it; a blank cell is left out. */
  readonly values: Readonly<Record<string, string>>;
}

export interface Table {
  readonly rows: TableRow[];
  readonly problems: RowProblem[];
  /** Columns that nothing is read from. */
  readonly ignored: readonly string[];
}

interface Limits {
  readonly bytes: number;
  readonly rows: number;
}
export const LIMITS: Limits = { bytes: 64 * 1024 * 1024, rows: 1_000_000 };

const headerProblems = (
  { line, cells }: CsvRecord,
  { required, eitherOf = [] }: ColumnSpec,
): RowProblem[] => {
  const problems: RowProblem[] = [];
  for (const column of new Set(cells.filter((cell, at) => cell && cells.indexOf(cell) !== at)))
    problems.push({ line, column, reason: `the column "${column}" stands twice in the header` });
  const missing = required.filter((column) => !cells.includes(column));
  if (missing.length > 0 && cells.length === 1 && cells[0]?.includes(';'))
    return [{ line, reason: 'expected commas between the columns, found semicolons' }];
  for (const column of missing)
    problems.push({ line, column, reason: `the column "${column}" is missing from the header` });
  for (const columns of eitherOf.filter((some) => !some.some((one) => cells.includes(one)))) {
    const either = columns.map((one) => `"${one}"`).join(' or ');
    problems.push({ line, column: columns[0], reason: `a column ${either} is missing` });
  }
  return problems;
};

const values = (header: readonly string[], cells: readonly string[], known: ReadonlySet<string>) =>
  Object.fromEntries(
    header.flatMap((column, at): [string, string][] => {
      const cell = cells[at] ?? '';
      return known.has(column) && cell !== '' ? [[column, cell]] : [];
    }),
  );

/** Columns without a name count only where something stands in them. */
const ignoredIn = (
  header: readonly string[],
  body: readonly CsvRecord[],
  known: ReadonlySet<string>,
): readonly string[] =>
  header.flatMap((column, at) => {
    if (known.has(column)) return [];
    if (column !== '') return [column];
    return body.some(({ cells }) => (cells[at] ?? '') !== '') ? [`no. ${at + 1}, unnamed`] : [];
  });

const unreadable = (line: number, reason: string): Table => ({
  rows: [],
  problems: [{ line, reason }],
  ignored: [],
});

const tableOf = (
  { records, broken, wrong = [] }: Records,
  columns: ColumnSpec,
  limits: Limits,
): Table => {
  const [header, ...body] = records;
  if (!header) return broken ? { rows: [], problems: [broken], ignored: [] } : unreadable(1, EMPTY);
  const problems = headerProblems(header, columns);
  if (problems.length > 0) return { rows: [], problems, ignored: [] };
  problems.push(...wrong);
  const { required, optional, eitherOf = [] } = columns;
  const known = new Set([...required, ...optional, ...eitherOf.flat()]);
  const width = header.cells.length;
  const rows: TableRow[] = [];
  for (const { line, cells } of body.slice(0, limits.rows))
    if (cells.length === width) rows.push({ line, values: values(header.cells, cells, known) });
    else problems.push({ line, reason: `the row has ${cells.length} values, the header ${width}` });
  const excess = body[limits.rows];
  if (excess)
    problems.push({ line: excess.line, reason: `the file has more than ${limits.rows} rows` });
  if (broken) problems.push(broken);
  if (body.length === 0 && !broken && wrong.length === 0)
    problems.push({ line: header.line, reason: 'the file has a header and no rows' });
  return { rows, problems, ignored: ignoredIn(header.cells, body, known) };
};

const EMPTY = 'the file is empty';

/** A file as it was handed over, or the rows of a spreadsheet that was opened already. */
export type TableSource = Uint8Array | Records;

/** Opens a spreadsheet; anything else is left as it is, to be read as comma-separated values. */
export const opened = async (bytes: Uint8Array, limits = LIMITS): Promise<TableSource> =>
  isSheet(bytes) && bytes.length <= limits.bytes ? sheetRecords(bytes, limits.rows + 1) : bytes;

/**
 * Reads a comma-separated file in UTF-8, or an opened spreadsheet, with one header line. Nothing
 * is thrown for a bad file: whatever cannot be read is a problem by line, and the rows that can be
 * read are still given.
 */
export const readTable = (source: TableSource, columns: ColumnSpec, limits = LIMITS): Table => {
  if (!(source instanceof Uint8Array)) return tableOf(source, columns, limits);
  if (source.length > limits.bytes)
    return unreadable(1, `the file is larger than ${limits.bytes} bytes`);
  if (!isUtf8(source))
    return unreadable(lineOfBadByte(source), 'the line is not UTF-8: save the file as "CSV UTF-8"');
  return tableOf(recordsOf(source, limits.rows + 1), columns, limits);
};
