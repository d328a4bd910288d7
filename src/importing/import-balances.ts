import { foldStream } from '../event-store/handle.js';
import type { Asked } from '../kernel/decider.js';
import { isRefusal, type Refusal } from '../kernel/refusal.js';
import { isSigned, loanDecider, loanStream, type LoanState } from '../lending/loan.js';
import { otherBalance, takeOverOpeningBalance } from '../lending/books/take-over.js';
import { readBalanceTable } from './balance-table.js';
import { decideRows } from './decide-rows.js';
import * as report from './import-report.js';
import { numberOf, planLoans } from './mitra-of-rows.js';
import { takeOver, type TableBalance } from './row-commands.js';
import { opened, type RowProblem } from './table.js';
import { finish, type RowWork } from './write-rows.js';

/** The columns by what they become. */
const COLUMN: Readonly<Record<string, string>> = {
  balanceOn: 'balance_date',
  agreedOn: 'agreement_date',
  oldestUnpaidDueOn: 'oldest_unpaid_due_date',
  interestPaid: 'interest_paid',
  bookedClass: 'class',
};
const columnOf = (field: string): string => COLUMN[field] ?? field;

const COLUMN_OF_REFUSAL: Readonly<Record<string, string>> = {
  LOAN_ALREADY_SIGNED: 'loan',
  LOAN_WAS_PROPOSED: 'loan',
  EFFECTIVE_IN_FUTURE: 'balance_date',
  BALANCE_BEFORE_AGREEMENT: 'agreement_date',
  BALANCE_BEFORE_OLDEST_UNPAID: 'oldest_unpaid_due_date',
  OLDEST_UNPAID_BEFORE_AGREEMENT: 'oldest_unpaid_due_date',
  PRINCIPAL_EXCEEDS_DISBURSED: 'disbursed',
  AMOUNT_NOT_POSITIVE: 'disbursed',
  BALANCE_IS_ZERO: 'principal',
};

const refused = ({ row }: TableBalance, refusal: Refusal): RowProblem => ({
  line: row.line,
  column: COLUMN_OF_REFUSAL[refusal.refusal],
  reason: report.sentence(refusal),
});

const workOf = (
  loan: TableBalance,
  recorded: LoanState,
  asked: Asked,
  fileName: string,
): RowWork['commands'] | RowProblem => {
  const command = takeOver(loan, fileName, { actor: asked.actor, source: 'import' });
  // A unit that the table does not give was his mitra's when it was taken over.
  const unit = command.input.unit ?? (isSigned(recorded) ? recorded.timeline.unit : undefined);
  const input = { ...command.input, unit };
  const [other] = (isSigned(recorded) && otherBalance(input, recorded)) || [];
  if (other !== undefined) {
    const reason = `loan ${loan.number} is recorded with another balance`;
    const value = input[other as keyof typeof input];
    const said = value === undefined ? {} : { value: String(value) };
    return { line: loan.row.line, column: columnOf(other), ...said, reason };
  }
  const decided = takeOverOpeningBalance(input, recorded, asked, { registered: true });
  if (isRefusal(decided)) return refused(loan, decided);
  return decided.length === 0 ? [] : [command];
};

/**
 * Balances of old books become mitra and loans whose history begins on the day of the balance.
 * Decided whole before anything is written, repeatable, as `importLoans`.
 * @throws {RangeError} where the programme cannot be part of a loan's number
 */
export const importBalances = async (
  deps: report.ImportDeps,
  bytes: Uint8Array,
  options: report.LoanImportOptions,
): Promise<report.ImportReport> => {
  const programme = report.programmeOf(options);
  const asked = report.askedBy(deps, options);
  const table = readBalanceTable(await opened(bytes));
  const recorded = new Map<string, LoanState>();
  for (const row of table.rows) {
    const number = numberOf(row.programme ?? programme, row.no);
    recorded.set(number, await foldStream(deps.ledger, loanStream(number), loanDecider));
  }
  const mitraOf = new Map(
    [...recorded].flatMap(([number, loan]): [string, string][] =>
      isSigned(loan) ? [[number, loan.timeline.mitra]] : [],
    ),
  );
  const plan = planLoans(table.rows, programme, mitraOf);
  const job = await decideRows(deps, plan, asked, (loan) => {
    const found = recorded.get(loan.number) ?? loanDecider.initial;
    return workOf(loan, found, asked, options.fileName);
  });
  return finish(deps, table, job, options);
};
