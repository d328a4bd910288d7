import type { Position } from '../kernel/envelope.js';
import { type Bitemporal, counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import { minus, plus, type Rupiah, ZERO } from '../kernel/rupiah.js';

/** LEARNED: the same day, by what was known later. HAPPENED: a later day, by the same knowledge. */
export const STEPS = ['LEARNED', 'HAPPENED'] as const;
export type Step = (typeof STEPS)[number];

/** MOVED: it counted before and after, and its part is another one all the same. */
export const SINCE = ['LEARNED', 'HAPPENED', 'MOVED'] as const;
export type Since = (typeof SINCE)[number];

export const VALUE_KINDS = ['RUPIAH', 'COUNT', 'DAYS', 'DATE', 'CODE', 'TEXT'] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];
export type Value = string | number | null;

export interface ChangeEvent {
  readonly position: Position;
  readonly step: Step;
  readonly since: Since;
  /** What it adds to the figure in this step; null where the value is not a sum. */
  readonly amount: Rupiah | null;
  readonly note: string | null;
}

export interface Difference {
  readonly path: string;
  /** In Indonesian. */
  readonly label: string;
  readonly kind: ValueKind;
  readonly before: Value;
  /** As of the first day, by what is known at the second moment. */
  readonly restated: Value;
  readonly after: Value;
  /** The days between made the difference alone: no event did. */
  readonly byCalendar: boolean;
  readonly events: readonly ChangeEvent[];
  /** Every event that could have made it was looked at: none of them is missing. */
  readonly isWhole: boolean;
}

interface Part {
  readonly amount: Rupiah;
  readonly source: Bitemporal;
  readonly note: string;
}

/** A value of a world at a moment: a sum of parts, or anything else. */
export interface Measure<W> extends Pick<Difference, 'path' | 'label' | 'kind'> {
  readonly value: (world: W, moment: Moment) => Value;
  readonly parts?: (world: W, moment: Moment) => readonly Part[];
  /** Which events can change it; left out: it is asked what it would be without each. */
  readonly concerns?: (event: Bitemporal) => boolean;
}

/** All that is known of something, event by event, and the same as if some had never been. */
export interface Worlds<W> {
  readonly eventsOf: (world: W) => readonly Bitemporal[];
  readonly keeping: (world: W, keep: (event: Bitemporal) => boolean) => W;
  /** There may be very many like it: where not all can be tried, the others come first. */
  readonly isCommon?: (event: Bitemporal) => boolean;
}

/** Each try is a replay: so many of a step's events are tried; where there are more, it is said. */
export const TRIED = 200;

interface Sum {
  readonly amount: Rupiah;
  readonly note: string;
}

const bySource = (parts: readonly Part[]): ReadonlyMap<Position, Sum> => {
  const sums = new Map<Position, Sum>();
  for (const { source, amount, note } of parts) {
    const before = sums.get(source.position)?.amount ?? ZERO;
    sums.set(source.position, { amount: plus(before, amount), note });
  }
  return sums;
};

const NOTHING: Sum = { amount: ZERO, note: '' };

/** What each event's part changed by; the changes add up to that of the sum. */
const movedParts = (
  from: ReadonlyMap<Position, Sum>,
  to: ReadonlyMap<Position, Sum>,
): ReadonlyMap<Position, Sum> =>
  new Map(
    [...new Set([...from.keys(), ...to.keys()])].flatMap((position) => {
      const [before, after] = [from.get(position), to.get(position)];
      const amount = minus((after ?? NOTHING).amount, (before ?? NOTHING).amount);
      return amount === 0 ? [] : [[position, { amount, note: (after ?? before ?? NOTHING).note }]];
    }),
  );

const sameParts = (a: ReadonlyMap<Position, Sum>, b: ReadonlyMap<Position, Sum>): boolean =>
  movedParts(a, b).size === 0;

/** Work in steps that each take little: whoever takes them can let others in between two. */
export type Steps<T> = Generator<undefined, T, undefined>;

type Made = Pick<Difference, 'events' | 'isWhole'>;
const NOT_MADE: Made = { events: [], isWhole: true };

/** One step along one of the two times: of its moments the later sees all the other does. */
class Stride<W> {
  private readonly poor: Moment;
  private readonly rich: Moment;
  private readonly fresh: readonly Bitemporal[];
  private readonly others = new Map<Position, W>();
  private readonly calendar: W;

  constructor(
    private readonly worlds: Worlds<W>,
    private readonly world: W,
    private readonly step: Step,
    private readonly from: Moment,
    private readonly to: Moment,
  ) {
    const forth = from.known === to.known ? from.asOf <= to.asOf : from.known <= to.known;
    [this.poor, this.rich] = forth ? [from, to] : [to, from];
    this.fresh = worlds
      .eventsOf(world)
      .filter((event) => counts(event, this.rich) && !counts(event, this.poor))
      .toSorted(inWorldOrder);
    this.calendar = worlds.keeping(world, (event) => counts(event, this.poor));
  }

  /** Whether the value would be the same by the calendar alone. */
  byCalendar({ value }: Measure<W>): boolean {
    return (
      this.from.asOf !== this.to.asOf &&
      value(this.world, this.from) !== value(this.world, this.to) &&
      value(this.calendar, this.rich) === value(this.world, this.rich)
    );
  }

  *events(measure: Measure<W>): Steps<Made> {
    const { parts } = measure;
    return yield* parts ? this.ofSum(parts) : this.ofValue(measure);
  }

  private *ofSum(parts: NonNullable<Measure<W>['parts']>): Steps<Made> {
    const at = (world: W, moment: Moment) => bySource(parts(world, moment));
    const moved = movedParts(at(this.world, this.from), at(this.world, this.to));
    const fresh = new Set(this.fresh.map(({ position }) => position));
    const own = [...moved].map(([position, { amount, note }]): ChangeEvent => {
      const since = fresh.has(position) ? this.step : 'MOVED';
      return { position, step: this.step, since, amount, note };
    });
    if (own.every(({ since }) => since !== 'MOVED')) return { events: own, isWhole: true };
    const whole = at(this.world, this.rich);
    const { found, isWhole } = yield* this.found(
      this.fresh.filter(({ position }) => !moved.has(position)),
      (other) => !sameParts(at(other, this.rich), whole),
    );
    const causes = found.map(({ position }) => this.cause(position, ZERO));
    return { events: [...own, ...causes], isWhole };
  }

  private *ofValue(measure: Measure<W>): Steps<Made> {
    const { value, concerns } = measure;
    if (value(this.world, this.from) === value(this.world, this.to)) return NOT_MADE;
    if (this.byCalendar(measure)) return NOT_MADE;
    const made = value(this.world, this.rich);
    const { found, isWhole } = concerns
      ? { found: this.fresh.filter(concerns), isWhole: true }
      : yield* this.found(this.fresh, (other) => value(other, this.rich) !== made);
    const all = found.length > 0 || concerns ? found : this.fresh;
    return { events: all.map(({ position }) => this.cause(position, null)), isWhole };
  }

  /** Those without which it would be another one. */
  private *found(events: readonly Bitemporal[], isOther: (without: W) => boolean) {
    const tried = this.tried(events);
    const found: Bitemporal[] = [];
    for (const event of tried) {
      yield;
      if (isOther(this.without(event))) found.push(event);
    }
    return { found, isWhole: tried.length === events.length };
  }

  private tried(events: readonly Bitemporal[]): readonly Bitemporal[] {
    const { isCommon = () => false } = this.worlds;
    const rareLast = [...events.filter(isCommon), ...events.filter((event) => !isCommon(event))];
    const chosen = new Set(rareLast.slice(-TRIED));
    return events.filter((event) => chosen.has(event));
  }

  private cause(position: Position, amount: Rupiah | null): ChangeEvent {
    return { position, step: this.step, since: this.step, amount, note: null };
  }

  private without({ position }: Bitemporal): W {
    const known = this.others.get(position);
    if (known !== undefined) return known;
    const other = this.worlds.keeping(this.world, (event) => event.position !== position);
    this.others.set(position, other);
    return other;
  }
}

const same = (kind: ValueKind, ...[first, ...rest]: readonly Value[]): boolean => {
  // A figure of nothing is not told from one of what was not there yet.
  const shown = (value: Value | undefined) => (kind === 'RUPIAH' ? (value ?? 0) : value);
  return rest.every((value) => shown(value) === shown(first));
};

/** The first day by what is known at the second moment: between what was learned and happened. */
export const between = (from: Moment, to: Moment): Moment => ({ asOf: from.asOf, known: to.known });

/** What differs between two moments, and which events made each difference. */
export function* comparing<W>(
  worlds: Worlds<W>,
  world: W,
  measures: readonly Measure<W>[],
  { from, to }: { readonly from: Moment; readonly to: Moment },
): Steps<Difference[]> {
  const middle = between(from, to);
  const learned = new Stride(worlds, world, 'LEARNED', from, middle);
  const happened = new Stride(worlds, world, 'HAPPENED', middle, to);
  const differences: Difference[] = [];
  for (const measure of measures) {
    yield;
    const { path, label, kind, value } = measure;
    const [before = null, restated = null, after = null] = [from, middle, to].map((moment) =>
      value(world, moment),
    );
    const values = { before, restated, after };
    if (same(kind, values.before, values.restated, values.after)) continue;
    const [first, second] = [yield* learned.events(measure), yield* happened.events(measure)];
    differences.push({
      ...{ path, label, kind, ...values, byCalendar: happened.byCalendar(measure) },
      events: [...first.events, ...second.events],
      isWhole: first.isWhole && second.isWhole,
    });
  }
  return differences;
}

/** The same, all at once. */
export const compare = <W>(...asked: Parameters<typeof comparing<W>>): Difference[] => {
  const steps = comparing(...asked);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
};
