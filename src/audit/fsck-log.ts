import { decode } from '../event-store/codec.js';
import {
  type EventStore,
  NO_STREAM,
  StoreDamaged,
  type StoredEvent,
  StoreUnavailable,
} from '../event-store/port.js';
import { hashOf, NO_HASH, writersPart } from '../event-store/seal.js';
import { type Position, position, START } from '../kernel/envelope.js';
import type { KeyStore } from '../keys/port.js';

/** Something found wrong, with both sides of the difference; `invariant` is the README's number. */
export interface Finding {
  readonly invariant: string;
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

interface Tip {
  readonly revision: number;
  readonly hash: string;
}

/** What the log alone tells: its streams, for what is checked stream by stream, and findings. */
export interface LogReport {
  readonly events: number;
  readonly streams: readonly string[];
  readonly findings: readonly Finding[];
}

const PAGE = 1_000;

export const inWords = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const placeOf = (event: StoredEvent): string =>
  `${event.streamId} revision ${event.revision}, position ${event.position}`;

const chainFindings = (event: StoredEvent, tip: Tip): Finding[] => {
  const wrong = (what: string, expected: unknown, found: unknown): Finding[] =>
    expected === found
      ? []
      : [
          {
            invariant: 'I1',
            where: `${placeOf(event)}: ${what}`,
            expected: String(expected),
            found: String(found),
          },
        ];
  return [
    ...wrong('revision', tip.revision + 1, event.revision),
    ...wrong('previousHash', tip.hash, event.previousHash),
    ...wrong('hash', hashOf(writersPart(event)), event.hash),
  ];
};

const orderFindings = (event: StoredEvent, before: StoredEvent | undefined): Finding[] =>
  before && event.recordedAt < before.recordedAt
    ? [
        {
          invariant: 'I2',
          where: `position ${event.position}`,
          expected: `recordedAt not before ${before.recordedAt}`,
          found: event.recordedAt,
        },
      ]
    : [];

/** An event that this software cannot read, or whose personal part its key does not open. */
const readingFindings = async (event: StoredEvent, keys: KeyStore): Promise<Finding[]> => {
  try {
    await decode(event, keys);
    return [];
  } catch (error) {
    const expected = `a readable ${event.type}`;
    return [{ invariant: 'I1', where: placeOf(event), expected, found: inWords(error) }];
  }
};

/** A page of the log or, where the store itself finds damage, what it says of it. */
const readPage = async (
  store: EventStore,
  after: Position,
  limit: number,
): Promise<readonly StoredEvent[] | StoreDamaged> => {
  try {
    return await store.readAll(after, limit);
  } catch (error) {
    if (error instanceof StoreDamaged) return error;
    throw error;
  }
};

const next = (at: Position): Position => position(BigInt(at) + 1n);

/** The whole log in pages; where a page is damaged, event by event, and past what is damaged. */
async function* pages(store: EventStore): AsyncIterable<readonly StoredEvent[] | Finding> {
  let [after, damage]: [Position, { from: Position; found: string } | undefined] = [
    START,
    undefined,
  ];
  const head = await store.head();
  for (let limit = PAGE; ;) {
    const page = await readPage(store, after, limit);
    if (page instanceof StoreDamaged && limit > 1) {
      limit = 1;
      continue;
    }
    if (page instanceof StoreDamaged && (after < head || page.at !== undefined)) {
      after = page.at ?? next(after);
      damage ??= { from: after, found: page.message };
      continue;
    }
    const events = page instanceof StoreDamaged ? [] : page;
    if (damage) {
      const where =
        damage.from === after ? `position ${after}` : `positions ${damage.from} to ${after}`;
      yield { invariant: 'I1', where, expected: 'an event', found: damage.found };
      [damage, limit] = [undefined, PAGE];
    }
    const last = events.at(-1);
    if (!last) return;
    yield events;
    after = last.position;
  }
}

/**
 * What the service decides on is the stream, read by its name: a server may have cut it off or
 * deleted it and still hold its events in the log.
 */
const streamFindings = async (
  store: EventStore,
  streamId: string,
  tip: Tip,
): Promise<readonly Finding[]> => {
  const expected = `${tip.revision + 1} events, the last one ${tip.hash}`;
  const found = await store.readStream(streamId).then(
    (events) => {
      const known = events.slice(0, tip.revision + 1);
      return known.length === 0
        ? 'nothing'
        : `${known.length} events, the last one ${known.at(-1)?.hash}`;
    },
    (error: unknown) => {
      if (error instanceof StoreUnavailable) throw error;
      return inWords(error);
    },
  );
  if (found === expected) return [];
  return [{ invariant: 'I1', where: `the stream ${streamId}`, expected, found }];
};

/** Walks the whole log once: chain, order, and whether every event can be read. */
export const checkLog = async (
  store: EventStore,
  keys: KeyStore,
  onProgress: (events: number) => void,
): Promise<LogReport> => {
  const tips = new Map<string, Tip>();
  const findings: Finding[] = [];
  /** Of these the stream would say the same once more. */
  const broken = new Set<string>();
  let [events, last]: [number, StoredEvent | undefined] = [0, undefined];
  for await (const page of pages(store)) {
    if ('invariant' in page) {
      findings.push(page);
      continue;
    }
    for (const event of page) {
      const tip = tips.get(event.streamId) ?? { revision: NO_STREAM, hash: NO_HASH };
      const chain = chainFindings(event, tip);
      if (chain.length > 0) broken.add(event.streamId);
      findings.push(...chain);
      if (store.stampsRise) findings.push(...orderFindings(event, last));
      findings.push(...(await readingFindings(event, keys)));
      tips.set(event.streamId, { revision: event.revision, hash: event.hash });
      last = event;
    }
    events += page.length;
    onProgress(events);
  }
  for (const [stream, tip] of tips)
    if (!broken.has(stream)) findings.push(...(await streamFindings(store, stream, tip)));
  return { events, streams: [...tips.keys()], findings };
};
