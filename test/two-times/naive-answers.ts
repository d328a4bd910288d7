import { lateness, naiveClass } from './naive-class.js';
import type { ToldOf, World } from './naive-list.js';
import {
  openFee,
  openInterest,
  openPrincipal,
  type Played,
  played,
  reversedBy,
  type Row,
} from './naive-loan.js';

const total = <T>(all: readonly T[], of: (one: T) => number): number => {
  let sum = 0;
  for (const one of all) sum += of(one);
  return sum;
};

const figuresOf = (loan: Played) => {
  const { rows, fees } = loan;
  const principalOutstanding = total(rows, openPrincipal);
  const interestOutstanding = total(rows, openInterest);
  const lateFeeOutstanding = total(fees, openFee);
  return {
    disbursed: loan.out,
    interestAgreed: total(rows, ({ interest }) => interest),
    principalPaid: total(rows, ({ paidPrincipal }) => paidPrincipal),
    interestPaid: total(rows, ({ paidInterest }) => paidInterest),
    ...{ principalOutstanding, interestOutstanding, lateFeeOutstanding },
    totalOutstanding: principalOutstanding + interestOutstanding + lateFeeOutstanding,
    lateFeesCharged: total(fees, ({ amount }) => amount),
    lateFeesPaid: total(fees, ({ paid }) => paid),
    lateFeesWaived: total(fees, ({ waived }) => waived),
    credit: Math.max(loan.overpaid - loan.returned, 0),
    returned: Math.min(loan.returned, loan.overpaid),
    returnedInExcess: Math.max(loan.returned - loan.overpaid, 0),
  };
};

const unpaidBefore = (rows: readonly Row[], asOf: string): readonly Row[] =>
  rows.filter((row) => row.dueOn < asOf && openPrincipal(row) + openInterest(row) > 0);

/** A loan with its figures, its arrears and its class; null before it was agreed or known. */
export const standing = (world: World, number: string) => {
  const events = world.counting.filter(({ loan }) => loan === number);
  const loan = played(events);
  if (!loan) return null;
  const figures = figuresOf(loan);
  const status = loan.out === 0 ? 'AGREED' : figures.totalOutstanding === 0 ? 'SETTLED' : 'ACTIVE';
  const arrears = unpaidBefore(loan.rows, world.asOf);
  const late = lateness(arrears[0]?.dueOn ?? null, world.asOf, loan.pauses);
  const { programme } = loan.signed.data;
  const none = { collectability: null, policy: null };
  const classed = status === 'ACTIVE' ? naiveClass(world, programme, late) : none;
  return { events, loan, figures, status, arrears, late, ...classed };
};
export type Standing = NonNullable<ReturnType<typeof standing>>;

const paymentsOf = ({ events, loan }: Standing) => {
  const reversals = reversedBy(events);
  return events
    .filter((event): event is ToldOf<'PaymentReceived'> => event.type === 'PaymentReceived')
    .map(({ eventId, effectiveOn, data: { receipt, amount } }) => {
      const reversal = reversals.get(eventId);
      return {
        ...{ receipt, amount, effectiveOn, allocation: loan.uses.get(eventId) ?? null },
        reversal: reversal ? { kind: reversal.data.kind, effectiveOn: reversal.effectiveOn } : null,
      };
    });
};

/** What `loan` answers. */
export const naiveLoan = (world: World, number: string) => {
  const at = standing(world, number);
  if (!at) return null;
  const { interestAgreed: _, ...figures } = at.figures;
  const { programme = null, cohort = null, unit = null } = at.loan.signed.data;
  return {
    ...{ number, status: at.status, programme, cohort, unit },
    terms: {
      interestTotal: Number(at.loan.agreed.reduce((sum, { interest }) => sum + interest, 0n)),
    },
    schedule: at.loan.rows,
    position: {
      ...{ asOf: world.asOf, knownAt: world.knownAt, basis: 'DUE_DATES', ...figures },
      principalArrears: total(at.arrears, openPrincipal),
      interestArrears: total(at.arrears, openInterest),
      ...{ daysPastDue: at.late.days, collectability: at.collectability, policy: at.policy },
    },
    settledOn: at.status === 'SETTLED' ? at.loan.lastPaidOn : null,
    payments: { edges: paymentsOf(at).map((node) => ({ node })) },
  };
};
