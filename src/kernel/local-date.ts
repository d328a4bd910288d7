/** A day without a time, `YYYY-MM-DD`, in Asia/Jakarta. Compares as text. */
export type LocalDate = string & { readonly __unit: 'local date' };

/** An instant in UTC, RFC 3339 with milliseconds and `Z`. Compares as text. */
export type Instant = string & { readonly __unit: 'instant' };

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const DAY_MS = 86_400_000;
/** Western Indonesian time has been UTC+7 without summer time since 1964. */
const JAKARTA_MS = 7 * 3_600_000;

const lastDayOf = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

const parts = (date: LocalDate): [number, number, number] => [
  Number(date.slice(0, 4)),
  Number(date.slice(5, 7)),
  Number(date.slice(8, 10)),
];

const digits = (number: number, width: number): string => String(number).padStart(width, '0');

const of = (year: number, month: number, day: number): LocalDate =>
  `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}` as LocalDate;

export const isLocalDate = (value: unknown): value is LocalDate => {
  const match = typeof value === 'string' ? DAY.exec(value) : null;
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= lastDayOf(year, month);
};

export const localDate = (text: string): LocalDate => {
  if (!isLocalDate(text)) throw new RangeError(`not a calendar day such as 2003-12-31: ${text}`);
  return text;
};

export const instant = (ms: number): Instant => new Date(ms).toISOString() as Instant;

/** Read and written back it is the same text: 30 February and 24:00 are no instants. */
export const isInstant = (value: unknown): value is Instant => {
  if (typeof value !== 'string' || !INSTANT.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && instant(ms) === value;
};

/** Days since 1970-01-01. */
export const dayNumber = (date: LocalDate): number => {
  const [year, month, day] = parts(date);
  return Date.UTC(year, month - 1, day) / DAY_MS;
};

const fromDayNumber = (days: number): LocalDate =>
  new Date(days * DAY_MS).toISOString().slice(0, 10) as LocalDate;

export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  dayNumber(to) - dayNumber(from);

export const addDays = (date: LocalDate, days: number): LocalDate =>
  fromDayNumber(dayNumber(date) + days);

/** The same day of the month `months` later, or that month's last day where there is none such. */
export const addMonths = (date: LocalDate, months: number): LocalDate => {
  const [year, month, day] = parts(date);
  const index = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return of(y, m, Math.min(day, lastDayOf(y, m)));
};

/** Midnight in Jakarta, with which a day begins there. */
export const startOfDay = (date: LocalDate): Instant =>
  instant(dayNumber(date) * DAY_MS - JAKARTA_MS);

/** The day it is in Jakarta at an instant. */
export const jakartaDate = (at: Instant): LocalDate =>
  new Date(Date.parse(at) + JAKARTA_MS).toISOString().slice(0, 10) as LocalDate;
