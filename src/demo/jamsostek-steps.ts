import { readLoanTable } from '../importing/loan-table.js';
import { planLoans } from '../importing/mitra-of-rows.js';
import * as row from '../importing/row-commands.js';
import { addDays, type Instant } from '../kernel/local-date.js';
import { backlog, type Clerk, officer } from './clerk.js';

const PROGRAMME = 'JAMSOSTEK';
const FILE_NAME = 'jamsostek-loans.csv';

/**
 * The real table, through the import's own commands: what it says, entered some days or months
 * after each agreement. Nothing is known of any payment on these loans.
 */
export const jamsostekSteps = (clerk: Clerk, table: Uint8Array): void => {
  const { rows, problems } = readLoanTable(table);
  const plan = planLoans(rows, PROGRAMME, new Map());
  const [problem] = [...problems, ...plan.problems];
  if (problem) throw new Error(`${FILE_NAME}, line ${problem.line}: ${problem.reason}`);
  const { dice } = clerk;
  const importer = { actor: officer('SEMARANG', dice), source: 'demo' } as const;
  const registeredAt = new Map<string, Instant>();
  for (const { mitra } of plan.mitra) {
    if (mitra.registeredOn === undefined) continue;
    const at = clerk.hour(addDays(mitra.registeredOn, dice.between(1, 14)));
    registeredAt.set(mitra.code, clerk.enter(at, row.registration(mitra, importer)));
  }
  for (const loan of plan.loans) {
    const day = addDays(loan.row.agreedOn, backlog(dice));
    const at = clerk.hour(day, registeredAt.get(loan.mitra));
    clerk.enter(at, row.agreement(loan, FILE_NAME, importer));
    clerk.enter(clerk.hour(day, at), row.disbursement(loan, importer));
  }
};
