import { type Input, type Told, type ToldOf } from './naive-list.js';
import { type Agreed, naiveSchedule, type Wording } from './naive-schedule.js';

/** An instalment as far as the loan is paid out, and what was paid of it. */
export interface Row {
  readonly no: number;
  readonly dueOn: string;
  principal: number;
  interest: number;
  paidPrincipal: number;
  paidInterest: number;
  paidOn: string | null;
}
interface Fee {
  readonly amount: number;
  readonly waived: number;
  paid: number;
}
export interface Use {
  lateFee: number;
  interest: number;
  principal: number;
  credit: number;
  readonly instalments: { no: number; interest: number; principal: number }[];
}
export interface Pause {
  readonly from: string;
  readonly to: string;
}
/** A loan as its counting events leave it. */
export interface Played {
  readonly signed: ToldOf<'AgreementSigned'>;
  readonly agreed: readonly Agreed[];
  readonly rows: readonly Row[];
  readonly fees: Fee[];
  readonly uses: Map<string, Use>;
  readonly pauses: Pause[];
  out: number;
  overpaid: number;
  returned: number;
  lastPaidOn: string | null;
}

export const openPrincipal = (row: Row): number => row.principal - row.paidPrincipal;
export const openInterest = (row: Row): number => row.interest - row.paidInterest;
export const openFee = (fee: Fee): number => fee.amount - fee.waived - fee.paid;

/** Instalments 1 to k together owe floor(what was agreed to k × paid out ÷ principal). */
const payOut = (loan: Played, amount: number): void => {
  loan.out += amount;
  const [out, whole] = [
    BigInt(loan.out),
    BigInt((loan.signed.input as unknown as Wording).principal),
  ];
  let [principal, interest, owedPrincipal, owedInterest] = [0n, 0n, 0n, 0n];
  loan.agreed.forEach((agreed, at) => {
    principal += agreed.principal;
    interest += agreed.interest;
    const row = loan.rows[at];
    if (!row) throw new Error('a row for each instalment');
    row.principal = Number((principal * out) / whole - owedPrincipal);
    row.interest = Number((interest * out) / whole - owedInterest);
    owedPrincipal = (principal * out) / whole;
    owedInterest = (interest * out) / whole;
    if (openPrincipal(row) + openInterest(row) > 0) row.paidOn = null;
  });
};

/** A payment while it is being used: what is left of it, and where the rest went. */
class Purse {
  readonly use: Use = { lateFee: 0, interest: 0, principal: 0, credit: 0, instalments: [] };
  constructor(public left: number) {}

  #share(no: number) {
    const found = this.use.instalments.find((one) => one.no === no);
    if (found) return found;
    const share = { no, interest: 0, principal: 0 };
    this.use.instalments.push(share);
    this.use.instalments.sort((a, b) => a.no - b.no);
    return share;
  }

  toInterest(row: Row): void {
    const part = Math.min(this.left, openInterest(row));
    if (part === 0) return;
    row.paidInterest += part;
    this.use.interest += part;
    this.#share(row.no).interest += part;
    this.left -= part;
  }

  toPrincipal(row: Row): void {
    const part = Math.min(this.left, openPrincipal(row));
    if (part === 0) return;
    row.paidPrincipal += part;
    this.use.principal += part;
    this.#share(row.no).principal += part;
    this.left -= part;
  }

  toFee(fee: Fee): void {
    const part = Math.min(this.left, openFee(fee));
    fee.paid += part;
    this.use.lateFee += part;
    this.left -= part;
  }
}

/** Interest due, principal due, open late fees, then ahead: each its interest, its principal. */
const pay = (loan: Played, { data, effectiveOn, eventId }: ToldOf<'PaymentReceived'>): void => {
  const purse = new Purse(data.amount);
  const due = loan.rows.filter((row) => row.dueOn <= effectiveOn);
  for (const row of due) purse.toInterest(row);
  for (const row of due) purse.toPrincipal(row);
  for (const fee of loan.fees) purse.toFee(fee);
  for (const row of loan.rows.filter(({ dueOn }) => dueOn > effectiveOn)) {
    purse.toInterest(row);
    purse.toPrincipal(row);
  }
  purse.use.credit = purse.left;
  loan.overpaid += purse.left;
  loan.uses.set(eventId, purse.use);
  if (purse.left < data.amount) loan.lastPaidOn = effectiveOn;
  for (const row of loan.rows)
    if (row.paidOn === null && row.principal + row.interest > 0)
      if (openPrincipal(row) + openInterest(row) === 0) row.paidOn = effectiveOn;
};

const begun = (signed: ToldOf<'AgreementSigned'>): Played => {
  const agreed = naiveSchedule(signed.input as Input & Wording);
  const nothing = { principal: 0, interest: 0, paidPrincipal: 0, paidInterest: 0, paidOn: null };
  const rows = agreed.map(({ no, dueOn }): Row => ({ no, dueOn, ...nothing }));
  return {
    ...{ signed, agreed, rows, fees: [], uses: new Map<string, Use>(), pauses: [] },
    ...{ out: 0, overpaid: 0, returned: 0, lastPaidOn: null },
  };
};

/** What is waived was never there to be paid; in all it is no more than was charged. */
const waivedOf = (fee: string, events: readonly Told[]): number => {
  let waived = 0;
  for (const event of events)
    if (event.type === 'LateFeeWaived' && event.data.fee === fee) waived += event.data.amount;
  return waived;
};

const happen = (loan: Played, event: Told, events: readonly Told[]): void => {
  if (event.type === 'LoanDisbursed') payOut(loan, event.data.amount);
  if (event.type === 'PaymentReceived' && !reversedBy(events).has(event.eventId)) pay(loan, event);
  if (event.type === 'OverpaymentReturned') loan.returned += event.data.amount;
  if (event.type === 'LateFeeCharged') {
    const waived = Math.min(waivedOf(event.eventId, events), event.data.amount);
    loan.fees.push({ amount: event.data.amount, waived, paid: 0 });
  }
  if (event.type === 'MoratoriumGranted')
    loan.pauses.push({ from: event.data.from, to: event.data.to });
};

/** All payments that a counting reversal takes back: they are played as if they never came. */
export const reversedBy = (
  events: readonly Told[],
): ReadonlyMap<string, ToldOf<'PaymentReversed'>> =>
  new Map(
    events
      .filter((event): event is ToldOf<'PaymentReversed'> => event.type === 'PaymentReversed')
      .map((event) => [event.data.payment, event]),
  );

/** The loan of these counting events, in the world's order; null before it was agreed. */
export const played = (events: readonly Told[]): Played | null => {
  const signed = events.find(
    (event): event is ToldOf<'AgreementSigned'> => event.type === 'AgreementSigned',
  );
  if (!signed) return null;
  const loan = begun(signed);
  for (const event of events) happen(loan, event, events);
  return loan;
};
