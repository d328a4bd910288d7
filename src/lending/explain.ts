import { counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import { least, minus, type Rupiah, sumOf, ZERO } from '../kernel/rupiah.js';
import { owed, room } from './desk-rows.js';
import type { Amounts } from './ending/ending.events.js';
import {
  type Account,
  accountAt,
  type Concerned,
  negative,
  ofInstalments,
  one,
  type Part,
  payments,
} from './explain-account.js';
import { feesCharged, feesPaid, feesWaived } from './explain-fees.js';
import type { Allocation } from './loan.events.js';
import { balanceOf } from './position.js';
import type { Dated, LoanTimeline, Restructured } from './timeline.js';

export const FIGURES = [
  'disbursed', 'interestAgreed', 'principalPaid', 'interestPaid', 'principalOutstanding',
  'interestOutstanding',
  'lateFeesCharged', 'lateFeesPaid', 'lateFeesWaived', 'lateFeeOutstanding', 'interestWaived',
  'capitalised', 'credit', 'returned', 'returnedInExcess', 'totalOutstanding',
  'principalArrears', 'interestArrears',
  'writtenOffPrincipal', 'writtenOffInterest', 'writtenOffFees', 'recovered', 'cancelled',
  'claimOutstanding',
] as const; // prettier-ignore
export type Figure = (typeof FIGURES)[number];

const paidOut = ({ timeline, moment }: Account): Part[] =>
  timeline.opening
    ? one(timeline.signed, timeline.opening.disbursed, 'paid out before it was taken over')
    : timeline.disbursements
        .filter((made) => counts(made, moment))
        .flatMap((source) => one(source, source.amount, `paid out, ${source.reference}`));

const restructured = (
  { restructurings }: Account,
  amountOf: (made: Restructured) => Rupiah,
  note: string,
): Part[] =>
  restructurings.flatMap((made) => one(made, amountOf(made), note, { decidedBy: 'RESTRUCTURING' }));

const paidBefore = ({ timeline, played }: Account, kind: 'principal' | 'interest'): Part[] =>
  one(timeline.signed, played.before[kind], 'paid before it was taken over');

const paid = (account: Account, kind: 'principal' | 'interest'): Part[] => [
  ...paidBefore(account, kind),
  ...payments(account, (used) => ({
    amount: used[kind],
    instalments: ofInstalments(account, used, kind),
  })),
];

const capitalised = (account: Account): Part[] =>
  restructured(account, (made) => made.capitalised, 'interest made principal');

/** What the agreement says of interest, instalment by instalment, as far as it was paid out. */
const agreedInterest = ({ timeline, played }: Account): Concerned[] =>
  owed(timeline, played.disbursed).map(({ no, dueOn, interest: amount }) => ({
    ...{ no, dueOn, amount },
  }));

/** Of each instalment agreed, what of its interest nobody owes any more. */
const forgivenInterest = (account: Account): Concerned[] => {
  const rows = new Map(account.played.instalments.map((row) => [row.no, row.interest]));
  return agreedInterest(account).map((row) => ({
    ...row,
    amount: minus(row.amount, rows.get(row.no) ?? row.amount),
  }));
};

const interestWaived = (account: Account): Part[] => [
  ...restructured(account, (made) => made.interestWaived, 'interest forgiven'),
  ...payments(account, ({ forgiven = ZERO }) => ({
    ...{ amount: forgiven, decidedBy: 'EARLY_SETTLEMENT' },
    instalments: forgiven > 0 ? forgivenInterest(account) : [],
  })),
];

const interestAgreed = (account: Account): Part[] => {
  const { timeline, played, restructurings } = account;
  const { interestAgreed: all } = balanceOf(played);
  const added = sumOf(restructurings, (made) => made.interestAdded);
  const { opening, signed } = timeline;
  const note = opening ? 'interest as taken over' : 'interest agreed, as far as paid out';
  const instalments = opening ? [] : agreedInterest(account);
  return [
    ...one(signed, minus(all, added), note, { instalments }),
    ...restructured(account, (made) => made.interestAdded, 'interest added'),
  ];
};

/** What stood out on the day: after it, nothing is paid on an instalment any more. */
const leftOf = ({ played, dueOn }: Account, kind: keyof Amounts): Concerned[] =>
  kind === 'fees'
    ? played.fees.flatMap(({ fee, owed: charged, paid: used }) =>
        fee ? [{ no: fee.no, dueOn: fee.dueOn, amount: minus(charged, used) }] : [],
      )
    : played.instalments.map((row) => ({
        ...{ no: row.no, dueOn: dueOn.get(row.no) ?? null },
        amount: room(kind === 'principal' ? 'Principal' : 'Interest', row),
      }));

const writtenOff = (account: Account, kind: keyof Amounts): Part[] => {
  const { timeline, played } = account;
  const amount = played.writtenOff?.[kind] ?? ZERO;
  const instalments = amount === 0 ? [] : leftOf(account, kind);
  return one(timeline.writtenOff, amount, `${kind} written off`, { instalments });
};

const feesOutstanding = (account: Account): Part[] => [
  ...feesCharged(account),
  ...negative(feesWaived(account)),
  ...negative(feesPaid(account)),
  ...negative(writtenOff(account, 'fees')),
];

const principalOutstanding = (account: Account): Part[] => [
  ...paidOut(account),
  ...capitalised(account),
  ...negative(paid(account, 'principal')),
  ...negative(writtenOff(account, 'principal')),
];

const interestOutstanding = (account: Account): Part[] => [
  ...interestAgreed(account),
  ...negative(paid(account, 'interest')),
  ...negative(interestWaived(account)),
  ...negative(capitalised(account)),
  ...negative(writtenOff(account, 'interest')),
];

/** Where an instalment was agreed; the number before a new schedule is of that day itself. */
const agreedIn = ({ timeline, restructurings }: Account, no: number): Dated =>
  restructurings.findLast(({ schedule }) => no >= (schedule[0]?.no ?? Infinity) - 1) ??
  timeline.signed;

/** What fell due before the day, less what payments brought on those very instalments. */
const arrears = (account: Account, kind: 'principal' | 'interest'): Part[] => {
  const { played, moment } = account;
  if (played.writtenOff) return [];
  const due = played.instalments.filter((row) => row.dueOn < moment.asOf);
  const numbers = new Set(due.map(({ no }) => no));
  const fell = due.flatMap(({ no, dueOn, [kind]: amount }) =>
    one(agreedIn(account, no), amount, `instalment ${no}, due ${dueOn}`, {
      instalments: [{ no, dueOn, amount }],
    }),
  );
  const brought = ({ instalments }: Allocation) => {
    const parts = instalments.filter(({ no }) => numbers.has(no));
    const amount = sumOf(parts, (part) => part[kind]);
    return { amount, instalments: ofInstalments(account, { instalments: parts }, kind) };
  };
  return [...fell, ...negative(payments(account, brought))];
};

/** Each return as far as credit covered it, the oldest first; `excess`: what it did not. */
const returns = ({ timeline, moment, played }: Account, excess = false): Part[] => {
  let left = played.returned;
  return timeline.returns
    .filter((back) => counts(back, moment))
    .toSorted(inWorldOrder)
    .flatMap((back) => {
      const covered = least(back.amount, left);
      left = minus(left, covered);
      const amount = excess ? minus(back.amount, covered) : covered;
      return one(back, amount, `paid back to the mitra, ${back.reference}`);
    });
};

const cancelled = ({ timeline, played }: Account): Part[] =>
  timeline.cancellations.flatMap((source) =>
    one(source, played.cancellations.get(source.event) ?? ZERO, 'claim ended (hapus tagih)'),
  );

const recovered = (account: Account): Part[] =>
  payments(account, ({ recovered: amount = ZERO }) => ({ amount }));

const claimed = (account: Account): Part[] =>
  (['principal', 'interest', 'fees'] as const).flatMap((kind) => writtenOff(account, kind));

const PARTS: Readonly<Record<Figure, (account: Account) => Part[]>> = {
  disbursed: paidOut,
  interestAgreed,
  principalPaid: (account) => paid(account, 'principal'),
  interestPaid: (account) => paid(account, 'interest'),
  principalOutstanding,
  interestOutstanding,
  lateFeesCharged: feesCharged,
  lateFeesPaid: feesPaid,
  lateFeesWaived: feesWaived,
  lateFeeOutstanding: feesOutstanding,
  interestWaived,
  capitalised,
  credit: (account) => [
    ...payments(account, ({ credit: amount }) => ({ amount })),
    ...negative(returns(account)),
  ],
  returned: (account) => returns(account),
  returnedInExcess: (account) => returns(account, true),
  totalOutstanding: (account) => [
    ...principalOutstanding(account),
    ...interestOutstanding(account),
    ...feesOutstanding(account),
  ],
  principalArrears: (account) => arrears(account, 'principal'),
  interestArrears: (account) => arrears(account, 'interest'),
  writtenOffPrincipal: (account) => writtenOff(account, 'principal'),
  writtenOffInterest: (account) => writtenOff(account, 'interest'),
  writtenOffFees: (account) => writtenOff(account, 'fees'),
  recovered,
  cancelled,
  claimOutstanding: (account) => [
    ...claimed(account),
    ...negative(recovered(account)),
    ...negative(cancelled(account)),
  ],
};

/** The parts of one figure of a loan replayed already. */
export const partsOf = (account: Account, figure: Figure): Part[] => PARTS[figure](account);

/**
 * The events that make up a figure of a position, with their amounts: they add up to it exactly,
 * at every moment. There are none before the agreement.
 */
export const explain = (timeline: LoanTimeline, moment: Moment, figure: Figure): Part[] => {
  const account = accountAt(timeline, moment);
  return account ? partsOf(account, figure) : [];
};
