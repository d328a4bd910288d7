import { minus, plus } from '../src/kernel/rupiah.js';
import type { EndingEvent } from '../src/lending/ending/ending.events.js';
import type { Allocation, LoanEvent } from '../src/lending/loan.events.js';
import type { NewTerms } from '../src/lending/restructuring/restructuring.events.js';
import type { SuspenseEvent } from '../src/lending/books/suspense.events.js';
import type { CommandAbandoned } from '../src/mitra/mitra.events.js';
import { type Change, change, type Changes, fromNothing, moves } from './change.js';
import type { Of } from './history-words.js';

const PARTS = ['lateFee', 'interest', 'principal', 'recovered', 'credit', 'forgiven'] as const;

/** Each part of the payment, then each instalment's: money may move between instalments alone. */
const moved = (receipt: string, from: Allocation, to: Allocation): Change[] => {
  const changes = PARTS.map((part) => change(`${receipt}.${part}`, from[part] ?? 0, to[part] ?? 0));
  const numbers = new Set([...from.instalments, ...to.instalments].map(({ no }) => no));
  for (const no of [...numbers].toSorted((a, b) => a - b)) {
    const [before, after] = [from, to].map(({ instalments }) =>
      instalments.find((instalment) => instalment.no === no),
    );
    for (const part of ['interest', 'principal'] as const) {
      const field = `${receipt}.instalment ${no}.${part}`;
      changes.push(change(field, before?.[part] ?? 0, after?.[part] ?? 0));
    }
  }
  return moves(changes);
};

const received = ({ data }: Of<'PaymentReceived' | 'PaymentIdentified'>): Change[] =>
  fromNothing({ payment: data.amount, interestForgiven: data.allocation.forgiven || undefined });

/** What was owed and when it is due, before and after. */
const restructured = (terms: NewTerms): Change[] => {
  const { principal, interest, capitalised, interestWaived, interestAdded } = terms;
  const owed = minus(plus(interest, interestAdded), plus(capitalised, interestWaived));
  const money = [
    change('principalOutstanding', principal, plus(principal, capitalised)),
    change('interestOutstanding', interest, owed),
    change('capitalised', 0, capitalised),
    change('interestWaived', 0, interestWaived),
    change('interestAdded', 0, interestAdded),
  ];
  return [...moves(money), ...plan(terms)];
};

const plan = ({ frequency, schedule, keepsClass, newRate }: NewTerms): Change[] =>
  fromNothing({
    ...{ frequency, newInstalments: schedule.length },
    ...{ firstDueOn: schedule[0]?.dueOn, lastDueOn: schedule.at(-1)?.dueOn },
    ...{ method: newRate?.method, rate: newRate?.rate, keepsClass: keepsClass?.class },
  });

const proposedTerms = ({ data }: Of<'RestructuringProposed'>): Change[] => {
  const { capitalised, interestWaived, interestAdded } = data;
  const money = Object.entries({ capitalised, interestWaived, interestAdded });
  const parts = Object.fromEntries(money.filter(([, amount]) => amount > 0));
  return fromNothing({ proposed: data.kind, ...parts }).concat(plan(data));
};

const proposed = ({ data, personal }: Of<'LoanProposed'>): Change[] => {
  const { programme, unit, sector, legalForm, amount, months, topUp, figures } = data;
  const [documents, missing] = [data.documents, data.missing].map((kinds) => kinds.join(', '));
  return fromNothing({
    ...{ status: 'PROPOSED', programme, unit, sector, legalForm, amount, months, topUp },
    ...{ purpose: personal?.purpose, ...figures },
    ...{ documents: documents || undefined, missing: missing || undefined },
  });
};

const assessed = ({ data }: Of<'FeasibilityAssessed'>): Change[] => {
  const { scores, ratios, recommendedAmount } = data;
  return fromNothing({ ...scores, ...ratios, recommendedAmount });
};

const agreed = ({ data }: Of<'AgreementSigned'>): Change[] => {
  const { terms, programme, cohort, unit, topUp } = data;
  return fromNothing({ programme, cohort, unit, topUp, ...terms });
};

const takenOver = ({ data }: Of<'OpeningBalanceTakenOver'>): Change[] => {
  const { loan: _, mitra: __, principal, interest, fees, ...rest } = data;
  const outstanding = {
    ...{ principalOutstanding: principal, interestOutstanding: interest },
    lateFeeOutstanding: fees,
  };
  return fromNothing({ ...rest, ...outstanding });
};

const classChanged = ({ data }: Of<'CollectabilityChanged'>): Change[] => [
  change('collectability', data.from, data.to),
  ...fromNothing({
    ...{ daysPastDue: data.daysPastDue, oldestUnpaid: data.no, dueOn: data.dueOn },
    policy: data.policy,
  }),
];

type Elsewhere = EndingEvent | CommandAbandoned;
type Own = Exclude<LoanEvent['type'], Elsewhere['type']> | SuspenseEvent['type'];

/** Where only one status can come before, it is named; else what came before is not said. */
export const LOAN_CHANGES: Changes<Own> = {
  LoanProposed: proposed,
  FeasibilityAssessed: assessed,
  LoanRecommended: ({ data: { amount } }) =>
    fromNothing({ status: 'RECOMMENDED', recommendedAmount: amount }),
  LoanApproved: ({ data: { amount } }) => [
    change('status', 'RECOMMENDED', 'APPROVED'),
    ...fromNothing({ approvedAmount: amount }),
  ],
  LoanRejected: () => fromNothing({ status: 'REJECTED' }),
  AgreementSigned: agreed,
  LoanDisbursed: ({ data }) => fromNothing({ disbursement: data.amount }),
  ReceiptConfirmed: ({ data }) => fromNothing({ arrivalConfirmed: data.reference }),
  PaymentReceived: received,
  PaymentIdentified: received,
  PaymentReversed: ({ data }) => [change('payment', data.amount, null)],
  PaymentsReallocated: ({ data }) =>
    data.payments.flatMap(({ receipt, from, to }) => moved(receipt, from, to)),
  OverpaymentReturned: ({ data }) => fromNothing({ creditReturned: data.amount }),
  LateFeeCharged: ({ data: { no, amount } }) =>
    fromNothing({ [`instalment ${no}.lateFee`]: amount }),
  LateFeeWaived: ({ data: { no, amount } }) =>
    fromNothing({ [`instalment ${no}.lateFeeWaived`]: amount }),
  MoratoriumGranted: ({ data: { from, to } }) =>
    fromNothing({ 'moratorium.from': from, 'moratorium.to': to }),
  CollectabilityChanged: classChanged,
  WarningLetterPrepared: ({ data: { letter } }) => [
    change(`warning letter ${letter}`, null, 'PREPARED'),
  ],
  WarningLetterSigned: ({ data: { letter } }) => [
    change(`warning letter ${letter}`, 'PREPARED', 'SIGNED'),
  ],
  WarningLetterSent: ({ data: { letter } }) => [
    change(`warning letter ${letter}`, 'SIGNED', 'SENT'),
  ],
  RestructuringProposed: proposedTerms,
  LoanRescheduled: ({ data }) => restructured(data),
  LoanReconditioned: ({ data }) => restructured(data),
  OpeningBalanceTakenOver: takenOver,
  LoanSettled: () => [change('status', 'ACTIVE', 'SETTLED')],
  LoanReopened: () => [change('status', 'SETTLED', 'ACTIVE')],
  ReceiptUnidentified: ({ data, personal }) =>
    fromNothing({ suspense: data.amount, payer: personal?.payer }),
  ReceiptIdentified: ({ data: { amount, loan } }) => [
    change('suspense', amount, null),
    change('loan', null, loan),
  ],
  IdentificationReversed: ({ data: { amount, loan } }) => [
    change('suspense', null, amount),
    change('loan', loan, null),
  ],
};
