import type { LocalDate } from '../kernel/local-date.js';
import { least, minus, plus, type Rupiah, shareDown, sumOf, ZERO } from '../kernel/rupiah.js';
import type { Allocation, Instalment } from './loan.events.js';
import { counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import {
  countingPayments,
  type Dated,
  type Disbursed,
  type LoanTimeline,
  type Paid,
} from './timeline.js';

/** An instalment with what has been paid on it; amounts as far as the loan was paid out. */
export interface InstalmentState extends Instalment {
  readonly paidPrincipal: Rupiah;
  readonly paidInterest: Rupiah;
  /** The payment date on which the last rupiah of it came; absent while anything is unpaid. */
  readonly paidOn?: LocalDate | undefined;
}

export interface Replay {
  readonly disbursed: Rupiah;
  readonly instalments: readonly InstalmentState[];
  /** By the id of the event that recorded the payment, in the order replayed. */
  readonly allocations: ReadonlyMap<string, Allocation>;
  readonly credit: Rupiah;
  readonly lastPaidOn?: LocalDate | undefined;
}

/**
 * After `disbursed` of the principal is paid out, instalments 1…k together owe that share of the
 * agreement's sum to k, cut to the rupiah; what was never paid out is not owed.
 */
export const owed = (
  { schedule, terms }: Pick<LoanTimeline, 'schedule' | 'terms'>,
  disbursed: Rupiah,
): readonly Instalment[] => {
  if (disbursed === terms.principal) return schedule;
  let [principalTo, interestTo, principalOwed, interestOwed] = [ZERO, ZERO, ZERO, ZERO];
  return schedule.map((instalment) => {
    principalTo = plus(principalTo, instalment.principal);
    interestTo = plus(interestTo, instalment.interest);
    const principal = minus(shareDown(principalTo, disbursed, terms.principal), principalOwed);
    const interest = minus(shareDown(interestTo, disbursed, terms.principal), interestOwed);
    principalOwed = plus(principalOwed, principal);
    interestOwed = plus(interestOwed, interest);
    return { ...instalment, principal, interest };
  });
};

type Part = 'Interest' | 'Principal';
const KEY = { Interest: 'interest', Principal: 'principal' } as const;
type Row = { -readonly [K in keyof InstalmentState]: InstalmentState[K] };

const dueOf = (part: Part, row: Instalment): Rupiah =>
  part === 'Interest' ? row.interest : row.principal;

/** A desk on which one loan's payments are used up; lives only inside one replay. */
class Desk {
  disbursed = ZERO;
  credit = ZERO;
  /** Of the last payment that anything was owed for: a later overpayment settles nothing. */
  lastPaidOn: LocalDate | undefined;
  readonly allocations = new Map<string, Allocation>();
  private rows: Row[];

  constructor(private readonly timeline: LoanTimeline) {
    this.rows = owed(timeline, ZERO).map((row) => this.unpaid(row));
  }

  instalments(): readonly InstalmentState[] {
    return this.rows;
  }

  disburse({ amount }: Disbursed): void {
    this.disbursed = plus(this.disbursed, amount);
    const now = owed(this.timeline, this.disbursed);
    this.rows = this.rows.map((row, index) => ({ ...row, ...now[index] }));
    this.recut('Interest');
    this.recut('Principal');
    for (const row of this.rows)
      row.paidOn = this.isPaid(row) ? (row.paidOn ?? this.lastPaidOn) : undefined;
  }

  /**
   * Cut anew, a single share can come out a rupiah smaller than before, never their sum up to it:
   * what was paid beyond it then goes to the oldest share with room, in the allocations too.
   */
  private recut(part: Part): void {
    const moved: { readonly event: string; readonly amount: Rupiah }[] = [];
    for (const row of this.rows) {
      const over = minus(row[`paid${part}`], least(row[`paid${part}`], dueOf(part, row)));
      row[`paid${part}`] = minus(row[`paid${part}`], over);
      moved.push(...this.takeBack(part, row.no, over));
    }
    for (const { event, amount } of moved) {
      let left = amount;
      for (const row of this.rows) {
        const used = this.use(part, row, left);
        left = minus(left, used);
        this.shift(event, part, row.no, used);
      }
    }
  }

  /** Takes what was paid on an instalment out of the last payments that paid it. */
  private takeBack(part: Part, no: number, over: Rupiah) {
    let left = over;
    return [...this.allocations].toReversed().flatMap(([event, { instalments }]) => {
      const paid = instalments.find((one) => one.no === no)?.[KEY[part]] ?? ZERO;
      const amount = least(paid, left);
      if (amount === 0) return [];
      left = minus(left, amount);
      this.shift(event, part, no, minus(ZERO, amount));
      return [{ event, amount }];
    });
  }

  private shift(event: string, part: Part, no: number, amount: Rupiah): void {
    const allocation = this.allocations.get(event);
    if (!allocation || amount === 0) return;
    const found = allocation.instalments.find((one) => one.no === no);
    const before = found ?? { no, interest: ZERO, principal: ZERO };
    const after = { ...before, [KEY[part]]: plus(before[KEY[part]], amount) };
    const instalments = [...allocation.instalments.filter((one) => one.no !== no), after]
      .filter(({ interest, principal }) => interest > 0 || principal > 0)
      .toSorted((a, b) => a.no - b.no);
    this.allocations.set(event, { ...allocation, instalments });
  }

  /** As much of `money` as is still unpaid on this part of an instalment; returns how much. */
  private use(part: Part, row: Row, money: Rupiah): Rupiah {
    const used = least(money, minus(dueOf(part, row), row[`paid${part}`]));
    row[`paid${part}`] = plus(row[`paid${part}`], used);
    return used;
  }

  /**
   * Interest that fell due on or before the payment's date, oldest first; then principal that
   * fell due; what is left goes ahead in order, each instalment's interest, then its principal;
   * the rest is credit. KEP-236/MBU/2003 read in full (domain rule 2).
   */
  receive({ event, amount, effectiveOn }: Paid): void {
    const before = this.rows.map((row) => ({ ...row }));
    let left = amount;
    const use = (part: Part, row: Row): void => {
      const used = this.use(part, row, left);
      left = minus(left, used);
      if (used > 0 && this.isPaid(row)) row.paidOn = effectiveOn;
    };
    const due = this.rows.filter((row) => row.dueOn <= effectiveOn);
    for (const row of due) use('Interest', row);
    for (const row of due) use('Principal', row);
    for (const row of this.rows) {
      if (left === 0) break;
      use('Interest', row);
      use('Principal', row);
    }
    this.credit = plus(this.credit, left);
    if (left < amount) this.lastPaidOn = effectiveOn;
    this.allocations.set(event, this.allocationSince(before, left));
  }

  private allocationSince(before: readonly InstalmentState[], credit: Rupiah): Allocation {
    const instalments = this.rows
      .map((row, index) => ({
        no: row.no,
        interest: minus(row.paidInterest, before[index]?.paidInterest ?? ZERO),
        principal: minus(row.paidPrincipal, before[index]?.paidPrincipal ?? ZERO),
      }))
      .filter(({ interest, principal }) => interest > 0 || principal > 0);
    const interest = sumOf(instalments, (part) => part.interest);
    const principal = sumOf(instalments, (part) => part.principal);
    return { lateFee: ZERO, interest, principal, credit, instalments };
  }

  private isPaid(row: InstalmentState): boolean {
    return row.paidPrincipal === row.principal && row.paidInterest === row.interest;
  }

  private unpaid(row: Instalment): InstalmentState {
    return { ...row, paidPrincipal: ZERO, paidInterest: ZERO };
  }
}

/** Replays what counts at a moment, in the world's order. */
export const replay = (timeline: LoanTimeline, moment: Moment): Replay => {
  const desk = new Desk(timeline);
  const movements: readonly (
    (Dated & { readonly paid: Paid }) | (Dated & { readonly disbursed: Disbursed })
  )[] = [
    ...timeline.disbursements
      .filter((disbursed) => counts(disbursed, moment))
      .map((disbursed) => ({ ...disbursed, disbursed })),
    ...countingPayments(timeline, moment).map((paid) => ({ ...paid, paid })),
  ].toSorted(inWorldOrder);
  for (const movement of movements)
    if ('paid' in movement) desk.receive(movement.paid);
    else desk.disburse(movement.disbursed);
  const { disbursed, allocations, credit, lastPaidOn } = desk;
  return { disbursed, allocations, credit, lastPaidOn, instalments: desk.instalments() };
};
