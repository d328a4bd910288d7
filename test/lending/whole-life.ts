import fc from 'fast-check';
import type { Recorded } from '../../src/kernel/fact.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { loanDecider, type LoanState } from '../../src/lending/loan.js';
import { decided, recorded } from '../story.js';
import type { Numbers } from './whole-life-numbers.js';
import { WISHES } from './whole-life-wishes.js';
import type { LoanCommand } from './whole-life-words.js';

export interface Lived {
  readonly events: readonly Recorded<LoanEvent>[];
  /** What came of each command, the state after it, and how many events there were then. */
  readonly steps: readonly {
    readonly command: LoanCommand;
    readonly refusal?: string | undefined;
    readonly state: LoanState;
    readonly count: number;
  }[];
}

type Wished = readonly [LoanCommand, Numbers];

/** Every command goes through its decider; what it refuses leaves no trace. */
const live = (wished: readonly Wished[]): Lived => {
  let state: LoanState = loanDecider.initial;
  const events: Recorded<LoanEvent>[] = [];
  const steps: Lived['steps'][number][] = [];
  for (const [command, numbers] of wished) {
    const step = WISHES[command](state, numbers);
    const outcome = decided(step, state);
    for (const fact of isRefusal(outcome) ? [] : outcome) {
      const event = recorded(fact, 'loan-L-1', events.length, { actor: step.actor });
      events.push(event);
      state = loanDecider.evolve(state, event);
    }
    const refusal = isRefusal(outcome) ? outcome.refusal : undefined;
    steps.push({ command, refusal, state, count: events.length });
  }
  return { events, steps };
};

/** How often each is wished by itself; those that come in stories need it less. */
const OFTEN: Readonly<Partial<Record<LoanCommand, number>>> = {
  ...{ receivePayment: 12, reversePayment: 6, closeDay: 5, identifyPayment: 3 },
  ...{ waiveLateFee: 3, chargeLateFee: 3, returnOverpayment: 3, grantMoratorium: 2 },
};
const COMMANDS = Object.keys(WISHES) as LoanCommand[];
const ANY = COMMANDS.flatMap((one) => Array<LoanCommand>(OFTEN[one] ?? 1).fill(one));

const APPLIED = [
  ...['proposeLoan', 'assessFeasibility', 'recommendLoan', 'approveLoan'],
  ...['signAgreement', 'pledgeCollateral', 'disburseLoan'],
] as LoanCommand[];
const REFUSED: readonly LoanCommand[] = [
  'proposeLoan', 'assessFeasibility', 'recommendLoan', 'rejectLoan', 'proposeLoan',
]; // prettier-ignore
const PAID_OUT: readonly LoanCommand[] = ['signAgreement', 'disburseLoan', 'disburseLoan'];
const BEGINNINGS: readonly (readonly LoanCommand[])[] = [
  PAID_OUT, PAID_OUT, PAID_OUT, PAID_OUT, PAID_OUT,
  APPLIED, APPLIED, [...APPLIED, 'confirmReceipt'],
  ['takeOverOpeningBalance'], ['takeOverOpeningBalance'], REFUSED, [],
]; // prettier-ignore

const RESTRUCTURED: readonly LoanCommand[] = ['proposeRestructuring', 'rescheduleLoan'];
const RECONDITIONED: readonly LoanCommand[] = ['proposeRestructuring', 'reconditionLoan'];
const WRITTEN_OFF = [
  ...['declareProblemLoan', 'proposeWriteOff', 'approveWriteOff', 'writeOffLoan'],
] as LoanCommand[];
const REJECTED = [
  ...['declareProblemLoan', 'proposeWriteOff', 'approveWriteOff', 'rejectWriteOff'],
] as LoanCommand[];
const WARNED: readonly LoanCommand[] = [
  'issueWarningLetter', 'signWarningLetter', 'sendWarningLetter',
]; // prettier-ignore

/** Runs of commands in which something is done and then undone or overtaken. */
const STORIES: readonly (readonly LoanCommand[])[] = [
  ['receivePayment', ...RESTRUCTURED, 'reversePayment'],
  ['proposeRestructuring', 'receivePayment', 'rescheduleLoan', 'reversePayment'],
  ['closeDay', ...RESTRUCTURED, 'waiveLateFee', 'closeDay'],
  [...RESTRUCTURED, ...RECONDITIONED, 'receivePayment', 'reversePayment'],
  [...WRITTEN_OFF, 'receivePayment', 'receivePayment', 'receiveRecovery', 'reversePayment'],
  REJECTED,
  [...WRITTEN_OFF, 'identifyPayment', 'receiveRecovery', 'returnOverpayment'],
  [
    ...WRITTEN_OFF,
    'receiveRecovery',
    'proposeClaimCancellation',
    'cancelClaim',
    'reversePayment',
    ...(['proposeClaimCancellation', 'cancelClaim'] as const),
  ],
  ['receivePayment', 'receivePayment', 'receivePayment', 'returnOverpayment', 'reversePayment'],
  ['chargeLateFee', 'closeDay', 'waiveLateFee', 'receivePayment'],
  [...WARNED, ...WARNED, 'declareProblemLoan', 'handOverReceivable'],
  ['pledgeCollateral', 'seizeCollateral', 'sellCollateral'],
];

const numbers: fc.Arbitrary<Numbers> = fc.tuple(fc.nat(9999), fc.nat(9999), fc.nat(9999));
const of = (commands: readonly LoanCommand[]): fc.Arbitrary<readonly Wished[]> =>
  fc.tuple(...commands.map((one) => fc.tuple(fc.constant(one), numbers)));

const anything = fc.constantFrom(...ANY).chain((one) => of([one]));
const story = fc.constantFrom(...STORIES).chain(of);
const beginning = fc.constantFrom(...BEGINNINGS).chain(of);
const course = fc.array(
  fc.oneof({ weight: 5, arbitrary: anything }, { weight: 2, arbitrary: story }),
  { minLength: 6, maxLength: 16, size: 'max' },
);

export const wholeLives: fc.Arbitrary<Lived> = fc
  .tuple(beginning, course)
  .map(([begun, rest]) => live([...begun, ...rest.flat()]));

export const someDays = fc.array(fc.nat(900), { minLength: 1, maxLength: 2 });
