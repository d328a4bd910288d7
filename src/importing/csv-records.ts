import { isUtf8 } from 'node:buffer';
import { CsvError, parse, type InfoRecord } from 'csv-parse/sync';
import type { RowProblem } from './table.js';

const [LF, CR] = [10, 13];

/** A function from a byte's offset to its line; the offsets must rise from call to call. */
const lineCounter = (bytes: Uint8Array) => {
  let [line, at] = [1, 0];
  return (offset: number): number => {
    for (; at < offset; at++)
      if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) line++;
    return line;
  };
};

const isBreak = (byte: number | undefined): boolean => byte === LF || byte === CR;

/** The first line that is not UTF-8, in a file that is not. */
export const lineOfBadByte = (bytes: Uint8Array): number => {
  let start = 0;
  for (let end = 0; end <= bytes.length; end++) {
    if (end < bytes.length && !isBreak(bytes[end])) continue;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return lineCounter(bytes)(start);
};

const BROKEN: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote (") is opened in the row that begins here and never closed',
  CSV_INVALID_CLOSING_QUOTE:
    'text follows a closing quote ("): expected a comma or the end of the line after it, and a ' +
    'quote within a quoted value doubled ("")',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE:
    'text follows a closing quote ("): expected a comma or the end of the line after it',
  INVALID_OPENING_QUOTE:
    'a quote (") stands inside a value that is not quoted: expected the whole value in quotes, ' +
    'and the quote within it doubled ("")',
};

export interface CsvRecord {
  /** Where it begins, counted here: the parser counts a CRLF within quotes twice. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file's records; with what ended the reading early, and what was wrong in rows left out. */
export interface Records {
  readonly records: readonly CsvRecord[];
  readonly broken?: RowProblem;
  readonly wrong?: readonly RowProblem[];
}

/** The file's records with their lines, up to one more than `limit`, or to the first broken one. */
export const recordsOf = (bytes: Uint8Array, limit: number): Records => {
  const records: CsvRecord[] = [];
  const lineAt = lineCounter(bytes);
  let next = 0;
  const beginning = (): number => {
    while (isBreak(bytes[next])) next++;
    return lineAt(next);
  };
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      to: limit + 1,
      on_record: (record: string[], { bytes: end }: InfoRecord) => {
        const cells = record.map((cell) => cell.trim());
        const line = beginning();
        if (cells.some((cell) => cell !== '')) records.push({ line, cells });
        next = end;
        return null;
      },
    });
  } catch (error) {
    const reason = error instanceof CsvError ? BROKEN[error.code] : undefined;
    if (reason === undefined) throw error;
    return { records, broken: { line: beginning(), reason } };
  }
  return { records };
};
