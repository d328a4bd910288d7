/** Days as text, counted by hand: `2003-02-28`. */
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const two = (number: number): string => String(number).padStart(2, '0');

/** So many whole months later; the last day of a month that is too short. */
export const monthsAfter = (day: string, months: number): string => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const count = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(count / 12), count % 12];
  const length = toMonth === 1 && leap(toYear) ? 29 : (LENGTHS[toMonth] ?? 0);
  return `${toYear}-${two(toMonth + 1)}-${two(Math.min(date, length))}`;
};

const DAY = 86_400_000;

export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

/** How many days from one to the other. */
export const daysBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / DAY;
