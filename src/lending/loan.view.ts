import type { ResolvedMoment } from '../audit/moments.js';
import { globalId } from '../graphql/node.js';
import { CLASS_NAMES } from '../policy/class-names.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import type { TakenOver } from './books/books.types.js';
import type { Loan, LoanTerms, Payment, ScheduleEntry } from './loan.types.js';
import type { Position } from './position.types.js';
import { type LoanPosition, settlementOf } from './position.js';
import { positionSeen, replayed } from './replayed.js';
import { counts, inWorldOrder } from '../kernel/moment.js';
import { type LoanTimeline, NEVER_DUE } from './timeline.js';

const termsOf = ({ terms, methodInferred }: LoanTimeline): LoanTerms => {
  const { principal, method, frequency, instalments, interestTotal, agreedOn } = terms;
  return {
    ...{ principal, method, frequency, instalments, interestTotal, agreedOn, methodInferred },
    rate: terms.rate ?? null,
    maturesOn: terms.maturesOn ?? null,
  };
};

const takenOverOf = ({ opening, signed }: LoanTimeline): TakenOver | null => {
  if (!opening) return null;
  const { agreedOn: _, oldestUnpaidDueOn = null, ...balance } = opening;
  const bookedClassName = CLASS_NAMES[opening.bookedClass];
  return { on: signed.effectiveOn, ...balance, bookedClassName, oldestUnpaidDueOn };
};

/** What is shown of a position, and what else it holds. */
type PositionSeen = Position & Omit<LoanPosition, 'policy'>;

/** A loan as it is shown at a moment; null before its agreement, or before that was known. */
export const loanView = (timeline: LoanTimeline, moment: ResolvedMoment): Loan | null => {
  if (!counts(timeline.signed, moment)) return null;
  const { status, settledOn } = settlementOf(replayed(timeline, moment));
  return {
    id: globalId('Loan', timeline.loan),
    number: timeline.loan,
    ...{ status, timeline, moment, terms: termsOf(timeline), settledOn: settledOn ?? null },
    programme: timeline.programme ?? null,
    cohort: timeline.cohort ?? null,
    unit: timeline.unit ?? null,
    beforeJejak: timeline.beforeJejak,
    takenOver: takenOverOf(timeline),
  };
};

// A part of so large an object, taken for each row of a list, would cost more than the list.
export const positionView = (
  { timeline, moment }: Loan,
  policies: readonly AdoptedPolicy[],
): PositionSeen => {
  const position = positionSeen(timeline, moment, policies);
  if (!position) throw new Error('a loan that is shown has an agreement');
  const { collectability, policy } = position;
  return {
    ...position,
    timeline,
    moment,
    asOf: moment.asOf,
    knownAt: moment.knownAt,
    collectabilityName: collectability && CLASS_NAMES[collectability],
    policy: policy && { id: policy.id, legalBasis: policy.legalBasis },
  };
};

/**
 * As agreed while nothing is paid out yet; from then on, what is owed as far as it was. A balance
 * of which no due date is known has no schedule.
 */
export const scheduleView = ({ timeline, moment }: Loan): ScheduleEntry[] => {
  const { disbursed, instalments } = replayed(timeline, moment);
  return instalments
    .map((row, index) => ({
      ...row,
      ...(disbursed === 0 ? timeline.schedule[index] : {}),
      paidOn: row.paidOn ?? null,
    }))
    .filter(({ dueOn }) => dueOn !== NEVER_DUE);
};

/** Every payment known and effective by then, those taken back since included, and saying so. */
export const paymentViews = ({ timeline, moment }: Loan): Payment[] => {
  const { allocations } = replayed(timeline, moment);
  return timeline.payments
    .filter((paid) => counts(paid, moment))
    .toSorted(inWorldOrder)
    .map(({ event, receipt, amount, channel, effectiveOn, policy, reversed }) => {
      const back = reversed && counts(reversed, moment) ? reversed : null;
      return {
        ...{ eventId: event, receipt, amount, channel: channel ?? null, effectiveOn, policy },
        allocation: allocations.get(event) ?? null,
        reversal: back && {
          kind: back.kind,
          effectiveOn: back.effectiveOn,
          eventId: back.event,
        },
      };
    });
};
