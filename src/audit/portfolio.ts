import type { Rupiah } from '../kernel/rupiah.js';
import { rupiah } from '../kernel/rupiah.js';
import { isOpen, type LoanStatus } from '../lending/position.js';
import { type Amount, AMOUNTS } from '../lending/steps.js';
import type { MitraKind } from '../mitra/mitra.events.js';
import { COLLECTABILITIES, type Collectability } from '../policy/policy.events.js';

export const GROUPINGS = [
  'UNIT', 'REGION', 'SECTOR', 'PROGRAMME', 'COLLECTABILITY', 'AGREEMENT_YEAR', 'COHORT',
] as const; // prettier-ignore
export type Grouping = (typeof GROUPINGS)[number];

export interface PortfolioFilter {
  readonly programme?: string | null | undefined;
  readonly unit?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly cohort?: string | null | undefined;
}

/** What a sum is limited to whatever is asked: the unit or the region of who asks. */
export interface PortfolioScope {
  readonly unit?: string;
  readonly region?: string;
}

/** One loan's part of the fund: paid out by then, as it stood at the moment. */
export interface LoanPart {
  readonly loan: string;
  readonly mitra: string;
  readonly programme?: string | undefined;
  readonly unit?: string | undefined;
  readonly cohort?: string | undefined;
  readonly agreementYear?: string | undefined;
  readonly kind: MitraKind;
  readonly status: LoanStatus;
  readonly collectability: Collectability | null;
  /** In the order of `AMOUNTS`; those left out at the end are zero. */
  readonly amounts: readonly number[];
}

/** Sums over loans paid out by then, ended ones included; whole rupiah. */
export interface Figures extends Readonly<Record<Amount, Rupiah>> {
  readonly mitraCount: number;
  readonly loanCount: number;
  readonly openCount: number;
  readonly byCollectability: readonly {
    readonly class: Collectability;
    readonly loanCount: number;
    readonly principalOutstanding: Rupiah;
  }[];
}

export interface Portfolio extends Figures {
  readonly groups: readonly (Figures & { readonly key: string | null })[];
}

/** What a loan may have a part in: an amount, or a count of loans. */
export const PORTFOLIO_FIGURES = [...AMOUNTS, 'loanCount', 'openCount'] as const;
export type PortfolioFigure = (typeof PORTFOLIO_FIGURES)[number];

const PRINCIPAL = AMOUNTS.indexOf('principalOutstanding');

/** A loan's part of a figure; the parts of all loans add up to it. */
export const partOf = (figure: PortfolioFigure, { amounts, status }: LoanPart): number => {
  if (figure === 'loanCount') return 1;
  if (figure === 'openCount') return isOpen(status) ? 1 : 0;
  return amounts[AMOUNTS.indexOf(figure)] ?? 0;
};

class Tally {
  private readonly mitra = new Set<string>();
  // No amount is negative: where the whole is a safe number, so was every sum on the way.
  private readonly sums = AMOUNTS.map(() => 0);
  private readonly classes = new Map<Collectability, { loanCount: number; principal: number }>();
  private loanCount = 0;
  private openCount = 0;

  add({ mitra, status, collectability, amounts }: LoanPart): void {
    this.mitra.add(mitra);
    this.loanCount += 1;
    if (isOpen(status)) this.openCount += 1;
    for (let at = 0; at < amounts.length; at += 1)
      this.sums[at] = (this.sums[at] ?? 0) + (amounts[at] ?? 0);
    if (!collectability) return;
    const total = this.classes.get(collectability) ?? { loanCount: 0, principal: 0 };
    total.loanCount += 1;
    total.principal += amounts[PRINCIPAL] ?? 0;
    this.classes.set(collectability, total);
  }

  figures(): Figures {
    const sums = AMOUNTS.map((amount, index) => [amount, rupiah(this.sums[index] ?? 0)] as const);
    return {
      mitraCount: this.mitra.size,
      loanCount: this.loanCount,
      openCount: this.openCount,
      ...(Object.fromEntries(sums) as Record<Amount, Rupiah>),
      byCollectability: COLLECTABILITIES.map((name) => ({
        class: name,
        loanCount: this.classes.get(name)?.loanCount ?? 0,
        principalOutstanding: rupiah(this.classes.get(name)?.principal ?? 0),
      })),
    };
  }
}

/** The group of a loan; null: it has none. */
export const groupOf = (by: Grouping, part: LoanPart): string | null => KEYS[by](part) ?? null;

const KEYS: Readonly<Record<Grouping, (part: LoanPart) => string | null | undefined>> = {
  UNIT: ({ unit }) => unit,
  REGION: ({ kind }) => kind.region,
  SECTOR: ({ kind }) => kind.sector,
  PROGRAMME: ({ programme }) => programme,
  COLLECTABILITY: ({ collectability }) => collectability,
  AGREEMENT_YEAR: ({ agreementYear }) => agreementYear,
  COHORT: ({ cohort }) => cohort,
};

/** The sums of all parts; groups in the order of their keys, those without a key last. */
export class Sums {
  private readonly all = new Tally();
  private readonly groups = new Map<string | null, Tally>();

  constructor(private readonly groupBy: Grouping | null) {}

  add(part: LoanPart): void {
    this.all.add(part);
    if (!this.groupBy) return;
    const key = groupOf(this.groupBy, part);
    const group = this.groups.get(key) ?? new Tally();
    group.add(part);
    this.groups.set(key, group);
  }

  portfolio(): Portfolio {
    return {
      ...this.all.figures(),
      groups: [...this.groups]
        .toSorted(([a], [b]) => (a === null ? 1 : b === null || a < b ? -1 : 1))
        .map(([key, tally]) => ({ key, ...tally.figures() })),
    };
  }
}

export const portfolioOf = (parts: Iterable<LoanPart>, groupBy: Grouping | null): Portfolio => {
  const sums = new Sums(groupBy);
  for (const part of parts) sums.add(part);
  return sums.portfolio();
};
