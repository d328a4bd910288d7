import type { LocalDate } from '../kernel/local-date.js';
import { least, minus, plus, type Rupiah, sumOf, ZERO } from '../kernel/rupiah.js';
import {
  type InstalmentState,
  isPaid,
  owed,
  type Part,
  recut,
  room,
  type Row,
  unpaid,
  use,
} from './desk-rows.js';
import { foreseen } from './desk-restructured.js';
import type { Amounts } from './ending/ending.events.js';
import type { Allocation } from './loan.events.js';
import { type Disbursed, type Fee, type LoanTimeline, NEVER_DUE } from './timeline.js';
import type { Cancelled, Paid, Restructured, Returned } from './timeline.js';

/** A late fee as it stands: what is left of it after waivers, and what is paid of that. */
export interface FeeState {
  readonly fee: Fee | null;
  readonly owed: Rupiah;
  readonly paid: Rupiah;
}
type OpenFee = { -readonly [K in keyof FeeState]: FeeState[K] };

/** What a payment brought, by instalment. */
type Brought = Map<Row, { readonly interest: Rupiah; readonly principal: Rupiah }>;

const NOTHING = { lateFee: ZERO, interest: ZERO, principal: ZERO, credit: ZERO, instalments: [] };

/** A desk on which one loan's money is used up, movement by movement; lives in one replay only. */
export class Desk {
  disbursed = ZERO;
  credit = ZERO;
  returned = ZERO;
  interestWaived = ZERO;
  capitalised = ZERO;
  /** What stood out on the day it was written off; null while it was not. */
  writtenOff: Amounts | null = null;
  recovered = ZERO;
  cancelled = ZERO;
  readonly cancellations = new Map<string, Rupiah>();
  /** Paid back beyond the credit there turned out to be: the mitra owes it. */
  returnedInExcess = ZERO;
  /** Of the last payment that anything was owed for: a later overpayment settles nothing. */
  lastPaidOn: LocalDate | undefined;
  readonly allocations = new Map<string, Allocation>();
  readonly fees: OpenFee[] = [];
  private rows: Row[];

  constructor(private readonly timeline: LoanTimeline) {
    const { opening, schedule } = timeline;
    this.rows = (opening ? schedule : owed(timeline, ZERO)).map((row) => unpaid(row));
    if (!opening) return;
    this.disbursed = opening.disbursed;
    if (opening.fees > 0) this.fees.push({ fee: null, owed: opening.fees, paid: ZERO });
  }

  /** Another desk that goes on from here; of the payments only those to come are told there. */
  onward(timeline: LoanTimeline): Desk {
    const desk = Object.assign(new Desk({ ...timeline, schedule: [] }), this, { timeline });
    const [rows, fees] = [this.rows.map((row) => ({ ...row })), this.fees.map((f) => ({ ...f }))];
    const cancellations = new Map(this.cancellations);
    return Object.assign(desk, { rows, fees, cancellations, allocations: new Map() });
  }

  instalments(): readonly InstalmentState[] {
    return this.rows;
  }

  unpaid(part: Part): Rupiah {
    return sumOf(this.rows, (row) => room(part, row));
  }

  unpaidFees(): Rupiah {
    return sumOf(this.fees, (one) => minus(one.owed, one.paid));
  }

  disburse({ amount }: Disbursed): void {
    this.disbursed = plus(this.disbursed, amount);
    this.unforgive();
    const now = owed(this.timeline, this.disbursed);
    for (const [index, row] of this.rows.entries()) {
      row.principal = now[index]?.principal ?? row.principal;
      row.interest = now[index]?.interest ?? row.interest;
    }
    recut(this.rows, this.allocations, 'Interest');
    recut(this.rows, this.allocations, 'Principal');
    for (const row of this.rows)
      row.paidOn = isPaid(row) ? (row.paidOn ?? this.lastPaidOn) : undefined;
  }

  charge(fee: Fee, left: Rupiah): void {
    if (!this.writtenOff) this.fees.push({ fee, owed: left, paid: ZERO });
  }

  giveBack({ amount }: Returned): void {
    const covered = least(amount, this.credit);
    this.credit = minus(this.credit, covered);
    this.returned = plus(this.returned, covered);
    this.returnedInExcess = plus(this.returnedInExcess, minus(amount, covered));
  }

  /** Credit first makes good what was paid back without any. */
  private keep(money: Rupiah): void {
    const covered = least(money, this.returnedInExcess);
    this.returnedInExcess = minus(this.returnedInExcess, covered);
    this.returned = plus(this.returned, covered);
    this.credit = plus(this.credit, minus(money, covered));
  }

  /**
   * Interest that fell due on or before the day, oldest first; then principal that fell due; then
   * late fees, oldest first (before all, where the payment's rule says so); what is left goes
   * ahead in order, each instalment's interest, then its principal; the rest is credit.
   * KEP-236/MBU/2003 read in full (domain rule 2). After a write-off it is a recovery.
   * @param on the payment's day or, where it was entered after a restructuring, that day
   */
  receive({ event, amount, feesFirst, forgives }: Paid, on: LocalDate): void {
    if (this.writtenOff) return this.recover(event, amount);
    const brought: Brought = new Map();
    let left = amount;
    const take = (part: Part, row: Row): void => {
      const used = use(part, row, left);
      if (used === 0) return;
      left = minus(left, used);
      const { interest, principal } = brought.get(row) ?? NOTHING;
      const more = part === 'Interest' ? { interest: plus(interest, used), principal } : null;
      brought.set(row, more ?? { interest, principal: plus(principal, used) });
      if (isPaid(row)) row.paidOn = on;
    };
    let lateFee = feesFirst ? this.payFees(left) : ZERO;
    left = minus(left, lateFee);
    for (const row of this.rows) if (row.dueOn <= on) take('Interest', row);
    for (const row of this.rows) if (row.dueOn <= on) take('Principal', row);
    const after = this.payFees(left);
    lateFee = plus(lateFee, after);
    left = minus(left, after);
    const forgiven = forgives ? this.forgive(left, on) : ZERO;
    for (const row of this.rows) {
      if (left === 0) break;
      take('Interest', row);
      take('Principal', row);
    }
    this.keep(left);
    if (left < amount) this.lastPaidOn = on;
    this.allocations.set(event, this.allocated(brought, { lateFee, credit: left, forgiven }));
  }

  /**
   * The new schedule takes the place of whatever is unpaid. What it did not foresee, because a
   * payment from before was reversed since, falls due on the day itself. Where less was unpaid
   * than it foresaw, because a fee from before was waived since and its money paid something
   * else, the oldest new instalments owe so much less.
   */
  restructure(made: Restructured): void {
    const more = {
      principal: minus(this.unpaid('Principal'), made.principal),
      interest: minus(this.unpaid('Interest'), made.interest),
    };
    const kept = this.rows
      .filter((row) => row.paidPrincipal + row.paidInterest > 0)
      .map((row) => ({ ...row, principal: row.paidPrincipal, interest: row.paidInterest }))
      .map((row) => ({ ...row, paidOn: row.paidOn ?? this.lastPaidOn }));
    const { rows, capitalised, interestWaived } = foreseen(made, more);
    this.rows = [...kept, ...rows.map((row) => unpaid(row))];
    this.capitalised = plus(this.capitalised, capitalised);
    this.interestWaived = plus(this.interestWaived, interestWaived);
  }

  writeOff(): void {
    this.writtenOff = {
      principal: this.unpaid('Principal'),
      interest: this.unpaid('Interest'),
      fees: this.unpaidFees(),
    };
  }

  claim(): Rupiah {
    const { principal, interest, fees } = this.writtenOff ?? NO_CLAIM;
    return minus(plus(principal, interest, fees), plus(this.recovered, this.cancelled));
  }

  /** As much as was decided and no more: what comes back to the claim later lives on. */
  cancel({ event, amount }: Cancelled): void {
    const ended = least(amount, this.claim());
    this.cancelled = plus(this.cancelled, ended);
    this.cancellations.set(event, ended);
  }

  private recover(event: string, amount: Rupiah): void {
    const recovered = least(amount, this.claim());
    const credit = minus(amount, recovered);
    this.recovered = plus(this.recovered, recovered);
    this.keep(credit);
    this.allocations.set(event, { ...NOTHING, credit, recovered });
  }

  private payFees(money: Rupiah): Rupiah {
    let left = money;
    for (const one of this.fees) {
      const used = least(left, minus(one.owed, one.paid));
      one.paid = plus(one.paid, used);
      left = minus(left, used);
    }
    return minus(money, left);
  }

  /** Coming interest, where the money settles all the rest. */
  private forgive(money: Rupiah, on: LocalDate): Rupiah {
    // Of a balance taken over without due dates, nobody knows that its interest is yet to come.
    const coming = this.rows.filter((row) => row.dueOn > on && row.dueOn !== NEVER_DUE);
    const principal = sumOf(coming, (row) => room('Principal', row));
    const due = sumOf(this.rows, (row) => plus(room('Principal', row), room('Interest', row)));
    const interest = sumOf(coming, (row) => room('Interest', row));
    const short = money < principal || due > plus(principal, interest) || this.unpaidFees() > 0;
    if (interest === 0 || short) return ZERO;
    for (const row of coming) row.interest = row.paidInterest;
    for (const row of coming) if (isPaid(row)) row.paidOn ??= on;
    this.interestWaived = plus(this.interestWaived, interest);
    return interest;
  }

  /** A part paid out after it shows that the loan was not settled early: the interest is back. */
  private unforgive(): void {
    for (const [event, { forgiven = ZERO, ...used }] of this.allocations) {
      this.interestWaived = minus(this.interestWaived, forgiven);
      this.allocations.set(event, used);
    }
  }

  private allocated(
    brought: Brought,
    over: { readonly lateFee: Rupiah; readonly credit: Rupiah; readonly forgiven: Rupiah },
  ): Allocation {
    const instalments = this.rows.flatMap((row) => {
      const part = brought.get(row);
      return part ? [{ no: row.no, interest: part.interest, principal: part.principal }] : [];
    });
    const interest = sumOf(instalments, (part) => part.interest);
    const principal = sumOf(instalments, (part) => part.principal);
    const { lateFee, credit, forgiven } = over;
    const used = { lateFee, interest, principal, credit, instalments };
    return forgiven > 0 ? { ...used, forgiven } : used;
  }
}

const NO_CLAIM: Amounts = { principal: ZERO, interest: ZERO, fees: ZERO };
