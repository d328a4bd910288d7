import { canonicalJson } from '../kernel/canonical-json.js';
import { NEXT, type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import { appendForSure } from './ledger.js';
import type { EventStore, StoredEvent } from './port.js';
import { hashOf, writersPart } from './seal.js';

export interface CopyReport {
  readonly events: number;
  /** Of these by this run; the others were there already, from one that was interrupted. */
  readonly copied: number;
  /** Whether the source holds nothing more by now: what came meanwhile is left to another run. */
  readonly complete: boolean;
}

/** Source and copy do not agree, or the source itself is not as its hashes say. */
export class CopyStopped extends Error {
  override readonly name = 'CopyStopped';
}

type Log = Pick<EventStore, 'readAll' | 'append' | 'head'>;
type OnProgress = (what: 'compared' | 'copied' | 'verified', events: number) => void;

const PAGE = 1_000;

/** The log in its order, with the running maximum of `recordedAt`: so it is written again. */
async function* eventsOf(log: Log, end: Position): AsyncGenerator<StoredEvent> {
  let recordedAt = '' as Instant;
  for (let after: Position = START; ;) {
    const page = await log.readAll(after, PAGE);
    for (const event of page) {
      if (event.position > end) return;
      if (event.recordedAt > recordedAt) recordedAt = event.recordedAt;
      yield { ...event, recordedAt };
      after = event.position;
    }
    if (page.length === 0) return;
  }
}

const placeOf = ({ streamId, revision, position }: StoredEvent): string =>
  `${streamId} revision ${revision}, position ${position}`;

/** All that is kept of an event but its position, which is the store's own. */
const contentOf = (event: StoredEvent): string =>
  canonicalJson({ ...writersPart(event), recordedAt: event.recordedAt });

/**
 * Walks both logs side by side as far as the copy reaches.
 * @returns how many events the copy holds, and the source's events from there on
 */
const compared = async (
  [from, end]: readonly [Log, Position],
  to: Log,
  onEvent: (events: number) => void,
): Promise<{ readonly held: number; readonly rest: AsyncGenerator<StoredEvent> }> => {
  const rest = eventsOf(from, end);
  let held = 0;
  for await (const copy of eventsOf(to, NEXT)) {
    const { value: event, done } = await rest.next();
    if (done) throw new CopyStopped(`the copy holds more than the source: ${placeOf(copy)}`);
    if (contentOf(event) !== contentOf(copy))
      throw new CopyStopped(
        `the copy holds another log: ${placeOf(copy)} is not as the source has it at ` +
          placeOf(event),
      );
    onEvent((held += 1));
  }
  return { held, rest };
};

const write = async (to: Log, event: StoredEvent): Promise<void> => {
  const sealed = writersPart(event);
  if (hashOf(sealed) !== event.hash)
    throw new CopyStopped(`the source is damaged: its hash does not fit ${placeOf(event)}`);
  const { streamId, revision, recordedAt } = event;
  const copy = [{ event: sealed, recordedAt }];
  const result = await appendForSure({ store: to }, streamId, revision - 1, copy);
  if (result.outcome === 'conflict')
    throw new CopyStopped(`somebody else writes into the copy: ${placeOf(event)}`);
};

/**
 * Copies a log as it stands now, event by event and in its order, with its hashes and its times of
 * recording; what an earlier run has copied stays. Then reads both again and compares all of it.
 * Nobody else may write to the copy.
 * @throws {CopyStopped} where the two do not agree
 */
export const copyLog = async (
  from: Log,
  to: Log,
  onProgress: OnProgress = () => undefined,
): Promise<CopyReport> => {
  const source = [from, await from.head()] as const;
  const { held, rest } = await compared(source, to, (events) => onProgress('compared', events));
  let copied = 0;
  for await (const event of rest) {
    await write(to, event);
    onProgress('copied', held + (copied += 1));
  }
  const verified = await compared(source, to, (events) => onProgress('verified', events));
  const { done } = await verified.rest.next();
  if (!done || verified.held !== held + copied)
    throw new CopyStopped(`of ${held + copied} events the copy holds only ${verified.held}`);
  return { events: verified.held, copied, complete: (await from.head()) === source[1] };
};
