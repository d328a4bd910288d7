import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import type { Bitemporal, Moment } from '../kernel/moment.js';
import { type Account, accountAt, type Part } from '../lending/explain-account.js';
import { type Figure, FIGURES, partsOf } from '../lending/explain.js';
import { type LoanPosition, positionAt } from '../lending/position.js';
import { keeping, movesOf } from '../lending/timeline-without.js';
import type { LoanTimeline } from '../lending/timeline.js';
import type { MitraKind } from '../mitra/mitra.events.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import type { Measure, Value, Worlds } from './compare.js';
import { FIGURE_LABELS, VALUE_LABELS } from './compare-labels.js';
import { kindAt } from './mitra-kind.js';

/** All that has a say in how a loan stands and in which part of the fund it is. */
export interface LoanWorld {
  readonly timeline: LoanTimeline | null;
  readonly policies: readonly AdoptedPolicy[];
  readonly mitra?: MitraTimelineDocument | undefined;
}

/** A rule takes effect on its own valid-from. */
const adoption = ({ validFrom: effectiveOn, position }: AdoptedPolicy): Bitemporal => ({
  ...{ effectiveOn, position },
});

export const LOAN_WORLDS: Worlds<LoanWorld> = {
  eventsOf: ({ timeline, policies, mitra }) => [
    ...(timeline ? movesOf(timeline) : []),
    ...policies.filter(({ kind }) => kind === 'COLLECTABILITY').map(adoption),
    ...(mitra?.kinds ?? []),
  ],
  keeping: ({ timeline, policies, mitra }, keep) => ({
    timeline: timeline && keeping(timeline, keep),
    policies: policies.filter((policy) => keep(adoption(policy))),
    mitra: mitra && { ...mitra, kinds: mitra.kinds.filter(keep) },
  }),
  isCommon: (event) => 'receipt' in event,
};

/** A loan at a moment, worked out once for all that is asked about it. */
export class LoanView {
  readonly account: Account | null;
  readonly position: LoanPosition | null;
  readonly kind: MitraKind;
  private readonly parts = new Map<Figure, readonly Part[]>();

  constructor({ timeline, policies, mitra }: LoanWorld, moment: Moment) {
    this.account = timeline && accountAt(timeline, moment);
    this.position =
      timeline && this.account ? positionAt(timeline, moment, policies, this.account.played) : null;
    this.kind = kindAt(mitra, moment);
  }

  partsOf(figure: Figure): readonly Part[] {
    const known = this.parts.get(figure);
    if (known || !this.account) return known ?? [];
    const parts = partsOf(this.account, figure);
    this.parts.set(figure, parts);
    return parts;
  }

  amountOf(figure: Figure): number | null {
    const { position } = this;
    if (!position) return null;
    if (figure === 'writtenOffPrincipal') return position.writtenOff.principal;
    if (figure === 'writtenOffInterest') return position.writtenOff.interest;
    return figure === 'writtenOffFees' ? position.writtenOff.fees : position[figure];
  }
}

const VIEWS = new WeakMap<LoanWorld, Map<string, LoanView>>();

export const viewOf = (world: LoanWorld, moment: Moment): LoanView => {
  const views = VIEWS.get(world) ?? new Map<string, LoanView>();
  VIEWS.set(world, views);
  const key = `${moment.asOf} ${moment.known}`;
  const view = views.get(key) ?? new LoanView(world, moment);
  views.set(key, view);
  return view;
};

const sums = FIGURES.map((figure): Measure<LoanWorld> => ({
  ...{ path: figure, label: FIGURE_LABELS[figure], kind: 'RUPIAH' },
  value: (world, moment) => viewOf(world, moment).amountOf(figure),
  parts: (world, moment) => viewOf(world, moment).partsOf(figure),
}));

type Shown = (position: LoanPosition) => Value | undefined;
const values: readonly [keyof typeof VALUE_LABELS, Measure<LoanWorld>['kind'], Shown][] = [
  ['status', 'CODE', ({ status }) => status],
  ['settledOn', 'DATE', ({ settledOn }) => settledOn],
  ['oldestUnpaidDueOn', 'DATE', ({ oldestUnpaidDueOn }) => oldestUnpaidDueOn],
  ['daysPastDue', 'DAYS', ({ daysPastDue }) => daysPastDue],
  ['collectability', 'CODE', ({ collectability }) => collectability],
  ['policy', 'CODE', ({ policy }) => policy?.id],
];

/** Every figure of a position, and what it says beside figures. */
export const LOAN_MEASURES: readonly Measure<LoanWorld>[] = [
  ...values.map(([path, kind, shown]): Measure<LoanWorld> => ({
    ...{ path, label: VALUE_LABELS[path], kind },
    value: (world, moment) => {
      const { position } = viewOf(world, moment);
      return (position && shown(position)) ?? null;
    },
  })),
  ...sums,
];
