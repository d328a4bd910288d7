import fc from 'fast-check';
import {
  addDays,
  addMonths,
  dayNumber,
  daysBetween,
  instant,
  isInstant,
  isLocalDate,
  jakartaDate,
  localDate,
  type LocalDate,
} from '../../src/kernel/local-date.js';

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Every day of eight centuries, counted off as on a wall calendar: the oracle of what follows. */
const FIRST_YEAR = 1600;
const isLeap = (year: number): boolean =>
  year % 100 === 0 ? [1600, 2000, 2400].includes(year) : year % 4 === 0;
const lengthOf = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (LENGTHS[month - 1] ?? 0);
const two = (number: number): string => String(number).padStart(2, '0');

const calendar: LocalDate[] = [];
for (let year = FIRST_YEAR; year < FIRST_YEAR + 800; year++)
  for (let month = 1; month <= 12; month++)
    for (let day = 1; day <= lengthOf(year, month); day++)
      calendar.push(`${year}-${two(month)}-${two(day)}` as LocalDate);
const place = fc.nat(calendar.length - 1);
const on = (index: number): LocalDate => calendar[index] ?? localDate('1600-01-01');

describe('a day', () => {
  it('is any day of the calendar, and has the number of its place there', () => {
    const epoch = calendar.indexOf(localDate('1970-01-01'));
    const wrong = calendar.filter((day, index) => dayNumber(day) !== index - epoch);
    expect(wrong).toEqual([]);
    expect(calendar.every(isLocalDate)).toBe(true);
  });

  it('is not a day that the calendar does not have', () => {
    const known = new Set<string>(calendar);
    fc.assert(
      fc.property(fc.integer({ min: 1600, max: 2399 }), fc.nat(13), fc.nat(32), (y, m, d) => {
        const text = `${y}-${two(m)}-${two(d)}`;
        expect(isLocalDate(text)).toBe(known.has(text));
      }),
    );
  });

  it.each([
    '2025-02-30',
    '1900-02-29',
    '2003-2-3',
    '2003-02-03T00:00:00.000Z',
    ' 2003-02-03',
    '2003-02-03\n',
    '20030203',
    '0999-12-31',
    '10000-01-01',
    '-2003-01-01',
    '２００３-02-03',
    '',
  ])('is not written %j', (text) => {
    // prettier-ignore
    expect(isLocalDate(text)).toBe(false);
    expect(() => localDate(text)).toThrow(RangeError);
  });

  it('plus a number of days is that many days further in the calendar', () => {
    fc.assert(
      fc.property(place, place, (from, to) => {
        expect(addDays(on(from), to - from)).toBe(on(to));
        expect(daysBetween(on(from), on(to))).toBe(to - from);
        expect(on(from) < on(to)).toBe(from < to);
      }),
    );
  });
});

describe('months later', () => {
  const months = fc.integer({ min: -600, max: 600 });

  it("is the same day of the month, or that month's last where there is none such", () => {
    fc.assert(
      fc.property(place, months, (index, count) => {
        const date = on(index);
        const far = addMonths(date, count);
        fc.pre(far >= '1600-01-01' && far < '2400-01-01');
        const first = calendar.indexOf(`${date.slice(0, 7)}-01` as LocalDate);
        const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
        expect(first).toBeGreaterThanOrEqual(0);
        const total = year * 12 + month - 1 + count;
        const [y, m] = [Math.floor(total / 12), total - 12 * Math.floor(total / 12) + 1];
        const day = Math.min(Number(date.slice(8)), lengthOf(y, m));
        expect(far).toBe(`${y}-${two(m)}-${two(day)}`);
      }),
    );
  });

  it.each([
    ['2003-01-31', 1, '2003-02-28'],
    ['2004-01-31', 1, '2004-02-29'],
    ['2000-01-31', 1, '2000-02-29'],
    ['1900-01-31', 1, '1900-02-28'],
    ['2004-02-29', 12, '2005-02-28'],
    ['2004-02-29', 48, '2008-02-29'],
    ['2003-08-31', 3, '2003-11-30'],
    ['2003-12-31', 2, '2004-02-29'],
    ['2003-03-31', -1, '2003-02-28'],
    ['2003-01-15', -1, '2002-12-15'],
    ['2003-12-15', 1, '2004-01-15'],
    ['2003-05-15', 0, '2003-05-15'],
  ])('%s and %d months is %s', (date, count, far) => {
    expect(addMonths(localDate(date), count)).toBe(far);
  });

  it('counted from one day do not drift after a short month', () => {
    const agreed = localDate('2003-01-31');
    const due = [1, 2, 3].map((count) => addMonths(agreed, count));
    expect(due).toEqual(['2003-02-28', '2003-03-31', '2003-04-30']);
  });
});

describe('an instant', () => {
  it.each([
    '2003-02-30T00:00:00.000Z',
    '2003-02-28T24:00:00.000Z',
    '2003-02-28T23:59:60.000Z',
    '2003-02-28T12:00:00Z',
    '2003-02-28T12:00:00.000+07:00',
    '2003-02-28',
    'now',
    '',
  ])('is not written %j', (text) => {
    // prettier-ignore
    expect(isInstant(text)).toBe(false);
  });

  it('is written in one way only, so that it compares as text', () => {
    const ms = fc.integer({ min: 0, max: Date.UTC(2400, 0, 1) });
    fc.assert(
      fc.property(ms, ms, (a, b) => {
        expect(isInstant(instant(a))).toBe(true);
        expect(instant(a) < instant(b)).toBe(a < b);
      }),
    );
  });

  it.each([
    ['2003-12-31T16:59:59.999Z', '2003-12-31'],
    ['2003-12-31T17:00:00.000Z', '2004-01-01'],
    ['2004-02-28T17:00:00.000Z', '2004-02-29'],
    ['2004-02-29T16:59:59.999Z', '2004-02-29'],
    ['2003-06-15T00:00:00.000Z', '2003-06-15'],
  ])('at %s it is %s in Jakarta', (at, day) => {
    if (!isInstant(at)) throw new Error(`not an instant: ${at}`);
    expect(jakartaDate(at)).toBe(day);
  });

  it('falls on the day that a clock in Jakarta shows', () => {
    const clock = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' });
    const ms = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(ms, (at) => {
        expect(jakartaDate(instant(at))).toBe(clock.format(at));
      }),
    );
  });
});
