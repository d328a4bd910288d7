import type { Decider } from '../kernel/decider.js';
import type { Recorded } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import {
  type Application,
  evolveApplication,
  impersonal,
} from './application/application-state.js';
import type { ApplicationEvent } from './application/application.events.js';
import { type Collateral, evolveCollateral } from './application/collateral-state.js';
import type { Amounts } from './ending/ending.events.js';
import { evolveTimeline, isApplying } from './evolve-timeline.js';
import { goAlong } from './head.js';
import type { LoanEvent } from './loan.events.js';
import { evolvePending, type Pending } from './pending.js';
import type { LoanStatus } from './position.js';
import { RecordedAllocations } from './recorded-allocations.js';
import type { LoanTimeline } from './timeline.js';

/** Nothing is proposed or signed yet. */
export interface NoLoan {
  readonly status: 'NONE';
}

/** Proposed, and not signed. */
export interface Applied {
  readonly status: 'PROPOSED' | 'RECOMMENDED' | 'APPROVED' | 'REJECTED';
  readonly application: Application;
}

export interface Loan {
  readonly status: LoanStatus;
  readonly timeline: LoanTimeline;
  /** Of the stream's last event. */
  readonly revision: number;
  /** Absent for a loan from before this system. */
  readonly application?: Application | undefined;
  readonly recorded: RecordedAllocations;
  readonly settledOn?: LocalDate | undefined;
  /** It was settled once: whatever its slot was for is over. */
  readonly wasSettled: boolean;
  /** What was written off, as last recorded. */
  readonly writtenOff?: Amounts | undefined;
  /** Proposals that somebody else must decide on. */
  readonly pending: Pending;
  readonly collaterals: ReadonlyMap<string, Collateral>;
  /** The disbursements whose arrival the mitra confirmed, by bank reference. */
  readonly confirmed: ReadonlySet<string>;
}

export type LoanState = NoLoan | Applied | Loan;

export const isSigned = (loan: LoanState): loan is Loan => 'timeline' in loan;

const recordedAfter = (before: Loan['recorded'], event: Recorded<LoanEvent>): Loan['recorded'] => {
  if (event.type === 'PaymentsReallocated')
    return before.with(...event.data.payments.map(({ payment, to }) => [payment, to] as const));
  return event.type === 'PaymentReceived' ||
    event.type === 'PaymentIdentified' ||
    event.type === 'RecoveryReceived'
    ? before.with([event.eventId, event.data.allocation])
    : before;
};

/** The status that a fact brings; all others leave it as it is. */
const BRINGS: { readonly [T in LoanEvent['type']]?: LoanStatus } = {
  AgreementSigned: 'AGREED',
  OpeningBalanceTakenOver: 'ACTIVE',
  LoanSettled: 'SETTLED',
  LoanDeclaredProblem: 'PROBLEM',
  LoanWrittenOff: 'WRITTEN_OFF',
  ClaimCancelled: 'CANCELLED',
};

const statusAfter = (loan: Loan, { type }: Recorded<LoanEvent>): LoanStatus => {
  if (type === 'LoanReopened') return loan.timeline.problem ? 'PROBLEM' : 'ACTIVE';
  // Of a settled loan, LoanReopened says whether it is open again.
  if (type === 'LoanDisbursed') return loan.status === 'AGREED' ? 'ACTIVE' : loan.status;
  return BRINGS[type] ?? loan.status;
};

const writtenOffAfter = (loan: Loan, event: Recorded<LoanEvent>): Amounts | undefined =>
  event.type === 'LoanWrittenOff'
    ? event.data.amounts
    : event.type === 'WriteOffAdjusted'
      ? event.data.to
      : loan.writtenOff;

const settledAfter = (loan: Loan, status: LoanStatus, event: Recorded<LoanEvent>) =>
  event.type === 'LoanSettled'
    ? event.effectiveOn
    : status === 'SETTLED'
      ? loan.settledOn
      : undefined;

const begun = (before: LoanState, timeline: LoanTimeline): Loan => ({
  ...{ status: 'AGREED', timeline, revision: 0, recorded: RecordedAllocations.NONE },
  ...('application' in before ? { application: impersonal(before.application) } : {}),
  ...{ wasSettled: false, pending: {}, collaterals: new Map(), confirmed: new Set() },
});

const evolveLoan = (before: LoanState, event: Recorded<LoanEvent>): Loan => {
  const timeline = evolveTimeline(isSigned(before) ? before.timeline : null, event);
  const loan = isSigned(before) ? before : begun(before, timeline);
  const status = statusAfter(loan, event);
  const recorded = recordedAfter(loan.recorded, event);
  goAlong(loan, { timeline, recorded }, event);
  return {
    ...loan,
    ...{ status, timeline, recorded, revision: event.revision },
    settledOn: settledAfter(loan, status, event),
    wasSettled: loan.wasSettled || status === 'SETTLED',
    writtenOff: writtenOffAfter(loan, event),
    pending: evolvePending(loan.pending, event),
    collaterals: evolveCollateral(loan.collaterals, event),
    confirmed:
      event.type === 'ReceiptConfirmed'
        ? new Set([...loan.confirmed, event.data.reference])
        : loan.confirmed,
  };
};

const STATUS_OF_APPLICATION = {
  LoanProposed: 'PROPOSED',
  FeasibilityAssessed: 'PROPOSED',
  LoanRecommended: 'RECOMMENDED',
  LoanApproved: 'APPROVED',
  LoanRejected: 'REJECTED',
} as const;

export const loanDecider: Decider<LoanState, LoanEvent> = {
  initial: { status: 'NONE' },
  mayBeKept: isSigned,
  evolve: (loan, event) => {
    if (event.type === 'CommandAbandoned') return loan;
    if (!isApplying(event)) return evolveLoan(loan, event);
    if (isSigned(loan)) throw new Error(`${event.type} after the agreement in ${event.streamId}`);
    const applied = event as Recorded<ApplicationEvent>;
    const before = loan.status === 'NONE' ? null : loan.application;
    return {
      status: STATUS_OF_APPLICATION[applied.type],
      application: evolveApplication(before, applied),
    };
  },
};

export const loanStream = (number: string): string => `loan-${number}`;
