import type { Questions } from '../house/questions.js';
import type { ChangeEvent, Difference } from './compare.js';
import type { AskedTwice, FundDifference, Shift } from './compare-fund.js';
import { type FundEvents, MOST_OPENED } from './compare-fund-events.js';

/** What made a difference: at hand, or found once somebody asks. */
export interface Made {
  readonly loans: readonly Shift[];
  /** Of all loans, those that are not told included. */
  readonly loanCount: number;
  readonly found: () => Promise<FundEvents>;
  /** Whether every loan was opened for its events, or is. */
  readonly isWhole: boolean;
}

export const madeOf = ({ events, byCalendar, isWhole }: Difference): Made => ({
  ...{ loans: [], loanCount: 0, isWhole },
  found: async () => ({ events, byCalendar, isWhole }),
});

/** The loans are opened where the fund is read: at the first question about events, and once. */
export const madeOfFund = (
  { house }: Questions,
  asked: AskedTwice,
  { figure, loans, loanCount }: FundDifference,
): Made => {
  let found: Promise<FundEvents> | undefined;
  const numbers = loans.slice(0, MOST_OPENED).map(({ loan }) => loan);
  return {
    ...{ loans, loanCount, isWhole: loanCount <= MOST_OPENED },
    found: () => (found ??= house.scans.ask('fundEvents', asked, figure, numbers)),
  };
};

/** Null where some event that made it may not have been found. */
export const eventCountOf = async ({ isWhole, found }: Made): Promise<number | null> => {
  if (!isWhole) return null;
  const made = await found();
  return made.isWhole ? made.events.length : null;
};

/** Of the events behind a difference of the fund, so many are told; of a loan's, all. */
export const MOST_EVENTS = 200;

const weight = ({ amount }: ChangeEvent): number => Math.abs(amount ?? 0);

/** Those that did most first, where not all are told. */
export const told = (
  events: readonly ChangeEvent[],
  { loanCount }: Made,
): readonly ChangeEvent[] =>
  loanCount === 0 || events.length <= MOST_EVENTS
    ? events
    : events.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_EVENTS);
