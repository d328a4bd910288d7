import { figuresOf, isCount, pathOf, valueIn } from '../audit/fund-figures.js';
import type { Grouping, Portfolio, PortfolioFilter } from '../audit/portfolio.js';
import { rupiah } from '../kernel/rupiah.js';
import type { ReportFigure, ReportScope } from './report.events.js';

/** Every figure of a portfolio as it is published, in one order. */
export const reportFigures = (portfolio: Portfolio, by: Grouping | null): ReportFigure[] =>
  figuresOf([portfolio], by).map((figure) => {
    const value = valueIn(portfolio, figure);
    const path = pathOf(figure);
    return isCount(figure) ? { path, count: value } : { path, amount: rupiah(value) };
  });

/** What was asked for, with nothing that was not. */
export const scopeOf = (filter: PortfolioFilter, groupBy: Grouping | null): ReportScope => {
  const said = Object.entries(filter).filter(([, value]) => value !== null && value !== undefined);
  return { filter: Object.fromEntries(said), ...(groupBy && { groupBy }) };
};

export const groupingOf = ({ groupBy }: ReportScope): Grouping | null =>
  (groupBy as Grouping | undefined) ?? null;

export const amountOf = (figure: ReportFigure): number =>
  'amount' in figure ? figure.amount : figure.count;
