import type { Actor } from '../../src/kernel/envelope.js';
import { addDays, type LocalDate, localDate } from '../../src/kernel/local-date.js';
import { rate } from '../../src/kernel/rate.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { isSigned, type LoanState } from '../../src/lending/loan.js';
import type { ProposeRestructuring } from '../../src/lending/restructuring/restructuring.js';
import { lastMovementOn } from '../../src/lending/standing.js';

/** What a wish is made of: numbers that shrink. */
export type Numbers = readonly [number, number, number];

export const BEGIN = localDate('2003-01-15');
export const day = (n: number): LocalDate => addDays(BEGIN, n % 700);
export const one = <const L extends readonly [unknown, ...unknown[]]>(
  list: L,
  n: number,
): L[number] => list[n % list.length];
export const upTo = (most: number, n: number) => rupiah((n % most) + 1);

/** Mostly other people than those before, now and then the same. */
const CLERK: Actor = { id: 'budi', role: 'OFFICER' };
export const actors = (role: Actor['role'], n: number): Actor =>
  n % 9 === 8 ? { ...CLERK, role } : { id: role.toLowerCase(), role };

/** Some days after all that moved so far. */
export const later = (loan: LoanState, n: number, most = 60): LocalDate => {
  const last = isSigned(loan) ? lastMovementOn(loan.timeline) : BEGIN;
  return addDays(last, n % most);
};
/** Long enough after it for any class. */
export const muchLater = (loan: LoanState, n: number): LocalDate => later(loan, n, 500);

/** Some days after the proposal on which it is decided, or after all that moved. */
export const decidedOn = (
  loan: LoanState,
  what: 'restructuring' | 'writeOff' | 'cancellation',
  n: number,
): LocalDate => {
  const there = isSigned(loan) ? loan.pending[what]?.fact.effectiveOn : undefined;
  const approvedOn = isSigned(loan) ? loan.pending.writeOffApproved?.on : undefined;
  const problemOn = isSigned(loan) ? loan.timeline.problem?.effectiveOn : undefined;
  const days = [later(loan, 0), there, approvedOn, problemOn].filter((one) => one !== undefined);
  return addDays(days.toSorted().at(-1) ?? BEGIN, n % 9);
};

export const applyingOn = (loan: LoanState, n: number): LocalDate =>
  addDays('application' in loan && loan.application ? loan.application.lastOn : BEGIN, n % 3);

export const receiptOf = (
  loan: LoanState,
  n: number,
  names: readonly [string, ...string[]],
): string => {
  const payments = isSigned(loan) ? loan.timeline.payments : [];
  return payments[n % (payments.length + 1)]?.receipt ?? one(names, n);
};
export const RECEIPTS = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'] as const;
export const RECOVERIES = ['V1', 'V2', 'V3', 'V4'] as const;
export const SUSPENSE = ['S1', 'S2', 'S3', 'S4'] as const;
export const COLLATERALS = ['B-1', 'B-2'] as const;
const LETTERS = ['I', 'II', 'III'] as const;

/** The number of an instalment in force, or of one that is not any more. */
export const instalmentNo = (loan: LoanState, n: number): number => {
  if (!isSigned(loan)) return 1;
  const { schedule, restructurings } = loan.timeline;
  const rows = n % 8 === 7 ? schedule : (restructurings.at(-1)?.schedule ?? schedule);
  return rows[n % rows.length]?.no ?? 1;
};

export const feeNo = (loan: LoanState, n: number): number => {
  const fees = isSigned(loan) ? loan.timeline.fees : [];
  return fees[n % (fees.length || 1)]?.no ?? 1;
};
export const waivedOn = (loan: LoanState, n: number): LocalDate => {
  const fees = isSigned(loan) ? loan.timeline.fees : [];
  return addDays(fees[n % (fees.length || 1)]?.effectiveOn ?? BEGIN, n % 200);
};

/** The next step of the letters, as far as they have come. */
export const letterOf = (loan: LoanState, step: 'PREPARED' | 'SIGNED' | 'SENT', n: number) => {
  const done = isSigned(loan) ? loan.timeline.letters : [];
  const last = step === 'PREPARED' ? 'SENT' : step === 'SIGNED' ? 'PREPARED' : 'SIGNED';
  const before = done.findLast((letter) => letter.step === last);
  const next = LETTERS[(before ? LETTERS.indexOf(before.letter) : -1) + 1] ?? 'III';
  const letter = n % 7 === 6 ? one(LETTERS, n) : step === 'PREPARED' ? next : before?.letter;
  return {
    letter: letter ?? 'I',
    effectiveOn: before ? addDays(before.effectiveOn, n % 120) : muchLater(loan, n),
  };
};

export const owing = (a: number, b: number) => ({
  ...{
    principal: rupiah(a % 7 === 0 ? 1 + (a % 20) : 60 + (a % 300)),
    interestTotal: rupiah(b % 60),
    method: 'AGREED' as const,
  },
  ...{ instalments: 1 + (b % 6), frequency: 'MONTHLY' as const, agreedOn: BEGIN },
});

export const restructuring = (
  loan: LoanState,
  [a, b, c]: Numbers,
): Omit<ProposeRestructuring, 'loan'> => {
  const again = isSigned(loan) && loan.timeline.restructurings.length > 0 && a % 4 !== 3;
  const effectiveOn = muchLater(loan, b);
  const newRate = { method: 'FLAT', rate: rate('0.24') } as const;
  return {
    ...{ kind: again ? 'RECONDITIONING' : 'RESCHEDULING', instalments: 1 + (a % 5) },
    ...{ frequency: one(['MONTHLY', 'QUARTERLY'], c), effectiveOn },
    firstDueOn: addDays(effectiveOn, 10 + (c % 60)),
    arrearsInterest: again ? one(['KEPT', 'CAPITALISED', 'WAIVED'], b) : 'KEPT',
    comingInterest: again ? one(['KEPT', 'WAIVED', newRate], c) : 'KEPT',
    found: { cooperative: true, businessRuns: true, ableToPay: c % 12 !== 11 },
  };
};

export const moratorium = ([a, b, c]: Numbers) => {
  const from = addDays(localDate('2003-03-01'), a % 500);
  return { from, to: addDays(from, b % 90), effectiveOn: addDays(from, c % 120) };
};
