import type { LoanBookDocument } from '../../projections/loan-book.js';
import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import type { Moment } from '../kernel/moment.js';
import { plus } from '../kernel/rupiah.js';
import type { Part } from '../lending/explain-account.js';
import type { Figure } from '../lending/explain.js';
import { type ChangeEvent, compare, type Measure } from './compare.js';
import type { AskedTwice } from './compare-fund.js';
import { LOAN_WORLDS, type LoanWorld, viewOf } from './compare-loan.js';
import { type FundFigure, isCount, isOf, labelOf, pathOf } from './fund-figures.js';
import { partAt } from './fund-part.js';
import { type LoanPart, partOf } from './portfolio.js';
import type { Portfolios } from './portfolios.js';

/** So many loans are opened for the events behind one figure. */
export const MOST_OPENED = 500;

export interface FundEvents {
  readonly events: readonly ChangeEvent[];
  /** Time alone made the difference in every loan. */
  readonly byCalendar: boolean;
  /** In every loan each event that could have made it was looked at. */
  readonly isWhole: boolean;
}

const OFF = ['writtenOffPrincipal', 'writtenOffInterest', 'writtenOffFees'] as const;

export const measureOf = (figure: FundFigure, asked: AskedTwice): Measure<LoanWorld> => {
  const partIn = (world: LoanWorld, moment: Moment): LoanPart | null => {
    const part = partAt(world, moment, asked);
    return part && isOf(figure, part) ? part : null;
  };
  const named = { path: pathOf(figure), label: labelOf(figure) };
  const { figure: name } = figure;
  if (name === 'mitraCount' || isCount(figure)) {
    const counted = name === 'mitraCount' ? 'loanCount' : name;
    const value: Measure<LoanWorld>['value'] = (world, moment) => {
      const part = partIn(world, moment);
      return part ? partOf(counted, part) : 0;
    };
    return { ...named, kind: 'COUNT', value };
  }
  const figures: readonly Figure[] =
    name === 'writtenOff' ? OFF : name === 'loanCount' || name === 'openCount' ? [] : [name];
  const parts = (world: LoanWorld, moment: Moment): readonly Part[] =>
    partIn(world, moment) ? figures.flatMap((one) => viewOf(world, moment).partsOf(one)) : [];
  const value: Measure<LoanWorld>['value'] = (world, moment) => {
    const part = partIn(world, moment);
    return part ? partOf(name, part) : 0;
  };
  return { ...named, kind: 'RUPIAH', value, parts };
};

/** One rule may move a thousand loans: it is told once, with all that it did. */
const together = (events: readonly ChangeEvent[]): ChangeEvent[] => {
  const told = new Map<string, ChangeEvent>();
  for (const event of events) {
    const key = `${event.position} ${event.step} ${event.since}`;
    const known = told.get(key);
    const sum = known?.amount !== undefined && known.amount !== null && event.amount !== null;
    const amount = sum ? plus(known.amount, event.amount) : event.amount;
    told.set(key, { ...event, amount });
  }
  return [...told.values()];
};

/** The events by which these loans made a figure of the fund differ. */
export const fundEvents = async (
  portfolios: Portfolios,
  asked: AskedTwice,
  figure: FundFigure,
  numbers: readonly string[],
): Promise<FundEvents> => {
  const policies = await portfolios.policies();
  const timelines = await portfolios.load<LoanBookDocument>('loan-book', numbers);
  const codes = [...timelines.values()].map(({ mitra }) => mitra);
  const mitra = await portfolios.load<MitraTimelineDocument>('mitra-timelines', codes);
  const measure = measureOf(figure, asked);
  const events: ChangeEvent[] = [];
  let [calendar, isWhole] = [numbers.length > 0, true];
  for (const number of numbers) {
    const timeline = timelines.get(number)?.timeline;
    if (!timeline) continue;
    const world = { timeline, policies, mitra: mitra.get(timeline.mitra) };
    const [found] = compare(LOAN_WORLDS, world, [measure], asked);
    events.push(...(found?.events ?? []));
    calendar &&= found?.byCalendar ?? true;
    isWhole &&= found?.isWhole ?? true;
  }
  return { events: together(events), byCalendar: calendar, isWhole };
};
