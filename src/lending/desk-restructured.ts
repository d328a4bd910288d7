import { least, minus, plus, type Rupiah, ZERO } from '../kernel/rupiah.js';
import type { NewTerms } from './restructuring/restructuring.events.js';
import type { Instalment } from './schedule/schedule.events.js';
import type { Restructured } from './timeline.js';

type Amounts = Pick<Instalment, 'principal' | 'interest'>;

const beyond = (amount: Rupiah): Rupiah => (amount > 0 ? amount : ZERO);

/** Takes an amount out of the oldest instalments that owe any of it. */
const lessOf = (
  rows: readonly Instalment[],
  part: keyof Amounts,
  amount: Rupiah,
): { readonly rows: readonly Instalment[]; readonly left: Rupiah } => {
  let left = amount;
  const after = rows.map((row) => {
    const cut = least(left, row[part]);
    left = minus(left, cut);
    return { ...row, [part]: minus(row[part], cut) };
  });
  return { rows: after, left };
};

/**
 * What a restructuring comes to where `more` was unpaid on its day than it foresaw (or less, where
 * that is negative). Interest paid beyond what it foresaw is neither owed anew, nor waived, nor
 * capitalised: in this order, so that the accounts of the loan still add up.
 */
export const foreseen = (
  made: Restructured,
  more: Amounts,
): Pick<NewTerms, 'capitalised' | 'interestWaived'> & { readonly rows: readonly Instalment[] } => {
  const again = {
    no: (made.schedule[0]?.no ?? 1) - 1,
    dueOn: made.effectiveOn,
    ...{ principal: beyond(more.principal), interest: beyond(more.interest) },
  };
  const interest = lessOf(made.schedule, 'interest', beyond(minus(ZERO, more.interest)));
  const notWaived = least(interest.left, made.interestWaived);
  const notCapitalised = minus(interest.left, notWaived);
  const paid = plus(beyond(minus(ZERO, more.principal)), notCapitalised);
  const { rows } = lessOf(interest.rows, 'principal', paid);
  return {
    rows: again.principal + again.interest > 0 ? [again, ...rows] : rows,
    interestWaived: minus(made.interestWaived, notWaived),
    capitalised: minus(made.capitalised, notCapitalised),
  };
};
