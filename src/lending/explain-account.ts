import type { LocalDate } from '../kernel/local-date.js';
import { counts, type Moment } from '../kernel/moment.js';
import { least, minus, type Rupiah, sumOf, ZERO } from '../kernel/rupiah.js';
import type { PolicyKind } from '../policy/policy-rules.events.js';
import type { Allocation } from './loan.events.js';
import { replay, type Replay } from './replay.js';
import {
  countingPayments,
  type Dated,
  type LoanTimeline,
  NEVER_DUE,
  type Restructured,
  restructuringsAt,
} from './timeline.js';

/** An instalment that a part of a figure is about, with what of the part falls to it. */
export interface Concerned {
  readonly no: number;
  /** Null: of a balance taken over without its due dates. */
  readonly dueOn: LocalDate | null;
  readonly amount: Rupiah;
}

/** One event's part of a figure; negative where it takes away. */
export interface Part {
  readonly amount: Rupiah;
  readonly source: Dated;
  readonly note: string;
  /** None where it is about the loan as a whole; else they add up to the amount. */
  readonly instalments: readonly Concerned[];
  /** The kind of rule that decided how much, where one did: the event names which. */
  readonly decidedBy?: PolicyKind | undefined;
}

/** A loan replayed once for all its figures at a moment. */
export interface Account {
  readonly timeline: LoanTimeline;
  readonly moment: Moment;
  readonly played: Replay;
  readonly restructurings: readonly Restructured[];
  readonly dueOn: ReadonlyMap<number, LocalDate | null>;
  /** By payment: the late fees that it paid, by the instalment that was late. */
  readonly feesPaid: ReadonlyMap<string, readonly Concerned[]>;
}

/** Late fees are paid in the order they were charged in: what each payment brought fills them. */
const feesPaidBy = ({ fees, allocations }: Replay): Account['feesPaid'] => {
  const open = fees.map(({ fee, paid }) => ({ fee, left: paid }));
  const paidBy = new Map<string, readonly Concerned[]>();
  for (const [event, { lateFee }] of allocations) {
    let money = lateFee;
    const concerned: Concerned[] = [];
    for (const one of open) {
      const amount = least(money, one.left);
      if (amount === 0) continue;
      money = minus(money, amount);
      one.left = minus(one.left, amount);
      if (one.fee) concerned.push({ no: one.fee.no, dueOn: one.fee.dueOn, amount });
    }
    paidBy.set(event, concerned);
  }
  return paidBy;
};

/** Null before the agreement, or before that was known. */
export const accountAt = (timeline: LoanTimeline, moment: Moment): Account | null => {
  if (!counts(timeline.signed, moment)) return null;
  const played = replay(timeline, moment);
  const due = played.instalments.map(({ no, dueOn }): [number, LocalDate | null] => [
    no,
    dueOn === NEVER_DUE ? null : dueOn,
  ]);
  return {
    ...{ timeline, moment, played, restructurings: restructuringsAt(timeline, moment) },
    ...{ dueOn: new Map(due), feesPaid: feesPaidBy(played) },
  };
};

export const negative = (parts: readonly Part[]): Part[] =>
  parts.map((part) => ({
    ...part,
    amount: minus(ZERO, part.amount),
    instalments: part.instalments.map((one) => ({ ...one, amount: minus(ZERO, one.amount) })),
  }));

type More = Partial<Pick<Part, 'instalments' | 'decidedBy'>>;

export const one = (
  source: Dated | undefined,
  amount: Rupiah,
  note: string,
  { instalments = [], decidedBy }: More = {},
): Part[] => {
  if (source === undefined || amount === 0) return [];
  // What falls to instalments either is the whole part or is not told by them.
  const told = sumOf(instalments, (each) => each.amount) === amount;
  const concerned = told ? instalments.filter((each) => each.amount !== 0) : [];
  return [{ amount, source, note, instalments: concerned, decidedBy }];
};

/** The instalments of an allocation, as far as they are of this kind. */
export const ofInstalments = (
  { dueOn }: Account,
  { instalments }: Pick<Allocation, 'instalments'>,
  kind: 'principal' | 'interest',
): Concerned[] =>
  instalments.map((part) => ({
    no: part.no,
    dueOn: dueOn.get(part.no) ?? null,
    amount: part[kind],
  }));

export const payments = (
  { timeline, moment, played }: Account,
  amountOf: (allocation: Allocation, event: string) => More & { readonly amount: Rupiah },
): Part[] =>
  countingPayments(timeline, moment).flatMap((source) => {
    const allocation = played.allocations.get(source.event);
    if (!allocation) return [];
    const { amount, ...more } = amountOf(allocation, source.event);
    const note = `receipt ${source.receipt}`;
    return one(source, amount, note, { decidedBy: 'ALLOCATION', ...more });
  });
