import type { Actor } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { LoanState } from '../../src/lending/loan.js';
import type { ScheduleRequest } from '../../src/lending/schedule/schedule.js';
import { FIGURES, SCORES, SOUND } from './application-story.js';
import { told } from './story.js';
import { type LoanStep, read, readApplication, say } from './whole-life-words.js';

const actor = (role: Actor['role']): Actor => ({ id: role.toLowerCase(), role });
export const PROPOSER = actor('OFFICER');
export const SURVEYOR: Actor = { id: 'suri', role: 'OFFICER' };
export const SECTION = actor('SECTION_HEAD');
export const BRANCH = actor('BRANCH_HEAD');
export const REGION = actor('REGIONAL');

export const on = localDate;
/** The day on which every command of the table is sent, unless it must be another. */
export const NOW = on('2004-07-01');
const BEGIN = on('2003-01-15');

/** Put together only when its turn comes, out of what the loan holds by then. */
export const onceTold = (make: (loan: LoanState) => LoanStep, by: Actor = PROPOSER): LoanStep => ({
  actor: by,
  decide: (loan, asked) => make(loan).decide(loan, asked),
});

export const surveyed = (amount: number, effectiveOn = BEGIN): LoanStep =>
  say.assessFeasibility(
    { scores: SCORES, figures: FIGURES, recommendedAmount: rupiah(amount), effectiveOn },
    SURVEYOR,
  );
export const TERMS: Omit<ScheduleRequest, 'agreedOn'> = {
  ...{ principal: rupiah(300), method: 'AGREED', interestTotal: rupiah(30) },
  ...{ instalments: 24, frequency: 'MONTHLY' },
};
export const asked = { amount: rupiah(300), months: 24, purpose: 'an oven', figures: SOUND };

const PROPOSED = [say.proposeLoan({ ...asked, effectiveOn: BEGIN }, PROPOSER), surveyed(300)];
const RECOMMENDED = [
  ...PROPOSED,
  onceTold(
    (loan) => say.recommendLoan({ ...readApplication(loan), effectiveOn: BEGIN }, SECTION),
    SECTION,
  ),
];
const APPROVED = [
  ...RECOMMENDED,
  onceTold(
    (loan) => say.approveLoan({ ...readApplication(loan), effectiveOn: BEGIN }, REGION),
    REGION,
  ),
];
const REJECTED = [
  ...RECOMMENDED,
  onceTold(
    (loan) => say.rejectLoan({ ...readApplication(loan), reason: 'no', effectiveOn: BEGIN }),
    REGION,
  ),
];

export const pledged = (collateral: string, effectiveOn = BEGIN): LoanStep =>
  say.pledgeCollateral({ collateral, kind: 'LAND_CERTIFICATE', effectiveOn });
const AGREED = [...APPROVED, say.signAgreement({ ...TERMS, agreedOn: BEGIN }), pledged('B-1')];

export const paidOut = (reference: string, amount: number, effectiveOn = on('2003-01-20')) => {
  const accountCheck = { by: 'PASSBOOK', on: BEGIN } as const;
  return say.disburseLoan({ reference, amount: rupiah(amount), accountCheck, effectiveOn });
};
export const pays = (receipt: string, amount: number, effectiveOn = NOW): LoanStep =>
  say.receivePayment({ receipt, amount: rupiah(amount), effectiveOn });

/** 240 of the 300 are paid out; the first instalment is late, and its fee charged. */
const LENT = [...AGREED, paidOut('D1', 240), say.chargeLateFee({ no: 1 })];
const PAID_ON = on('2003-03-10');
const IN_LOSS = [...LENT, pays('R1', 11, PAID_ON)];
const PROBLEM = [
  ...IN_LOSS,
  say.declareProblemLoan({ evidence: 'visited', effectiveOn: on('2004-04-01') }),
];

const PAPERS = {
  UNCOLLECTABLE: [
    'WARNING_LETTERS', 'EXAMINATION_MINUTES', 'ASSIGNMENT_LETTER', 'HAND_OVER_LETTER',
  ],
  DEATH: ['DEATH_CERTIFICATE', 'HEIR_STATEMENT'],
} as const; // prettier-ignore
export const writeOffProposed = (ground: keyof typeof PAPERS, effectiveOn = NOW): LoanStep =>
  say.proposeWriteOff(
    { ground, documents: PAPERS[ground], insurance: 'NONE', effectiveOn },
    PROPOSER,
  );
export const writeOffApproved = (loan: LoanState, effectiveOn = NOW): LoanStep => {
  const decided = { authority: 'MINISTER_OR_RUPS', document: 'SK-1', effectiveOn };
  return say.approveWriteOff({ ...read(loan, 'writeOff'), ...decided }, BRANCH);
};
export const cancellationProposed = (effectiveOn = NOW): LoanStep =>
  say.proposeClaimCancellation(
    { insured: false, saleableCollateral: false, evidence: 'burnt out', effectiveOn },
    PROPOSER,
  );
export const claimCancelled = (loan: LoanState, effectiveOn = NOW): LoanStep => {
  const decided = { authority: 'DIRECTORS', document: 'SK-2', effectiveOn };
  return say.cancelClaim({ ...read(loan, 'cancellation'), ...decided }, BRANCH);
};
const OFF = on('2004-06-01');
const WRITTEN_OFF = [
  ...[...PROBLEM, writeOffProposed('UNCOLLECTABLE', OFF)],
  ...[
    onceTold((loan) => writeOffApproved(loan, OFF), BRANCH),
    say.writeOffLoan({ effectiveOn: OFF }),
  ],
];
const ENDED = on('2004-06-10');

/** What is not yet paid of it fell due on the day of the balance. */
export const BALANCE = say.takeOverOpeningBalance({
  ...{ principal: rupiah(200), interest: rupiah(20), disbursed: rupiah(300) },
  ...{ balanceOn: on('2003-12-31'), oldestUnpaidDueOn: on('2003-12-31') },
  ...{ bookedClass: 'SUBSTANDARD', evidence: 'list of 2003' },
});

/** One loan for each state, as complete as a loan of it can be. */
const STORIES = {
  NONE: [],
  ...{ PROPOSED, RECOMMENDED, APPROVED, REJECTED, AGREED },
  ACTIVE: [...LENT, pays('R1', 220, PAID_ON)],
  ACTIVE_IN_LOSS: IN_LOSS,
  TAKEN_OVER: [BALANCE, pays('R1', 10, on('2004-01-10'))],
  PROBLEM,
  SETTLED: [...LENT, pays('R1', 400, PAID_ON)],
  WRITTEN_OFF,
  CANCELLED: [
    ...[...WRITTEN_OFF, cancellationProposed(ENDED)],
    onceTold((loan) => claimCancelled(loan, ENDED), BRANCH),
  ],
} satisfies Record<LoanState['status'] | 'ACTIVE_IN_LOSS' | 'TAKEN_OVER', readonly LoanStep[]>;

export type State = keyof typeof STORIES;
export const STATES = Object.keys(STORIES) as readonly State[];

/** Its loan, and how many facts are in its stream. */
export const loanIn = (state: State) => told(STORIES[state]);

export const STATUS_OF = { ACTIVE_IN_LOSS: 'ACTIVE', TAKEN_OVER: 'ACTIVE' } as const;
