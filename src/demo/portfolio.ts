import {
  addDays,
  addMonths,
  daysBetween,
  localDate,
  type LocalDate,
} from '../kernel/local-date.js';
import { rate } from '../kernel/rate.js';
import { rupiah, type Rupiah, sumOf } from '../kernel/rupiah.js';
import { dueDate } from '../lending/schedule/due-dates.js';
import type { ScheduleRequest } from '../lending/schedule/schedule.js';
import type { LegalForm, Sector } from '../mitra/mitra.events.js';
import * as names from './names.js';
import { type Dice, repeated } from './random.js';

/** PAID: to the last rupiah. PART: some of it came back. NOTHING: none of it did. */
export type Fate = 'PAID' | 'PART' | 'NOTHING';

export interface DemoMitra {
  readonly code: string;
  readonly name: string;
  readonly legalForm: LegalForm;
  readonly sector: Sector;
  readonly office: names.Office;
  readonly address: string;
  readonly phone?: string | undefined;
  readonly identityNumber?: string | undefined;
}

export interface DemoLoan {
  readonly number: string;
  readonly mitra: DemoMitra;
  readonly request: ScheduleRequest;
  readonly fate: Fate;
  /** Paid out at once, or in two parts. */
  readonly parts: readonly { readonly amount: Rupiah; readonly on: LocalDate }[];
}

export const PROGRAMME = 'JASINDO';
const [FIRST_DAY, LAST_DAY] = [localDate('1992-02-03'), localDate('2012-11-30')];
const CHANGE_OF_RULES = localDate('2007-04-27');

/** One loan or two, and how each ended; adds up to the 657 mitra of domain.md. */
const LIVES: readonly (readonly [readonly Fate[], number])[] = [
  [['PAID'], 56],
  [['PAID', 'PART'], 30],
  [['PAID', 'NOTHING'], 14],
  [['PART'], 340],
  [['NOTHING'], 217],
];

const mitraOf = (no: number, taken: Set<string>, dice: Dice): DemoMitra => {
  const legalForm = dice.pick(repeated(names.FORM_SHARES));
  const office = dice.pick(names.OFFICES);
  let name = names.nameOf(legalForm, dice);
  while (taken.has(name)) name = names.nameOf(legalForm, dice);
  taken.add(name);
  const withNumber = legalForm === 'PERSON' && dice.chance(60);
  return {
    code: `${PROGRAMME}-M${String(no).padStart(4, '0')}`,
    name,
    legalForm,
    office,
    address: names.addressIn(office, dice),
    sector: dice.pick(repeated(names.SECTOR_SHARES)),
    phone: dice.chance(70) ? names.phone(dice) : undefined,
    identityNumber: withNumber ? names.inventedNik(no, dice) : undefined,
  };
};

/** Two days of three, the later one: the programme grew. */
const agreedOn = (dice: Dice, first: LocalDate, last: LocalDate): LocalDate => {
  const span = daysBetween(first, last) + 1;
  return addDays(first, Math.max(dice.below(span), dice.chance(50) ? dice.below(span) : 0));
};

const FIELD_WORK: ReadonlySet<Sector> = new Set([
  'AGRICULTURE', 'PLANTATION', 'FISHERIES', 'LIVESTOCK',
]); // prettier-ignore

/** Six percent throughout; how it is counted depends on the years and on the trade. */
const requestOf = (mitra: DemoMitra, on: LocalDate, amount: Rupiah, dice: Dice) => {
  const before = on < CHANGE_OF_RULES;
  const method = dice.pick(
    before
      ? repeated([['DECLINING', 78], ['FLAT', 12], ['ANNUITY', 10]] as const)
      : repeated([['DECLINING', 50], ['ANNUITY', 30], ['ANNUAL_REST', 20]] as const),
  ); // prettier-ignore
  const seasonal = FIELD_WORK.has(mitra.sector);
  const frequency = dice.pick(
    seasonal
      ? repeated([['QUARTERLY', 45], ['MONTHLY', 35], ['HALF_YEARLY', 25]] as const)
      : repeated([['MONTHLY', 52], ['QUARTERLY', 35]] as const),
  ); // prettier-ignore
  const months = dice.pick([24, 24, 36, 36, 36]);
  const instalments = months / { MONTHLY: 1, QUARTERLY: 3, HALF_YEARLY: 6 }[frequency];
  const graceMonths = seasonal && dice.chance(50) ? dice.pick([3, 6]) : undefined;
  const dates = { agreedOn: on, frequency, graceMonths };
  const maturesOn = addDays(dueDate(dates, instalments), -1);
  const request: ScheduleRequest = {
    ...dates,
    principal: amount,
    method,
    instalments,
    rate: rate('0.06'),
    maturesOn,
  };
  return request;
};

const partsOf = ({ principal, agreedOn: on }: ScheduleRequest, dice: Dice): DemoLoan['parts'] => {
  const first = addDays(on, dice.below(8));
  if (principal < 10_000_000 || !dice.chance(9)) return [{ amount: principal, on: first }];
  const amount = rupiah(Math.floor(principal / 1_000_000) * 600_000);
  const rest = rupiah(principal - amount);
  return [
    { amount, on: first },
    { amount: rest, on: addDays(first, dice.between(7, 18)) },
  ];
};

const STEP = 500_000;
const [LEAST, MOST] = [3_000_000, 75_000_000];

/** So many amounts in steps of half a million; one of them takes what is left of the total. */
const amountsOf = (count: number, total: number, dice: Dice): Rupiah[] => {
  const amounts = Array.from({ length: count }, () =>
    dice.chance(12) ? STEP * dice.between(50, 130) : STEP * dice.between(8, 52),
  );
  let left = total - (total % STEP) - amounts.reduce((sum, amount) => sum + amount, 0);
  while (left !== 0) {
    const index = dice.below(count);
    const step = Math.sign(left) * STEP;
    const next = (amounts[index] ?? 0) + step;
    if (next < LEAST || next > MOST) continue;
    amounts[index] = next;
    left -= step;
  }
  return amounts.map((amount, index) => rupiah(index === 0 ? amount + (total % STEP) : amount));
};

/** Every mitra and loan in the order of the agreements: exactly `total` is lent. */
export const portfolio = (total: Rupiah, dice: Dice): readonly DemoLoan[] => {
  const taken = new Set<string>();
  const lives = dice.shuffled(repeated(LIVES)).map((fates) => {
    const last = fates.length > 1 ? localDate('2004-12-31') : LAST_DAY;
    return { fates, firstOn: agreedOn(dice, FIRST_DAY, last) };
  });
  const drafts = lives
    .toSorted((a, b) => daysBetween(b.firstOn, a.firstOn))
    .flatMap(({ fates, firstOn }, index) => {
      const mitra = mitraOf(index + 1, taken, dice);
      const secondOn = addMonths(firstOn, dice.between(48, 90));
      return fates.map((fate, nth) => ({ mitra, fate, on: nth === 0 ? firstOn : secondOn }));
    })
    .toSorted((a, b) => daysBetween(b.on, a.on));
  const amounts = amountsOf(drafts.length, total, dice);
  const loans = drafts.map(({ mitra, fate, on }, index): DemoLoan => {
    const request = requestOf(mitra, on, amounts[index] ?? rupiah(LEAST), dice);
    const number = `${PROGRAMME}-${String(index + 1).padStart(4, '0')}`;
    return { number, mitra, request, fate, parts: partsOf(request, dice) };
  });
  if (sumOf(loans, ({ request }) => request.principal) !== total)
    throw new Error('the portfolio does not add up to what was lent');
  return loans;
};
