import { addDays, type LocalDate } from '../kernel/local-date.js';
import { NEXT } from '../kernel/envelope.js';
import { dueDatesOf } from '../policy/collectability.js';
import { type AdoptedPolicy, inForce } from '../policy/in-force.js';
import type { Collectability } from '../policy/policy.events.js';
import type { Filter } from '../read-model/port.js';
import type { LoanFilter } from './loan.inputs.js';
import type { LoanPosition } from './position.js';

const UNPAID = 'oldestUnpaidDueOn';
const ACTIVE: Filter = { field: 'status', eq: 'ACTIVE' };
const OPEN: Filter = { field: 'status', in: ['ACTIVE', 'PROBLEM'] };
/** What no range can tell: a moratorium, a class that was kept, or one that was booked. */
export const BY_POSITION: Filter = { field: 'classByPosition', eq: true };

/** Open loans whose oldest unpaid due date lies in the range that a class means on a day. */
const inClass = (
  policy: AdoptedPolicy | null,
  wanted: Collectability,
  today: LocalDate,
): Filter[] => {
  const dates =
    policy?.kind === 'COLLECTABILITY' ? dueDatesOf(policy.parameters, wanted, today) : null;
  if (!dates) return [{ or: [] }];
  const { after, upTo } = dates;
  if (upTo) return [ACTIVE, { field: UNPAID, ...(after && { gt: after }), lte: upTo }];
  // The best class is also that of a loan on which nothing but a late fee is open.
  const none: Filter = { field: UNPAID, absent: true };
  return [ACTIVE, ...(after ? [{ or: [{ field: UNPAID, gt: after }, none] }] : [])];
};

/**
 * "Has this class today" as ranges of stored due dates, one for each scope that has a rule of its
 * own: nothing in a document means "today".
 */
const classFilter = (
  wanted: Collectability,
  today: LocalDate,
  policies: readonly AdoptedPolicy[],
): Filter => {
  if (wanted === 'PROBLEM') return { field: 'status', eq: 'PROBLEM' };
  const scopes = [
    ...new Set(policies.flatMap(({ kind, scope }) => (kind === 'COLLECTABILITY' && scope) || [])),
  ];
  const ruleFor = (programme: string | undefined): AdoptedPolicy | null =>
    inForce(policies, 'COLLECTABILITY', { programme, on: today, known: NEXT });
  const general = ruleFor(undefined);
  const own = scopes.filter((scope) => ruleFor(scope)?.id !== general?.id);
  const others = own.map((scope): Filter => ({
    or: [
      { field: 'programme', lt: scope },
      { field: 'programme', gt: scope },
      { field: 'programme', absent: true },
    ],
  }));
  return {
    or: [
      { and: [...others, ...inClass(general, wanted, today)] },
      ...own.map((scope) => ({
        and: [{ field: 'programme', eq: scope }, ...inClass(ruleFor(scope), wanted, today)],
      })),
    ],
  };
};

/** Whether the filter asks for something that changes with the day. */
export const asksOfDay = ({ collectability, overdueMoreThan }: LoanFilter): boolean =>
  Boolean(collectability) || typeof overdueMoreThan === 'number';

/** The same question as the ranges below ask, of a position on the day. */
export const isOnDay = (
  { collectability, overdueMoreThan }: LoanFilter,
  position: Pick<LoanPosition, 'collectability' | 'daysPastDue'>,
): boolean => {
  const days = position.daysPastDue;
  const isLate = typeof overdueMoreThan !== 'number' || (days !== null && days > overdueMoreThan);
  return isLate && (!collectability || position.collectability === collectability);
};

/** What a client asked of a list of loans, as a filter over the loan book. */
export const loanFilter = (
  filter: LoanFilter,
  at: {
    readonly today: LocalDate;
    readonly policies: readonly AdoptedPolicy[];
    /** The mitra of the region asked for. */
    readonly mitra: readonly string[] | null;
    /** The loans `BY_POSITION` of which the filter is true on the day. */
    readonly byPosition: readonly string[];
  },
): Filter => {
  const { programme, unit, status, collectability, agreedBetween, overdueMoreThan } = filter;
  const equal = Object.entries({ programme, unit, status }).flatMap(([field, eq]) =>
    eq === null || eq === undefined ? [] : [{ field, eq }],
  );
  const { from, to } = agreedBetween ?? {};
  const agreed = { field: 'agreedOn', ...(from && { gte: from }), ...(to && { lte: to }) };
  const ofDay = [
    ...(collectability ? [classFilter(collectability, at.today, at.policies)] : []),
    ...(typeof overdueMoreThan === 'number'
      ? [OPEN, { field: UNPAID, lt: addDays(at.today, -overdueMoreThan) }]
      : []),
  ];
  const byRange = { and: [{ field: 'classByPosition', absent: true }, ...ofDay] };
  return {
    and: [
      ...equal,
      ...(agreedBetween ? [agreed] : []),
      ...(at.mitra ? [{ field: 'mitra', in: at.mitra }] : []),
      ...(ofDay.length > 0 ? [{ or: [byRange, { field: 'id', in: at.byPosition }] }] : []),
    ],
  };
};
