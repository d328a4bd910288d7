import { addDays, localDate } from '../../src/kernel/local-date.js';
import { rupiah, ZERO } from '../../src/kernel/rupiah.js';
import {
  cancelClaim,
  proposeClaimCancellation,
  type ProposeClaimCancellation,
} from '../../src/lending/ending/claim-cancellation.js';
import { concluding } from '../../src/lending/consequences.js';
import { handOverReceivable } from '../../src/lending/ending/hand-over.js';
import { isSigned } from '../../src/lending/loan.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { declareProblemLoan } from '../../src/lending/ending/problem-loan.js';
import { receiveRecovery } from '../../src/lending/ending/recovery.js';
import type { AdoptedPolicy } from '../../src/policy/in-force.js';
import {
  approveWriteOff,
  rejectWriteOff,
  writeOffLoan,
} from '../../src/lending/ending/write-off.js';
import {
  type Borrower,
  proposeWriteOff,
  type ProposeWriteOff,
} from '../../src/lending/ending/write-off-proposal.js';
import { RULES } from './ending-rules.js';
import { type By, HEAD_OF_BRANCH, type LoanStep, seen } from './restructuring-story.js';

export const problem = (on: string, rules = RULES, evidence = 'visited three times'): LoanStep => ({
  decide: (loan, asked) =>
    declareProblemLoan({ loan: 'L-1', evidence, effectiveOn: localDate(on) }, loan, asked, rules),
});

export const writeOffProposed = (
  on: string,
  more: Partial<ProposeWriteOff> = {},
  borrower: Borrower = { status: 'ACTIVE', heirs: 0 },
  rules = RULES,
): LoanStep => ({
  decide: (loan, asked) => {
    const documents = ['WARNING_LETTERS', 'HAND_OVER_LETTER'] as const;
    const what = { loan: 'L-1', ground: 'UNCOLLECTABLE', documents } as const;
    const command = { ...what, effectiveOn: localDate(on), ...more };
    return proposeWriteOff(command, loan, asked, rules, borrower);
  },
});
export const writeOffApproved = (
  on: string,
  authority: string,
  by: By & { readonly document?: string } = {},
  rules = RULES,
): LoanStep => ({
  actor: by.actor ?? HEAD_OF_BRANCH,
  decide: (loan, asked) => {
    const named = seen(loan, 'writeOff', by);
    const { document = 'SK-1' } = by;
    const command = { loan: 'L-1', ...named, authority, document, effectiveOn: localDate(on) };
    return approveWriteOff(command, loan, asked, rules);
  },
});
export const writeOffRejected = (on: string, reason?: string, by: By = {}): LoanStep => ({
  actor: by.actor ?? HEAD_OF_BRANCH,
  decide: (loan, asked) => {
    const command = { loan: 'L-1', ...seen(loan, 'writeOff', by), effectiveOn: localDate(on) };
    return rejectWriteOff({ ...command, reason }, loan, asked);
  },
});
export const writeOff = (on: string, policies: readonly AdoptedPolicy[] = []): LoanStep => ({
  decide: (loan, asked) =>
    writeOffLoan({ loan: 'L-1', effectiveOn: localDate(on) }, loan, asked, policies),
});

/** Unpaid since 2003-02-15: LOSS, problem in 2004, written off on 2004-09-01 as it then stands. */
export const writtenOff = (on = '2004-09-01'): readonly LoanStep[] => [
  ...[problem('2004-06-01'), writeOffProposed('2004-07-01')],
  ...[writeOffApproved('2004-08-01', 'MINISTER'), writeOff(on)],
];

export const recovered = (
  receipt: string,
  amount: number,
  on: string,
  rules = RULES,
): LoanStep => ({
  decide: (loan, asked) => {
    const command = { loan: 'L-1', receipt, amount: rupiah(amount), effectiveOn: localDate(on) };
    return receiveRecovery(command, loan, asked, rules);
  },
});
export const cancellationProposed = (
  on: string,
  more: Partial<ProposeClaimCancellation> = {},
  rules = RULES,
): LoanStep => ({
  decide: (loan, asked) => {
    const command = { loan: 'L-1', insured: false, effectiveOn: localDate(on), ...more };
    return proposeClaimCancellation(command, loan, asked, rules);
  },
});
export const cancelled = (
  on: string,
  authority = 'DIRECTORS',
  by: By = {},
  rules = RULES,
): LoanStep => ({
  actor: by.actor ?? HEAD_OF_BRANCH,
  decide: (loan, asked) => {
    const named = seen(loan, 'cancellation', by);
    const said = { authority, document: 'SK-2', effectiveOn: localDate(on) };
    return cancelClaim({ loan: 'L-1', ...named, ...said }, loan, asked, rules);
  },
});
export const handedOver = (on: string, office = 'KPKNL Jakarta I'): LoanStep => ({
  decide: (loan, asked) => {
    const command = { loan: 'L-1', office, reference: 'S-7', effectiveOn: localDate(on) };
    return handOverReceivable(command, loan, asked);
  },
});

const raw = (...facts: readonly LoanEvent[]): LoanStep => ({
  decide: (loan) => (isSigned(loan) ? concluding(loan, facts) : []),
});
/** A fee on an instalment, the day after it was due. */
export const fee = (no: number, dueOn: string, amount: number): LoanStep =>
  raw({
    ...{ type: 'LateFeeCharged', effectiveOn: addDays(localDate(dueOn), 1) },
    data: {
      ...{ no, dueOn: localDate(dueOn), amount: rupiah(amount), base: rupiah(amount * 1000) },
      policy: 'late-fee',
    },
  });
export const waived = (feeEvent: string, no: number, amount: number, on: string): LoanStep =>
  raw({
    ...{ type: 'LateFeeWaived', effectiveOn: localDate(on) },
    data: { fee: feeEvent, no, amount: rupiah(amount), kind: 'DECIDED' },
  });
const NOTHING_OWED = {
  ...{ principalOutstanding: ZERO, interestOutstanding: ZERO, lateFeeOutstanding: ZERO },
  ...{ principalArrears: ZERO, interestArrears: ZERO },
};
const letter = { letter: 'III' } as const;
/** The third letter, with an id of its own as the event that prepared it. */
export const warned = (preparedOn: string, sentOn?: string): LoanStep => ({
  decide: (loan) => {
    if (!isSigned(loan)) return [];
    const prepared = loan.timeline.letters.at(-1)?.prepared ?? '';
    const data = { ...letter, prepared };
    if (sentOn !== undefined)
      return [{ type: 'WarningLetterSent', effectiveOn: localDate(sentOn), data }];
    const asOf = localDate(preparedOn);
    const policy = { policy: 'letters', oldestUnpaidDueOn: asOf };
    const statement = { asOf, ...NOTHING_OWED, daysPastDue: 400, collectability: 'LOSS' as const };
    return [
      {
        ...{ type: 'WarningLetterPrepared', effectiveOn: asOf },
        data: { ...letter, statement, ...policy },
      },
    ];
  },
});
