import { monthsAfter } from './naive-calendar.js';

/** What an agreement says, as it was entered: nothing worked out. */
export interface Wording {
  readonly principal: number;
  readonly method: keyof typeof METHODS | 'AGREED';
  readonly frequency: keyof typeof MONTHS;
  readonly instalments: number;
  readonly agreedOn: string;
  readonly rate?: string;
  readonly interestTotal?: number;
  readonly graceMonths?: number;
  readonly firstDueOn?: string;
}

/** An instalment as agreed, were everything paid out. */
export interface Agreed {
  readonly no: number;
  readonly dueOn: string;
  readonly principal: bigint;
  readonly interest: bigint;
}

const MONTHS = { MONTHLY: 1, QUARTERLY: 3, HALF_YEARLY: 6 } as const;

/** An exact fraction, and what it is in whole rupiah, half up. */
const halfUp = (over: bigint, under: bigint): bigint => (2n * over + under) / (2n * under);

/** "0.06" is 6 of 100. */
const fraction = (rate: string): readonly [bigint, bigint] => {
  const [whole = '', decimals = ''] = rate.split('.');
  return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
};

/** Equal floors, and the last one takes the rest. */
const equally = (sum: bigint, parts: number): bigint[] => {
  const each = sum / BigInt(parts);
  const all = Array.from({ length: parts }, () => each);
  all[parts - 1] = sum - each * BigInt(parts - 1);
  return all;
};

interface Asked {
  readonly principal: bigint;
  readonly n: number;
  /** Instalments in a year. */
  readonly periods: number;
  readonly rate: readonly [bigint, bigint];
}
type Parts = readonly { readonly principal: bigint; readonly interest: bigint }[];

const together = (principals: readonly bigint[], interests: readonly bigint[]): Parts =>
  principals.map((principal, at) => ({ principal, interest: interests[at] ?? 0n }));

const declining = ({ principal, n, periods, rate: [over, under] }: Asked): Parts => {
  const principals = equally(principal, n);
  let balance = principal;
  const interests: bigint[] = [];
  for (const part of principals) {
    interests.push(halfUp(balance * over, under * BigInt(periods)));
    balance -= part;
  }
  return together(principals, interests);
};

const annuity = ({ principal, n, periods, rate: [over, under] }: Asked): Parts => {
  // i = over / all; payment = P · i · (1 + i)^n ÷ ((1 + i)^n − 1)
  const all = under * BigInt(periods);
  const [grown, kept] = [(all + over) ** BigInt(n), all ** BigInt(n)];
  const payment =
    over === 0n
      ? halfUp(principal, BigInt(n))
      : halfUp(principal * over * grown, all * (grown - kept));
  let balance = principal;
  const parts: { principal: bigint; interest: bigint }[] = [];
  for (let no = 1; no <= n; no += 1) {
    const interest = halfUp(balance * over, all);
    const part = no === n ? balance : payment - interest;
    parts.push({ principal: part, interest });
    balance -= part;
  }
  return parts;
};

const flat = ({ principal, n, periods, rate: [over, under] }: Asked): Parts => {
  const interest = halfUp(principal * over * BigInt(n), under * BigInt(periods));
  return together(equally(principal, n), equally(interest, n));
};

const annualRest = ({ principal, n, periods, rate: [over, under] }: Asked): Parts => {
  const principals = equally(principal, n);
  let balance = principal;
  const interests: bigint[] = [];
  for (let first = 0; first < n; first += periods) {
    const count = Math.min(periods, n - first);
    const year = halfUp(balance * over * BigInt(count), under * BigInt(periods));
    interests.push(...equally(year, count));
    for (const part of principals.slice(first, first + count)) balance -= part;
  }
  return together(principals, interests);
};

const METHODS = {
  DECLINING: declining,
  ANNUITY: annuity,
  FLAT: flat,
  ANNUAL_REST: annualRest,
} as const;

/** What was agreed of interest is the agreement: the last instalment bears the difference. */
const agreedInterest = (parts: Parts, agreed: bigint): Parts | null => {
  const before = parts.slice(0, -1).reduce((sum, { interest }) => sum + interest, 0n);
  const last = agreed - before;
  if (last < 0n) return null;
  return parts.map((part, at) => (at === parts.length - 1 ? { ...part, interest: last } : part));
};

const partsOf = (said: Wording): Parts => {
  const { method, rate, interestTotal, instalments: n } = said;
  const principal = BigInt(said.principal);
  const floors = (interest: number): Parts =>
    together(equally(principal, n), equally(BigInt(interest), n));
  if (method === 'AGREED' || rate === undefined) return floors(interestTotal ?? 0);
  const periods = 12 / MONTHS[said.frequency];
  const counted = METHODS[method]({ principal, n, periods, rate: fraction(rate) });
  if (interestTotal === undefined) return counted;
  return agreedInterest(counted, BigInt(interestTotal)) ?? floors(interestTotal);
};

/** The instalments of an agreement. */
export const naiveSchedule = (said: Wording): readonly Agreed[] => {
  const every = MONTHS[said.frequency];
  const { agreedOn, firstDueOn, graceMonths = 0 } = said;
  return partsOf(said).map((part, at) => ({
    no: at + 1,
    dueOn: firstDueOn
      ? monthsAfter(firstDueOn, at * every)
      : monthsAfter(agreedOn, graceMonths + (at + 1) * every),
    ...part,
  }));
};
