import { foldStream } from '../event-store/handle.js';
import type { Asked } from '../kernel/decider.js';
import { isRefusal, type Refusal } from '../kernel/refusal.js';
import { signAgreement } from '../lending/application/agreement.js';
import { disburseLoan } from '../lending/application/disbursement.js';
import { isSigned, type Loan, loanDecider, loanStream } from '../lending/loan.js';
import { mitraDecider, mitraStream, type RegisteredMitra } from '../mitra/mitra.js';
import { PERSONAL_FIELDS, PLAIN_FIELDS, type MitraField } from '../mitra/mitra.events.js';
import { registerMitra } from '../mitra/registration.js';
import { type ImportDeps, sentence } from './import-report.js';
import { sameName } from './mitra-of-rows.js';
import { agreement, disbursement, type Importer, type TableLoan } from './row-commands.js';
import type { TableMitra } from './row-commands.js';
import type { RowProblem } from './table.js';
import type { RowWork } from './write-rows.js';

type Log = ImportDeps['ledger'];

export const recordedLoan = async (log: Log, number: string): Promise<Loan | null> => {
  const loan = await foldStream(log, loanStream(number), loanDecider);
  return isSigned(loan) ? loan : null;
};

export const recordedMitra = async (log: Log, code: string): Promise<RegisteredMitra | null> => {
  const mitra = await foldStream(log, mitraStream(code), mitraDecider);
  return mitra.status === 'NONE' ? null : mitra;
};

const COLUMNS: Readonly<Partial<Record<MitraField, string>>> = {
  legalForm: 'legal_form',
  identityNumber: 'identity_number',
};

/** A value counts as recorded if it ever was: data that were corrected since are no difference. */
const everHeld = (mitra: RegisteredMitra, field: MitraField, value: string): boolean =>
  (mitra.fields[field] ?? []).some((held) =>
    field === 'name' ? sameName(held.value ?? '') === sameName(value) : held.value === value,
  );

/** The first field that the table gives otherwise than it was ever recorded. */
export const otherwiseThan = (
  table: TableMitra,
  recorded: RegisteredMitra,
  fields: readonly MitraField[] = [...PERSONAL_FIELDS, ...PLAIN_FIELDS],
): Omit<RowProblem, 'line'> | null => {
  const field = fields.find((one) => {
    const value = table[one];
    return value !== undefined && !everHeld(recorded, one, value);
  });
  if (field === undefined) return null;
  const column = COLUMNS[field] ?? field;
  const reason = `the mitra ${table.code} is recorded with another ${column}`;
  return { column, value: table[field], reason };
};

/** Why this mitra could not be registered now, if he is not recorded. */
export const registrationRefusal = (mitra: TableMitra, asked: Asked): Refusal | null => {
  const effectiveOn = mitra.registeredOn ?? asked.today;
  const decided = registerMitra({ ...mitra, effectiveOn }, { status: 'NONE' }, asked);
  return isRefusal(decided) ? decided : null;
};

const otherTerms = ({ row, mitra }: TableLoan, { timeline }: Loan) => {
  const { terms } = timeline;
  const cells = [
    ['principal', row.principal, terms.principal],
    ['interest', row.recognised.interestTotal, terms.interestTotal],
    ['agreement_date', row.agreedOn, terms.agreedOn],
    ['maturity_date', row.maturesOn, terms.maturesOn],
    ['cohort', row.cohort, row.cohort === undefined ? undefined : timeline.cohort],
    ['unit', row.unit, row.unit === undefined ? undefined : timeline.unit],
    ['mitra', mitra, timeline.mitra],
  ] as const;
  return cells.find(([, given, recorded]) => given !== recorded);
};

const dryRun = (loan: TableLoan, asked: Asked, importer: Importer): Refusal | null => {
  const { input } = agreement(loan, '', importer);
  const signed = signAgreement(input, { status: 'NONE' }, asked, { registered: true }, []);
  return isRefusal(signed) ? signed : null;
};

const unpaid = (loan: TableLoan, recorded: Loan, asked: Asked, importer: Importer) => {
  if (recorded.timeline.disbursements.length > 0) return [];
  const paying = disbursement(loan, importer);
  const { input } = paying;
  const effectiveOn = loan.row.agreedOn;
  const paid = disburseLoan({ ...input, effectiveOn }, recorded, asked, []);
  return isRefusal(paid) ? paid : [null, paying];
};

/** Decides a row on what is recorded, appending nothing. */
export const workOf = (
  loan: TableLoan,
  recorded: Loan | null,
  asked: Asked,
  fileName: string,
): RowWork['commands'] | RowProblem => {
  const { line } = loan.row;
  const importer = { actor: asked.actor, source: asked.source };
  const other = recorded && otherTerms(loan, recorded);
  if (other) {
    const [column, value] = other;
    const reason = `loan ${loan.number} is recorded with other terms`;
    return { line, column, value: value === undefined ? undefined : String(value), reason };
  }
  if (recorded) {
    const work = unpaid(loan, recorded, asked, importer);
    return isRefusal(work) ? { line, reason: sentence(work) } : work;
  }
  if (loan.row.agreedOn > asked.today) {
    const reason = `expected a day that has come: today is ${asked.today}`;
    return { line, column: 'agreement_date', value: loan.row.agreedOn, reason };
  }
  const refusal = dryRun(loan, asked, importer);
  return refusal
    ? { line, reason: sentence(refusal) }
    : [agreement(loan, fileName, importer), disbursement(loan, importer)];
};
