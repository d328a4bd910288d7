import { canonicalJson } from '../kernel/canonical-json.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { recogniseMethod, type RecognisedMethod } from '../lending/schedule/method-recognition.js';
import { MAX_INSTALMENTS } from '../lending/schedule/schedule-refusals.js';
import { LEGAL_FORMS, SECTORS, type LegalForm, type Sector } from '../mitra/mitra.events.js';
import { Unreadable, cellsOf, code, day, money, oneOf, readRows, text } from './cell.js';
import { readTable, type RowProblem, type TableRow, type TableSource } from './table.js';

/** One loan of an old register, every cell read and the row found consistent in itself. */
export interface LoanRow {
  readonly line: number;
  readonly no: string;
  readonly mitra: string;
  readonly principal: Rupiah;
  readonly interest: Rupiah;
  readonly agreedOn: LocalDate;
  readonly maturesOn: LocalDate;
  readonly cohort?: string | undefined;
  readonly mitraCode?: string | undefined;
  readonly unit?: string | undefined;
  readonly sector?: Sector | undefined;
  readonly region?: string | undefined;
  readonly legalForm?: LegalForm | undefined;
  readonly recognised: RecognisedMethod;
  /** The row's known columns as canonical JSON: the same however a file is sorted or laid out. */
  readonly evidence: string;
}

const COLUMNS = {
  required: ['no', 'mitra', 'principal', 'interest', 'total', 'agreement_date', 'maturity_date'],
  optional: ['cohort', 'mitra_code', 'unit', 'sector', 'region', 'legal_form'],
};

const lent = (value: string): Rupiah | Unreadable => {
  const amount = money(value);
  return amount === 0 ? new Unreadable('expected a principal above zero') : amount;
};

type Cells = ReturnType<typeof cellsOf>;

const kindOf = ({ optional }: Cells) => ({
  cohort: optional('cohort', text(100)),
  mitraCode: optional('mitra_code', code),
  unit: optional('unit', text(100)),
  sector: optional('sector', oneOf(SECTORS)),
  region: optional('region', text(100)),
  legalForm: optional('legal_form', oneOf(LEGAL_FORMS)),
});

/** The three amounts must add up, in whole rupiah. */
const amountsOf = ({ required, complain }: Cells) => {
  const principal = required('principal', lent);
  const interest = required('interest', money);
  const total = required('total', money);
  if (principal === undefined || interest === undefined || total === undefined) return undefined;
  return total === principal + interest
    ? { principal, interest }
    : complain('total', `expected principal + interest, which is ${principal + interest}`);
};

const daysOf = ({ required, complain }: Cells) => {
  const agreedOn = required('agreement_date', day);
  const maturesOn = required('maturity_date', day);
  if (agreedOn === undefined || maturesOn === undefined) return undefined;
  return maturesOn >= agreedOn
    ? { agreedOn, maturesOn }
    : complain('maturity_date', `expected a day on or after the agreement, ${agreedOn}`);
};

const readLoan = (
  row: TableRow,
  problems: RowProblem[],
  numbers: Map<string, number>,
): LoanRow | undefined => {
  const before = problems.length;
  const cells = cellsOf(row, problems);
  const no = cells.required('no', code);
  cells.unique('no', numbers);
  const mitra = cells.required('mitra', text(200));
  const amounts = amountsOf(cells);
  const days = daysOf(cells);
  const kind = kindOf(cells);
  if (no === undefined || mitra === undefined || !amounts || !days) return undefined;
  const recognised = recogniseMethod({ ...amounts, ...days });
  if (recognised.instalments > MAX_INSTALMENTS)
    cells.complain('maturity_date', `expected at most ${MAX_INSTALMENTS} months of term`);
  if (problems.length > before) return undefined;
  const evidence = canonicalJson(row.values);
  return { line: row.line, no, mitra, ...amounts, ...days, ...kind, recognised, evidence };
};

/**
 * The loans of an old table. A row with any problem is left out of `rows`; a caller imports only
 * where there is none, so that a register comes over whole or not at all.
 */
export const readLoanTable = (source: TableSource) => {
  const numbers = new Map<string, number>();
  return readRows(readTable(source, COLUMNS), (row, problems) => readLoan(row, problems, numbers));
};
