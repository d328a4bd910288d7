import { counts, type Moment } from '../kernel/moment.js';
import { type Rupiah, sumOf } from '../kernel/rupiah.js';
import { owed } from './desk-rows.js';
import type { Allocation } from './loan.events.js';
import { balanceOf } from './position.js';
import { replay } from './replay.js';
import { countingPayments, type LoanTimeline, restructuringsAt } from './timeline.js';

/** An equation's name, and its two sides in whole rupiah. */
export type Equation = readonly [string, number, number];

const total = (amounts: readonly Rupiah[]): number => sumOf(amounts, (amount) => amount);

/** Summed from the agreement and the restructurings alone, without a replay. */
const interestAgreed = (timeline: LoanTimeline, moment: Moment): number => {
  const { opening, disbursements } = timeline;
  const out = sumOf(
    disbursements.filter((one) => counts(one, moment)),
    ({ amount }) => amount,
  );
  const agreed = opening
    ? opening.interest + opening.interestPaid
    : sumOf(owed(timeline, out), ({ interest }) => interest);
  return agreed + sumOf(restructuringsAt(timeline, moment), (one) => one.interestAdded);
};

const used = (allocations: Iterable<Allocation>): number =>
  sumOf(
    allocations,
    ({ lateFee, interest, principal }) => (lateFee + interest + principal) as Rupiah,
  );

/** The account equations of semantics.md: they hold in every prefix and at every moment. */
export const equationsAt = (timeline: LoanTimeline, moment: Moment): readonly Equation[] => {
  const played = replay(timeline, moment);
  const { before, allocations } = played;
  const is = balanceOf(played);
  const { writtenOff: off } = is;
  const received = total(countingPayments(timeline, moment).map(({ amount }) => amount));
  const allocated = used(allocations.values());
  return [
    [
      'money received = allocated + recovered + credit + returned',
      received,
      allocated + is.recovered + is.credit + is.returned,
    ],
    [
      'allocations = fees + interest + principal paid',
      allocated,
      is.lateFeesPaid + is.interestPaid + is.principalPaid - before.interest - before.principal,
    ],
    [
      'paid out + capitalised = paid + outstanding + written off',
      is.disbursed + is.capitalised,
      is.principalPaid + is.principalOutstanding + off.principal,
    ],
    [
      'interest agreed = paid + outstanding + waived + capitalised + written off',
      interestAgreed(timeline, moment),
      is.interestPaid + is.interestOutstanding + is.interestWaived + is.capitalised + off.interest,
    ],
    [
      'fees charged = paid + outstanding + waived + written off',
      is.lateFeesCharged,
      is.lateFeesPaid + is.lateFeeOutstanding + is.lateFeesWaived + off.fees,
    ],
  ];
};
