import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import type { LoanState } from '../../src/lending/loan.js';
import { returnOverpayment } from '../../src/lending/books/overpayment.js';
import { identifyPayment, type Receipt } from '../../src/lending/books/suspense.js';
import {
  takeOverOpeningBalance,
  type TakeOverOpeningBalance,
} from '../../src/lending/books/take-over.js';
import type { Step } from '../story.js';
import { POLICIES } from './story.js';

type LoanStep = Step<LoanState, LoanEvent>;

/** 200 of 300 outstanding and 20 of interest, booked as Kurang Lancar on the last day of 2003. */
export const BALANCE: TakeOverOpeningBalance = {
  ...{ loan: 'L-1', mitra: 'M-1', balanceOn: localDate('2003-12-31') },
  ...{ principal: rupiah(200), interest: rupiah(20), disbursed: rupiah(300) },
  ...{ interestPaid: rupiah(10), bookedClass: 'SUBSTANDARD', evidence: 'list of 2003, page 4' },
};

export const takenOver = (
  more: Partial<TakeOverOpeningBalance> = {},
  mitra = { registered: true },
): LoanStep => ({
  decide: (loan, asked) => takeOverOpeningBalance({ ...BALANCE, ...more }, loan, asked, mitra),
});

export const paidBack = (reference: string, amount: number, on: string): LoanStep => ({
  decide: (loan, asked) =>
    returnOverpayment(
      { loan: 'L-1', reference, amount: rupiah(amount), effectiveOn: localDate(on) },
      loan,
      asked,
    ),
});

export const money = (receipt: string, amount: number, on: string): Receipt => ({
  ...{ receipt, amount: rupiah(amount), receivedOn: localDate(on) },
});

/** Found for the loan of the story, whose programme is PK. */
export const identified = (
  receipt: string,
  amount: number,
  on: string,
  more: Partial<Receipt> = {},
): LoanStep => ({
  decide: (loan, asked) => {
    const command = { programme: 'PK', receipt, loan: 'L-1' };
    const found = { ...money(receipt, amount, on), ...more };
    return identifyPayment(command, found, loan, asked, POLICIES);
  },
});
