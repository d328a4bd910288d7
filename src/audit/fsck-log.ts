import { chainFaults, NO_TIP, type Tip } from '../event-store/chain.js';
import { decode } from '../event-store/codec.js';
import { type EventStore, type StoredEvent, StoreUnavailable } from '../event-store/port.js';
import { isReadable, type Unreadable, walkLog } from '../event-store/walk.js';
import type { KeyStore } from '../keys/port.js';

/** Something found wrong, with both sides of the difference; `invariant` is the README's number. */
export interface Finding {
  readonly invariant: string;
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** What the log alone tells: its streams, for what is checked stream by stream, and findings. */
export interface LogReport {
  readonly events: number;
  readonly streams: readonly string[];
  readonly findings: readonly Finding[];
}

export const inWords = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const placeOf = (event: StoredEvent): string =>
  `${event.streamId} revision ${event.revision}, position ${event.position}`;

const chainFindings = (event: StoredEvent, tip: Tip): Finding[] =>
  chainFaults(event, tip).map(({ what, expected, found }) => ({
    ...{ invariant: 'I1', where: `${placeOf(event)}: ${what}` },
    ...{ expected, found },
  }));

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

const unreadable = ({ from, to, found }: Unreadable): Finding => {
  const where = from === to ? `position ${from}` : `positions ${from} to ${to}`;
  return { invariant: 'I1', where, expected: 'an event', found };
};

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
  for await (const page of walkLog(store)) {
    if (!isReadable(page)) {
      findings.push(unreadable(page));
      continue;
    }
    for (const event of page) {
      const tip = tips.get(event.streamId) ?? NO_TIP;
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
