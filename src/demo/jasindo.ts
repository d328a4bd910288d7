import { localDate } from '../kernel/local-date.js';
import { rupiah } from '../kernel/rupiah.js';
import {
  contactPlan,
  type DemoContact,
  type DemoVisit,
  promisedDays,
  visitPlan,
} from './monitoring-plan.js';
import { portfolio } from './portfolio.js';
import type { Dice } from './random.js';
import { smallSums } from './repayments.js';
import { repaid, type RepaidLoan } from './returns.js';

/** As published for PT Asuransi Jasa Indonesia, portfolio 1992–2012, seen in 2025. */
export const PUBLISHED = {
  mitra: 657,
  disbursed: rupiah(11_996_625_000),
  returned: rupiah(4_094_382_389),
  outstanding: rupiah(7_902_242_611),
} as const;

/** The last day on which anything of the demo happens or is recorded. */
export const DEMO_ENDS = localDate('2025-10-31');

export interface JasindoPlan {
  readonly loans: readonly RepaidLoan[];
  readonly visits: readonly DemoVisit[];
  readonly contacts: readonly DemoContact[];
}

/** Whoever was found willing brings small sums after the visit. */
const withPromises = (
  loans: readonly RepaidLoan[],
  visits: readonly DemoVisit[],
  dice: Dice,
): readonly RepaidLoan[] => {
  const willing = new Map(
    visits
      .filter(({ last, finding }) => last && finding === 'WILLING_TO_PAY')
      .map(({ mitra, on }) => [mitra, on]),
  );
  return loans.map((loan) => {
    const visitedOn = willing.get(loan.mitra);
    if (visitedOn === undefined || loan.fate === 'PAID' || !dice.chance(70)) return loan;
    const days = promisedDays(visitedOn, DEMO_ENDS, dice);
    const brought = smallSums(loan.timeline, loan.payments, days, dice);
    return { ...loan, payments: [...loan.payments, ...brought] };
  });
};

/** A portfolio whose totals are exactly the published ones, for any dice. */
export const jasindo = (dice: Dice): JasindoPlan => {
  const loans = repaid(portfolio(PUBLISHED.disbursed, dice), PUBLISHED.returned, dice);
  const visits = visitPlan(loans, dice);
  const contacts = contactPlan(loans, visits, dice);
  return { loans: withPromises(loans, visits, dice), visits, contacts };
};
