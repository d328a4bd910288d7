import { rupiah, type Rupiah, sumOf } from '../kernel/rupiah.js';
import type { Allocation } from './loan.events.js';
import { replay, type Replay } from './replay.js';
import { counts, type Moment } from '../kernel/moment.js';
import { countingPayments, type Dated, type LoanTimeline } from './timeline.js';

export const FIGURES = [
  'disbursed', 'principalPaid', 'interestPaid', 'principalOutstanding', 'interestOutstanding',
  'credit', 'totalOutstanding', 'principalArrears', 'interestArrears',
] as const; // prettier-ignore
export type Figure = (typeof FIGURES)[number];

/** One event's part of a figure; negative where it takes away. */
export interface Part {
  readonly amount: Rupiah;
  readonly source: Dated;
  readonly note: string;
}

type Kind = 'principal' | 'interest';

interface Account {
  readonly timeline: LoanTimeline;
  readonly moment: Moment;
  readonly played: Replay;
}

const paidOut = ({ timeline, moment }: Account): Part[] =>
  timeline.disbursements
    .filter((one) => counts(one, moment))
    .map((source) => ({ amount: source.amount, source, note: `paid out, ${source.reference}` }));

const payments = (
  { timeline, moment, played }: Account,
  amountOf: (allocation: Allocation) => Rupiah,
  sign: 1 | -1 = 1,
): Part[] =>
  countingPayments(timeline, moment).flatMap((source) => {
    const allocation = played.allocations.get(source.event);
    const amount = allocation ? amountOf(allocation) : 0;
    return amount === 0
      ? []
      : [{ amount: rupiah(sign * amount), source, note: `receipt ${source.receipt}` }];
  });

const interestOwed = ({ timeline, played }: Account): Part[] => {
  const amount = sumOf(played.instalments, (row) => row.interest);
  return amount === 0
    ? []
    : [{ amount, source: timeline.signed, note: 'interest agreed, as far as paid out' }];
};

/** What fell due before the day, less what payments brought on those very instalments. */
const arrears = (account: Account, kind: Kind): Part[] => {
  const due = account.played.instalments.filter((row) => row.dueOn < account.moment.asOf);
  const numbers = new Set(due.map(({ no }) => no));
  const owedParts = due
    .filter((row) => row[kind] > 0)
    .map((row) => ({
      amount: row[kind],
      source: account.timeline.signed,
      note: `instalment ${row.no}, due ${row.dueOn}`,
    }));
  const brought = ({ instalments }: Allocation): Rupiah =>
    sumOf(
      instalments.filter(({ no }) => numbers.has(no)),
      (part) => part[kind],
    );
  return [...owedParts, ...payments(account, brought, -1)];
};

/**
 * The events that make up a figure of a position, with their amounts: they add up to it exactly,
 * at every moment. There are none before the agreement.
 */
export const explain = (timeline: LoanTimeline, moment: Moment, figure: Figure): Part[] => {
  if (!counts(timeline.signed, moment)) return [];
  const account = { timeline, moment, played: replay(timeline, moment) };
  const principal = (): Part[] => [
    ...paidOut(account),
    ...payments(account, (used) => used.principal, -1),
  ];
  const interest = (): Part[] => [
    ...interestOwed(account),
    ...payments(account, (used) => used.interest, -1),
  ];
  const parts: Readonly<Record<Figure, () => Part[]>> = {
    disbursed: () => paidOut(account),
    principalPaid: () => payments(account, (used) => used.principal),
    interestPaid: () => payments(account, (used) => used.interest),
    principalOutstanding: principal,
    interestOutstanding: interest,
    totalOutstanding: () => [...principal(), ...interest()],
    credit: () => payments(account, (used) => used.credit),
    principalArrears: () => arrears(account, 'principal'),
    interestArrears: () => arrears(account, 'interest'),
  };
  return parts[figure]();
};
