import type { Decider } from '../kernel/decider.js';
import { unreachable } from '../kernel/decider.js';
import { NEXT } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Allocation, LoanEvent } from './loan.events.js';
import { FOREVER } from './position.js';
import { type Moment } from '../kernel/moment.js';
import { evolveTimeline, type LoanTimeline } from './timeline.js';

/** Nothing is signed yet. */
export interface NoLoan {
  readonly status: 'NONE';
}

export interface Loan {
  readonly status: 'AGREED' | 'ACTIVE' | 'SETTLED';
  readonly timeline: LoanTimeline;
  /** The last recorded allocation of each payment, by the id of the event that recorded it. */
  readonly recorded: ReadonlyMap<string, Allocation>;
  readonly settledOn?: LocalDate | undefined;
}

export type LoanState = NoLoan | Loan;

/** Deciders decide at the head of the log, on all that is effective. */
export const HEAD: Moment = { asOf: FOREVER, known: NEXT };

const recordedAfter = (loan: LoanState, event: Recorded<LoanEvent>): Loan['recorded'] => {
  const before = loan.status === 'NONE' ? new Map<string, Allocation>() : loan.recorded;
  if (event.type === 'PaymentReceived')
    return new Map(before).set(event.eventId, event.data.allocation);
  if (event.type !== 'PaymentsReallocated') return before;
  const after = new Map(before);
  for (const { payment, to } of event.data.payments) after.set(payment, to);
  return after;
};

const statusAfter = (loan: LoanState, event: Recorded<LoanEvent>): Loan['status'] => {
  switch (event.type) {
    case 'AgreementSigned':
      return 'AGREED';
    case 'LoanDisbursed': // of a settled loan, LoanReopened says whether it is open again
      return loan.status === 'SETTLED' ? 'SETTLED' : 'ACTIVE';
    case 'LoanReopened':
      return 'ACTIVE';
    case 'LoanSettled':
      return 'SETTLED';
    case 'PaymentReceived':
    case 'PaymentReversed':
    case 'PaymentsReallocated':
      if (loan.status === 'NONE') throw new Error(`${event.type} before any agreement`);
      return loan.status;
    default:
      return unreachable(event);
  }
};

export const loanDecider: Decider<LoanState, LoanEvent> = {
  initial: { status: 'NONE' },
  evolve: (loan, event) => {
    const status = statusAfter(loan, event);
    const timeline = evolveTimeline(loan.status === 'NONE' ? null : loan.timeline, event);
    const settledOn =
      event.type === 'LoanSettled'
        ? event.effectiveOn
        : status === 'SETTLED' && loan.status !== 'NONE'
          ? loan.settledOn
          : undefined;
    return { status, timeline, recorded: recordedAfter(loan, event), settledOn };
  },
};

export const loanStream = (number: string): string => `loan-${number}`;
