import { counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import { least, minus, type Rupiah, sumOf, ZERO } from '../kernel/rupiah.js';
import type { Amounts } from './ending/ending.events.js';
import type { Allocation } from './loan.events.js';
import { balanceOf } from './position.js';
import { replay, type Replay } from './replay.js';
import {
  countingPayments,
  type Dated,
  type LoanTimeline,
  type Restructured,
  restructuringsAt,
  waiversAt,
} from './timeline.js';

export const FIGURES = [
  'disbursed', 'principalPaid', 'interestPaid', 'principalOutstanding', 'interestOutstanding',
  'lateFeesCharged', 'lateFeesPaid', 'lateFeesWaived', 'lateFeeOutstanding', 'interestWaived',
  'capitalised', 'credit', 'returned', 'returnedInExcess', 'totalOutstanding',
  'principalArrears', 'interestArrears',
  'writtenOffPrincipal', 'writtenOffInterest', 'writtenOffFees', 'recovered', 'cancelled',
  'claimOutstanding',
] as const; // prettier-ignore
export type Figure = (typeof FIGURES)[number];

/** One event's part of a figure; negative where it takes away. */
export interface Part {
  readonly amount: Rupiah;
  readonly source: Dated;
  readonly note: string;
}

interface Account {
  readonly timeline: LoanTimeline;
  readonly moment: Moment;
  readonly played: Replay;
  readonly restructurings: readonly Restructured[];
}

const negative = (parts: readonly Part[]): Part[] =>
  parts.map((part) => ({ ...part, amount: minus(ZERO, part.amount) }));

const one = (source: Dated | undefined, amount: Rupiah, note: string): Part[] =>
  source === undefined || amount === 0 ? [] : [{ amount, source, note }];

const paidOut = ({ timeline, moment }: Account): Part[] =>
  timeline.opening
    ? one(timeline.signed, timeline.opening.disbursed, 'paid out before it was taken over')
    : timeline.disbursements
        .filter((paid) => counts(paid, moment))
        .map((source) => ({
          amount: source.amount,
          source,
          note: `paid out, ${source.reference}`,
        }));

const payments = (
  { timeline, moment, played }: Account,
  amountOf: (allocation: Allocation) => Rupiah | undefined,
): Part[] =>
  countingPayments(timeline, moment).flatMap((source) => {
    const allocation = played.allocations.get(source.event);
    const amount = (allocation && amountOf(allocation)) ?? ZERO;
    return one(source, amount, `receipt ${source.receipt}`);
  });

const restructured = (
  { restructurings }: Account,
  amountOf: (made: Restructured) => Rupiah,
  note: string,
): Part[] => restructurings.flatMap((made) => one(made, amountOf(made), note));

const paidBefore = ({ timeline, played }: Account, kind: 'principal' | 'interest'): Part[] =>
  one(timeline.signed, played.before[kind], 'paid before it was taken over');

const principalPaid = (account: Account): Part[] => [
  ...paidBefore(account, 'principal'),
  ...payments(account, (used) => used.principal),
];
const interestPaid = (account: Account): Part[] => [
  ...paidBefore(account, 'interest'),
  ...payments(account, (used) => used.interest),
];

const capitalised = (account: Account): Part[] =>
  restructured(account, (made) => made.capitalised, 'interest made principal');

const interestWaived = (account: Account): Part[] => [
  ...restructured(account, (made) => made.interestWaived, 'interest forgiven'),
  ...payments(account, (used) => used.forgiven),
];

const interestAgreed = (account: Account): Part[] => {
  const { timeline, played, restructurings } = account;
  const { interestAgreed: all } = balanceOf(played);
  const added = sumOf(restructurings, (made) => made.interestAdded);
  const note = timeline.opening ? 'interest as taken over' : 'interest agreed, as far as paid out';
  return [
    ...one(timeline.signed, minus(all, added), note),
    ...restructured(account, (made) => made.interestAdded, 'interest added'),
  ];
};

const writtenOff = ({ timeline, played }: Account, kind: keyof Amounts): Part[] =>
  one(timeline.writtenOff, played.writtenOff?.[kind] ?? ZERO, `${kind} written off`);

const feesCharged = ({ timeline, played }: Account): Part[] =>
  played.fees.flatMap(({ fee, owed }) =>
    fee
      ? one(fee, fee.amount, `late fee for instalment ${fee.no}`)
      : one(timeline.signed, owed, 'late fees as taken over'),
  );

const feesWaived = ({ played, moment }: Account): Part[] =>
  played.fees.flatMap(({ fee }) =>
    (fee ? waiversAt(fee, moment) : []).flatMap((waiver) =>
      one(waiver, waiver.amount, `waived, instalment ${fee?.no}`),
    ),
  );

const feesOutstanding = (account: Account): Part[] => [
  ...feesCharged(account),
  ...negative(feesWaived(account)),
  ...negative(payments(account, (used) => used.lateFee)),
  ...negative(writtenOff(account, 'fees')),
];

const principalOutstanding = (account: Account): Part[] => [
  ...paidOut(account),
  ...capitalised(account),
  ...negative(principalPaid(account)),
  ...negative(writtenOff(account, 'principal')),
];

const interestOutstanding = (account: Account): Part[] => [
  ...interestAgreed(account),
  ...negative(interestPaid(account)),
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
  const owed = due.flatMap((row) =>
    one(agreedIn(account, row.no), row[kind], `instalment ${row.no}, due ${row.dueOn}`),
  );
  const brought = ({ instalments }: Allocation): Rupiah =>
    sumOf(
      instalments.filter(({ no }) => numbers.has(no)),
      (part) => part[kind],
    );
  return [...owed, ...negative(payments(account, brought))];
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

const recovered = (account: Account): Part[] => payments(account, (used) => used.recovered);

const claimed = (account: Account): Part[] =>
  (['principal', 'interest', 'fees'] as const).flatMap((kind) => writtenOff(account, kind));

const PARTS: Readonly<Record<Figure, (account: Account) => Part[]>> = {
  disbursed: paidOut,
  principalPaid,
  interestPaid,
  principalOutstanding,
  interestOutstanding,
  lateFeesCharged: feesCharged,
  lateFeesPaid: (account) => payments(account, (used) => used.lateFee),
  lateFeesWaived: feesWaived,
  lateFeeOutstanding: feesOutstanding,
  interestWaived,
  capitalised,
  credit: (account) => [...payments(account, (used) => used.credit), ...negative(returns(account))],
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

/**
 * The events that make up a figure of a position, with their amounts: they add up to it exactly,
 * at every moment. There are none before the agreement.
 */
export const explain = (timeline: LoanTimeline, moment: Moment, figure: Figure): Part[] => {
  if (!counts(timeline.signed, moment)) return [];
  const restructurings = restructuringsAt(timeline, moment);
  return PARTS[figure]({ timeline, moment, played: replay(timeline, moment), restructurings });
};
