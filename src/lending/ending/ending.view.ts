import type { ResolvedMoment } from '../../audit/moments.js';
import type { EventOf } from '../../events.js';
import type { Recorded } from '../../kernel/fact.js';
import { counts, inWorldOrder } from '../../kernel/moment.js';
import { type Collateral, evolveCollateral } from '../application/collateral-state.js';
import type { DecisionKind, LoanCollateral, PendingDecision, Schedule } from './ending.types.js';
import type { LoanEvent } from '../loan.events.js';
import type { Loan } from '../loan.types.js';
import { evolvePending, type Pending } from '../pending.js';
import { restructuringsAt } from '../timeline.js';

/** The agreement's own schedule and each that took its unpaid part, in the order in force. */
export const scheduleViews = ({ timeline, moment }: Loan): Schedule[] => {
  const made = restructuringsAt(timeline, moment);
  const plain = (rows: Schedule['instalments']): Schedule['instalments'] =>
    rows.map(({ no, dueOn, principal, interest }) => ({ no, dueOn, principal, interest }));
  const { schedule, signed } = timeline;
  const agreed = {
    from: signed.effectiveOn,
    kind: 'AGREED' as const,
    instalments: plain(schedule),
  };
  const later = made.map(({ effectiveOn, kind, schedule: rows }) => ({
    ...{ from: effectiveOn, kind, instalments: plain(rows) },
  }));
  const all = [agreed, ...later];
  return all.map((one, index) => ({ ...one, inForce: index === all.length - 1 }));
};

const counted = (events: readonly EventOf<'loan'>[], moment: ResolvedMoment) =>
  events.filter((event) => counts(event, moment)) as unknown as readonly Recorded<LoanEvent>[];

/** In the order of the log: a proposal takes the place of the one recorded before it. */
export const pendingViews = (
  events: readonly EventOf<'loan'>[],
  moment: ResolvedMoment,
): PendingDecision[] => {
  const pending = counted(events, moment).reduce<Pending>(evolvePending, {});
  const revision = events.findLast(({ position }) => position <= moment.known)?.revision ?? -1;
  const { restructuring, writeOff, writeOffApproved, cancellation } = pending;
  const view = (
    kind: DecisionKind,
    proposal: Pending['restructuring'] | Pending['writeOff'] | Pending['cancellation'],
    approved = false,
  ): PendingDecision[] => {
    if (!proposal) return [];
    const { digest, proposer, fact } = proposal;
    const by = { proposedBy: proposer.id, proposedOn: fact.effectiveOn };
    return [{ kind, proposal: digest, revision, ...by, approved }];
  };
  return [
    ...view('RESTRUCTURING', restructuring),
    ...view('WRITE_OFF', writeOff, writeOffApproved !== undefined),
    ...view('CLAIM_CANCELLATION', cancellation),
  ];
};

export const collateralViews = (
  events: readonly EventOf<'loan'>[],
  moment: ResolvedMoment,
): LoanCollateral[] => {
  const held = counted(events, moment)
    .toSorted(inWorldOrder)
    .reduce<ReadonlyMap<string, Collateral>>(evolveCollateral, new Map());
  return [...held.values()].map(({ collateral, kind, value, state, since }) => ({
    ...{ collateral, kind, value: value ?? null, state, since },
  }));
};
