import { v5 as uuidv5 } from 'uuid';
import type { Sender } from '../house/command.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import type { Rupiah } from '../kernel/rupiah.js';
import type { LocalDate } from '../kernel/local-date.js';
import { TakeOverOpeningBalance } from '../lending/books/books.commands.js';
import { DisburseLoan, ReceivePayment, SignAgreement } from '../lending/loan.commands.js';
import { RegisterMitra } from '../mitra/mitra.commands.js';
import type { MitraIdentity, MitraKind } from '../mitra/mitra.events.js';
import type { BalanceRow } from './balance-table.js';
import type { LoanRow } from './loan-table.js';
import type { Borrowed } from './mitra-of-rows.js';
import type { PaymentRow } from './payment-table.js';

/** A name space of our own for the ids of imported commands. */
const IMPORT = '0d8a54a1-6a50-5d0c-8a5c-3f4f0c1c9a77';

/** What follows from a row gets the same id each time: importing it again adds nothing. */
const idOf = (...parts: readonly (string | undefined)[]): string =>
  uuidv5(canonicalJson(parts.map((part) => part ?? null)), IMPORT);

/** Who imports; the id of each command follows from the row. */
export type Importer = Pick<Sender, 'actor' | 'source'>;

/** A mitra as an old table knows him. */
export interface TableMitra extends MitraIdentity, MitraKind {
  readonly code: string;
  /** The day of his earliest agreement; absent in a table of mitra, which knows none. */
  readonly registeredOn?: LocalDate | undefined;
}

export type TableLoan = Borrowed<LoanRow>;
export type TableBalance = Borrowed<BalanceRow>;

export const registration = (mitra: TableMitra, importer: Importer): RegisterMitra => {
  const { registeredOn: effectiveOn, code, name, address, phone, identityNumber } = mitra;
  const { legalForm, sector, unit, region } = mitra;
  const personal = { name, address, phone, identityNumber };
  const input = { code, ...personal, legalForm, sector, unit, region, effectiveOn };
  return new RegisterMitra(input, {
    ...importer,
    commandId: idOf('register mitra', code, canonicalJson(input)),
  });
};

/** The method is what the totals show, and is recorded as inferred; the row is the evidence. */
export const agreement = (loan: TableLoan, fileName: string, importer: Importer): SignAgreement => {
  const { row, number, mitra, programme } = loan;
  const { principal, agreedOn, maturesOn, cohort, unit, recognised } = row;
  return new SignAgreement(
    {
      loan: number,
      mitra,
      programme,
      cohort,
      unit,
      ...recognised,
      principal,
      agreedOn,
      maturesOn,
      beforeJejak: true,
      methodInferred: true,
      evidence: `${fileName}: ${row.evidence}`,
    },
    { ...importer, commandId: idOf('sign agreement', programme, number, row.evidence) },
  );
};

/** An old table says nothing of parts: all of it was paid out on the day it was agreed. */
export const disbursement = (
  { row, number, programme }: TableLoan,
  importer: Importer,
): DisburseLoan => {
  const amount: Rupiah = row.principal;
  return new DisburseLoan(
    { loan: number, amount, reference: `import ${number}`, effectiveOn: row.agreedOn },
    { ...importer, commandId: idOf('disburse loan', programme, number, row.evidence) },
  );
};

/** The row is the source document, by the name of the file it stands in. */
export const takeOver = (
  { row, number, mitra, programme }: TableBalance,
  fileName: string,
  importer: Importer,
): TakeOverOpeningBalance => {
  const { balanceOn, principal, interest, fees, disbursed, interestPaid } = row;
  const { bookedClass, oldestUnpaidDueOn, agreedOn, cohort, unit } = row;
  return new TakeOverOpeningBalance(
    {
      ...{ loan: number, mitra, programme, cohort, unit, balanceOn, agreedOn, oldestUnpaidDueOn },
      ...{ principal, interest, fees, disbursed, interestPaid, bookedClass },
      evidence: `${fileName}: ${row.evidence}`,
    },
    { ...importer, commandId: idOf('take over balance', programme, number, row.evidence) },
  );
};

export const payment = (loan: string, row: PaymentRow, importer: Importer): ReceivePayment => {
  const { amount, receipt, channel, paidOn: effectiveOn } = row;
  const input = { loan, amount, receipt, channel, effectiveOn };
  const commandId = idOf('receive payment', loan, canonicalJson(input));
  return new ReceivePayment(input, { ...importer, commandId });
};
