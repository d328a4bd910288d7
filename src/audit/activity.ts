import type { HistoryDocument } from '../../projections/history.js';
import { type Instant, jakartaDate } from '../kernel/local-date.js';
import { type Nature, natureOf } from './event-names.js';

/** By what the trail is summed up; a month is that of recording, in Jakarta. */
export const ACTIVITY_GROUPINGS = ['ACTOR', 'ROLE', 'UNIT', 'TYPE', 'SOURCE', 'MONTH'] as const;
export type ActivityGrouping = (typeof ACTIVITY_GROUPINGS)[number];

/** In which order the rows come: by their key, or what there is most of first. */
export const ACTIVITY_ORDERS = ['KEY', 'EVENTS', 'APPROVALS', 'REVERSALS', 'BACKDATED'] as const;
export type ActivityOrder = (typeof ACTIVITY_ORDERS)[number];

export interface Backdated {
  readonly events: number;
  readonly maxDays: number;
  /** Of two in the middle the lower; null where there is none. */
  readonly medianDays: number | null;
}

/** What was recorded, counted. Both instants are of recording. */
export interface ActivityFigures {
  readonly events: number;
  readonly commands: number;
  readonly approvals: number;
  readonly rejections: number;
  readonly reversals: number;
  readonly backdated: Backdated;
  readonly first: Instant | null;
  readonly last: Instant | null;
}

export interface Activity {
  readonly rows: readonly (ActivityFigures & { readonly key: string | null })[];
  readonly total: ActivityFigures;
}

export type Entry = Pick<
  HistoryDocument,
  'type' | 'data' | 'actorId' | 'actor' | 'unit' | 'source' | 'recordedAt' | 'commandId'
> &
  Pick<HistoryDocument, 'backdatedDays'>;

/** Days and how many events were so many days late. */
type Delays = ReadonlyMap<number, number>;

const backdatedOf = (delays: Delays): Backdated => {
  const days = [...delays].toSorted(([a], [b]) => a - b);
  const events = days.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.ceil(events / 2);
  const median = days.find(([, count]) => (left -= count) <= 0);
  return { events, maxDays: days.at(-1)?.[0] ?? 0, medianDays: median?.[0] ?? null };
};

class Tally {
  private readonly commands = new Set<string>();
  private readonly delays = new Map<number, number>();
  private readonly natures = new Map<Nature | null, number>();
  private events = 0;
  private first: Instant | null = null;
  private last: Instant | null = null;

  /** In the order of the log. */
  add(entry: Entry): void {
    const { commandId, backdatedDays: days, recordedAt } = entry;
    const nature = natureOf(entry);
    this.events += 1;
    this.commands.add(commandId);
    this.natures.set(nature, (this.natures.get(nature) ?? 0) + 1);
    if (days > 0) this.delays.set(days, (this.delays.get(days) ?? 0) + 1);
    this.first ??= recordedAt;
    this.last = recordedAt;
  }

  figures(): ActivityFigures {
    const { events, first, last } = this;
    const count = (nature: Nature): number => this.natures.get(nature) ?? 0;
    return {
      ...{ events, commands: this.commands.size, first, last },
      ...{ approvals: count('APPROVES'), rejections: count('REJECTS') },
      ...{ reversals: count('REVERSES'), backdated: backdatedOf(this.delays) },
    };
  }
}

const keyOf = (by: ActivityGrouping, entry: Entry): string | null => {
  const keys: Readonly<Record<ActivityGrouping, string | undefined>> = {
    ACTOR: entry.actorId,
    ROLE: entry.actor.role,
    UNIT: entry.unit,
    TYPE: entry.type,
    SOURCE: entry.source,
    MONTH: jakartaDate(entry.recordedAt).slice(0, 7),
  };
  return keys[by] ?? null;
};

type Row = Activity['rows'][number];

const byKey = ({ key: a }: Row, { key: b }: Row): number =>
  a === b ? 0 : a === null ? 1 : b === null || a < b ? -1 : 1;

const COUNTS: Readonly<Record<Exclude<ActivityOrder, 'KEY'>, (row: Row) => number>> = {
  EVENTS: ({ events }) => events,
  APPROVALS: ({ approvals }) => approvals,
  REVERSALS: ({ reversals }) => reversals,
  BACKDATED: ({ backdated }) => backdated.events,
};

const inOrder = (rows: readonly Row[], order: ActivityOrder): readonly Row[] =>
  order === 'KEY'
    ? rows.toSorted(byKey)
    : rows.toSorted((a, b) => COUNTS[order](b) - COUNTS[order](a) || byKey(a, b));

/** Sums up entries that come in the order of the log. */
export const activityOf = async (
  entries: AsyncIterable<Entry>,
  by: ActivityGrouping,
  order: ActivityOrder,
): Promise<Activity> => {
  const total = new Tally();
  const rows = new Map<string | null, Tally>();
  for await (const entry of entries) {
    const key = keyOf(by, entry);
    const row = rows.get(key) ?? new Tally();
    rows.set(key, row);
    row.add(entry);
    total.add(entry);
  }
  const figures = [...rows].map(([key, tally]) => ({ key, ...tally.figures() }));
  return { rows: inOrder(figures, order), total: total.figures() };
};
