import { equationsAt } from '../../src/lending/account-equations.js';
import type { Recorded } from '../../src/kernel/fact.js';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import type { Moment } from '../../src/kernel/moment.js';
import { sameAllocation } from '../../src/lending/recorded-allocations.js';
import { isSigned, type Loan, loanDecider } from '../../src/lending/loan.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { HEAD, balanceOf } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import { type LoanHistory, told } from './story.js';

const signedLoan = (state: typeof loanDecider.initial): Loan => {
  if (!isSigned(state)) throw new Error('the story has no loan');
  return state;
};
export const loanOf = (...history: LoanHistory): Loan => signedLoan(told(...history).state);

const daysAround = (on: string) => [-1, 0, 1].map((days) => addDays(localDate(on), days));

/** Each equation that does not hold and each figure below zero at a moment, in words. */
const wrongAt = ({ timeline }: Loan, moment: Moment): readonly string[] => {
  const played = replay(timeline, moment);
  const { writtenOff, ...balance } = balanceOf(played);
  const rows = played.instalments.flatMap((row) => [
    [`principal unpaid of ${row.no}`, row.principal - row.paidPrincipal],
    [`interest unpaid of ${row.no}`, row.interest - row.paidInterest],
  ]);
  const figures = [...Object.entries({ ...balance, ...writtenOff }), ...rows];
  return [
    ...equationsAt(timeline, moment)
      .filter(([, expected, is]) => expected !== is)
      .map(([name, expected, is]) => `${name}: ${expected} is ${is}`),
    ...figures
      .filter(([, value]) => typeof value === 'number' && value < 0)
      .map(([name, value]) => `${name}: ${String(value)}`),
  ];
};

const written = ({ position, effectiveOn, type, data }: Recorded<LoanEvent>): string =>
  `${position} ${effectiveOn} ${type} ${JSON.stringify(data)}`;

/**
 * The accounts add up after every fact and on the days around each date among them, and at the
 * end every payment is used as was last recorded.
 */
export const addsUpFor = (events: readonly Recorded<LoanEvent>[]): void => {
  const loan = signedLoan(events.reduce(loanDecider.evolve, loanDecider.initial));
  const days = [...new Set(events.flatMap((event) => daysAround(event.effectiveOn)))];
  for (const { position: known } of [...events, { position: HEAD.known }])
    for (const asOf of [...days, HEAD.asOf]) {
      const wrong = wrongAt(loan, { asOf, known });
      if (wrong.length > 0)
        throw new Error(
          [`as of ${asOf}, known at ${known}`, ...wrong, ...events.map(written)].join('\n'),
        );
    }
  for (const [payment, used] of replay(loan.timeline, HEAD).allocations) {
    const recorded = loan.recorded.get(payment);
    if (!recorded || !sameAllocation(used, recorded))
      expect([payment, recorded]).toEqual([payment, used]);
  }
};

export const addsUp = (...history: LoanHistory): void => addsUpFor(told(...history).events);
