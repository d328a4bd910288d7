import fc from 'fast-check';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import { shareDown, sumOf } from '../../src/kernel/rupiah.js';
import { isSigned, loanDecider, type LoanState } from '../../src/lending/loan.js';
import { HEAD } from '../../src/lending/position.js';
import { feeAt } from '../../src/lending/timeline.js';
import { decided } from '../story.js';
import { type Diary, isMonthEnd, keptBooks, type Kept } from './closing-days.js';
import { closed, feeRule, type LoanStep, paused, RULES, without } from './collection-story.js';
import { lent, paid, returned, reversed } from './story.js';

const BEGIN = localDate('2003-01-15');
const END = '2004-09-30';
const every = (): boolean => true;

type Entry = readonly [day: number, step: LoanStep];
const diaryOf = (entries: readonly Entry[], first: readonly LoanStep[]): Diary => {
  const diary = new Map<string, readonly LoanStep[]>([[BEGIN, first]]);
  for (const [day, step] of entries) {
    const on = addDays(BEGIN, day);
    diary.set(on, [...(diary.get(on) ?? []), step]);
  }
  return diary;
};

/** Around the due dates, and anywhere; entered on the day or some weeks late; some taken back. */
const day = fc.oneof(
  fc.integer({ min: 1, max: 500 }),
  fc.constantFrom(30, 31, 32, 58, 59, 60, 89, 90, 91),
);
const payments = (late: readonly number[], back: readonly ('none' | 'error' | 'returned')[]) =>
  fc
    .array(
      fc.record({
        ...{ on: day, late: fc.constantFrom(...late), back: fc.constantFrom(...back) },
        ...{ amount: fc.constantFrom(1, 9_999, 50_000, 109_999, 110_000, 110_300, 220_000) },
      }),
      { maxLength: 7 },
    )
    .map((all) =>
      all.flatMap(({ on, late, amount, back }, no): readonly Entry[] => {
        const [receipt, entered] = [`R${no}`, on + late];
        const taken =
          back === 'error' ? reversed(receipt) : returned(receipt, addDays(BEGIN, on + 75));
        const received: Entry = [entered, paid(receipt, amount, addDays(BEGIN, on))];
        return back === 'none' ? [received] : [received, [entered + 75, taken]];
      }),
    );
const pause: fc.Arbitrary<readonly Entry[]> = fc.constantFrom(
  [],
  [[60, paused('2003-03-01', '2003-04-15', { on: addDays(BEGIN, 60) })]],
);
const diaries = (...how: Parameters<typeof payments>) =>
  fc.tuple(payments(...how), pause).map((all) => diaryOf(all.flat(), lent(300_000)));
const inOrder = diaries([0], ['none', 'none', 'returned']);
const inDisorder = diaries([0, 0, 0, 1, 20, 60], ['none', 'none', 'none', 'error', 'returned']);

const isSound = ({ events }: Kept, rules = RULES): void => {
  const waivers = events.filter(({ type }) => type === 'LateFeeWaived');
  const charged = new Set(
    events.flatMap(({ type, eventId }) => (type === 'LateFeeCharged' ? [eventId] : [])),
  );
  for (const { data } of waivers) expect(charged).toContain((data as { fee: string }).fee);
  const state = events.reduce<LoanState>(loanDecider.evolve, loanDecider.initial);
  expect(decided(closed(END, rules), state)).toEqual([]);
};

const standing = ({ events }: Kept) => {
  const state = events.reduce<LoanState>(loanDecider.evolve, loanDecider.initial);
  if (!isSigned(state)) throw new Error('the loan is lent');
  return state.timeline.fees
    .map((fee) => ({ no: fee.no, amount: feeAt(fee, HEAD) }))
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => a.no - b.no);
};

const bothWays = (entered: Diary, rules = RULES): readonly [Kept, Kept] => {
  const daily = keptBooks([BEGIN, END], entered, every, rules);
  const monthly = keptBooks([BEGIN, END], entered, isMonthEnd, rules);
  isSound(daily, rules);
  isSound(monthly, rules);
  return [daily, monthly];
};

describe('days closed one by one, and only at the ends of months', () => {
  it('come to the same classes, and to the same fees', () => {
    let moves = 0;
    fc.assert(
      fc.property(inOrder, (entered) => {
        const [daily, monthly] = bothWays(entered);
        expect(monthly.classes).toEqual(daily.classes);
        expect(standing(monthly)).toEqual(standing(daily));
        moves += monthly.events.filter(({ type }) => type === 'CollectabilityChanged').length;
      }),
      { seed: 20_040_930, numRuns: 25 },
    );
    expect(moves).toBeGreaterThan(50);
  });

  it('come to the same classes where payments are entered late or taken back, too', () =>
    fc.assert(
      fc.property(inDisorder, (entered) => {
        const [daily, monthly] = bothWays(entered, without('LATE_FEE'));
        expect(monthly.classes).toEqual(daily.classes);
      }),
      { seed: 20_040_930, numRuns: 25 },
    ));

  // A fee is a share of what was known to be outstanding: what is corrected later leaves it.
  it('are quiet the second time, whatever was corrected after a fee was charged', () =>
    fc.assert(
      fc.property(inDisorder, (entered) => void bothWays(entered)),
      { seed: 7, numRuns: 25 },
    ));

  it('never charge more than the share of what was outstanding', () => {
    const rules = feeRule(20, 3);
    fc.assert(
      fc.property(inDisorder, (entered) => {
        const { events } = keptBooks([BEGIN, END], entered, isMonthEnd, rules);
        let state: LoanState = loanDecider.initial;
        for (const event of events) {
          state = loanDecider.evolve(state, event);
          if (event.type !== 'LateFeeCharged' || !isSigned(state)) continue;
          const moment = { asOf: event.effectiveOn, known: event.position };
          const by = state.timeline.fees.filter((one) => one.effectiveOn <= event.effectiveOn);
          const all = sumOf(by, (one) => feeAt(one, moment));
          expect(all).toBeLessThanOrEqual(shareDown(event.data.base, 3, 100));
        }
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

describe('twenty years', () => {
  const of = (years: number) => Math.trunc(years * 365.25);
  const loans = [0, 4, 8, 12, 16].map((year) => addDays(localDate('1990-03-10'), of(year)));

  it.each(loans)('of a loan of %s, day by day and month by month', (agreedOn) => {
    // Twelve quarters; the n-th is paid so many days late, the last ones hardly at all.
    const delays = [0, 3, 40, 0, 200, 190, 100, 31, 30, 400, 500, 600];
    const diary = new Map<string, readonly LoanStep[]>(
      delays.map((late, index) => {
        const on = addDays(agreedOn, 91 * (index + 1) + late);
        return [on, [paid(`R${index}`, index % 5 === 4 ? 60_000 : 119_750, on)]];
      }),
    );
    diary.set(agreedOn, lent(1_200_000, agreedOn));
    const years = [agreedOn, '2010-12-31'] as const;
    const daily = keptBooks(years, diary, every);
    const monthly = keptBooks(years, diary, isMonthEnd);
    expect(monthly.classes).toEqual(daily.classes);
    expect(new Set(daily.classes.map(([, one]) => one)).size).toBeGreaterThan(2);
    expect(daily.closings).toBeGreaterThan(25 * monthly.closings);
    isSound(daily);
  });
});
