import type { CsvRecord, Records } from './csv-records.js';
import type { RowProblem } from './table.js';

/** What every zip archive begins with: a spreadsheet is told by its content, not by its name. */
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
export const isSheet = (bytes: Uint8Array): boolean => ZIP.equals(bytes.subarray(0, ZIP.length));

/** A spreadsheet keeps so many digits of a number; of what it computed, the rest is noise. */
const DIGITS = 15;

/** A number as the sheet's file has it: whole ones in digits, others as they would be shown. */
class SheetNumber {
  constructor(readonly written: string) {}

  get text(): string {
    const value = Number(this.written);
    if (Number.isSafeInteger(value)) return String(value);
    return String(Number(value.toPrecision(DIGITS)));
  }

  get isTooLong(): boolean {
    return Math.abs(Number(this.written)) >= 10 ** DIGITS;
  }
}

type Cell = string | SheetNumber | boolean | Date | null;

/** Days come as days: what hour a cell may carry beside it is nothing that was written in it. */
const textOf = (cell: Cell): string => {
  if (cell === null) return '';
  if (cell instanceof SheetNumber) return cell.text;
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'boolean' ? String(cell).toUpperCase() : cell.trim();
};

const tooLong = (line: number, column: string, cell: SheetNumber): RowProblem => ({
  ...{ line, column, value: cell.text },
  reason: `a number of more than ${DIGITS} digits, of which a sheet loses some: enter it as text`,
});

const rowsOf = (sheet: readonly (readonly Cell[])[], limit: number): Records => {
  const records: CsvRecord[] = [];
  const wrong: RowProblem[] = [];
  for (const [index, row] of sheet.entries()) {
    const [line, cells] = [index + 1, row.map(textOf)];
    if (records.length > limit) break;
    if (cells.every((cell) => cell === '')) continue;
    const long = row.flatMap((cell, at) =>
      cell instanceof SheetNumber && cell.isTooLong
        ? [tooLong(line, records[0]?.cells[at] ?? '', cell)]
        : [],
    );
    wrong.push(...long);
    if (long.length === 0) records.push({ line, cells });
  }
  return { records, wrong };
};

/** The rows of the first sheet by their numbers there; of a formula, the value it had last. */
export const sheetRecords = async (bytes: Uint8Array, limit: number): Promise<Records> => {
  try {
    const parseNumber = (written: string): SheetNumber => new SheetNumber(written);
    // Many files, which nobody else should wait for.
    const { readSheet } = await import('read-excel-file/node');
    const sheet: unknown = await readSheet(Buffer.from(bytes), { parseNumber });
    return rowsOf(sheet as readonly (readonly Cell[])[], limit);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const reason = `the file is no spreadsheet that can be read (XLSX): ${why}`;
    return { records: [], broken: { line: 1, reason } };
  }
};
