import { equationsAt } from '../../src/lending/account-equations.js';
import { position } from '../../src/kernel/envelope.js';
import type { Recorded } from '../../src/kernel/fact.js';
import type { LocalDate } from '../../src/kernel/local-date.js';
import { counts, inWorldOrder, type Moment } from '../../src/kernel/moment.js';
import { sameAllocation } from '../../src/lending/recorded-allocations.js';
import type { Allocation, LoanEvent } from '../../src/lending/loan.events.js';
import { isSigned, type Loan, loanDecider, type LoanState } from '../../src/lending/loan.js';
import { HEAD, balanceOf, positionAt } from '../../src/lending/position.js';
import { replay, type Replay } from '../../src/lending/replay.js';
import type { LoanTimeline, Paid } from '../../src/lending/timeline.js';
import { RULES } from './whole-life-rules.js';

type Events = readonly Recorded<LoanEvent>[];

/** The log as an auditor would quote it beside a failure. */
const quoted = (events: Events): string =>
  events
    .map((one) => `${one.position} ${one.effectiveOn} ${one.type} ${JSON.stringify(one.data)}`)
    .join('\n');

export const must = (holds: boolean, what: string, events: Events, moment: object = {}): void => {
  if (!holds) throw new Error(`${what} ${JSON.stringify(moment)}\n${quoted(events)}`);
};

const folded = (events: Events): LoanTimeline | null => {
  const state = events.reduce<LoanState>(loanDecider.evolve, loanDecider.initial);
  return isSigned(state) ? state.timeline : null;
};

/** The account equations, and nothing below zero. */
export const balances = (timeline: LoanTimeline, moment: Moment, events: Events): void => {
  for (const [name, expected, found] of equationsAt(timeline, moment))
    must(expected === found, `${name}: ${expected} and ${found}`, events, moment);
  const { writtenOff, ...balance } = balanceOf(replay(timeline, moment));
  for (const [name, figure] of Object.entries({ ...balance, ...writtenOff }))
    must(typeof figure !== 'number' || figure >= 0, `${name}: ${figure}`, events, moment);
};

/** What is known at a position is what the log up to there says by itself, whatever the day. */
export const foldsAlone = (timeline: LoanTimeline, moment: Moment, events: Events): void => {
  const whole = positionAt(timeline, moment, RULES);
  const prefix = folded(events.filter((one) => one.position <= moment.known));
  const subset = folded(events.filter((one) => counts(one, moment)).toSorted(inWorldOrder));
  const alone = { asOf: moment.asOf, known: HEAD.known };
  for (const part of [prefix, subset]) {
    const found = part && positionAt(part, alone, RULES);
    must(JSON.stringify(found) === JSON.stringify(whole), 'folds otherwise', events, moment);
  }
};

/** Paid in order: no row gets anything while one before it has anything left. */
const inOrder = (rows: readonly number[], parts: readonly number[]): boolean =>
  rows.every((owed, index) => {
    const later = parts.slice(index + 1).some((part) => part > 0);
    return (parts[index] ?? 0) <= owed && (!later || parts[index] === owed);
  });

type Rows = Replay['instalments'];
const roomOf = (rows: Rows) => ({
  interest: rows.map((row) => row.interest - row.paidInterest),
  principal: rows.map((row) => row.principal - row.paidPrincipal),
});
const sum = (amounts: readonly number[]): number => amounts.reduce((sum, one) => sum + one, 0);

/** Interest due, principal due, fees (or these first), then ahead row by row, then credit. */
const orderKept = (before: Replay, { amount, feesFirst }: Paid, to: Allocation, on: LocalDate) => {
  const partsOf = (rows: Rows) => {
    const part = (no: number) => to.instalments.find((one) => one.no === no);
    return {
      interest: rows.map(({ no }) => part(no)?.interest ?? 0),
      principal: rows.map(({ no }) => part(no)?.principal ?? 0),
    };
  };
  const fees = sum(before.fees.map((one) => one.owed - one.paid));
  const due = before.instalments.filter((row) => row.dueOn <= on);
  const ahead = before.instalments.filter((row) => row.dueOn > on);
  const [room, parts, coming] = [roomOf(due), partsOf(due), partsOf(ahead)];
  const first = feesFirst ? Math.min(amount, fees) : 0;
  const interest = Math.min(amount - first, sum(room.interest));
  const principal = Math.min(amount - first - interest, sum(room.principal));
  const last = feesFirst ? 0 : Math.min(amount - interest - principal, fees);
  const left = amount - first - interest - principal - last;
  const owed = roomOf(ahead);
  const each = owed.interest.flatMap((one, index) => [
    to.forgiven ? 0 : one,
    owed.principal[index] ?? 0,
  ]);
  const got = coming.interest.flatMap((one, index) => [one, coming.principal[index] ?? 0]);
  return (
    sum(parts.interest) === interest &&
    sum(parts.principal) === principal &&
    to.lateFee === first + last &&
    inOrder(room.interest, parts.interest) &&
    inOrder(room.principal, parts.principal) &&
    inOrder(each, got) &&
    sum(got) === Math.min(left, sum(each)) &&
    to.credit === left - sum(got)
  );
};

/** How each payment was used on its day, by what was known when it was entered. */
export const usedInOrder = ({ timeline }: Loan, events: Events): void => {
  for (const paid of timeline.payments) {
    const { effectiveOn: asOf, position: known } = paid;
    const before = replay(timeline, { asOf, known: position(Number(known) - 1) });
    const to = replay(timeline, { asOf, known }).allocations.get(paid.event);
    const claim = balanceOf(before).claimOutstanding;
    const kept =
      to !== undefined &&
      (before.writtenOff
        ? to.recovered === Math.min(claim, paid.amount) &&
          to.credit === paid.amount - Math.min(claim, paid.amount)
        : orderKept(before, paid, to, asOf));
    must(kept, `the order of ${paid.receipt}: ${JSON.stringify(to)}`, events, { asOf, known });
  }
};

/** What is recorded is what a replay of all of it finds. */
export const recordsWhatIsReplayed = (loan: Loan, events: Events): void => {
  const { timeline, recorded, writtenOff, status } = loan;
  const played = replay(timeline, HEAD);
  for (const [payment, to] of played.allocations) {
    const found = recorded.get(payment);
    must(found !== undefined && sameAllocation(found, to), `allocation of ${payment}`, events);
  }
  const off = (of: Loan['writtenOff'] | null) => of && [of.principal, of.interest, of.fees];
  const same = JSON.stringify(off(writtenOff) ?? null) === JSON.stringify(off(played.writtenOff));
  must(same, `written off: ${JSON.stringify([writtenOff, played.writtenOff])}`, events);
  const at = positionAt(timeline, HEAD, RULES);
  must(at?.status === status, `${at?.status} is recorded as ${status}`, events);
};

/** Settled, reopened, settled again: never twice the same, and reopened from that settlement. */
export const settlesInTurn = (events: Events): void => {
  let settledOn: LocalDate | undefined;
  for (const event of events) {
    if (event.type === 'LoanSettled') {
      must(settledOn === undefined, 'settled twice', events);
      settledOn = event.effectiveOn;
    }
    if (event.type !== 'LoanReopened') continue;
    must(event.data.settledOn === settledOn, 'reopened from no settlement', events);
    settledOn = undefined;
  }
};
