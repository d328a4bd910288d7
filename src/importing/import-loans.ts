import { recordedLoan, workOf } from './against-the-log.js';
import { decideRows } from './decide-rows.js';
import * as report from './import-report.js';
import { readLoanTable } from './loan-table.js';
import { numberOf, planLoans } from './mitra-of-rows.js';
import type { Loan } from '../lending/loan.js';
import { opened } from './table.js';
import { finish } from './write-rows.js';

/**
 * The loans of an old table become mitra, agreements and disbursements, all effective on the day
 * of the agreement. Every row is decided on what is recorded before the first is written, and
 * nothing is written unless all are good or `keepGood` is given. Repeating it adds nothing;
 * after an interruption it goes on where it ended.
 * @throws {RangeError} where the programme cannot be part of a loan's number
 */
export const importLoans = async (
  deps: report.ImportDeps,
  bytes: Uint8Array,
  options: report.LoanImportOptions,
): Promise<report.ImportReport> => {
  const { fileName } = options;
  const programme = report.programmeOf(options);
  const asked = report.askedBy(deps, options);
  const table = readLoanTable(await opened(bytes));
  const recorded = new Map<string, Loan>();
  for (const { no } of table.rows) {
    const number = numberOf(programme, no);
    const loan = await recordedLoan(deps.ledger, number);
    if (loan) recorded.set(number, loan);
  }
  const mitraOf = new Map([...recorded].map(([number, loan]) => [number, loan.timeline.mitra]));
  const plan = planLoans(table.rows, programme, mitraOf);
  const job = await decideRows(deps, plan, asked, (loan) =>
    workOf(loan, recorded.get(loan.number) ?? null, asked, fileName),
  );
  return finish(deps, table, job, options);
};
