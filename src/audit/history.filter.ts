import { badInput } from '../graphql/errors.js';
import type { Position } from '../kernel/envelope.js';
import { addDays, type LocalDate, startOfDay } from '../kernel/local-date.js';
import type { Filter, Scalar } from '../read-model/port.js';
import type { HistoryFilter } from './history.inputs.js';

/** Where a trail ends, whatever is asked of it: at a moment, or within a mitra or a loan. */
export interface TrailLimits {
  readonly known: Position;
  /** Left out: entries of any day, rules that hold from a later one among them. */
  readonly asOf?: LocalDate | undefined;
  readonly mitra?: string;
  readonly loan?: string;
}

type Given<T> = T | null | undefined;

const equal = (fields: Readonly<Record<string, Given<Scalar>>>): Filter[] =>
  Object.entries(fields).flatMap(([field, eq]) =>
    eq === null || eq === undefined ? [] : [{ field, eq }],
  );

const oneOf = (fields: Readonly<Record<string, Given<readonly string[]>>>): Filter[] =>
  Object.entries(fields).flatMap(([field, values]): Filter[] => {
    const [eq, ...others] = values ?? [];
    if (!values) return [];
    // One alone is what an index holds in the order of the log.
    return eq !== undefined && others.length === 0 ? [{ field, eq }] : [{ field, in: values }];
  });

const range = (field: string, gte: Given<Scalar>, lte: Given<Scalar>): Filter[] => {
  const from = gte === null || gte === undefined ? {} : { gte };
  const to = lte === null || lte === undefined ? {} : { lte };
  return 'gte' in from || 'lte' in to ? [{ field, ...from, ...to }] : [];
};

const changed = (fields: Given<readonly string[]>): Filter[] =>
  fields ? [{ or: fields.map((name) => ({ field: `changed.${name}`, eq: true })) }] : [];

type Ends = 'effective' | 'recorded';

/** @throws {ApiError} BAD_INPUT for one that ends before it begins: nothing could be within it */
const between = (asked: HistoryFilter, ends: Ends): Filter[] => {
  const [from, to] = [asked[`${ends}From`], asked[`${ends}To`]];
  if (from && to && from > to)
    throw badInput([{ path: `filter.${ends}To`, message: `is before ${ends}From` }]);
  return range(ends === 'effective' ? 'effectiveOn' : 'recordedAt', from, to);
};

/** @throws {ApiError} BAD_INPUT for a period that ends before it begins */
const lateFor = (period: HistoryFilter['lateFor']): Filter[] => {
  if (!period) return [];
  const { from, to } = period;
  if (from > to) throw badInput([{ path: 'filter.lateFor', message: 'ends before it begins' }]);
  const over = startOfDay(addDays(to, 1));
  return [...range('effectiveOn', from, to), ...range('recordedAt', over, null)];
};

/** Over the documents of the trail. */
export const trailFilter = (asked: HistoryFilter, limits: TrailLimits): Filter => {
  const { mitra, loan, stream, commandId, correlationId } = asked;
  const { types: type, actors: actorId, roles, onBehalfOf, units: unit, sources: source } = asked;
  return {
    and: [
      ...equal({ mitra: limits.mitra, loan: limits.loan }),
      ...equal({ mitra, loan, stream, commandId, correlationId }),
      ...oneOf({ type, actorId, unit, source }),
      ...oneOf({ 'actor.role': roles, 'actor.onBehalfOf': onBehalfOf }),
      ...changed(asked.fields),
      ...between(asked, 'effective'),
      ...range('effectiveOn', null, limits.asOf),
      ...between(asked, 'recorded'),
      ...range('backdatedDays', asked.backdatedAtLeast, null),
      ...lateFor(asked.lateFor),
      ...range('id', null, limits.known),
    ],
  };
};
