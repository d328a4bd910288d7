import { addDays } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { isSigned, type LoanState } from '../../src/lending/loan.js';
import { FIGURES, SCORES, SOUND } from './application-story.js';
import {
  actors, applyingOn, BEGIN, COLLATERALS, day, decidedOn, feeNo, instalmentNo, later, letterOf,
  moratorium, muchLater, type Numbers, one, owing, receiptOf, RECEIPTS, RECOVERIES, restructuring,
  SUSPENSE, upTo, waivedOn,
} from './whole-life-numbers.js'; // prettier-ignore
import { type LoanCommand, type LoanStep, read, readApplication, say } from './whole-life-words.js';

type Wish = (loan: LoanState, numbers: Numbers) => LoanStep;
const money = (a: number, c: number) => upTo(c % 6 === 5 ? 500 : 70, a);

/** One way to wish each command: mostly as it may be, sometimes not. */
export const WISHES = {
  proposeLoan: (loan, [a, b]) =>
    say.proposeLoan(
      {
        ...{ amount: upTo(300, a), months: 12, purpose: 'an oven', figures: SOUND },
        effectiveOn: applyingOn(loan, b),
      },
      actors('OFFICER', b),
    ),
  assessFeasibility: (loan, [a, b]) => {
    const asked = 'application' in loan ? loan.application?.proposal.fact.data.amount : undefined;
    const most = { scores: SCORES, figures: FIGURES, recommendedAmount: upTo(asked ?? 300, a) };
    return say.assessFeasibility(
      { ...most, effectiveOn: applyingOn(loan, b) },
      actors('AUDITOR', b),
    );
  },
  recommendLoan: (loan, [a, b]) =>
    say.recommendLoan(
      { ...readApplication(loan), effectiveOn: applyingOn(loan, a) },
      actors('SECTION_HEAD', b),
    ),
  approveLoan: (loan, [a, b]) =>
    say.approveLoan(
      { ...readApplication(loan), effectiveOn: applyingOn(loan, a) },
      actors('REGIONAL', b),
    ),
  rejectLoan: (loan, [a, b]) =>
    say.rejectLoan(
      { ...readApplication(loan), reason: 'no', effectiveOn: applyingOn(loan, a) },
      actors('REGIONAL', b),
    ),
  signAgreement: (loan, [a, b]) => {
    const approved = 'application' in loan ? loan.application?.approved : undefined;
    return say.signAgreement({
      ...owing(a, b),
      ...(approved
        ? { principal: approved.amount, agreedOn: approved.on, interestTotal: rupiah(b % 9) }
        : { beforeJejak: true, evidence: 'file 7' }),
    });
  },
  disburseLoan: (loan, [a, b, c]) => {
    const whole = isSigned(loan) ? loan.timeline.terms.principal : 1;
    const agreedOn = isSigned(loan) ? loan.timeline.terms.agreedOn : BEGIN;
    const accountCheck = { by: 'PASSBOOK', on: agreedOn } as const;
    const amount = rupiah(b % 3 === 0 ? Math.ceil((whole * (1 + (a % 5))) / 5) : whole);
    const effectiveOn = addDays(agreedOn, c % 25);
    return say.disburseLoan({ amount, reference: `D${a % 4}`, accountCheck, effectiveOn });
  },
  confirmReceipt: (loan, [a, b]) =>
    say.confirmReceipt({ reference: `D${a % 4}`, effectiveOn: later(loan, b) }),
  pledgeCollateral: (loan, [a, b]) =>
    say.pledgeCollateral({
      ...{ collateral: one(COLLATERALS, a), kind: 'LAND_CERTIFICATE', value: upTo(500, b) },
      effectiveOn: addDays(isSigned(loan) ? loan.timeline.terms.agreedOn : BEGIN, b % 300),
    }),
  releaseCollateral: (loan, [a, b]) =>
    say.releaseCollateral({ collateral: one(COLLATERALS, a), effectiveOn: muchLater(loan, b) }),
  seizeCollateral: (loan, [a, b]) =>
    say.seizeCollateral({ collateral: one(COLLATERALS, a), effectiveOn: muchLater(loan, b) }),
  sellCollateral: (loan, [a, b, c]) =>
    say.sellCollateral({
      ...{ collateral: one(COLLATERALS, a), proceeds: upTo(300, c) },
      effectiveOn: addDays(muchLater(loan, b), c % 300),
    }),
  receivePayment: (_, [a, b, c]) => {
    const channel = c % 4 === 0 ? 'INSURANCE' : undefined;
    const receipt = one(RECEIPTS, c);
    return say.receivePayment({ receipt, amount: money(a, c), channel, effectiveOn: day(b) });
  },
  identifyPayment: (_, [a, b, c]) =>
    say.identifyPayment({ receipt: one(SUSPENSE, c), amount: money(a, c), receivedOn: day(b) }),
  reversePayment: (loan, [a, b, c]) => {
    const paid = isSigned(loan) ? loan.timeline.payments : [];
    const paidOn = paid[a % (paid.length + 1)]?.effectiveOn ?? BEGIN;
    return say.reversePayment({
      receipt: receiptOf(loan, a, RECEIPTS),
      ...(c % 2 ? { kind: 'ERROR' } : { kind: 'RETURNED', effectiveOn: addDays(paidOn, b % 90) }),
    });
  },
  returnOverpayment: (loan, [a, b, c]) =>
    say.returnOverpayment({
      ...{ amount: upTo(40, a), reference: `B${c % 5}` },
      effectiveOn: c % 2 ? day(b) : later(loan, b),
    }),
  chargeLateFee: (loan, [a]) => say.chargeLateFee({ no: instalmentNo(loan, a) }),
  waiveLateFee: (loan, [a, b]) =>
    say.waiveLateFee({
      ...{ no: feeNo(loan, a), amount: b % 2 ? upTo(3, b) : undefined, reason: 'flood' },
      effectiveOn: waivedOn(loan, a),
    }),
  grantMoratorium: (_, numbers) => say.grantMoratorium(moratorium(numbers)),
  closeDay: (_, [a, b]) => say.closeDay({ date: addDays(day(a), b % 700) }),
  issueWarningLetter: (loan, [a]) => say.issueWarningLetter(letterOf(loan, 'PREPARED', a)),
  signWarningLetter: (loan, [a, b]) =>
    say.signWarningLetter(letterOf(loan, 'SIGNED', a), actors('BRANCH_HEAD', b)),
  sendWarningLetter: (loan, [a]) => say.sendWarningLetter(letterOf(loan, 'SENT', a)),
  proposeRestructuring: (loan, numbers) => say.proposeRestructuring(restructuring(loan, numbers)),
  rescheduleLoan: (loan, [a, b]) =>
    say.rescheduleLoan(
      { ...read(loan, 'restructuring'), effectiveOn: decidedOn(loan, 'restructuring', a) },
      actors('BRANCH_HEAD', b),
    ),
  reconditionLoan: (loan, [a, b]) =>
    say.reconditionLoan(
      { ...read(loan, 'restructuring'), effectiveOn: decidedOn(loan, 'restructuring', a) },
      actors('BRANCH_HEAD', b),
    ),
  declareProblemLoan: (loan, [a]) =>
    say.declareProblemLoan({ evidence: 'visited', effectiveOn: muchLater(loan, a + 250) }),
  proposeWriteOff: (loan, [a, b, c]) => {
    const death = c % 4 === 0;
    const documents = death
      ? (['DEATH_CERTIFICATE', 'HEIR_STATEMENT'] as const)
      : ([
          'WARNING_LETTERS',
          'EXAMINATION_MINUTES',
          'ASSIGNMENT_LETTER',
          'HAND_OVER_LETTER',
        ] as const);
    return say.proposeWriteOff({
      ...{
        ground: death ? 'DEATH' : 'UNCOLLECTABLE',
        documents,
        effectiveOn: decidedOn(loan, 'writeOff', a),
      },
      insurance: one(['NONE', 'REFUSED', 'PAID'], b),
    });
  },
  approveWriteOff: (loan, [a, b]) =>
    say.approveWriteOff(
      {
        ...{ ...read(loan, 'writeOff'), authority: 'MINISTER_OR_RUPS', document: 'SK-1' },
        effectiveOn: decidedOn(loan, 'writeOff', a),
      },
      actors('BRANCH_HEAD', b),
    ),
  rejectWriteOff: (loan, [a, b]) =>
    say.rejectWriteOff(
      { ...read(loan, 'writeOff'), reason: 'no', effectiveOn: decidedOn(loan, 'writeOff', a) },
      actors('BRANCH_HEAD', b),
    ),
  writeOffLoan: (loan, [a]) => say.writeOffLoan({ effectiveOn: decidedOn(loan, 'writeOff', a) }),
  receiveRecovery: (loan, [a, b, c]) => {
    const off = isSigned(loan) ? loan.timeline.writtenOff?.effectiveOn : undefined;
    const effectiveOn = addDays(off ?? BEGIN, b % 300);
    return say.receiveRecovery({ receipt: one(RECOVERIES, c), amount: money(a, c), effectiveOn });
  },
  proposeClaimCancellation: (loan, [a, b]) =>
    say.proposeClaimCancellation({
      ...{ insured: b % 9 === 8, effectiveOn: later(loan, a) },
      evidence: b % 7 === 6 ? undefined : 'nothing is left',
    }),
  cancelClaim: (loan, [a, b]) =>
    say.cancelClaim(
      {
        ...{ ...read(loan, 'cancellation'), authority: 'DIRECTORS', document: 'SK-2' },
        effectiveOn: decidedOn(loan, 'cancellation', a),
      },
      actors('BRANCH_HEAD', b),
    ),
  handOverReceivable: (loan, [a]) =>
    say.handOverReceivable({ office: 'KPKNL', reference: 'S-7', effectiveOn: muchLater(loan, a) }),
  takeOverOpeningBalance: (_, [a, b, c]) =>
    say.takeOverOpeningBalance({
      ...{ principal: upTo(300, a), interest: upTo(40, b), fees: rupiah(c % 9) },
      ...{ disbursed: rupiah(300 + (b % 9)), interestPaid: rupiah(a % 9), evidence: 'list' },
      ...{ balanceOn: day(b % 90), bookedClass: one(['CURRENT', 'SUBSTANDARD', 'LOSS'], c) },
      agreedOn: c % 2 ? BEGIN : undefined,
      oldestUnpaidDueOn: c % 3 ? addDays(day(b % 90), -(a % 30)) : undefined,
    }),
} satisfies Record<LoanCommand, Wish>;
