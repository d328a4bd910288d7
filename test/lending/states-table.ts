import type { State } from './states-told.js';
import type { Sent } from './states-trials.js';

const ON_A_SIGNED_LOAN = [
  'disburseLoan', 'confirmReceipt', 'pledgeCollateral', 'releaseCollateral', 'seizeCollateral',
  'sellCollateral', 'receivePayment', 'receivePayment (entered late)', 'identifyPayment',
  'reversePayment', 'returnOverpayment', 'chargeLateFee', 'waiveLateFee', 'grantMoratorium',
  'closeDay', 'issueWarningLetter', 'signWarningLetter', 'sendWarningLetter',
  'proposeRestructuring', 'rescheduleLoan', 'reconditionLoan', 'declareProblemLoan',
  'proposeWriteOff', 'proposeWriteOff (the mitra died)', 'approveWriteOff', 'rejectWriteOff',
  'writeOffLoan', 'receiveRecovery', 'proposeClaimCancellation', 'cancelClaim',
  'handOverReceivable',
] as const; // prettier-ignore

const APPLYING = [
  'proposeLoan', 'assessFeasibility', 'recommendLoan', 'approveLoan', 'rejectLoan',
] as const; // prettier-ignore
const BEGINNING = [...APPLYING, 'signAgreement', 'signAgreement (before Jejak)'] as const;
const LETTERS = ['issueWarningLetter', 'signWarningLetter', 'sendWarningLetter'] as const;
const RESTRUCTURING = ['proposeRestructuring', 'rescheduleLoan', 'reconditionLoan'] as const;
const CLAIM = ['proposeClaimCancellation', 'cancelClaim'] as const;
const ON_DEATH = [
  'proposeWriteOff (the mitra died)', 'approveWriteOff', 'rejectWriteOff', 'writeOffLoan',
] as const; // prettier-ignore
const WRITE_OFF = ['proposeWriteOff', ...ON_DEATH] as const;

/** A signed loan of any age: its money, its papers, its security. */
const LIVING = [
  'confirmReceipt', 'pledgeCollateral', 'releaseCollateral', 'receivePayment',
  'receivePayment (entered late)', 'identifyPayment', 'reversePayment', 'waiveLateFee',
  'grantMoratorium',
] as const; // prettier-ignore

/**
 * Which commands a loan in a state allows, and by what constant each other one is refused:
 * written by hand, and held against what the deciders do. `quiet`: nothing is left to be done.
 */
export const TABLE = {
  NONE: {
    allowed: ['proposeLoan', 'signAgreement (before Jejak)', 'takeOverOpeningBalance'],
    NOTHING_PROPOSED: ['assessFeasibility', 'recommendLoan', 'approveLoan', 'rejectLoan'],
    PROPOSAL_NOT_APPROVED: ['signAgreement'],
    LOAN_NOT_SIGNED: ON_A_SIGNED_LOAN,
  },
  PROPOSED: {
    allowed: ['proposeLoan', 'assessFeasibility', 'recommendLoan', 'rejectLoan'],
    LOAN_NOT_RECOMMENDED: ['approveLoan'],
    PROPOSAL_NOT_APPROVED: ['signAgreement'],
    LOAN_WAS_PROPOSED: ['signAgreement (before Jejak)', 'takeOverOpeningBalance'],
    LOAN_NOT_SIGNED: ON_A_SIGNED_LOAN,
  },
  RECOMMENDED: {
    allowed: APPLYING,
    PROPOSAL_NOT_APPROVED: ['signAgreement'],
    LOAN_WAS_PROPOSED: ['signAgreement (before Jejak)', 'takeOverOpeningBalance'],
    LOAN_NOT_SIGNED: ON_A_SIGNED_LOAN,
  },
  APPROVED: {
    allowed: ['signAgreement'],
    LOAN_ALREADY_APPROVED: APPLYING,
    LOAN_WAS_PROPOSED: ['signAgreement (before Jejak)', 'takeOverOpeningBalance'],
    LOAN_NOT_SIGNED: ON_A_SIGNED_LOAN,
  },
  REJECTED: {
    LOAN_REJECTED: APPLYING,
    PROPOSAL_NOT_APPROVED: ['signAgreement'],
    LOAN_WAS_PROPOSED: ['signAgreement (before Jejak)', 'takeOverOpeningBalance'],
    LOAN_NOT_SIGNED: ON_A_SIGNED_LOAN,
  },
  AGREED: {
    allowed: ['disburseLoan', 'pledgeCollateral', 'releaseCollateral', 'grantMoratorium'],
    quiet: ['closeDay'],
    LOAN_ALREADY_SIGNED: [...BEGINNING, 'takeOverOpeningBalance'],
    LOAN_NOT_DISBURSED: [
      ...['receivePayment', 'receivePayment (entered late)', 'identifyPayment'],
      ...[...RESTRUCTURING, 'declareProblemLoan', ...WRITE_OFF],
      ...['receiveRecovery', 'handOverReceivable'],
    ],
    LOAN_NOT_OPEN: LETTERS,
    LOAN_NOT_WRITTEN_OFF: CLAIM,
    REFERENCE_UNKNOWN: ['confirmReceipt'],
    RECEIPT_UNKNOWN: ['reversePayment'],
    CREDIT_TOO_SMALL: ['returnOverpayment'],
    NOT_LATE: ['chargeLateFee'],
    FEE_UNKNOWN: ['waiveLateFee'],
    COLLATERAL_NOT_SEIZABLE: ['seizeCollateral'],
    COLLATERAL_NOT_SEIZED: ['sellCollateral'],
  },
  ACTIVE: {
    allowed: [...LIVING, 'disburseLoan', ...ON_DEATH],
    quiet: ['closeDay'],
    LOAN_ALREADY_SIGNED: [...BEGINNING, 'takeOverOpeningBalance'],
    CREDIT_TOO_SMALL: ['returnOverpayment'],
    NOT_LATE: ['chargeLateFee'],
    LETTER_NOT_DUE: ['issueWarningLetter'],
    LETTER_NOT_PREPARED: ['signWarningLetter', 'sendWarningLetter'],
    CLASS_NOT_RESTRUCTURABLE: ['proposeRestructuring'],
    NOTHING_PROPOSED: ['rescheduleLoan', 'reconditionLoan'],
    CLASS_TOO_GOOD: ['declareProblemLoan'],
    LOAN_NOT_PROBLEM: ['proposeWriteOff', 'handOverReceivable'],
    LOAN_NOT_WRITTEN_OFF: [...CLAIM, 'receiveRecovery'],
    COLLATERAL_NOT_SEIZABLE: ['seizeCollateral'],
    COLLATERAL_NOT_SEIZED: ['sellCollateral'],
  },
  ACTIVE_IN_LOSS: {
    allowed: [
      ...[...LIVING, 'disburseLoan', 'seizeCollateral', 'sellCollateral', 'chargeLateFee'],
      ...['closeDay', ...LETTERS, ...RESTRUCTURING, 'declareProblemLoan', ...ON_DEATH],
    ],
    LOAN_ALREADY_SIGNED: [...BEGINNING, 'takeOverOpeningBalance'],
    CREDIT_TOO_SMALL: ['returnOverpayment'],
    LOAN_NOT_PROBLEM: ['proposeWriteOff', 'handOverReceivable'],
    LOAN_NOT_WRITTEN_OFF: [...CLAIM, 'receiveRecovery'],
  },
  TAKEN_OVER: {
    allowed: [
      ...['pledgeCollateral', 'releaseCollateral', 'receivePayment'],
      ...['receivePayment (entered late)', 'identifyPayment', 'reversePayment'],
      ...['chargeLateFee', 'waiveLateFee', 'grantMoratorium', 'closeDay'],
      ...[...LETTERS, ...RESTRUCTURING, ...ON_DEATH],
    ],
    quiet: ['takeOverOpeningBalance'],
    LOAN_ALREADY_SIGNED: BEGINNING,
    LOAN_TAKEN_OVER: ['disburseLoan'],
    REFERENCE_UNKNOWN: ['confirmReceipt'],
    CREDIT_TOO_SMALL: ['returnOverpayment'],
    CLASS_TOO_GOOD: ['declareProblemLoan'],
    LOAN_NOT_PROBLEM: ['proposeWriteOff', 'handOverReceivable'],
    LOAN_NOT_WRITTEN_OFF: [...CLAIM, 'receiveRecovery'],
    COLLATERAL_NOT_SEIZABLE: ['seizeCollateral'],
    COLLATERAL_NOT_SEIZED: ['sellCollateral'],
  },
  PROBLEM: {
    allowed: [
      ...[...LIVING, 'disburseLoan', 'seizeCollateral', 'sellCollateral', 'chargeLateFee'],
      ...['closeDay', ...LETTERS, ...WRITE_OFF, 'handOverReceivable'],
    ],
    LOAN_ALREADY_SIGNED: [...BEGINNING, 'takeOverOpeningBalance'],
    LOAN_IS_PROBLEM: [...RESTRUCTURING, 'declareProblemLoan'],
    CREDIT_TOO_SMALL: ['returnOverpayment'],
    LOAN_NOT_WRITTEN_OFF: [...CLAIM, 'receiveRecovery'],
  },
  SETTLED: {
    allowed: [
      ...['disburseLoan', 'confirmReceipt', 'releaseCollateral', 'receivePayment'],
      ...['receivePayment (entered late)', 'identifyPayment', 'reversePayment'],
      ...['returnOverpayment', 'waiveLateFee'],
    ],
    quiet: ['closeDay'],
    LOAN_ALREADY_SIGNED: [...BEGINNING, 'takeOverOpeningBalance'],
    LOAN_ENDED: ['pledgeCollateral', 'grantMoratorium'],
    LOAN_SETTLED: [...RESTRUCTURING, 'declareProblemLoan', ...WRITE_OFF, 'handOverReceivable'],
    LOAN_NOT_OPEN: LETTERS,
    NOT_LATE: ['chargeLateFee'],
    LOAN_NOT_WRITTEN_OFF: [...CLAIM, 'receiveRecovery'],
    COLLATERAL_NOT_SEIZABLE: ['seizeCollateral'],
    COLLATERAL_NOT_SEIZED: ['sellCollateral'],
  },
  WRITTEN_OFF: {
    allowed: [
      ...['confirmReceipt', 'pledgeCollateral', 'releaseCollateral', 'seizeCollateral'],
      ...['sellCollateral', 'receivePayment (entered late)', 'identifyPayment'],
      ...['reversePayment', 'returnOverpayment', 'receiveRecovery', 'handOverReceivable'],
      ...CLAIM,
    ],
    quiet: ['closeDay'],
    LOAN_ALREADY_SIGNED: [...BEGINNING, 'takeOverOpeningBalance'],
    LOAN_WRITTEN_OFF: [
      ...['disburseLoan', 'receivePayment', 'waiveLateFee'],
      ...[...RESTRUCTURING, 'declareProblemLoan', ...WRITE_OFF],
    ],
    LOAN_ENDED: ['grantMoratorium'],
    LOAN_NOT_OPEN: LETTERS,
    FEE_ALREADY_CHARGED: ['chargeLateFee'],
  },
  CANCELLED: {
    allowed: [
      ...['confirmReceipt', 'releaseCollateral', 'receivePayment (entered late)'],
      ...['identifyPayment', 'reversePayment', 'returnOverpayment', 'receiveRecovery'],
    ],
    quiet: ['closeDay'],
    LOAN_ALREADY_SIGNED: [...BEGINNING, 'takeOverOpeningBalance'],
    LOAN_WRITTEN_OFF: ['disburseLoan', 'receivePayment', 'waiveLateFee'],
    FEE_ALREADY_CHARGED: ['chargeLateFee'],
    CLAIM_CANCELLED: [...RESTRUCTURING, 'declareProblemLoan', ...WRITE_OFF, 'handOverReceivable'],
    NOTHING_CLAIMED: CLAIM,
    LOAN_ENDED: ['pledgeCollateral', 'grantMoratorium'],
    LOAN_NOT_OPEN: LETTERS,
    COLLATERAL_NOT_SEIZABLE: ['seizeCollateral'],
    COLLATERAL_NOT_SEIZED: ['sellCollateral'],
  },
} as const satisfies Record<State, Readonly<Record<string, readonly Sent[]>>>;

type Outcomes<S extends State> = (typeof TABLE)[S];
type Listed<S extends State> = { [O in keyof Outcomes<S>]: Outcomes<S>[O] }[keyof Outcomes<S>];
type Missing = { [S in State]: Exclude<Sent, Extract<Listed<S>, readonly Sent[]>[number]> }[State];

/** Does not compile where any command is missing in any state. */
export const NONE_MISSING: [Missing] extends [never] ? true : Missing = true;

/**
 * Sent once more, what was allowed is quiet, but for these: a number that is taken, a fee that is
 * charged, and money that suspense would say is identified already.
 */
export const SENT_AGAIN: Partial<Record<Sent, string>> = {
  signAgreement: 'LOAN_ALREADY_SIGNED',
  'signAgreement (before Jejak)': 'LOAN_ALREADY_SIGNED',
  identifyPayment: 'RECEIPT_REUSED',
  chargeLateFee: 'FEE_ALREADY_CHARGED',
};
