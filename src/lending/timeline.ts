import { unreachable } from '../kernel/decider.js';
import type { Recorded } from '../kernel/fact.js';
import { type Bitemporal, counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import type { Rupiah } from '../kernel/rupiah.js';
import type { Instalment, LoanEvent, ReversalKind, Terms } from './loan.events.js';

/** A movement: the event that recorded it, and both its times. */
export interface Dated extends Bitemporal {
  readonly event: string;
}

export interface Disbursed extends Dated {
  readonly amount: Rupiah;
  readonly reference: string;
}

export interface Paid extends Dated {
  readonly receipt: string;
  readonly amount: Rupiah;
  readonly channel?: string | undefined;
  readonly policy: string;
  readonly reversed?: (Dated & { readonly kind: ReversalKind }) | undefined;
}

/**
 * All that moved a loan, with both times and nothing computed: from it any day, as known at any
 * moment, is replayed. It is the same for a decision, a read model and a question about the past.
 */
export interface LoanTimeline {
  readonly loan: string;
  readonly mitra: string;
  readonly programme?: string | undefined;
  readonly cohort?: string | undefined;
  readonly unit?: string | undefined;
  readonly terms: Terms;
  readonly schedule: readonly Instalment[];
  readonly signed: Dated;
  readonly beforeJejak: boolean;
  readonly methodInferred: boolean;
  readonly disbursements: readonly Disbursed[];
  readonly payments: readonly Paid[];
}

const dated = ({ eventId, effectiveOn, position }: Recorded<LoanEvent>): Dated => ({
  event: eventId,
  effectiveOn,
  position,
});

const signed = (event: Extract<Recorded<LoanEvent>, { type: 'AgreementSigned' }>): LoanTimeline => {
  const { loan, mitra, programme, cohort, unit, terms, schedule, beforeJejak } = event.data;
  return {
    ...{ loan, mitra, programme, cohort, unit, terms, schedule, beforeJejak },
    methodInferred: event.data.methodInferred ?? false,
    signed: dated(event),
    disbursements: [],
    payments: [],
  };
};

/** A loan's stream begins with its agreement: any other first fact means a damaged log. */
const begun = (timeline: LoanTimeline | null, event: Recorded<LoanEvent>): LoanTimeline => {
  if (!timeline) throw new Error(`${event.type} before any agreement in ${event.streamId}`);
  return timeline;
};

export const evolveTimeline = (
  before: LoanTimeline | null,
  event: Recorded<LoanEvent>,
): LoanTimeline => {
  if (event.type === 'AgreementSigned') return signed(event);
  const timeline = begun(before, event);
  switch (event.type) {
    case 'LoanDisbursed': {
      const { amount, reference } = event.data;
      const disbursed = { ...dated(event), amount, reference };
      return { ...timeline, disbursements: [...timeline.disbursements, disbursed] };
    }
    case 'PaymentReceived': {
      const { receipt, amount, channel, policy } = event.data;
      const paid = { ...dated(event), receipt, amount, channel, policy };
      return { ...timeline, payments: [...timeline.payments, paid] };
    }
    case 'PaymentReversed': {
      const { payment, kind } = event.data;
      const reversed = { ...dated(event), kind };
      const payments = timeline.payments.map((paid) =>
        paid.event === payment ? { ...paid, reversed } : paid,
      );
      return { ...timeline, payments };
    }
    case 'PaymentsReallocated':
    case 'LoanSettled':
    case 'LoanReopened':
      return timeline; // consequences: a replay finds them anew
    default:
      return unreachable(event);
  }
};

/** A payment counts unless a reversal that counts takes it back. */
export const countingPayments = (timeline: LoanTimeline, moment: Moment): readonly Paid[] =>
  timeline.payments
    .filter((paid) => counts(paid, moment))
    .filter((paid) => !paid.reversed || !counts(paid.reversed, moment))
    .toSorted(inWorldOrder);
