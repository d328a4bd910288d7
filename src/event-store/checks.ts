import { isInstant } from '../kernel/local-date.js';
import { AppendTooLarge, MAX_APPEND_BYTES, type NewEvent, NO_STREAM } from './port.js';
import { textOf } from './seal.js';

const checkPlace = (streamId: string, revision: number, { event, recordedAt }: NewEvent): void => {
  if (event.streamId !== streamId || event.revision !== revision)
    throw new RangeError(
      `event ${event.eventId} is sealed for ${event.streamId} revision ${event.revision}, ` +
        `but appended to ${streamId} as revision ${revision}`,
    );
  if (recordedAt !== undefined && !isInstant(recordedAt))
    throw new RangeError(`event ${event.eventId} is stamped with what is not an instant`);
};

/**
 * What any store refuses before it writes, so that all refuse the same.
 * @returns the canonical JSON of each event, in order
 * @throws {RangeError | AppendTooLarge | NotCanonical} programming errors of the caller
 */
export const checkedBodies = (
  streamId: string,
  expectedRevision: number,
  events: readonly NewEvent[],
): readonly string[] => {
  if (streamId === '') throw new RangeError('a stream has a name');
  if (!Number.isSafeInteger(expectedRevision) || expectedRevision < NO_STREAM)
    throw new RangeError(`not a revision of ${streamId}: ${expectedRevision}`);
  events.forEach((event, index) => checkPlace(streamId, expectedRevision + 1 + index, event));

  const bodies = events.map(({ event }) => textOf(event));
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(streamId, bytes);
  return bodies;
};

/** @throws {RangeError} a programming error of the caller */
export const checkWhole = (what: string, number: number, least: number): void => {
  if (!Number.isSafeInteger(number) || number < least)
    throw new RangeError(`${what} is a whole number from ${least}: ${number}`);
};
