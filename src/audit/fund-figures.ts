import { COLLECTABILITIES, type Collectability } from '../policy/policy.events.js';
import { CLASS_NAMES } from '../policy/class-names.js';
import { PORTFOLIO_LABELS } from './compare-labels.js';
import {
  type Figures,
  type Grouping,
  type LoanPart,
  groupOf,
  type Portfolio,
  PORTFOLIO_FIGURES,
  type PortfolioFigure,
} from './portfolio.js';

/** One figure of the fund: of all, of one group, or of one class of either. */
export interface FundFigure {
  readonly figure: PortfolioFigure | 'mitraCount';
  readonly group?: { readonly by: Grouping; readonly key: string | null } | undefined;
  readonly class?: Collectability | undefined;
}

const COUNTS: readonly FundFigure['figure'][] = ['mitraCount', 'loanCount', 'openCount'];
export const isCount = ({ figure }: FundFigure): boolean => COUNTS.includes(figure);

const BY_CLASS = ['loanCount', 'principalOutstanding'] as const;

const within = (group: FundFigure['group']): FundFigure[] => [
  ...(['mitraCount', ...PORTFOLIO_FIGURES] as const).map((figure) => ({ figure, group })),
  ...COLLECTABILITIES.flatMap((name) => BY_CLASS.map((figure) => ({ figure, group, class: name }))),
];

/** Every figure of some portfolios with one grouping, in one order; groups by their keys. */
export const figuresOf = (
  portfolios: readonly Pick<Portfolio, 'groups'>[],
  by: Grouping | null,
): FundFigure[] => {
  const keys = new Set(portfolios.flatMap(({ groups }) => groups.map(({ key }) => key)));
  const ordered = [...keys].toSorted((a, b) => (a === null ? 1 : b === null || a < b ? -1 : 1));
  const groups = by ? ordered.map((key) => ({ by, key })) : [];
  return [undefined, ...groups].flatMap(within);
};

/** How it is named in answers and in what is published: `groups/JKT/byCollectability/LOSS/…`. */
export const pathOf = ({ figure, group, class: name }: FundFigure): string =>
  [
    // No key is empty: that of those who have none is told apart from every other.
    ...(group ? ['groups', encodeURIComponent(group.key ?? '')] : []),
    ...(name ? ['byCollectability', name] : []),
    figure,
  ].join('/');

export const labelOf = ({ figure, group, class: name }: FundFigure): string =>
  [
    PORTFOLIO_LABELS[figure],
    ...(name ? [CLASS_NAMES[name]] : []),
    ...(group ? [group.key ?? '(tanpa kelompok)'] : []),
  ].join(', ');

/** What a portfolio says of it; a group that there was nothing in says zero. */
export const valueIn = (
  { groups, ...all }: Portfolio,
  { figure, group, class: name }: FundFigure,
): number => {
  const figures: Figures | undefined = group ? groups.find(({ key }) => key === group.key) : all;
  if (!name) return figures?.[figure] ?? 0;
  const total = figures?.byCollectability.find((one) => one.class === name);
  return total?.[figure as (typeof BY_CLASS)[number]] ?? 0;
};

/** Whether a loan is among those that a figure counts or sums. */
export const isOf = ({ group, class: name }: FundFigure, part: LoanPart): boolean =>
  (group === undefined || groupOf(group.by, part) === group.key) &&
  (name === undefined || part.collectability === name);

/** What `pathOf` named, for a label; null for what it never named. */
export const figureAt = (path: string, by: Grouping | null): FundFigure | null => {
  const parts = path.split('/');
  const key = parts[0] === 'groups' ? decodeURIComponent(parts[1] ?? '') || null : undefined;
  const group = key === undefined || !by ? undefined : { by, key };
  const [first, name] = parts.slice(key === undefined ? 0 : 2);
  const found = within(group).find(
    (one) =>
      one.class === (first === 'byCollectability' ? name : undefined) &&
      one.figure === parts.at(-1),
  );
  return found && pathOf(found) === path ? found : null;
};
