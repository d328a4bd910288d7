import { addDays, type LocalDate } from '../kernel/local-date.js';
import { NEXT } from '../kernel/envelope.js';
import { dueDatesOf } from '../policy/collectability.js';
import { type AdoptedPolicy, inForce } from '../policy/in-force.js';
import type { Collectability } from '../policy/policy.events.js';
import type { Filter } from '../read-model/port.js';
import type { LoanFilter } from './loan.inputs.js';

const UNPAID = 'oldestUnpaidDueOn';
const OPEN: Filter = { field: 'status', eq: 'ACTIVE' };

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
  return [OPEN, { field: UNPAID, ...(after && { gt: after }), ...(upTo && { lte: upTo }) }];
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

/** What a client asked of a list of loans, as a filter over the loan book. */
export const loanFilter = (
  filter: LoanFilter,
  at: {
    readonly today: LocalDate;
    readonly policies: readonly AdoptedPolicy[];
    /** The mitra of the region asked for. */
    readonly mitra: readonly string[] | null;
  },
): Filter => {
  const { programme, unit, status, collectability, agreedBetween, overdueMoreThan } = filter;
  const equal = Object.entries({ programme, unit, status }).flatMap(([field, eq]) =>
    eq === null || eq === undefined ? [] : [{ field, eq }],
  );
  const { from, to } = agreedBetween ?? {};
  const agreed = { field: 'agreedOn', ...(from && { gte: from }), ...(to && { lte: to }) };
  return {
    and: [
      ...equal,
      ...(agreedBetween ? [agreed] : []),
      ...(at.mitra ? [{ field: 'mitra', in: at.mitra }] : []),
      ...(collectability ? [classFilter(collectability, at.today, at.policies)] : []),
      ...(typeof overdueMoreThan === 'number'
        ? [OPEN, { field: UNPAID, lt: addDays(at.today, -overdueMoreThan) }]
        : []),
    ],
  };
};
