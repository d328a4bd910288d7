import { foldStream } from '../event-store/handle.js';
import { claimedBy } from '../event-store/reservation.js';
import type { Asked } from '../kernel/decider.js';
import { identityNumbers, mitraDecider } from '../mitra/mitra.js';
import { otherwiseThan, recordedMitra, registrationRefusal } from './against-the-log.js';
import * as report from './import-report.js';
import { type MitraRow, readMitraTable } from './mitra-table.js';
import { type Importer, registration } from './row-commands.js';
import { opened, type RowProblem } from './table.js';

type Finding = 'NEW' | 'RECORDED' | Omit<RowProblem, 'line'>;

/** Whether a recorded mitra has the number: a claim whose registration never came is none. */
const isTaken = async (log: report.ImportDeps['ledger'], value: string): Promise<boolean> => {
  const stream = await claimedBy(log, { kind: 'identity-number', value });
  if (stream === undefined) return false;
  const holder = await foldStream(log, stream, mitraDecider);
  return identityNumbers(holder).includes(value);
};

/** Decides a row on what is recorded, appending nothing. */
const find = async (
  { ledger }: report.ImportDeps,
  row: MitraRow,
  asked: Asked,
): Promise<Finding> => {
  const recorded = await recordedMitra(ledger, row.code);
  if (recorded) return otherwiseThan(row, recorded) ?? 'RECORDED';
  const { identityNumber: value } = row;
  if (value !== undefined && (await isTaken(ledger, value))) {
    const reason = 'another mitra is recorded with this identity number';
    return { column: 'identity_number', value, reason };
  }
  const refusal = registrationRefusal(row, asked);
  return refusal ? { reason: report.sentence(refusal) } : 'NEW';
};

/**
 * The mitra of an old table are registered, effective on the day of the import: such a table
 * knows no earlier one. Decided whole before anything is written, repeatable, as `importLoans`.
 */
export const importMitra = async (
  deps: report.ImportDeps,
  bytes: Uint8Array,
  options: report.ImportOptions,
): Promise<report.ImportReport> => {
  const importer: Importer = { actor: options.actor, source: 'import' };
  const asked = report.askedBy(deps, options);
  const table = readMitraTable(await opened(bytes));
  const [problems, newcomers]: [RowProblem[], MitraRow[]] = [[...table.problems], []];
  let unchanged = 0;
  for (const row of table.rows) {
    const found = await find(deps, row, asked);
    if (found === 'NEW') newcomers.push(row);
    else if (found === 'RECORDED') unchanged += 1;
    else problems.push({ line: row.line, ...found });
  }
  const refused = problems.length > 0 && !options.keepGood;
  const [good, failures]: [readonly MitraRow[], RowProblem[]] = [refused ? [] : newcomers, []];
  let done = 0;
  for (const wave of report.inWaves(good)) {
    await Promise.all(
      wave.map(async (row) => {
        const reason = report.failureOf(await deps.execute(registration(row, importer)));
        if (reason !== undefined) failures.push({ line: row.line, reason });
      }),
    );
    done += wave.length;
    options.progress?.(done, good.length);
  }
  const mitraAdded = good.length - failures.length;
  return {
    rows: table.rows.length,
    mitraAdded,
    loansAdded: 0,
    unchanged,
    problems: report.byLine([...problems, ...failures]),
    ignored: table.ignored,
    written: mitraAdded > 0,
  };
};
