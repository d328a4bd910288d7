import type { HouseCommand } from '../house/command.js';
import {
  byLine,
  failureOf,
  type ImportDeps,
  type ImportOptions,
  type ImportReport,
  inWaves,
} from './import-report.js';
import type { FirstSeen } from './mitra-of-rows.js';
import { type Importer, registration } from './row-commands.js';
import type { RowProblem, Table } from './table.js';

/** A row with the commands that are still to be sent for it, in their order; none: it is there. */
export interface RowWork {
  readonly line: number;
  /** His registration comes first. */
  readonly mitra: string;
  /** Null where that step was done before. */
  readonly commands: readonly (HouseCommand<object> | null)[];
}

export const isDone = ({ commands }: RowWork): boolean => commands.every((one) => one === null);

/** What is left to do, row by row, after all of it was decided once without appending. */
export interface Job {
  readonly newcomers: readonly FirstSeen[];
  readonly rows: readonly RowWork[];
  readonly problems: readonly RowProblem[];
}

/** Writes a job down, wave by wave: the mitra first, then step by step what each row needs. */
class Writing {
  readonly failures: RowProblem[] = [];
  readonly added = { mitra: 0, loans: 0 };
  private readonly failedMitra = new Set<string>();

  constructor(
    private readonly deps: ImportDeps,
    private readonly importer: Importer,
  ) {}

  async wave(newcomers: readonly FirstSeen[], rows: Job['rows']): Promise<void> {
    await Promise.all(
      newcomers.map(async ({ line, mitra }) => {
        if (await this.does(registration(mitra, this.importer), line)) this.added.mitra += 1;
        else this.failedMitra.add(mitra.code);
      }),
    );
    let open = rows.filter((row) => !isDone(row) && !this.failedMitra.has(row.mitra));
    const steps = Math.max(0, ...open.map(({ commands }) => commands.length));
    for (let step = 0; step < steps; step++) {
      const done = await Promise.all(
        open.map(async ({ commands, line }) => {
          const command = commands[step];
          return !command || (await this.does(command, line));
        }),
      );
      open = open.filter((_, index) => done[index]);
    }
    this.added.loans += open.length;
  }

  private async does(command: HouseCommand<object>, line: number): Promise<boolean> {
    const reason = failureOf(await this.deps.execute(command));
    if (reason !== undefined) this.failures.push({ line, reason });
    return reason === undefined;
  }
}

const writeRows = async (
  deps: ImportDeps,
  job: Job,
  options: ImportOptions,
  importer: Importer,
): Promise<Writing> => {
  const writing = new Writing(deps, importer);
  const waiting = new Map(job.newcomers.map((seen) => [seen.mitra.code, seen]));
  let done = 0;
  for (const wave of inWaves(job.rows)) {
    const codes = [...new Set(wave.map(({ mitra }) => mitra))];
    const newcomers = codes.flatMap((mitra) => waiting.get(mitra) ?? []);
    for (const { mitra } of newcomers) waiting.delete(mitra.code);
    await writing.wave(newcomers, wave);
    done += wave.length;
    options.progress?.(done, job.rows.length);
  }
  return writing;
};

type Read = Pick<Table, 'problems' | 'ignored'> & { readonly rows: readonly unknown[] };

/** Writes what was decided, unless any row is bad and the good ones were not asked for. */
export const finish = async (
  deps: ImportDeps,
  table: Read,
  job: Job,
  options: ImportOptions,
): Promise<ImportReport> => {
  const problems = byLine([...table.problems, ...job.problems]);
  const [rows, unchanged] = [table.rows.length, job.rows.filter(isDone).length];
  const { ignored } = table;
  const found = { rows, mitraAdded: 0, loansAdded: 0, unchanged, problems, ignored };
  if (problems.length > 0 && !options.keepGood) return { ...found, written: false };
  const importer: Importer = { actor: options.actor, source: 'import' };
  const { added, failures } = await writeRows(deps, job, options, importer);
  return {
    ...found,
    ...{ mitraAdded: added.mitra, loansAdded: added.loans },
    problems: byLine([...problems, ...failures]),
    written: added.mitra + added.loans > 0,
  };
};
