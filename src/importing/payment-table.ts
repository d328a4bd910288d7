import type { LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { type CellReader, cellsOf, code, day, readRows, reference } from './cell.js';
import { someMoney, Unreadable } from './cell.js';
import { readTable, type RowProblem, type TableRow, type TableSource } from './table.js';

/** One payment of an old list. */
export interface PaymentRow {
  readonly line: number;
  /** The loan's number in the table. */
  readonly no: string;
  readonly paidOn: LocalDate;
  readonly amount: Rupiah;
  readonly receipt: string;
  readonly channel?: string | undefined;
}

const COLUMNS = {
  required: ['date', 'amount', 'receipt'],
  eitherOf: [['loan', 'no']],
  optional: ['channel'],
};

const channel: CellReader<string> = (value) =>
  /^[A-Z][A-Z0-9_]{0,31}$/.test(value)
    ? value
    : new Unreadable('expected a word in capitals, such as TRANSFER');

const readPayment = (row: TableRow, problems: RowProblem[]): PaymentRow | undefined => {
  const before = problems.length;
  const { either, required, optional } = cellsOf(row, problems);
  const no = either('loan', 'no', code);
  const paidOn = required('date', day);
  const amount = required('amount', someMoney);
  const receipt = required('receipt', reference);
  const way = optional('channel', channel);
  if (no === undefined || !paidOn || amount === undefined || receipt === undefined)
    return undefined;
  return problems.length > before
    ? undefined
    : { line: row.line, no, paidOn, amount, receipt, channel: way };
};

/** The payments of an old list. A row with any problem is left out of `rows`. */
export const readPaymentTable = (source: TableSource) =>
  readRows(readTable(source, COLUMNS), readPayment);
