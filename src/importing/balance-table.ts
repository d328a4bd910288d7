import { canonicalJson } from '../kernel/canonical-json.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { LEGAL_FORMS, SECTORS } from '../mitra/mitra.events.js';
import { CLASS_NAMES } from '../policy/class-names.js';
import { COLLECTABILITIES, type Collectability } from '../policy/policy.events.js';
import { type CellReader, cellsOf, code, day, money, oneOf, readRows } from './cell.js';
import { text, Unreadable } from './cell.js';
import type { BorrowerRow } from './mitra-of-rows.js';
import { readTable, type RowProblem, type TableRow, type TableSource } from './table.js';

/** One loan of the old books of which only a balance is known. */
export interface BalanceRow extends BorrowerRow {
  readonly balanceOn: LocalDate;
  readonly principal: Rupiah;
  readonly interest: Rupiah;
  readonly fees?: Rupiah | undefined;
  readonly disbursed?: Rupiah | undefined;
  readonly interestPaid?: Rupiah | undefined;
  readonly bookedClass: Collectability;
  readonly oldestUnpaidDueOn?: LocalDate | undefined;
  readonly cohort?: string | undefined;
  /** The row's known columns as canonical JSON, the source document among them. */
  readonly evidence: string;
}

const COLUMNS = {
  required: ['balance_date', 'principal', 'interest', 'class'],
  eitherOf: [
    ['loan', 'no'],
    ['mitra', 'mitra_code'],
  ],
  optional: [
    ...['disbursed', 'interest_paid', 'fees', 'oldest_unpaid_due_date', 'agreement_date'],
    ...['programme', 'cohort', 'unit', 'source', 'sector', 'region', 'legal_form'],
  ],
};

const plainWord = (word: string): string => word.toLowerCase().replace(/[\s_-]+/g, ' ');

/** A problem loan is declared one, by whoever may: no table does it. */
const BOOKED = COLLECTABILITIES.filter((one) => one !== 'PROBLEM');
const CLASSES: ReadonlyMap<string, Collectability> = new Map([
  ...BOOKED.flatMap((one): [string, Collectability][] => [
    [plainWord(one), one],
    [plainWord(CLASS_NAMES[one]), one],
  ]),
  [plainWord('Ragu-ragu'), 'DOUBTFUL'],
]);

const bookedClass: CellReader<Collectability> = (value) =>
  CLASSES.get(plainWord(value)) ??
  new Unreadable(
    `expected one of ${BOOKED.join(', ')}, or Lancar, Kurang Lancar, Diragukan (Ragu-ragu), Macet`,
  );

type Cells = ReturnType<typeof cellsOf>;

const amountsOf = ({ required, optional }: Cells) => ({
  principal: required('principal', money),
  interest: required('interest', money),
  fees: optional('fees', money),
  disbursed: optional('disbursed', money),
  interestPaid: optional('interest_paid', money),
});

const borrowerOf = ({ either, optional }: Cells) => ({
  no: either('loan', 'no', code),
  mitra: optional('mitra', text(200)),
  mitraCode: optional('mitra_code', code),
  programme: optional('programme', code),
  cohort: optional('cohort', text(40)),
  unit: optional('unit', text(40)),
  sector: optional('sector', oneOf(SECTORS)),
  region: optional('region', text(100)),
  legalForm: optional('legal_form', oneOf(LEGAL_FORMS)),
});

const daysOf = ({ required, optional }: Cells) => ({
  balanceOn: required('balance_date', day),
  oldestUnpaidDueOn: optional('oldest_unpaid_due_date', day),
  agreedOn: optional('agreement_date', day),
});

const readBalance = (
  row: TableRow,
  problems: RowProblem[],
  numbers: Map<string, number>,
): BalanceRow | undefined => {
  const before = problems.length;
  const cells = cellsOf(row, problems);
  const { no, ...borrower } = borrowerOf(cells);
  cells.unique(row.values['loan'] === undefined ? 'no' : 'loan', numbers);
  if (row.values['mitra'] === undefined && row.values['mitra_code'] === undefined)
    cells.complain('mitra', 'the cell is empty: expected a name here or a code in mitra_code');
  const { principal, interest, ...amounts } = amountsOf(cells);
  const booked = cells.required('class', bookedClass);
  const { balanceOn, ...days } = daysOf(cells);
  cells.optional('source', text(2000, 'paragraphs'));
  if (no === undefined || principal === undefined || interest === undefined) return undefined;
  if (balanceOn === undefined || !booked || problems.length > before) return undefined;
  const evidence = canonicalJson(row.values);
  const read = { line: row.line, no, ...borrower, balanceOn, ...days, principal, interest };
  return { ...read, ...amounts, bookedClass: booked, evidence };
};

/** The balances of old books. A row with any problem is left out of `rows`. */
export const readBalanceTable = (source: TableSource) => {
  const numbers = new Map<string, number>();
  return readRows(readTable(source, COLUMNS), (row, problems) =>
    readBalance(row, problems, numbers),
  );
};
