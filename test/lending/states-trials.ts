import { addDays } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { isSigned, type LoanState } from '../../src/lending/loan.js';
import {
  asked, BALANCE, BRANCH, cancellationProposed, claimCancelled, NOW, on, paidOut, pays, pledged,
  PROPOSER, REGION, SECTION, surveyed, TERMS, onceTold, writeOffApproved, writeOffProposed,
} from './states-told.js'; // prettier-ignore
import { type LoanCommand, type LoanStep, read, readApplication, say } from './whole-life-words.js';

/** A command, put together out of what the loan holds. */
interface Trial {
  readonly step: (loan: LoanState) => LoanStep;
  /** What is done before, as far as it is allowed and leaves the loan in its state. */
  readonly before?: readonly LoanStep[];
}

const always = (step: LoanStep, ...before: readonly LoanStep[]): Trial => ({
  step: () => step,
  before,
});
const made = (step: Trial['step'], ...before: readonly LoanStep[]): Trial => ({ step, before });

/** The second instalment; of a balance taken over, the one that stands for all of it. */
const late = (loan: LoanState) => (isSigned(loan) && loan.timeline.opening ? 1 : 2);
const charged = onceTold((loan) => say.chargeLateFee({ no: late(loan) }));

const letter = { letter: 'I', effectiveOn: NOW } as const;
const issued = say.issueWarningLetter(letter, PROPOSER);
const signed = say.signWarningLetter(letter, BRANCH);

const restructuring = (kind: 'RESCHEDULING' | 'RECONDITIONING', effectiveOn = NOW): LoanStep =>
  say.proposeRestructuring(
    {
      ...{ kind, instalments: 4, frequency: 'MONTHLY', effectiveOn },
      firstDueOn: addDays(effectiveOn, 30),
      arrearsInterest: kind === 'RECONDITIONING' ? 'CAPITALISED' : 'KEPT',
      comingInterest: 'KEPT',
      found: { cooperative: true, businessRuns: true, ableToPay: true },
    },
    PROPOSER,
  );
const agreedTo = (loan: LoanState, effectiveOn = NOW) => ({
  ...read(loan, 'restructuring'),
  effectiveOn,
});
const BEFORE = on('2004-01-20');
const rescheduled = onceTold((loan) => say.rescheduleLoan(agreedTo(loan, BEFORE), BRANCH), BRANCH);

const uncollectable = writeOffProposed('UNCOLLECTABLE');
const onDeath = writeOffProposed('DEATH');
const approvedOff = onceTold((loan) => writeOffApproved(loan), BRANCH);
const recovery = (receipt: string, amount: number): LoanStep =>
  say.receiveRecovery({ receipt, amount: rupiah(amount), effectiveOn: NOW });

const named = (loan: LoanState) => ({ ...readApplication(loan), effectiveOn: NOW });
const held = { collateral: 'B-1', effectiveOn: NOW };
const seized = say.seizeCollateral(held);
const pause = { from: on('2004-06-01'), to: on('2004-06-30'), effectiveOn: NOW };
const moneyFound = { receipt: 'S1', amount: rupiah(10), receivedOn: NOW };

/** Each command, otherwise as right as it can be; some in two ways, said in brackets. */
export const TRIALS = {
  proposeLoan: always(say.proposeLoan({ ...asked, effectiveOn: NOW }, PROPOSER)),
  assessFeasibility: always(surveyed(290, NOW)),
  recommendLoan: made((loan) => say.recommendLoan(named(loan), SECTION)),
  approveLoan: made((loan) => say.approveLoan(named(loan), REGION)),
  rejectLoan: made((loan) => say.rejectLoan({ ...named(loan), reason: 'no' }, REGION)),
  signAgreement: always(say.signAgreement({ ...TERMS, agreedOn: NOW })),
  'signAgreement (before Jejak)': always(
    say.signAgreement({ ...TERMS, agreedOn: NOW, beforeJejak: true, evidence: 'file 7' }),
  ),
  disburseLoan: always(paidOut('D2', 60, on('2003-02-01'))),
  confirmReceipt: always(say.confirmReceipt({ reference: 'D1', effectiveOn: NOW })),
  pledgeCollateral: always(pledged('B-2', NOW)),
  releaseCollateral: always(say.releaseCollateral(held), pledged('B-1', BEFORE)),
  seizeCollateral: always(seized, pledged('B-1', BEFORE)),
  sellCollateral: always(
    say.sellCollateral({ ...held, proceeds: rupiah(50) }),
    ...[pledged('B-1', BEFORE), seized],
  ),
  receivePayment: always(pays('R9', 10)),
  'receivePayment (entered late)': always(pays('R9', 10, on('2004-05-15'))),
  identifyPayment: always(say.identifyPayment(moneyFound)),
  reversePayment: always(say.reversePayment({ receipt: 'R1', kind: 'ERROR' })),
  returnOverpayment: always(
    say.returnOverpayment({ amount: rupiah(5), reference: 'B1', effectiveOn: NOW }),
    recovery('V8', 1000),
  ),
  chargeLateFee: made((loan) => say.chargeLateFee({ no: late(loan) })),
  waiveLateFee: made((loan) => {
    const no = isSigned(loan) ? (loan.timeline.fees.at(-1)?.no ?? 1) : 1;
    return say.waiveLateFee({ no, reason: 'flood', effectiveOn: NOW });
  }, charged),
  grantMoratorium: always(say.grantMoratorium(pause)),
  closeDay: always(say.closeDay({ date: NOW })),
  issueWarningLetter: always(issued),
  signWarningLetter: always(signed, issued),
  sendWarningLetter: always(say.sendWarningLetter(letter, PROPOSER), issued, signed),
  proposeRestructuring: always(restructuring('RESCHEDULING')),
  rescheduleLoan: made(
    (loan) => say.rescheduleLoan(agreedTo(loan), BRANCH),
    restructuring('RESCHEDULING'),
  ),
  reconditionLoan: made(
    (loan) => say.reconditionLoan(agreedTo(loan), BRANCH),
    ...[restructuring('RESCHEDULING', BEFORE), rescheduled, restructuring('RECONDITIONING')],
  ),
  declareProblemLoan: always(say.declareProblemLoan({ evidence: 'visited', effectiveOn: NOW })),
  proposeWriteOff: always(uncollectable),
  'proposeWriteOff (the mitra died)': always(onDeath),
  approveWriteOff: made((loan) => writeOffApproved(loan), uncollectable, onDeath),
  rejectWriteOff: made(
    (loan) =>
      say.rejectWriteOff({ ...read(loan, 'writeOff'), reason: 'no', effectiveOn: NOW }, BRANCH),
    ...[uncollectable, onDeath],
  ),
  writeOffLoan: always(say.writeOffLoan({ effectiveOn: NOW }), uncollectable, onDeath, approvedOff),
  receiveRecovery: always(recovery('V9', 10)),
  proposeClaimCancellation: always(cancellationProposed()),
  cancelClaim: made((loan) => claimCancelled(loan), cancellationProposed()),
  handOverReceivable: always(
    say.handOverReceivable({ office: 'KPKNL', reference: 'S-7', effectiveOn: NOW }),
  ),
  takeOverOpeningBalance: always(BALANCE),
} satisfies Record<LoanCommand, Trial> & Partial<Record<`${LoanCommand} (${string})`, Trial>>;

export type Sent = keyof typeof TRIALS;
export const SENT = Object.keys(TRIALS) as readonly Sent[];
export const trialOf = (sent: Sent): Trial => TRIALS[sent];
