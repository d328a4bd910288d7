import type { HouseCommand } from '../house/command.js';
import type { LoanWork } from './against-the-log.js';
import { failureOf, type ImportDeps, type ImportOptions, inWaves } from './import-report.js';
import type { FirstSeen } from './mitra-of-rows.js';
import { agreement, disbursement, type Importer, registration } from './row-commands.js';
import type { TableLoan } from './row-commands.js';
import type { RowProblem } from './table.js';

export type RowWork = LoanWork & { readonly loan: TableLoan };

/** What is left to do, row by row, after all of it was decided once without appending. */
export interface LoanJob {
  readonly newcomers: readonly FirstSeen[];
  readonly rows: readonly RowWork[];
  readonly problems: readonly RowProblem[];
}

/** Writes a job down, wave by wave: the mitra first, then agreements, then disbursements. */
class Writing {
  readonly failures: RowProblem[] = [];
  readonly added = { mitra: 0, loans: 0 };
  private readonly failedMitra = new Set<string>();

  constructor(
    private readonly deps: ImportDeps,
    private readonly options: ImportOptions,
    private readonly importer: Importer,
  ) {}

  async wave(newcomers: readonly FirstSeen[], rows: LoanJob['rows']): Promise<void> {
    await Promise.all(
      newcomers.map(async ({ line, mitra }) => {
        if (await this.does(registration(mitra, this.importer), line)) this.added.mitra += 1;
        else this.failedMitra.add(mitra.code);
      }),
    );
    const open = rows.filter(({ loan }) => !this.failedMitra.has(loan.mitra));
    const signed = await Promise.all(
      open.map(async ({ sign, loan }) => {
        const { row } = loan;
        const command = agreement(loan, this.options.fileName, this.importer);
        return !sign || (await this.does(command, row.line));
      }),
    );
    const owed = open.filter(({ disburse }, index) => disburse && signed[index]);
    await Promise.all(
      owed.map(async ({ loan }) => {
        const done = await this.does(disbursement(loan, this.importer), loan.row.line);
        if (done) this.added.loans += 1;
      }),
    );
  }

  private async does(command: HouseCommand<object>, line: number): Promise<boolean> {
    const reason = failureOf(await this.deps.execute(command));
    if (reason !== undefined) this.failures.push({ line, reason });
    return reason === undefined;
  }
}

export const writeLoans = async (
  deps: ImportDeps,
  job: LoanJob,
  options: ImportOptions,
  importer: Importer,
): Promise<Writing> => {
  const writing = new Writing(deps, options, importer);
  const waiting = new Map(job.newcomers.map((seen) => [seen.mitra.code, seen]));
  let done = 0;
  for (const wave of inWaves(job.rows)) {
    const codes = [...new Set(wave.map(({ loan }) => loan.mitra))];
    const newcomers = codes.flatMap((mitra) => waiting.get(mitra) ?? []);
    for (const { mitra } of newcomers) waiting.delete(mitra.code);
    await writing.wave(newcomers, wave);
    done += wave.length;
    options.progress?.(done, job.rows.length);
  }
  return writing;
};
