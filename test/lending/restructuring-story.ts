import type { Actor } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { isSigned, type LoanState } from '../../src/lending/loan.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import type { Pending } from '../../src/lending/pending.js';
import {
  approveRestructuring,
  proposeRestructuring,
  type ProposeRestructuring,
} from '../../src/lending/restructuring/restructuring.js';
import type { RestructuringKind } from '../../src/lending/restructuring/restructuring.events.js';
import {
  takeOverOpeningBalance,
  type TakeOverOpeningBalance,
} from '../../src/lending/books/take-over.js';
import type { AdoptedPolicy } from '../../src/policy/in-force.js';
import type { Step } from '../story.js';
import { RULES } from './ending-rules.js';

export type LoanStep = Step<LoanState, LoanEvent>;

export const HEAD_OF_BRANCH: Actor = { id: 'sari', role: 'BRANCH_HEAD' };
const found = { cooperative: true, businessRuns: true, ableToPay: true };
export const WANTED: ProposeRestructuring = {
  ...{ loan: 'L-1', kind: 'RESCHEDULING', instalments: 4, frequency: 'MONTHLY' },
  ...{ firstDueOn: localDate('2003-04-20'), arrearsInterest: 'KEPT', comingInterest: 'KEPT' },
  ...{ found, effectiveOn: localDate('2003-03-20') },
};

/** New instalments proposed on a day. */
export const proposed = (
  more: Partial<ProposeRestructuring> = {},
  rules: readonly AdoptedPolicy[] = RULES,
): LoanStep => ({
  decide: (loan, asked) => proposeRestructuring({ ...WANTED, ...more }, loan, asked, rules),
});

export interface By {
  readonly actor?: Actor;
  readonly proposal?: string;
  readonly revision?: number;
}

/** What an approval names: by default the proposal that is there, seen as it is. */
export const seen = (loan: LoanState, what: keyof Omit<Pending, 'decided'>, by: By) => {
  const there = isSigned(loan) ? loan.pending[what] : undefined;
  const now = there && 'digest' in there ? there : { digest: '0'.repeat(64), revision: 0 };
  return { proposal: by.proposal ?? now.digest, seenRevision: by.revision ?? now.revision };
};

export const decided = (
  kind: RestructuringKind,
  on: string,
  by: By = {},
  rules = RULES,
): LoanStep => ({
  actor: by.actor ?? HEAD_OF_BRANCH,
  decide: (loan, asked) => {
    const named = seen(loan, 'restructuring', by);
    const command = { loan: 'L-1', kind, ...named, effectiveOn: localDate(on) };
    return approveRestructuring(command, loan, asked, rules);
  },
});
export const rescheduled = (
  more: Partial<ProposeRestructuring> = {},
  on: string = more.effectiveOn ?? WANTED.effectiveOn,
  rules = RULES,
): readonly LoanStep[] => [
  proposed(more, rules),
  decided(more.kind ?? 'RESCHEDULING', on, {}, rules),
];

/** A balance of the old books, on the first day of 2003, with the class that they had. */
export const takenOver = (
  principal: number,
  interest: number,
  more: Partial<TakeOverOpeningBalance> = {},
): LoanStep => ({
  decide: (loan, asked) =>
    takeOverOpeningBalance(
      {
        ...{ loan: 'L-1', mitra: 'M-1', balanceOn: localDate('2003-01-01'), bookedClass: 'LOSS' },
        ...{ principal: rupiah(principal), interest: rupiah(interest), disbursed: rupiah(500) },
        ...{ evidence: 'ledger 7', ...more },
      },
      loan,
      asked,
      { registered: true },
    ),
});
