import type { PageArgs } from '../graphql/paging.js';
import { compareFunds } from './compare-fund.js';
import { fundEvents } from './compare-fund-events.js';
import type { Asked, Drill, Portfolios } from './portfolios.js';
import type { Grouping } from './portfolio.js';

/**
 * Questions that read every loan. Each takes and gives plain data, so that a thread of its own can
 * answer while the service answers others.
 */
export const SCANS = {
  portfolio: (portfolios: Portfolios, asked: Asked, groupBy: Grouping | null) =>
    portfolios.at(asked, groupBy),
  portfolioLoans: (portfolios: Portfolios, asked: Asked, drill: Drill, page: PageArgs) =>
    portfolios.loansOf(asked, drill, page),
  compareFunds,
  fundEvents,
} as const;

export type ScanName = keyof typeof SCANS;
type Rest<F> = F extends (portfolios: Portfolios, ...input: infer I) => unknown ? I : never;
export type ScanInput<S extends ScanName> = Rest<(typeof SCANS)[S]>;
export type ScanResult<S extends ScanName> = Awaited<ReturnType<(typeof SCANS)[S]>>;

/** One table of functions, called by name with the input of that name. */
export const scan = <S extends ScanName>(
  portfolios: Portfolios,
  name: S,
  input: ScanInput<S>,
): Promise<ScanResult<S>> => {
  const run = SCANS[name] as (
    portfolios: Portfolios,
    ...input: unknown[]
  ) => Promise<ScanResult<S>>;
  return run(portfolios, ...input);
};
