import { isUtf8 } from 'node:buffer';
import { lineOfBadByte, recordsOf, type CsvRecord } from './csv-records.js';

/** Columns by their header names; those a table does not know are ignored. */
export interface ColumnSpec {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Why a line, or one cell of it, cannot be taken over. `line` counts from 1, as an editor does. */
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
}

interface Limits {
  readonly bytes: number;
  readonly rows: number;
}
export const LIMITS: Limits = { bytes: 64 * 1024 * 1024, rows: 1_000_000 };

const headerProblems = ({ line, cells }: CsvRecord, { required }: ColumnSpec): RowProblem[] => {
  const problems: RowProblem[] = [];
  for (const column of new Set(cells.filter((cell, at) => cell && cells.indexOf(cell) !== at)))
    problems.push({ line, column, reason: `the column "${column}" stands twice in the header` });
  const missing = required.filter((column) => !cells.includes(column));
  if (missing.length > 0 && cells.length === 1 && cells[0]?.includes(';'))
    return [{ line, reason: 'expected commas between the columns, found semicolons' }];
  for (const column of missing)
    problems.push({ line, column, reason: `the column "${column}" is missing from the header` });
  return problems;
};

const values = (header: readonly string[], cells: readonly string[], known: ReadonlySet<string>) =>
  Object.fromEntries(
    header.flatMap((column, at): [string, string][] => {
      const cell = cells[at] ?? '';
      return known.has(column) && cell !== '' ? [[column, cell]] : [];
    }),
  );

const unreadable = (line: number, reason: string): Table => ({
  rows: [],
  problems: [{ line, reason }],
});

/**
 * Reads a comma-separated file in UTF-8 with one header line. Nothing is thrown for a bad file:
 * whatever cannot be read is a problem by line, and the rows that can be read are still given.
 */
export const readTable = (bytes: Uint8Array, columns: ColumnSpec, limits = LIMITS): Table => {
  if (bytes.length > limits.bytes)
    return unreadable(1, `the file is larger than ${limits.bytes} bytes`);
  if (!isUtf8(bytes))
    return unreadable(lineOfBadByte(bytes), 'the line is not UTF-8: save the file as "CSV UTF-8"');
  const { records, broken } = recordsOf(bytes, limits.rows + 1);
  const [header, ...body] = records;
  if (!header)
    return broken ? { rows: [], problems: [broken] } : unreadable(1, 'the file is empty');
  const problems = headerProblems(header, columns);
  if (problems.length > 0) return { rows: [], problems };
  const known = new Set([...columns.required, ...columns.optional]);
  const width = header.cells.length;
  const rows: TableRow[] = [];
  for (const { line, cells } of body.slice(0, limits.rows))
    if (cells.length === width) rows.push({ line, values: values(header.cells, cells, known) });
    else problems.push({ line, reason: `the row has ${cells.length} values, the header ${width}` });
  const excess = body[limits.rows];
  if (excess)
    problems.push({ line: excess.line, reason: `the file has more than ${limits.rows} rows` });
  if (broken) problems.push(broken);
  if (body.length === 0 && !broken)
    problems.push({ line: header.line, reason: 'the file has a header and no rows' });
  return { rows, problems };
};
