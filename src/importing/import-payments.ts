import { foldStream } from '../event-store/handle.js';
import type { Asked } from '../kernel/decider.js';
import { position } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import { isRefusal, type Refusal } from '../kernel/refusal.js';
import { adoptedOf } from '../lending/loan.commands.js';
import { isSigned, loanDecider, loanStream, type LoanState } from '../lending/loan.js';
import type { LoanEvent } from '../lending/loan.events.js';
import { receivePayment } from '../lending/books/repayment.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import * as report from './import-report.js';
import { numberOf } from './mitra-of-rows.js';
import { type PaymentRow, readPaymentTable } from './payment-table.js';
import { payment } from './row-commands.js';
import { opened, type RowProblem } from './table.js';

interface Booking {
  readonly loan: string;
  readonly row: PaymentRow;
}

const COLUMN_OF_REFUSAL: Readonly<Record<string, string>> = {
  LOAN_NOT_SIGNED: 'loan',
  LOAN_NOT_DISBURSED: 'loan',
  LOAN_WRITTEN_OFF: 'date',
  RECEIPT_REUSED: 'receipt',
  AMOUNT_TOO_LARGE: 'amount',
  EFFECTIVE_IN_FUTURE: 'date',
  PAYMENT_BEFORE_TAKE_OVER: 'date',
  PAYMENT_BEFORE_DISBURSEMENT: 'date',
};

const refused = (
  { line, no, paidOn, receipt, amount }: PaymentRow,
  refusal: Refusal,
): RowProblem => {
  const column = COLUMN_OF_REFUSAL[refusal.refusal];
  const values: Record<string, string> = { loan: no, date: paidOn, receipt, amount: `${amount}` };
  const value = column === undefined ? undefined : values[column];
  return { line, column, value, reason: report.sentence(refusal) };
};

/** Beyond all that is stored, and before what is being decided. */
const PLANNED = 10n ** 19n;

/** The loan as it will be once the facts of a row are written: the next row meets it so. */
const after = (found: LoanState, facts: readonly LoanEvent[], from: number): LoanState => {
  let loan = found;
  for (const [index, fact] of facts.entries()) {
    const at = from + index;
    const stored = { eventId: `planned ${at}`, position: position(PLANNED + BigInt(at)) };
    loan = loanDecider.evolve(loan, { ...fact, ...stored } as Recorded<LoanEvent>);
  }
  return loan;
};

/** Recorded as it stands here, be it reversed since: importing it again takes nothing back. */
const isRecorded = (loan: LoanState, { receipt, amount, paidOn }: PaymentRow): boolean =>
  isSigned(loan) &&
  loan.timeline.payments.some(
    (paid) => paid.receipt === receipt && paid.amount === amount && paid.effectiveOn === paidOn,
  );

interface Decided {
  readonly bookings: readonly Booking[];
  readonly problems: readonly RowProblem[];
  readonly unchanged: number;
}

/** The rows of one loan in the order of the file, each on what those before it leave. */
const decideLoan = (
  found: LoanState,
  rows: readonly Booking[],
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Decided => {
  let [loan, planned, unchanged] = [found, 0, 0];
  const bookings: Booking[] = [];
  const problems: RowProblem[] = [];
  for (const booking of rows) {
    const { row } = booking;
    const command = { ...row, loan: booking.loan, effectiveOn: row.paidOn };
    const decided = isRecorded(loan, row) ? [] : receivePayment(command, loan, asked, policies);
    if (isRefusal(decided)) problems.push(refused(row, decided));
    else if (decided.length === 0) unchanged += 1;
    else {
      bookings.push(booking);
      loan = after(loan, decided, planned);
      planned += decided.length;
    }
  }
  return { bookings, problems, unchanged };
};

const byLoan = (
  rows: readonly PaymentRow[],
  programme: string | undefined,
): ReadonlyMap<string, readonly Booking[]> => {
  const loans = new Map<string, Booking[]>();
  for (const row of rows) {
    const loan = numberOf(programme, row.no);
    const bookings = loans.get(loan);
    if (bookings) bookings.push({ loan, row });
    else loans.set(loan, [{ loan, row }]);
  }
  return loans;
};

/** So many rounds as the loan with the most payments has: in each, at most one of every loan. */
const roundsOf = (loans: readonly Decided[]): readonly (readonly Booking[])[] => {
  const most = Math.max(0, ...loans.map(({ bookings }) => bookings.length));
  return Array.from({ length: most }, (_, round) =>
    loans.flatMap(({ bookings }) => bookings[round] ?? []),
  );
};

interface Written {
  readonly added: number;
  /** Recorded by somebody else since they were decided. */
  readonly duplicates: number;
  readonly failures: readonly RowProblem[];
}

const write = async (
  deps: report.ImportDeps,
  loans: readonly Decided[],
  { actor, progress }: report.ImportOptions,
): Promise<Written> => {
  const failures: RowProblem[] = [];
  let [done, added, duplicates] = [0, 0, 0];
  const total = loans.reduce((sum, { bookings }) => sum + bookings.length, 0);
  for (const round of roundsOf(loans))
    for (const wave of report.inWaves(round)) {
      await Promise.all(
        wave.map(async ({ loan, row }) => {
          const handled = await deps.execute(payment(loan, row, { actor, source: 'import' }));
          const reason = report.failureOf(handled);
          if (reason !== undefined) failures.push({ line: row.line, reason });
          else if ('duplicate' in handled && handled.duplicate) duplicates += 1;
          else added += 1;
        }),
      );
      done += wave.length;
      progress?.(done, total);
    }
  return { added, duplicates, failures };
};

/**
 * The payments of an old list, each effective on its own day. The rows of a loan are decided in
 * the order of the file, each on what the ones before it leave; all of them before anything is
 * written, repeatable, as `importLoans`.
 * @throws {RangeError} where the programme cannot be part of a loan's number
 */
export const importPayments = async (
  deps: report.ImportDeps,
  bytes: Uint8Array,
  options: report.LoanImportOptions,
): Promise<report.ImportReport> => {
  const programme = report.programmeOf(options);
  const asked = report.askedBy(deps, options);
  const { rows, problems: unread, ignored } = readPaymentTable(await opened(bytes));
  const policies = await adoptedOf(deps.ledger, 'ALLOCATION', 'EARLY_SETTLEMENT');
  const loans: Decided[] = [];
  for (const [number, bookings] of byLoan(rows, programme)) {
    const loan = await foldStream(deps.ledger, loanStream(number), loanDecider);
    loans.push(decideLoan(loan, bookings, asked, policies));
  }
  const problems = report.byLine([...unread, ...loans.flatMap((loan) => loan.problems)]);
  const unchanged = loans.reduce((sum, loan) => sum + loan.unchanged, 0);
  const counts = { rows: rows.length, mitraAdded: 0, loansAdded: 0, unchanged, ignored };
  if (problems.length > 0 && !options.keepGood)
    return { ...counts, paymentsAdded: 0, problems, written: false };
  const { added, duplicates, failures } = await write(deps, loans, options);
  return {
    ...{ ...counts, paymentsAdded: added, unchanged: unchanged + duplicates },
    written: added > 0,
    problems: report.byLine([...problems, ...failures]),
  };
};
