import { type ApiError, badInput, unavailable } from '../graphql/errors.js';
import { type Position, position, START } from '../kernel/envelope.js';
import { type Instant, jakartaDate, type LocalDate } from '../kernel/local-date.js';
import type { Moment } from '../kernel/moment.js';
import type { ReadModels } from '../read-model/read-models.js';
import { type SightParts, sightOf } from './log-sight.js';

/** What a client asked: a day, and an instant or a position; each may be left out. */
export interface Asking {
  readonly asOf?: LocalDate | null | undefined;
  readonly knownAt?: Instant | null | undefined;
  readonly knownUpTo?: Position | null | undefined;
}

/** A moment resolved once per query; from then on only positions are compared. */
export interface ResolvedMoment extends Moment {
  readonly knownAt: Instant | null;
  /** Nothing was given: how things stand today, by all that is known. */
  readonly isNow: boolean;
}

const before = (next: Position): Position => position(BigInt(next) - 1n);

/** How long a question waits for the read models to catch up with the log, in milliseconds. */
export const PATIENCE_MS = 5_000;

/** What the clocks of the service and of the log's server may differ by, in milliseconds. */
const CLOCKS_MS = 5_000;

type Parts = SightParts;

const away = (): ApiError =>
  unavailable(5, 'the log cannot be reached, and the read models cannot tell that moment without');

/**
 * Where the stamps are a server's, its clock may be behind ours: until it is surely past T, the
 * next event might still be stamped before T.
 * @throws {ApiError} UNAVAILABLE where our clock stands still
 */
const untilSurelyPast = async (at: Instant, { store, clock, timing }: Parts): Promise<void> => {
  const left = (): number => Date.parse(at) + CLOCKS_MS - Date.parse(clock());
  if (store.stampsRise || left() <= 0) return;
  await timing.pause(left());
  if (left() > 0)
    throw unavailable(5, 'this instant is too near: what was known then may not be told yet');
};

/** How far the trail is whole. */
const trailOf = (models: ReadModels): Position =>
  models.status().find(({ projector }) => projector.name === 'history')?.checkpoint.position ??
  START;

/**
 * "Known at T" is a prefix of the log: everything before the first event whose running maximum of
 * `recordedAt` lies after T. The trail itself is the persisted index of it; where it holds such an
 * event, nothing that comes later changes what lies before.
 * @returns null where the trail, as far as it is whole, holds nothing after T
 */
const prefixBefore = async (models: ReadModels, at: Instant): Promise<Position | null> => {
  const whole = trailOf(models);
  const trail = models.collection('history');
  const [first] = await models.store.find(trail, {
    where: { field: 'recordedAt', gt: at },
    sort: { field: 'recordedAt' },
    limit: 1,
  });
  if (!first || first.position > whole) return null;
  return lastUpTo(models, before(first.position));
};

/** Of an event: positions may have gaps, and another position would name the same prefix. */
const lastUpTo = async (models: ReadModels, end: Position): Promise<Position> => {
  const [last] = await models.store.find(models.collection('history'), {
    where: { field: 'id', lte: end },
    limit: 1,
    backwards: true,
  });
  return last?.position ?? START;
};

/**
 * Where nothing lies after T yet, all of the log is known at T: the trail has to hold it whole.
 * @throws {ApiError} UNAVAILABLE while the trail is behind, or the log is away
 */
const knownAtPosition = async (
  models: ReadModels,
  head: Position | null,
  at: Instant,
): Promise<Position> => {
  const prefix = await prefixBefore(models, at);
  if (prefix) return prefix;
  if (head === null) throw away();
  if (!(await models.reached(head, PATIENCE_MS, ['history'])))
    throw unavailable(1, 'the trail is behind: what was known then cannot be told yet');
  return (await prefixBefore(models, at)) ?? (await lastUpTo(models, head));
};

const instead = (what: string) => badInput([{ path: 'knownUpTo', message: what }]);

/**
 * @throws {ApiError} BAD_INPUT where the log has not come so far: what follows could still come;
 *   UNAVAILABLE where the log is away, and only it could tell
 */
const knownUpToPosition = (
  head: Position | null,
  knownUpTo: Position,
  held: () => Position,
): Position => {
  if (head === null && knownUpTo > held()) throw away();
  if (head !== null && knownUpTo > head) throw instead('the log has not come so far');
  return knownUpTo;
};

/** Those of the read models named that are at work; one that has stopped says so when read. */
const going = ({ models }: Parts, names: readonly string[]) =>
  models.status().filter(({ projector, failure }) => !failure && names.includes(projector.name));

/**
 * What is known now is what the read models of the answer have come to: so the answer holds all of
 * it, and nothing else, and the same is found again later. Without the log's head, that is all
 * that can be said of it.
 */
const knownNow = (head: Position | null, parts: Parts, readModels: readonly string[]): Position => {
  const names = head === null && readModels.length === 0 ? parts.models.names() : readModels;
  const come = going(parts, names).map(({ checkpoint }) => checkpoint.position);
  const [least] = [...come, ...(head === null ? [] : [head])].toSorted();
  if (least === undefined) throw away();
  return least;
};

/** An instant that our clock has not come to, and no stamp either: what is known is told. */
const knownAtFuture = async (
  head: Position | null,
  at: Instant,
  parts: Parts,
  readModels: readonly string[],
): Promise<Position> => {
  const prefix = await prefixBefore(parts.models, at);
  if (prefix) return prefix;
  if (head === null) throw away();
  // What the trail lacks may bear a stamp of a clock that was ahead.
  return knownNow(head, parts, [...readModels, 'history']);
};

/**
 * Left out, or in the future: the head, as it was when the question came, as far as the read
 * models named have come. A past moment waits for them. So does one that lies before a stamp of
 * the log: our clock may have been ahead once, and what was recorded then is known from then on.
 * @throws {ApiError} BAD_INPUT for a position that cannot be answered by, UNAVAILABLE where read
 *   models are behind, or where the log is away and they cannot tell
 */
export const resolveMoment = async (
  asking: Asking,
  parts: Parts,
  readModels: readonly string[] = [],
): Promise<ResolvedMoment> => {
  const { asOf, knownAt, knownUpTo } = asking;
  if (knownAt && knownUpTo) throw instead('goes without knownAt: one of them says what was known');
  const now = parts.clock();
  const isPast = knownAt ? knownAt < now : false;
  if (knownAt && isPast) await untilSurelyPast(knownAt, parts);
  const head = await sightOf(parts).head();
  const known = await knownOf(asking, { head, isPast }, parts, readModels);
  const names = going(parts, readModels).map(({ projector }) => projector.name);
  if (!(await parts.models.reached(known, PATIENCE_MS, names)))
    throw unavailable(1, 'the read models have not come to that moment yet');
  return {
    asOf: asOf ?? jakartaDate(now),
    known,
    knownAt: knownAt ?? null,
    isNow: !asOf && !knownAt && !knownUpTo,
  };
};

const knownOf = async (
  { knownAt, knownUpTo }: Asking,
  { head, isPast }: { readonly head: Position | null; readonly isPast: boolean },
  parts: Parts,
  readModels: readonly string[],
): Promise<Position> => {
  if (knownUpTo) return knownUpToPosition(head, knownUpTo, () => knownNow(null, parts, readModels));
  if (!knownAt) return knownNow(head, parts, readModels);
  if (isPast) return knownAtPosition(parts.models, head, knownAt);
  return knownAtFuture(head, knownAt, parts, readModels);
};
