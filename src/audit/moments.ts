import { setTimeout as sleep } from 'node:timers/promises';
import { badInput, unavailable } from '../graphql/errors.js';
import type { EventStore } from '../event-store/port.js';
import { type Position, position, START } from '../kernel/envelope.js';
import { type Instant, jakartaDate, type LocalDate } from '../kernel/local-date.js';
import type { Moment } from '../kernel/moment.js';
import type { ReadModels } from '../read-model/read-models.js';

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

interface Parts {
  readonly models: ReadModels;
  readonly store: EventStore;
  readonly clock: () => Instant;
}

/**
 * Where the stamps are a server's, its clock may be behind ours: until it is surely past T, the
 * next event might still be stamped before T.
 * @throws {ApiError} UNAVAILABLE where our clock stands still
 */
const untilSurelyPast = async (at: Instant, { store, clock }: Parts): Promise<void> => {
  const left = (): number => Date.parse(at) + CLOCKS_MS - Date.parse(clock());
  if (store.stampsRise || left() <= 0) return;
  await sleep(left());
  if (left() > 0)
    throw unavailable(5, 'this instant is too near: what was known then may not be told yet');
};

/**
 * "Known at T" is a prefix of the log: everything before the first event whose running maximum of
 * `recordedAt` lies after T. The trail itself is the persisted index of it, and must be whole: it
 * is asked only once it holds the log up to its head.
 * @throws {ApiError} UNAVAILABLE while the trail is behind
 */
const knownAtPosition = async (
  models: ReadModels,
  head: Position,
  at: Instant,
): Promise<Position> => {
  if (!(await models.reached(head, PATIENCE_MS, ['history'])))
    throw unavailable(1, 'the trail is behind: what was known then cannot be told yet');
  const [first] = await models.store.find(models.collection('history'), {
    where: { field: 'recordedAt', gt: at },
    sort: { field: 'recordedAt' },
    limit: 1,
  });
  // Of an event: positions may have gaps, and the number before the next would change with it.
  const [last] = await models.store.find(models.collection('history'), {
    where: { field: 'id', lte: first ? before(first.position) : head },
    limit: 1,
    backwards: true,
  });
  return last?.position ?? START;
};

const instead = (what: string) => badInput([{ path: 'knownUpTo', message: what }]);

/** @throws {ApiError} BAD_INPUT where the log has not come so far: what follows could still come */
const knownUpToPosition = (head: Position, { knownAt, knownUpTo }: Asking): Position | null => {
  if (!knownUpTo) return null;
  if (knownAt) throw instead('goes without knownAt: one of them says what was known');
  if (knownUpTo > head) throw instead('the log has not come so far');
  return knownUpTo;
};

/** Those of the read models named that are at work; one that has stopped says so when read. */
const going = ({ models }: Parts, names: readonly string[]) =>
  models.status().filter(({ projector, failure }) => !failure && names.includes(projector.name));

/**
 * What is known now is what the read models of the answer have come to: so the answer holds all of
 * it, and nothing else, and the same is found again later.
 */
const knownNow = (head: Position, parts: Parts, readModels: readonly string[]): Position =>
  going(parts, readModels)
    .map(({ checkpoint }) => checkpoint.position)
    .reduce((least, one) => (one < least ? one : least), head);

/**
 * Left out, or in the future: the head, as it was when the question came, as far as the read
 * models named have come. A past moment waits for them.
 * @throws {ApiError} BAD_INPUT for a position that cannot be answered by, UNAVAILABLE where read
 *   models are behind
 */
export const resolveMoment = async (
  asking: Asking,
  parts: Parts,
  readModels: readonly string[] = [],
): Promise<ResolvedMoment> => {
  const { asOf, knownAt, knownUpTo } = asking;
  const { models, store, clock } = parts;
  const now = clock();
  const past = knownAt && knownAt < now ? knownAt : null;
  if (past && !knownUpTo) await untilSurelyPast(past, parts);
  const head = await store.head();
  const known =
    knownUpToPosition(head, asking) ??
    (past ? await knownAtPosition(models, head, past) : knownNow(head, parts, readModels));
  const names = going(parts, readModels).map(({ projector }) => projector.name);
  if (!(await models.reached(known, PATIENCE_MS, names)))
    throw unavailable(1, 'the read models have not come to that moment yet');
  return {
    asOf: asOf ?? jakartaDate(now),
    known,
    knownAt: knownAt ?? null,
    isNow: !asOf && !knownAt && !knownUpTo,
  };
};
