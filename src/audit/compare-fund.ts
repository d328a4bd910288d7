import type { Moment } from '../kernel/moment.js';
import { between, type Difference } from './compare.js';
import {
  figuresOf,
  type FundFigure,
  isCount,
  isOf,
  labelOf,
  pathOf,
  valueIn,
} from './fund-figures.js';
import {
  type Grouping,
  groupOf,
  type LoanPart,
  partOf,
  type Portfolio,
  portfolioOf,
} from './portfolio.js';
import type { Asked, Portfolios } from './portfolios.js';

/** Two moments of the same part of the fund. Plain data: it may cross to another thread. */
export interface AskedTwice extends Omit<Asked, 'moment'> {
  readonly from: Moment;
  readonly to: Moment;
  readonly groupBy: Grouping | null;
}

export interface Shift {
  readonly loan: string;
  readonly learned: number;
  readonly happened: number;
}

/** A figure that differs, with the loans that made it; as many as are told, the largest first. */
export interface FundDifference extends Omit<Difference, 'events' | 'byCalendar' | 'isWhole'> {
  readonly before: number;
  readonly restated: number;
  readonly after: number;
  readonly figure: FundFigure;
  readonly loans: readonly Shift[];
  readonly loanCount: number;
}

/** So many loans are told of one figure. */
export const MOST_LOANS = 1_000;

type Parts = ReadonlyMap<string, LoanPart>;
interface Fund {
  readonly parts: Parts;
  /** The same by group: a figure of a group looks at no other loans. */
  readonly byGroup: ReadonlyMap<string | null, Parts>;
  readonly portfolio: Portfolio;
}

const grouped = (parts: Parts, by: Grouping | null): Fund['byGroup'] => {
  const groups = new Map<string | null, Map<string, LoanPart>>();
  for (const part of by ? parts.values() : []) {
    const key = by ? groupOf(by, part) : null;
    const group = groups.get(key) ?? new Map<string, LoanPart>();
    groups.set(key, group.set(part.loan, part));
  }
  return groups;
};

const NOBODY: Parts = new Map();
const partsFor = ({ group }: FundFigure, { parts, byGroup }: Fund): Parts =>
  group ? (byGroup.get(group.key) ?? NOBODY) : parts;

const fundAt = async (
  portfolios: Portfolios,
  { filter, within, groupBy }: AskedTwice,
  moment: Moment,
): Promise<Fund> => {
  const parts = new Map<string, LoanPart>();
  for (const part of await portfolios.parts({ moment, filter, within }, groupBy))
    parts.set(part.loan, part);
  const portfolio = portfolioOf(parts.values(), groupBy);
  return { parts, byGroup: grouped(parts, groupBy), portfolio };
};

type Contributions = ReadonlyMap<string, number>;

/** Of the loans of one mitra the first stands for him: where he was counted or is, not both. */
const countedMitra = (figure: FundFigure, fund: Fund): ReadonlyMap<string, string> => {
  const first = new Map<string, string>();
  for (const part of partsFor(figure, fund).values()) {
    if (!isOf(figure, part)) continue;
    const known = first.get(part.mitra);
    if (known === undefined || part.loan < known) first.set(part.mitra, part.loan);
  }
  return first;
};

const shiftOfMitra = (figure: FundFigure, from: Fund, to: Fund): Contributions => {
  const [before, after] = [countedMitra(figure, from), countedMitra(figure, to)];
  const came = [...after].filter(([mitra]) => !before.has(mitra));
  const left = [...before].filter(([mitra]) => !after.has(mitra));
  return new Map([
    ...left.map(([, loan]): [string, number] => [loan, -1]),
    ...came.map(([, loan]): [string, number] => [loan, 1]),
  ]);
};

const shiftOf = (figure: FundFigure, from: Fund, to: Fund): Contributions => {
  const { figure: name } = figure;
  if (name === 'mitraCount') return shiftOfMitra(figure, from, to);
  const [before, after] = [partsFor(figure, from), partsFor(figure, to)];
  const amountIn = (parts: Parts, loan: string): number => {
    const part = parts.get(loan);
    return part && isOf(figure, part) ? partOf(name, part) : 0;
  };
  const shifts = new Map<string, number>();
  for (const loan of new Set([...before.keys(), ...after.keys()])) {
    const shift = amountIn(after, loan) - amountIn(before, loan);
    if (shift !== 0) shifts.set(loan, shift);
  }
  return shifts;
};

const size = ({ learned, happened }: Shift): number => Math.abs(learned) + Math.abs(happened);

const shiftsOf = (figure: FundFigure, [from, middle, to]: readonly [Fund, Fund, Fund]): Shift[] => {
  const [learned, happened] = [shiftOf(figure, from, middle), shiftOf(figure, middle, to)];
  return [...new Set([...learned.keys(), ...happened.keys()])]
    .map((loan) => ({
      ...{ loan, learned: learned.get(loan) ?? 0, happened: happened.get(loan) ?? 0 },
    }))
    .toSorted((a, b) => size(b) - size(a) || (a.loan < b.loan ? -1 : 1));
};

/** The figures of the fund that differ between two moments, and which loans made them differ. */
export const compareFunds = async (
  portfolios: Portfolios,
  asked: AskedTwice,
): Promise<FundDifference[]> => {
  const { from, to, groupBy } = asked;
  const funds = new Map<string, Fund>();
  const at = async (moment: Moment): Promise<Fund> => {
    const key = `${moment.asOf} ${moment.known}`;
    const fund = funds.get(key) ?? (await fundAt(portfolios, asked, moment));
    funds.set(key, fund);
    return fund;
  };
  const three = [await at(from), await at(between(from, to)), await at(to)] as const;
  const said = three.map(({ portfolio }) => portfolio);
  return figuresOf(said, groupBy).flatMap((figure): FundDifference[] => {
    const values = said.map((portfolio) => valueIn(portfolio, figure));
    const [before = 0, restated = 0, after = 0] = values;
    if (before === restated && restated === after) return [];
    const loans = shiftsOf(figure, three);
    const kind = isCount(figure) ? 'COUNT' : 'RUPIAH';
    return [
      {
        ...{ path: pathOf(figure), label: labelOf(figure), kind, figure },
        ...{ before, restated, after },
        ...{ loans: loans.slice(0, MOST_LOANS), loanCount: loans.length },
      },
    ];
  });
};
