import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Config } from '../config.js';
import { code, Unreadable } from '../importing/cell.js';
import type { ImportReport } from '../importing/import-report.js';
import type { Actor } from '../kernel/envelope.js';
import { asJson, type ExitStatus, inThousands, type Terminal } from './outcome.js';
import { runJob } from './run-job.js';

export interface ImportFlags {
  readonly programme?: string;
  readonly keepGood?: boolean;
  readonly json?: boolean;
  readonly actor?: string;
}

export type ImportJob = 'importLoans' | 'importMitra' | 'importBalances' | 'importPayments';

/** What each import adds, in words. */
const ADDED: Readonly<Record<ImportJob, (report: ImportReport) => string>> = {
  importLoans: ({ mitraAdded, loansAdded }) =>
    `${inThousands(mitraAdded)} mitra and ${inThousands(loansAdded)} loans added`,
  importMitra: ({ mitraAdded }) => `${inThousands(mitraAdded)} mitra added`,
  importBalances: ({ mitraAdded, loansAdded }) =>
    `${inThousands(mitraAdded)} mitra added and ${inThousands(loansAdded)} loans taken over`,
  importPayments: ({ paymentsAdded = 0 }) => `${inThousands(paymentsAdded)} payments added`,
};

const tell = (
  what: ImportJob,
  report: ImportReport,
  keepGood: boolean,
  { out, err }: Terminal,
): void => {
  const { problems, rows, unchanged, ignored, written } = report;
  for (const { line, column, value, reason } of problems)
    err(
      `line ${line}${column ? `, ${column}` : ''}` +
        `${value === undefined ? '' : ` = ${JSON.stringify(value)}`}: ${reason}`,
    );
  if (ignored.length > 0) err(`columns of which nothing was read: ${ignored.join(', ')}`);
  out(
    `${inThousands(rows)} rows read: ${ADDED[what](report)}, ${inThousands(unchanged)} there ` +
      `already, ${inThousands(problems.length)} problems`,
  );
  if (problems.length > 0 && !written && !keepGood)
    out('Nothing was written: mend these rows, or give --keep-good to import the others.');
};

/** Rows that are good are written only if all are, or with `keepGood`; a repeat adds nothing. */
export const importFile = async (
  config: Config,
  what: ImportJob,
  file: string,
  flags: ImportFlags,
  terminal: Terminal,
): Promise<ExitStatus> => {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    terminal.err(`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
    return null;
  });
  const programme = flags.programme === undefined ? undefined : code(flags.programme);
  if (programme instanceof Unreadable) terminal.err(`jejak: --programme: ${programme.reason}`);
  if (!bytes || programme instanceof Unreadable) return 2;
  const actor: Actor = { id: flags.actor ?? 'import', role: 'OFFICER' };
  const input = {
    ...{ file: basename(file), base64: bytes.toString('base64'), actor },
    programme,
    keepGood: flags.keepGood ?? false,
  };
  const report = await runJob(config, `import ${basename(file)}`, what, input);
  if (flags.json) terminal.out(asJson(report));
  else tell(what, report, input.keepGood, terminal);
  return report.problems.length > 0 ? 2 : 0;
};
