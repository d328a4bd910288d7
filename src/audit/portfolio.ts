import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import { counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import { plus, type Rupiah, ZERO } from '../kernel/rupiah.js';
import { isOpen, type LoanPosition, positionAt } from '../lending/position.js';
import type { LoanTimeline } from '../lending/timeline.js';
import type { MitraKind } from '../mitra/mitra.events.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
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

/** Sums over loans paid out by then, ended ones included; whole rupiah. */
export interface Figures {
  readonly mitraCount: number;
  readonly loanCount: number;
  readonly openCount: number;
  readonly disbursed: Rupiah;
  readonly interestAgreed: Rupiah;
  readonly principalPaid: Rupiah;
  readonly interestPaid: Rupiah;
  readonly principalOutstanding: Rupiah;
  readonly interestOutstanding: Rupiah;
  readonly totalOutstanding: Rupiah;
  readonly credit: Rupiah;
  readonly lateFeeOutstanding: Rupiah;
  readonly capitalised: Rupiah;
  readonly interestWaived: Rupiah;
  readonly writtenOff: Rupiah;
  readonly recovered: Rupiah;
  readonly claimOutstanding: Rupiah;
  readonly byCollectability: readonly {
    readonly class: Collectability;
    readonly loanCount: number;
    readonly principalOutstanding: Rupiah;
  }[];
}

export interface Portfolio extends Figures {
  readonly groups: readonly (Figures & { readonly key: string | null })[];
}

const SUMS = [
  'disbursed', 'interestAgreed', 'principalPaid', 'interestPaid', 'principalOutstanding',
  'interestOutstanding', 'totalOutstanding', 'credit', 'lateFeeOutstanding', 'capitalised',
  'interestWaived', 'recovered', 'claimOutstanding',
] as const; // prettier-ignore

class Tally {
  private readonly mitra = new Set<string>();
  private readonly sums = new Map<(typeof SUMS)[number], Rupiah>();
  private readonly classes = new Map<Collectability, { loanCount: number; principal: Rupiah }>();
  private writtenOff = ZERO;
  private loanCount = 0;
  private openCount = 0;

  add(mitra: string, position: LoanPosition): void {
    this.mitra.add(mitra);
    this.loanCount += 1;
    if (isOpen(position.status)) this.openCount += 1;
    for (const sum of SUMS) this.sums.set(sum, plus(this.sums.get(sum) ?? ZERO, position[sum]));
    const { principal: offPrincipal, interest, fees } = position.writtenOff;
    this.writtenOff = plus(this.writtenOff, offPrincipal, interest, fees);
    const { collectability, principalOutstanding } = position;
    if (!collectability) return;
    const { loanCount, principal } = this.classes.get(collectability) ?? {
      loanCount: 0,
      principal: ZERO,
    };
    this.classes.set(collectability, {
      loanCount: loanCount + 1,
      principal: plus(principal, principalOutstanding),
    });
  }

  figures(): Figures {
    const sum = (name: (typeof SUMS)[number]): Rupiah => this.sums.get(name) ?? ZERO;
    return {
      mitraCount: this.mitra.size,
      loanCount: this.loanCount,
      openCount: this.openCount,
      disbursed: sum('disbursed'),
      interestAgreed: sum('interestAgreed'),
      principalPaid: sum('principalPaid'),
      interestPaid: sum('interestPaid'),
      principalOutstanding: sum('principalOutstanding'),
      interestOutstanding: sum('interestOutstanding'),
      totalOutstanding: sum('totalOutstanding'),
      credit: sum('credit'),
      lateFeeOutstanding: sum('lateFeeOutstanding'),
      capitalised: sum('capitalised'),
      interestWaived: sum('interestWaived'),
      writtenOff: this.writtenOff,
      recovered: sum('recovered'),
      claimOutstanding: sum('claimOutstanding'),
      byCollectability: COLLECTABILITIES.map((name) => ({
        class: name,
        loanCount: this.classes.get(name)?.loanCount ?? 0,
        principalOutstanding: this.classes.get(name)?.principal ?? ZERO,
      })),
    };
  }
}

/** What kind of mitra it was at a moment; before its registration, as it was registered. */
export const kindAt = (mitra: MitraTimelineDocument | undefined, moment: Moment): MitraKind => {
  const known = mitra?.kinds.filter(({ position }) => position <= moment.known) ?? [];
  const counted = known.filter((one) => counts(one, moment)).toSorted(inWorldOrder);
  const [first] = known;
  return Object.assign({}, first?.kind, ...counted.map(({ kind }) => kind)) as MitraKind;
};

const keyOf = (
  by: Grouping,
  timeline: LoanTimeline,
  position: LoanPosition,
  kind: MitraKind,
): string | null => {
  const keys: Readonly<Record<Grouping, string | null | undefined>> = {
    UNIT: timeline.unit,
    REGION: kind.region,
    SECTOR: kind.sector,
    PROGRAMME: timeline.programme,
    COLLECTABILITY: position.collectability,
    AGREEMENT_YEAR: (timeline.opening ?? timeline.terms).agreedOn?.slice(0, 4),
    COHORT: timeline.cohort,
  };
  return keys[by] ?? null;
};

/** The whole fund at a moment, one loan after the other; groups in the order of their keys. */
export const portfolioOf = async (
  timelines: AsyncIterable<LoanTimeline>,
  mitra: ReadonlyMap<string, MitraTimelineDocument>,
  asked: {
    readonly moment: Moment;
    readonly policies: readonly AdoptedPolicy[];
    readonly filter: PortfolioFilter;
    readonly groupBy: Grouping | null;
    readonly within: PortfolioScope;
  },
): Promise<Portfolio> => {
  const { moment, policies, filter, groupBy, within } = asked;
  const all = new Tally();
  const groups = new Map<string | null, Tally>();
  for await (const timeline of timelines) {
    if (filter.programme && timeline.programme !== filter.programme) continue;
    if (filter.unit && timeline.unit !== filter.unit) continue;
    if (within.unit && timeline.unit !== within.unit) continue;
    if (filter.cohort && timeline.cohort !== filter.cohort) continue;
    const kind = kindAt(mitra.get(timeline.mitra), moment);
    if (filter.region && kind.region !== filter.region) continue;
    if (within.region && kind.region !== within.region) continue;
    const position = positionAt(timeline, moment, policies);
    if (!position || position.disbursed === 0) continue;
    all.add(timeline.mitra, position);
    if (!groupBy) continue;
    const key = keyOf(groupBy, timeline, position, kind);
    const group = groups.get(key) ?? new Tally();
    group.add(timeline.mitra, position);
    groups.set(key, group);
  }
  return {
    ...all.figures(),
    groups: [...groups]
      .toSorted(([a], [b]) => (a === null ? 1 : b === null || a < b ? -1 : 1))
      .map(([key, tally]) => ({ key, ...tally.figures() })),
  };
};
