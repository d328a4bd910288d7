import fc from 'fast-check';
import { addDays, type LocalDate } from '../../src/kernel/local-date.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { isSigned } from '../../src/lending/loan.js';
import { FOREVER } from '../../src/lending/position.js';
import { type Lived, someDays, wholeLives } from './whole-life.js';
import {
  balances,
  foldsAlone,
  recordsWhatIsReplayed,
  settlesInTurn,
  usedInOrder,
} from './whole-life-checks.js';
import { explains, explainsClass, explainsFees } from './whole-life-explained.js';
import { BEGIN } from './whole-life-numbers.js';
import { WISHES } from './whole-life-wishes.js';

const SEED = Number(process.env['WHOLE_LIVES_SEED'] ?? 2003);
const LIVES = Number(process.env['WHOLE_LIVES'] ?? 420);

/** By the seed above, at least so many of each in the lives told; most come far more often. */
const TOLD: Readonly<Record<Exclude<LoanEvent['type'], 'CommandAbandoned'>, number>> = {
  ...{ LoanProposed: 50, FeasibilityAssessed: 50, LoanRecommended: 50, LoanApproved: 50 },
  ...{ LoanRejected: 10, AgreementSigned: 150, LoanDisbursed: 150, ReceiptConfirmed: 5 },
  ...{ OpeningBalanceTakenOver: 30, PaymentReceived: 500, PaymentIdentified: 60 },
  ...{ PaymentReversed: 150, PaymentsReallocated: 200, OverpaymentReturned: 40 },
  ...{ LoanSettled: 80, LoanReopened: 20, LateFeeCharged: 100, LateFeeWaived: 30 },
  ...{ MoratoriumGranted: 20, CollectabilityChanged: 80, WarningLetterPrepared: 30 },
  ...{ WarningLetterSigned: 20, WarningLetterSent: 20, RestructuringProposed: 50 },
  ...{ LoanRescheduled: 25, LoanReconditioned: 8, LoanDeclaredProblem: 40 },
  ...{ WriteOffProposed: 40, WriteOffApproved: 30, WriteOffRejected: 5, LoanWrittenOff: 25 },
  ...{ WriteOffAdjusted: 40, RecoveryReceived: 30, ClaimCancellationProposed: 5 },
  ...{ ClaimCancelled: 4, ReceivableHandedOver: 5, CollateralPledged: 60 },
  ...{ CollateralReleased: 2, CollateralSeized: 5, CollateralSold: 1 },
};

/** Refusals that only a loan on which something was overtaken or undone can meet. */
const MET = [
  'PROPOSAL_OUTDATED', 'FOUR_EYES', 'RECEIPT_REUSED', 'CREDIT_TOO_SMALL',
  'FEE_BEFORE_RESTRUCTURING', 'LOAN_RESTRUCTURED', 'LOAN_WRITTEN_OFF', 'CLAIM_CANCELLED',
  'PAYMENT_ALREADY_REVERSED', 'EXTENSION_TOO_LONG',
]; // prettier-ignore

const counted = (names: Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

describe('I5, I7: a whole life of a loan, whatever is done in it and in which order,', () => {
  const lives: Lived[] = [];

  it('adds up, folds from any part of it, and records what is so', () =>
    fc.assert(
      fc.property(wholeLives, someDays, (lived, days) => {
        lives.push(lived);
        check(
          lived,
          days.map((day) => addDays(BEGIN, day)),
        );
      }),
      { seed: SEED, numRuns: LIVES },
    ));

  it('is made of ten thousand commands, each of which is done and is refused', () => {
    const steps = lives.flatMap((lived) => lived.steps);
    expect(steps.length).toBeGreaterThan(10_000);
    const done = counted(steps.filter(({ refusal }) => !refusal).map((one) => one.command));
    const refused = counted(steps.flatMap(({ refusal, command }) => (refusal ? command : [])));
    for (const command of Object.keys(WISHES)) {
      expect([command, done.has(command)]).toEqual([command, true]);
      expect([command, refused.has(command)]).toEqual([command, true]);
    }
    const refusals = new Set(steps.map(({ refusal }) => refusal));
    expect(MET.filter((refusal) => !refusals.has(refusal))).toEqual([]);
  });

  it('has every kind of fact in it, often enough to mean something', () => {
    const found = counted(lives.flatMap(({ events }) => events.map(({ type }) => type)));
    const rare = Object.entries(TOLD).filter(([type, least]) => (found.get(type) ?? 0) < least);
    expect(rare.map(([type, least]) => [type, found.get(type), least])).toEqual([]);
  });

  it('is often a restructured one that a payment from before was taken back from', () => {
    const undone = lives.filter(({ events }) =>
      events.some(
        (event, index) =>
          event.type === 'PaymentReversed' &&
          events.some(
            ({ type, effectiveOn }, before) =>
              before < index &&
              (type === 'LoanRescheduled' || type === 'LoanReconditioned') &&
              effectiveOn >= event.data.paidOn,
          ),
      ),
    );
    expect(undone.length).toBeGreaterThan(5);
  });
});

const check = ({ events, steps }: Lived, days: readonly LocalDate[]): void => {
  settlesInTurn(events);
  let before = -1;
  for (const { state, count } of steps) {
    if (count > before && isSigned(state)) recordsWhatIsReplayed(state, events.slice(0, count));
    before = count;
  }
  const last = steps.at(-1)?.state;
  if (!last || !isSigned(last)) return;
  usedInOrder(last, events);
  for (const [index, { position: known }] of events.entries()) {
    const asOf = events[(index * 7) % events.length]?.effectiveOn ?? BEGIN;
    for (const day of [...days, asOf, FOREVER])
      balances(last.timeline, { asOf: day, known }, events);
    if (index % 3 === 0) foldsAlone(last.timeline, { asOf, known }, events);
    if (index % 6 === 0) explains(last.timeline, { asOf, known }, events);
    if (index % 3 === 0) explainsFees(last.timeline, { asOf, known }, events);
    for (const day of index % 4 === 0 ? [...days, asOf] : [])
      explainsClass(last.timeline, { asOf: day, known }, events);
  }
};
