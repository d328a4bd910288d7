import type { Recorded } from '../kernel/fact.js';
import { plus } from '../kernel/rupiah.js';
import type { LoanEvent } from './loan.events.js';
import {
  type Dated,
  type LoanTimeline,
  NEVER_DUE,
  NO_MOVEMENTS,
  type Paid,
  type Restructured,
  type WarningLetter,
} from './timeline.js';

const dated = ({ eventId, effectiveOn, position }: Recorded<LoanEvent>): Dated => ({
  event: eventId,
  effectiveOn,
  position,
});

type Of<T extends LoanEvent['type']> = Extract<Recorded<LoanEvent>, { type: T }>;

// Every later event copies it, and so does every save: written out, that is many times faster than
// put together from other objects.
const signed = (event: Of<'AgreementSigned'>): LoanTimeline => {
  const { data } = event;
  return {
    loan: data.loan,
    mitra: data.mitra,
    programme: data.programme,
    cohort: data.cohort,
    unit: data.unit,
    terms: data.terms,
    schedule: data.schedule,
    beforeJejak: data.beforeJejak,
    methodInferred: data.methodInferred ?? false,
    topUp: data.topUp ?? false,
    signed: dated(event),
    ...NO_MOVEMENTS,
  };
};

/** One row stands for all that was outstanding; the terms are those of a loan not known better. */
const takenOver = (event: Of<'OpeningBalanceTakenOver'>): LoanTimeline => {
  const { loan, mitra, programme, cohort, unit, ...opening } = event.data;
  const { principal, interest, disbursed, interestPaid, oldestUnpaidDueOn, agreedOn } = opening;
  return {
    ...{ loan, mitra, programme, cohort, unit, opening },
    terms: {
      ...{ principal: disbursed, method: 'AGREED', frequency: 'MONTHLY', instalments: 1 },
      agreedOn: agreedOn ?? event.effectiveOn,
      interestTotal: plus(interest, interestPaid),
    },
    schedule: [{ no: 1, dueOn: oldestUnpaidDueOn ?? NEVER_DUE, principal, interest }],
    ...{ beforeJejak: true, methodInferred: false, topUp: false, signed: dated(event) },
    ...NO_MOVEMENTS,
  };
};

const NO_RULES: Pick<Paid, 'feesFirst' | 'forgives'> = {};

const paid = (event: Of<'PaymentReceived' | 'PaymentIdentified' | 'RecoveryReceived'>): Paid => {
  const { data } = event;
  const { feesFirst, forgives } = event.type === 'RecoveryReceived' ? NO_RULES : event.data;
  return {
    event: event.eventId,
    effectiveOn: event.effectiveOn,
    position: event.position,
    receipt: data.receipt,
    amount: data.amount,
    channel: data.channel,
    policy: data.policy,
    feesFirst,
    forgives,
  };
};

const waived = (timeline: LoanTimeline, event: Of<'LateFeeWaived'>): LoanTimeline => {
  const { fee, amount, kind } = event.data;
  const waiver = { ...dated(event), amount, kind };
  const fees = timeline.fees.map((one) =>
    one.event === fee ? { ...one, waivers: [...one.waivers, waiver] } : one,
  );
  return { ...timeline, fees };
};

type Move<E extends Recorded<LoanEvent>> = (timeline: LoanTimeline, event: E) => LoanTimeline;

const received: Move<Of<'PaymentReceived' | 'PaymentIdentified' | 'RecoveryReceived'>> = (
  timeline,
  event,
) => ({ ...timeline, payments: [...timeline.payments, paid(event)] });

const restructured: Move<Of<'LoanRescheduled' | 'LoanReconditioned'>> = (timeline, event) => {
  const kind = event.type === 'LoanRescheduled' ? 'RESCHEDULING' : 'RECONDITIONING';
  const { proposal: _, seenRevision: __, ...terms } = event.data;
  const made: Restructured = { ...dated(event), ...terms, kind };
  return { ...timeline, restructurings: [...timeline.restructurings, made] };
};

const lettered =
  (step: WarningLetter['step']): Move<Of<'WarningLetterSigned' | 'WarningLetterSent'>> =>
  (timeline, event) => {
    const { letter, prepared } = event.data;
    const one = { ...dated(event), letter, prepared, step, by: event.actor };
    return { ...timeline, letters: [...timeline.letters, one] };
  };

/** No movement of money or days, or a consequence that a replay finds anew. */
const stays = (timeline: LoanTimeline): LoanTimeline => timeline;

type Beginning = 'AgreementSigned' | 'OpeningBalanceTakenOver';

/** One for each fact on a loan that has begun: a new one breaks the build until it is answered. */
const MOVES: {
  readonly [T in Exclude<LoanEvent['type'], Beginning>]: Move<Of<T>>;
} = {
  LoanDisbursed: (timeline, event) => {
    const { amount, reference } = event.data;
    const disbursements = [...timeline.disbursements, { ...dated(event), amount, reference }];
    return { ...timeline, disbursements };
  },
  PaymentReceived: received,
  PaymentIdentified: received,
  RecoveryReceived: received,
  PaymentReversed: (timeline, event) => {
    const { payment, kind } = event.data;
    const payments = timeline.payments.map((one) =>
      one.event === payment ? { ...one, reversed: { ...dated(event), kind } } : one,
    );
    return { ...timeline, payments };
  },
  OverpaymentReturned: (timeline, event) => {
    const { amount, reference } = event.data;
    return { ...timeline, returns: [...timeline.returns, { ...dated(event), amount, reference }] };
  },
  LateFeeCharged: (timeline, event) => {
    const { no, dueOn, amount } = event.data;
    const fee = { ...dated(event), no, dueOn, amount, waivers: [] };
    return { ...timeline, fees: [...timeline.fees, fee] };
  },
  LateFeeWaived: waived,
  MoratoriumGranted: (timeline, event) => {
    const { cause, from, to } = event.data;
    const granted = { ...dated(event), cause, from, to };
    return { ...timeline, moratoria: [...timeline.moratoria, granted] };
  },
  CollectabilityChanged: (timeline, event) => {
    const closed = { ...dated(event), class: event.data.to };
    return { ...timeline, classes: [...timeline.classes, closed] };
  },
  WarningLetterPrepared: (timeline, event) => {
    const { eventId: prepared, actor: by, data } = event;
    const one = { ...dated(event), letter: data.letter, prepared, step: 'PREPARED', by } as const;
    return { ...timeline, letters: [...timeline.letters, one] };
  },
  WarningLetterSigned: lettered('SIGNED'),
  WarningLetterSent: lettered('SENT'),
  LoanRescheduled: restructured,
  LoanReconditioned: restructured,
  LoanDeclaredProblem: (timeline, event) => ({ ...timeline, problem: dated(event) }),
  LoanWrittenOff: (timeline, event) => ({ ...timeline, writtenOff: dated(event) }),
  ClaimCancelled: (timeline, event) => {
    const cancelled = { ...dated(event), amount: event.data.amount };
    return { ...timeline, cancellations: [...timeline.cancellations, cancelled] };
  },
  ReceivableHandedOver: (timeline, event) => ({
    ...timeline,
    handedOver: { ...dated(event), ...event.data },
  }),
  LoanProposed: stays,
  FeasibilityAssessed: stays,
  LoanRecommended: stays,
  LoanApproved: stays,
  LoanRejected: stays,
  ReceiptConfirmed: stays,
  PaymentsReallocated: stays,
  RestructuringProposed: stays,
  WriteOffProposed: stays,
  WriteOffApproved: stays,
  WriteOffRejected: stays,
  WriteOffAdjusted: stays,
  ClaimCancellationProposed: stays,
  CollateralPledged: stays,
  CollateralReleased: stays,
  CollateralSeized: stays,
  CollateralSold: stays,
  LoanSettled: stays,
  LoanReopened: stays,
  CommandAbandoned: stays,
};

/** An application comes before any agreement, and moves nothing: no timeline has begun by it. */
export const isApplying = ({ type }: Pick<LoanEvent, 'type'>): boolean =>
  ['LoanProposed', 'FeasibilityAssessed', 'LoanRecommended', 'LoanApproved', 'LoanRejected'].some(
    (one) => one === type,
  );

export const evolveTimeline = (
  before: LoanTimeline | null,
  event: Recorded<LoanEvent>,
): LoanTimeline => {
  if (event.type === 'AgreementSigned') return signed(event);
  if (event.type === 'OpeningBalanceTakenOver') return takenOver(event);
  // A loan's books begin with its agreement or its balance: without them the log is damaged.
  if (!before) throw new Error(`${event.type} before any agreement in ${event.streamId}`);
  return (MOVES[event.type] as Move<Recorded<LoanEvent>>)(before, event);
};
