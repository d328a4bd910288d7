import type { LocalDate } from '../kernel/local-date.js';
import { daysBetween } from '../kernel/local-date.js';
import { counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import { plus, type Rupiah } from '../kernel/rupiah.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import { isPaid, room } from './desk-rows.js';
import { pausedDays } from './collection/moratorium.js';
import { type Account, accountAt } from './explain-account.js';
import { type LoanPosition, positionAt } from './position.js';
import { keeping } from './timeline-without.js';
import { type Dated, type LoanTimeline, NEVER_DUE } from './timeline.js';

/** Why a loan has no class. NO_RULE: none was known, or none was valid on the day. */
export const NO_CLASS = ['NOT_PAID_OUT', 'SETTLED', 'WRITTEN_OFF', 'CANCELLED', 'NO_RULE'] as const;
export type NoClass = (typeof NO_CLASS)[number];

/** The first instalment with anything unpaid, due or not. */
export interface OldestUnpaid {
  readonly no: number;
  readonly dueOn: LocalDate;
  readonly principal: Rupiah;
  readonly interest: Rupiah;
  readonly amount: Rupiah;
}

export interface ClassEvent {
  readonly source: Dated;
  readonly note: string;
}

/** Why a loan has its class and its days past due, or why it has none. */
export interface ClassExplained {
  readonly position: LoanPosition;
  readonly noClass: NoClass | null;
  readonly oldestUnpaid: OldestUnpaid | null;
  /** Since the oldest unpaid due date; null where nobody knows it. */
  readonly calendarDays: number | null;
  /** Those of them that lie in a moratorium: `calendarDays` − `pausedDays` = days past due. */
  readonly pausedDays: number;
  /** A restructuring that keeps a class worse than the due dates say. */
  readonly keptBy: Dated | null;
  /** What put the loan there, in the order of the world. */
  readonly events: readonly ClassEvent[];
}

const oldestOf = ({ played }: Account): OldestUnpaid | null => {
  const row = played.instalments.find((one) => !isPaid(one));
  if (!row || row.dueOn === NEVER_DUE) return null;
  const [principal, interest] = [room('Principal', row), room('Interest', row)];
  return { no: row.no, dueOn: row.dueOn, principal, interest, amount: plus(principal, interest) };
};

/** What the days past due hang on: told apart by these. */
const due = (timeline: LoanTimeline, moment: Moment): string | null => {
  const account = accountAt(timeline, moment);
  const oldest = account && oldestOf(account);
  if (!oldest) return null;
  const paused = oldest.dueOn < moment.asOf ? pausedDays(timeline, oldest.dueOn, moment) : 0;
  return JSON.stringify([oldest.no, oldest.amount, paused]);
};

/** What is no payment and makes a difference: the loan is replayed without it. */
const movers = ({ timeline, moment }: Account): ClassEvent[] => {
  const { payments, fees, moratoria, disbursements } = timeline;
  const named: [string, readonly (Dated | undefined)[]][] = [
    ['a payment was taken back', payments.map(({ reversed }) => reversed)],
    ['a late fee is paid first', fees],
    ['a late fee was waived', fees.flatMap(({ waivers }) => waivers)],
    ['a moratorium takes days off', moratoria],
    ['a part was paid out', disbursements.slice(1)],
  ];
  const now = due(timeline, moment);
  return named.flatMap(([note, all]) =>
    all
      .filter((one) => one !== undefined && counts(one, moment))
      .filter((one) => {
        const without = keeping(timeline, ({ position }) => position !== one?.position);
        return without && due(without, moment) !== now;
      })
      .map((source) => ({ source: source as Dated, note })),
  );
};

/** The payments that made it the oldest: the last one on what was due before, and all on it. */
const broughtHere = ({ played, timeline, moment }: Account, no: number): ClassEvent[] => {
  const at = played.instalments.findIndex((row) => row.no === no);
  const before = played.instalments[at - 1]?.no;
  const paid = [...played.allocations].map(([event, used]) => {
    const touched = new Set(used.instalments.map((one) => one.no));
    return { source: timeline.payments.find((one) => one.event === event), touched };
  });
  const last = paid.findLast(({ touched }) => before !== undefined && touched.has(before));
  return paid
    .filter((one) => one === last || one.touched.has(no))
    .flatMap(({ source, touched }) =>
      source && counts(source, moment)
        ? [{ source, note: `receipt ${source.receipt}, ${touched.has(no) ? 'on' : 'up to'} it` }]
        : [],
    );
};

/** Where the instalment was agreed: a restructuring gives its own first one the next number. */
const agreedBy = ({ timeline, restructurings }: Account, no: number): ClassEvent => {
  const made = restructurings.findLast((one) => no >= (one.schedule[0]?.no ?? Infinity) - 1);
  if (made) return { source: made, note: `instalment ${no} by a new schedule` };
  const note = timeline.opening ? 'balance taken over' : `instalment ${no} agreed`;
  return { source: timeline.signed, note };
};

const ended = ({ timeline, moment, played }: Account, status: string): ClassEvent[] => {
  const paid = [...played.allocations.keys()].at(-1);
  const last = timeline.payments.find(({ event }) => event === paid);
  const by: Readonly<Record<string, readonly (Dated | undefined)[]>> = {
    SETTLED: [last],
    WRITTEN_OFF: [timeline.writtenOff],
    CANCELLED: timeline.cancellations,
    PROBLEM: [timeline.problem],
  };
  return (by[status] ?? [])
    .filter((one) => one !== undefined && counts(one, moment))
    .map((source) => ({ source: source as Dated, note: status.toLowerCase().replace('_', ' ') }));
};

const noClassOf = ({ status, collectability }: LoanPosition): NoClass | null => {
  if (collectability) return null;
  if (status === 'AGREED') return 'NOT_PAID_OUT';
  return status === 'ACTIVE' || status === 'PROBLEM' ? 'NO_RULE' : status;
};

const eventsOf = (
  account: Account,
  position: LoanPosition,
  oldest: OldestUnpaid | null,
): ClassEvent[] => {
  const { status } = position;
  const open = status === 'ACTIVE' || status === 'PROBLEM';
  const moved = oldest && open ? [...broughtHere(account, oldest.no), ...movers(account)] : [];
  const agreed = open ? [agreedBy(account, oldest?.no ?? 1)] : [];
  return [...agreed, ...moved, ...ended(account, status)]
    .filter((one, at, all) => all.findIndex(({ source }) => source === one.source) === at)
    .toSorted((a, b) => inWorldOrder(a.source, b.source));
};

/** The last restructuring, where the class is another one without its promise. */
const keeperOf = (
  { timeline, moment, restructurings }: Account,
  { collectability }: LoanPosition,
  policies: readonly AdoptedPolicy[],
): Dated | null => {
  const last = restructurings.at(-1);
  if (!last?.keepsClass) return null;
  const made = timeline.restructurings.map((one) =>
    one === last ? { ...one, keepsClass: undefined } : one,
  );
  const without = positionAt({ ...timeline, restructurings: made }, moment, policies);
  return without?.collectability === collectability ? null : last;
};

/** Null before the agreement, or before that was known. */
export const explainClass = (
  timeline: LoanTimeline,
  moment: Moment,
  policies: readonly AdoptedPolicy[],
): ClassExplained | null => {
  const account = accountAt(timeline, moment);
  const position = positionAt(timeline, moment, policies, account?.played);
  if (!account || !position) return null;
  const noClass = noClassOf(position);
  const open = position.status === 'ACTIVE' || position.status === 'PROBLEM';
  const oldest = open ? oldestOf(account) : null;
  const late = oldest !== null && oldest.dueOn < moment.asOf;
  const booked = position.daysPastDue === null;
  return {
    ...{ position, noClass, oldestUnpaid: oldest },
    calendarDays: booked ? null : late ? daysBetween(oldest.dueOn, moment.asOf) : 0,
    pausedDays: late ? pausedDays(timeline, oldest.dueOn, moment) : 0,
    keptBy: keeperOf(account, position, policies),
    events: eventsOf(account, position, oldest),
  };
};
