import { addDays, daysBetween, localDate, type LocalDate } from '../kernel/local-date.js';
import type {
  ContactChannel,
  VisitFinding,
  VisitOutcome,
} from '../monitoring/monitoring.events.js';
import type { DemoMitra } from './portfolio.js';
import { type Dice, repeated } from './random.js';
import type { RepaidLoan } from './returns.js';

type Found = readonly [VisitOutcome, VisitFinding];

export interface DemoVisit {
  readonly mitra: DemoMitra;
  readonly on: LocalDate;
  readonly outcome: VisitOutcome;
  readonly finding: VisitFinding;
  /** Nothing later was found: what it found is how the mitra stands. */
  readonly last: boolean;
}

export interface DemoContact {
  readonly mitra: DemoMitra;
  readonly on: LocalDate;
  readonly channel: ContactChannel;
  readonly reached: boolean;
}

/** How the last visit to each of the 559 ended: 190 found, 369 not found. */
const LAST: readonly (readonly [Found, number])[] = [
  [['FOUND', 'PAID_NOT_RECORDED'], 30],
  [['FOUND', 'WILLING_TO_PAY'], 62],
  [['FOUND', 'DIED'], 52],
  [['FOUND', 'BUSINESS_CLOSED'], 17],
  [['FOUND', 'OTHER'], 17],
  [['FOUND', 'FRAUD'], 12],
  [['NOT_FOUND', 'UNKNOWN_LOCALLY'], 142],
  [['NOT_FOUND', 'MOVED'], 135],
  [['NOT_FOUND', 'DIED'], 28],
  [['NOT_FOUND', 'ADDRESS_INCOMPLETE'], 24],
  [['NOT_FOUND', 'BUSINESS_CLOSED'], 21],
  [['NOT_FOUND', 'ADDRESS_FICTITIOUS'], 19],
];

/**
 * What an earlier visit had found where there was one, by what the last one found. The 23 that
 * asked for a follow-up were visited again for that; the other 29 in the next year's round.
 */
const EARLIER: readonly (readonly [before: Found, last: Found, count: number])[] = [
  [['FOLLOW_UP', 'PAID_NOT_RECORDED'], ['FOUND', 'PAID_NOT_RECORDED'], 12],
  [['FOLLOW_UP', 'OTHER'], ['FOUND', 'OTHER'], 6],
  [['FOLLOW_UP', 'WILLING_TO_PAY'], ['FOUND', 'WILLING_TO_PAY'], 5],
  [['FOUND', 'WILLING_TO_PAY'], ['FOUND', 'BUSINESS_CLOSED'], 9],
  [['NOT_FOUND', 'ADDRESS_INCOMPLETE'], ['NOT_FOUND', 'MOVED'], 12],
  [['NOT_FOUND', 'UNKNOWN_LOCALLY'], ['NOT_FOUND', 'MOVED'], 8],
];

const [ROUND_2024, ROUND_2025] = [localDate('2024-02-05'), localDate('2025-02-03')];
const ROUND_DAYS = 170;

const visitsTo = (mitra: DemoMitra, last: Found, before: Found | undefined, dice: Dice) => {
  const visit = (on: LocalDate, [outcome, finding]: Found, isLast: boolean): DemoVisit => ({
    mitra,
    on,
    outcome,
    finding,
    last: isLast,
  });
  const first = addDays(ROUND_2024, dice.below(ROUND_DAYS));
  if (!before)
    return [
      visit(dice.chance(60) ? first : addDays(ROUND_2025, dice.below(ROUND_DAYS)), last, true),
    ];
  const again =
    before[0] === 'FOLLOW_UP'
      ? addDays(first, dice.between(14, 70))
      : addDays(ROUND_2025, dice.below(ROUND_DAYS));
  return [visit(first, before, false), visit(again, last, true)];
};

const hasReceipts = (loans: readonly RepaidLoan[]): boolean =>
  loans.some(({ fate, payments }) => fate === 'PART' && payments.length >= 3);

/** Each loan's mitra with his loans, in the order of the codes. */
export const byMitra = (loans: readonly RepaidLoan[]): ReadonlyMap<DemoMitra, RepaidLoan[]> => {
  const found = new Map<DemoMitra, RepaidLoan[]>();
  for (const loan of loans) found.set(loan.mitra, [...(found.get(loan.mitra) ?? []), loan]);
  return found;
};

/** 611 visits to 559 mitra; 98 are not yet monitored, those who owe nothing among them. */
export const visitPlan = (loans: readonly RepaidLoan[], dice: Dice): readonly DemoVisit[] => {
  const owing = [...byMitra(loans)].filter(([, own]) => own.some(({ fate }) => fate !== 'PAID'));
  const candidates = dice.shuffled(owing);
  const lasts = repeated(LAST);
  // Who says that he paid has paid before: these are taken first.
  const paying = candidates.filter(([, own]) => hasReceipts(own));
  const claimants = paying.slice(0, lasts.filter(([, why]) => why === 'PAID_NOT_RECORDED').length);
  const others = candidates.filter((candidate) => !claimants.includes(candidate));
  const monitored = [...claimants, ...others].slice(0, lasts.length);
  const waiting = EARLIER.map(([before, last, count]) => ({ before, last, left: count }));
  return monitored.flatMap(([mitra], index) => {
    const last = lasts[index] ?? ['FOUND', 'OTHER'];
    const earlier = waiting.find(
      (one) => one.left > 0 && one.last[0] === last[0] && one.last[1] === last[1],
    );
    if (earlier) earlier.left -= 1;
    return visitsTo(mitra, last, earlier?.before, dice);
  });
};

const CONTACTS = { visited: 60, waiting: 25 } as const;

/** 85 by WhatsApp or telephone: after a visit that found somebody, or to arrange the first one. */
export const contactPlan = (
  loans: readonly RepaidLoan[],
  visits: readonly DemoVisit[],
  dice: Dice,
): readonly DemoContact[] => {
  const visited = new Set(visits.map(({ mitra }) => mitra));
  const found = visits.filter(({ last, outcome }) => last && outcome === 'FOUND');
  const waiting = [...byMitra(loans)]
    .filter(([mitra, own]) => !visited.has(mitra) && own.some(({ fate }) => fate !== 'PAID'))
    .map(([mitra]) => ({ mitra, on: addDays(ROUND_2025, dice.below(ROUND_DAYS)) }));
  const chosen = [
    ...dice.shuffled(found).slice(0, CONTACTS.visited),
    ...dice.shuffled(waiting).slice(0, CONTACTS.waiting),
  ];
  return chosen.map(({ mitra, on }) => ({
    mitra,
    on: addDays(on, dice.between(7, 60)),
    channel: dice.chance(70) ? 'WHATSAPP' : 'TELEPHONE',
    reached: dice.chance(65),
  }));
};

/** Days on which a mitra who is willing brings something after the visit of `on`. */
export const promisedDays = (on: LocalDate, until: LocalDate, dice: Dice): LocalDate[] =>
  Array.from({ length: dice.between(1, 4) }, (_, nth) =>
    addDays(on, 20 + nth * 31 + dice.below(9)),
  ).filter((day) => daysBetween(day, until) >= 0);
