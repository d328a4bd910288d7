import type { Asked } from '../kernel/decider.js';
import { jakartaDate } from '../kernel/local-date.js';
import type { Loan } from '../lending/loan.js';
import {
  isProblem,
  otherwiseThan,
  recordedLoan,
  recordedMitra,
  registrationRefusal,
  workOf,
} from './against-the-log.js';
import { code, Unreadable } from './cell.js';
import * as report from './import-report.js';
import { readLoanTable } from './loan-table.js';
import { type FirstSeen, type LoanPlan, planLoans } from './mitra-of-rows.js';
import type { Importer } from './row-commands.js';
import type { RowProblem } from './table.js';
import { type LoanJob, type RowWork, writeLoans } from './write-loans.js';

export interface LoanImportOptions extends report.ImportOptions {
  /** Scopes the loans' policies and prefixes their numbers. */
  readonly programme?: string | undefined;
}

const mitraProblem = async (
  { ledger }: report.ImportDeps,
  { mitra }: FirstSeen,
  asked: Asked,
): Promise<{ readonly isNew: boolean; readonly problem?: Omit<RowProblem, 'line'> }> => {
  const recorded = await recordedMitra(ledger, mitra.code);
  if (recorded) {
    const problem = otherwiseThan(mitra, recorded, ['name', 'sector', 'region', 'legalForm']);
    const named = problem?.column === 'name' ? { ...problem, column: 'mitra' } : problem;
    return { isNew: false, ...(named ? { problem: named } : {}) };
  }
  const refusal = registrationRefusal(mitra, asked);
  // A day to come is named at the agreement that brings it, with its column.
  return refusal && refusal.refusal !== 'EFFECTIVE_IN_FUTURE'
    ? { isNew: true, problem: { reason: report.sentence(refusal) } }
    : { isNew: true };
};

const decideAll = async (
  deps: report.ImportDeps,
  plan: LoanPlan,
  recorded: ReadonlyMap<string, Loan>,
  asked: Asked,
): Promise<LoanJob> => {
  const problems: RowProblem[] = [...plan.problems];
  const newcomers: FirstSeen[] = [];
  const unusable = new Map<string, Omit<RowProblem, 'line'>>();
  for (const seen of plan.mitra) {
    const { isNew, problem } = await mitraProblem(deps, seen, asked);
    if (problem) unusable.set(seen.mitra.code, problem);
    else if (isNew) newcomers.push(seen);
  }
  const rows: RowWork[] = [];
  const bad = new Set(problems.map(({ line }) => line));
  for (const loan of plan.loans) {
    const { line } = loan.row;
    const ofMitra = unusable.get(loan.mitra);
    const work = workOf(loan, recorded.get(loan.number) ?? null, asked);
    if (ofMitra) problems.push({ line, ...ofMitra });
    if (isProblem(work)) problems.push(work);
    else if (!ofMitra && !bad.has(line)) rows.push({ ...work, loan });
  }
  const wanted = new Set(rows.map(({ loan }) => loan.mitra));
  return { newcomers: newcomers.filter(({ mitra }) => wanted.has(mitra.code)), rows, problems };
};

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
  options: LoanImportOptions,
): Promise<report.ImportReport> => {
  const { programme, actor, keepGood = false } = options;
  const named = programme === undefined ? '' : code(programme);
  if (named instanceof Unreadable) throw new RangeError(`the programme's name: ${named.reason}`);
  const importer: Importer = { actor, source: 'import' };
  const now = deps.ledger.clock();
  const asked: Asked = { ...importer, now, today: jakartaDate(now) };
  const table = readLoanTable(bytes);
  const recorded = new Map<string, Loan>();
  for (const { no } of table.rows) {
    const number = programme === undefined ? no : `${programme}-${no}`;
    const loan = await recordedLoan(deps.ledger, number);
    if (loan) recorded.set(number, loan);
  }
  const mitraOf = new Map([...recorded].map(([number, loan]) => [number, loan.timeline.mitra]));
  const plan = planLoans(table.rows, programme, mitraOf);
  const job = await decideAll(deps, plan, recorded, asked);
  const problems = report.byLine([...table.problems, ...job.problems]);
  const rows = table.rows.length;
  const unchanged = job.rows.filter(({ sign, disburse }) => !sign && !disburse).length;
  const found = { rows, mitraAdded: 0, loansAdded: 0, unchanged, problems, written: false };
  if (problems.length > 0 && !keepGood) return found;
  const { added, failures } = await writeLoans(deps, job, options, importer);
  return {
    rows,
    unchanged,
    mitraAdded: added.mitra,
    loansAdded: added.loans,
    problems: report.byLine([...problems, ...failures]),
    written: added.mitra + added.loans > 0,
  };
};
