import type { Asked } from '../kernel/decider.js';
import { otherwiseThan, recordedMitra, registrationRefusal } from './against-the-log.js';
import * as report from './import-report.js';
import type { Borrowed, BorrowerRow, FirstSeen, Plan } from './mitra-of-rows.js';
import type { RowProblem } from './table.js';
import type { Job, RowWork } from './write-rows.js';

type Found = Omit<RowProblem, 'line'>;

/** Unknown by his code, and the table does not name him: there is nothing to register. */
const nameless = (code: string): Found => ({
  ...{ column: 'mitra_code', value: code },
  reason: `no mitra ${code} is recorded: expected his name in the column mitra`,
});

const findMitra = async (
  { ledger }: report.ImportDeps,
  { mitra }: FirstSeen,
  asked: Asked,
): Promise<{ readonly isNew: boolean; readonly problem?: Found }> => {
  const recorded = await recordedMitra(ledger, mitra.code);
  if (recorded) {
    const fields = ['sector', 'region', 'legalForm'] as const;
    const said = mitra.name === '' ? fields : (['name', ...fields] as const);
    const problem = otherwiseThan(mitra, recorded, said);
    const named = problem?.column === 'name' ? { ...problem, column: 'mitra' } : problem;
    return { isNew: false, ...(named ? { problem: named } : {}) };
  }
  if (mitra.name === '') return { isNew: true, problem: nameless(mitra.code) };
  const refusal = registrationRefusal(mitra, asked);
  // A day to come is named at the row that brings it, with its column.
  return refusal && refusal.refusal !== 'EFFECTIVE_IN_FUTURE'
    ? { isNew: true, problem: { reason: report.sentence(refusal) } }
    : { isNew: true };
};

/**
 * Decides every row on what is recorded, appending nothing.
 * @param decide what is left to send for a row, or why it cannot be taken over
 */
export const decideRows = async <R extends BorrowerRow>(
  deps: report.ImportDeps,
  plan: Plan<R>,
  asked: Asked,
  decide: (loan: Borrowed<R>) => RowWork['commands'] | RowProblem,
): Promise<Job> => {
  const problems: RowProblem[] = [...plan.problems];
  const newcomers: FirstSeen[] = [];
  const unusable = new Map<string, Found>();
  for (const seen of plan.mitra) {
    const { isNew, problem } = await findMitra(deps, seen, asked);
    if (problem) unusable.set(seen.mitra.code, problem);
    else if (isNew) newcomers.push(seen);
  }
  const rows: RowWork[] = [];
  const bad = new Set(problems.map(({ line }) => line));
  for (const loan of plan.loans) {
    const { line } = loan.row;
    const ofMitra = unusable.get(loan.mitra);
    const decided = decide(loan);
    if (ofMitra) problems.push({ line, ...ofMitra });
    if ('reason' in decided) problems.push(decided);
    else if (!ofMitra && !bad.has(line)) rows.push({ line, mitra: loan.mitra, commands: decided });
  }
  const wanted = new Set(rows.map(({ mitra }) => mitra));
  return { newcomers: newcomers.filter(({ mitra }) => wanted.has(mitra.code)), rows, problems };
};
