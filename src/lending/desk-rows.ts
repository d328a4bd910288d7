import type { LocalDate } from '../kernel/local-date.js';
import { least, minus, plus, type Rupiah, shareDown, ZERO } from '../kernel/rupiah.js';
import type { Allocation } from './loan.events.js';
import type { Instalment } from './schedule/schedule.events.js';
import type { LoanTimeline } from './timeline.js';

/** An instalment with what has been paid on it; amounts as far as the loan was paid out. */
export interface InstalmentState extends Instalment {
  readonly paidPrincipal: Rupiah;
  readonly paidInterest: Rupiah;
  /** The payment date on which the last rupiah of it came; absent while anything is unpaid. */
  readonly paidOn?: LocalDate | undefined;
}

export type Part = 'Interest' | 'Principal';
export type Row = { -readonly [K in keyof InstalmentState]: InstalmentState[K] };
const KEY = { Interest: 'interest', Principal: 'principal' } as const;

/**
 * After `disbursed` of the principal is paid out, instalments 1…k together owe that share of the
 * agreement's sum to k, cut to the rupiah; what was never paid out is not owed.
 */
export const owed = (
  { schedule, terms }: Pick<LoanTimeline, 'schedule' | 'terms'>,
  disbursed: Rupiah,
): readonly Instalment[] => {
  if (disbursed === terms.principal) return schedule;
  if (disbursed === 0)
    return schedule.map(({ no, dueOn }) => ({ no, dueOn, principal: ZERO, interest: ZERO }));
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

/** Made once for every row of every replay: a spread here would cost more than all the rest. */
export const unpaid = ({ no, dueOn, principal, interest }: Instalment): InstalmentState => ({
  no,
  dueOn,
  principal,
  interest,
  paidPrincipal: ZERO,
  paidInterest: ZERO,
  paidOn: undefined,
});

export const isPaid = (row: InstalmentState): boolean =>
  row.paidPrincipal === row.principal && row.paidInterest === row.interest;

export const room = (part: Part, row: InstalmentState): Rupiah =>
  part === 'Interest'
    ? minus(row.interest, row.paidInterest)
    : minus(row.principal, row.paidPrincipal);

/** As much of `money` as is still unpaid on this part of an instalment; returns how much. */
export const use = (part: Part, row: Row, money: Rupiah): Rupiah => {
  const used = least(money, room(part, row));
  if (used === 0) return used;
  if (part === 'Interest') row.paidInterest = plus(row.paidInterest, used);
  else row.paidPrincipal = plus(row.paidPrincipal, used);
  return used;
};

type Allocations = Map<string, Allocation>;

const shift = (
  allocations: Allocations,
  event: string,
  { part, no, amount }: { readonly part: Part; readonly no: number; readonly amount: Rupiah },
): void => {
  const allocation = allocations.get(event);
  if (!allocation || amount === 0) return;
  const found = allocation.instalments.find((one) => one.no === no);
  const before = found ?? { no, interest: ZERO, principal: ZERO };
  const after = { ...before, [KEY[part]]: plus(before[KEY[part]], amount) };
  const instalments = [...allocation.instalments.filter((one) => one.no !== no), after]
    .filter(({ interest, principal }) => interest > 0 || principal > 0)
    .toSorted((a, b) => a.no - b.no);
  allocations.set(event, { ...allocation, instalments });
};

/** Takes what was paid on an instalment out of the last payments that paid it. */
const takeBack = (allocations: Allocations, part: Part, no: number, over: Rupiah) => {
  let left = over;
  return [...allocations].toReversed().flatMap(([event, { instalments }]) => {
    const paid = instalments.find((one) => one.no === no)?.[KEY[part]] ?? ZERO;
    const amount = least(paid, left);
    if (amount === 0) return [];
    left = minus(left, amount);
    shift(allocations, event, { part, no, amount: minus(ZERO, amount) });
    return [{ event, amount }];
  });
};

/**
 * Cut anew, a single share can come out a rupiah smaller than before, never their sum up to it:
 * what was paid beyond it then goes to the oldest share with room, in the allocations too.
 */
export const recut = (rows: readonly Row[], allocations: Allocations, part: Part): void => {
  if (rows.every((row) => room(part, row) >= 0)) return;
  const moved: { readonly event: string; readonly amount: Rupiah }[] = [];
  for (const row of rows) {
    const over = minus(row[`paid${part}`], least(row[`paid${part}`], row[KEY[part]]));
    Object.assign(row, { [`paid${part}`]: minus(row[`paid${part}`], over) });
    moved.push(...takeBack(allocations, part, row.no, over));
  }
  for (const { event, amount } of moved) {
    let left = amount;
    for (const row of rows) {
      const used = use(part, row, left);
      left = minus(left, used);
      shift(allocations, event, { part, no: row.no, amount: used });
    }
  }
};
