import type { Actor } from '../../src/kernel/envelope.js';
import { signAgreement, type SignAgreement } from '../../src/lending/application/agreement.js';
import { proposeLoan, type ProposeLoan } from '../../src/lending/application/application.js';
import * as approval from '../../src/lending/application/approval.js';
import * as claim from '../../src/lending/ending/claim-cancellation.js';
import { closeDay } from '../../src/lending/collection/close-day.js';
import * as collateral from '../../src/lending/application/collateral.js';
import { disburseLoan, type DisburseLoan } from '../../src/lending/application/disbursement.js';
import {
  assessFeasibility,
  type AssessFeasibility,
} from '../../src/lending/application/feasibility.js';
import { waiveLateFee, type WaiveLateFee } from '../../src/lending/collection/fee-waiver.js';
import {
  grantMoratorium,
  type GrantMoratorium,
} from '../../src/lending/collection/grant-moratorium.js';
import { handOverReceivable, type HandOverReceivable } from '../../src/lending/ending/hand-over.js';
import { chargeLateFee, type ChargeLateFee } from '../../src/lending/collection/late-fee.js';
import * as letters from '../../src/lending/collection/letter-steps.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { isSigned, type LoanState } from '../../src/lending/loan.js';
import { returnOverpayment, type ReturnOverpayment } from '../../src/lending/books/overpayment.js';
import {
  declareProblemLoan,
  type DeclareProblemLoan,
} from '../../src/lending/ending/problem-loan.js';
import {
  confirmReceipt,
  type ConfirmReceipt,
} from '../../src/lending/application/receipt-confirmation.js';
import { receiveRecovery } from '../../src/lending/ending/recovery.js';
import * as repayment from '../../src/lending/books/repayment.js';
import * as restructuring from '../../src/lending/restructuring/restructuring.js';
import { identifyPayment, type Receipt } from '../../src/lending/books/suspense.js';
import * as takeOver from '../../src/lending/books/take-over.js';
import * as writeOff from '../../src/lending/ending/write-off.js';
import * as proposal from '../../src/lending/ending/write-off-proposal.js';
import type { Step } from '../story.js';
import { MITRA, PROGRAMME, RULES } from './whole-life-rules.js';

export type LoanStep = Step<LoanState, LoanEvent>;
type Said<C> = Omit<C, 'loan' | 'mitra' | 'programme'>;

/** Each command as it is said of the one loan of these tests, held against their rules. */
const told =
  <C>(
    decide: (command: C, ...rest: Parameters<LoanStep['decide']>) => ReturnType<LoanStep['decide']>,
  ) =>
  (command: Said<C>, actor?: Actor): LoanStep => ({
    actor,
    decide: (loan, asked) =>
      decide({ loan: 'L-1', mitra: 'M-1', programme: PROGRAMME, ...command } as C, loan, asked),
  });

const known = { mitra: MITRA, policies: RULES };
const borrower = { registered: true, unit: 'JKT' };

export const say = {
  proposeLoan: told<ProposeLoan>((c, loan, asked) => proposeLoan(c, loan, asked, known)),
  assessFeasibility: told<AssessFeasibility>(assessFeasibility),
  recommendLoan: told<approval.DecideAmount>((c, loan, asked) =>
    approval.recommendLoan(c, loan, asked, known),
  ),
  approveLoan: told<approval.DecideAmount>((c, loan, asked) =>
    approval.approveLoan(c, loan, asked, known),
  ),
  rejectLoan: told<Parameters<typeof approval.rejectLoan>[0]>(approval.rejectLoan),
  signAgreement: told<SignAgreement>((c, loan, asked) =>
    signAgreement(c, loan, asked, borrower, RULES),
  ),
  disburseLoan: told<DisburseLoan>((c, loan, asked) => disburseLoan(c, loan, asked, RULES)),
  confirmReceipt: told<ConfirmReceipt>(confirmReceipt),
  pledgeCollateral: told<collateral.PledgeCollateral>(collateral.pledgeCollateral),
  releaseCollateral: told<collateral.OnCollateral>(collateral.releaseCollateral),
  seizeCollateral: told<collateral.OnCollateral>((c, loan, asked) =>
    collateral.seizeCollateral(c, loan, asked, RULES),
  ),
  sellCollateral: told<collateral.SellCollateral>(collateral.sellCollateral),
  receivePayment: told<repayment.ReceivePayment>((c, loan, asked) =>
    repayment.receivePayment(c, loan, asked, RULES),
  ),
  identifyPayment: told<Receipt>((c, loan, asked) =>
    identifyPayment({ ...c, loan: 'L-1', programme: PROGRAMME }, c, loan, asked, RULES),
  ),
  reversePayment: told<repayment.ReversePayment>(repayment.reversePayment),
  returnOverpayment: told<ReturnOverpayment>(returnOverpayment),
  chargeLateFee: told<ChargeLateFee>((c, loan, asked) => chargeLateFee(c, loan, asked, RULES)),
  waiveLateFee: told<WaiveLateFee>(waiveLateFee),
  grantMoratorium: told<GrantMoratorium>((c, loan, asked) =>
    grantMoratorium(c, loan, asked, RULES),
  ),
  closeDay: told<Parameters<typeof closeDay>[0]>((c, loan, asked) =>
    closeDay(c, loan, asked, RULES),
  ),
  issueWarningLetter: told<letters.OnLetter>((c, loan, asked) =>
    letters.issueWarningLetter(c, loan, asked, RULES),
  ),
  signWarningLetter: told<letters.OnLetter>(letters.signWarningLetter),
  sendWarningLetter: told<letters.SendWarningLetter>(letters.sendWarningLetter),
  proposeRestructuring: told<restructuring.ProposeRestructuring>((c, loan, asked) =>
    restructuring.proposeRestructuring(c, loan, asked, RULES),
  ),
  rescheduleLoan: told<Omit<restructuring.ApproveRestructuring, 'kind'>>((c, loan, asked) =>
    restructuring.approveRestructuring({ ...c, kind: 'RESCHEDULING' }, loan, asked, RULES),
  ),
  reconditionLoan: told<Omit<restructuring.ApproveRestructuring, 'kind'>>((c, loan, asked) =>
    restructuring.approveRestructuring({ ...c, kind: 'RECONDITIONING' }, loan, asked, RULES),
  ),
  declareProblemLoan: told<DeclareProblemLoan>((c, loan, asked) =>
    declareProblemLoan(c, loan, asked, RULES),
  ),
  proposeWriteOff: told<proposal.ProposeWriteOff>((c, loan, asked) =>
    proposal.proposeWriteOff(c, loan, asked, RULES, {
      status: c.ground === 'DEATH' ? 'DECEASED' : 'ACTIVE',
      heirs: 1,
    }),
  ),
  approveWriteOff: told<writeOff.Decided>((c, loan, asked) =>
    writeOff.approveWriteOff(c, loan, asked, RULES),
  ),
  rejectWriteOff: told<writeOff.RejectWriteOff>(writeOff.rejectWriteOff),
  writeOffLoan: told<writeOff.WriteOffLoan>((c, loan, asked) =>
    writeOff.writeOffLoan(c, loan, asked, RULES),
  ),
  receiveRecovery: told<repayment.ReceivePayment>((c, loan, asked) =>
    receiveRecovery(c, loan, asked, RULES),
  ),
  proposeClaimCancellation: told<claim.ProposeClaimCancellation>((c, loan, asked) =>
    claim.proposeClaimCancellation(c, loan, asked, RULES),
  ),
  cancelClaim: told<writeOff.Decided>((c, loan, asked) => claim.cancelClaim(c, loan, asked, RULES)),
  handOverReceivable: told<HandOverReceivable>(handOverReceivable),
  takeOverOpeningBalance: told<takeOver.TakeOverOpeningBalance>((c, loan, asked) =>
    takeOver.takeOverOpeningBalance(c, loan, asked, borrower),
  ),
};
export type LoanCommand = keyof typeof say;

const NOTHING = { proposal: '0'.repeat(64), seenRevision: 0 };

/** What whoever decides on a proposal has read: the one that is there, as it is. */
export const read = (
  loan: LoanState,
  what: 'restructuring' | 'writeOff' | 'cancellation',
): { readonly proposal: string; readonly seenRevision: number } => {
  const there = isSigned(loan) ? loan.pending[what] : undefined;
  return there ? { proposal: there.digest, seenRevision: there.revision } : NOTHING;
};

/** What whoever decides on an application has read. */
export const readApplication = (loan: LoanState) => {
  const application = 'application' in loan ? loan.application : undefined;
  return application
    ? { proposal: application.proposal.digest, revision: application.lastRevision }
    : { proposal: NOTHING.proposal, revision: 0 };
};
