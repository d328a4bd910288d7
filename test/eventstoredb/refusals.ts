import { Metadata, type ServerErrorResponse, status, type StatusObject } from '@grpc/grpc-js';
import type { Expected } from './commit-check.js';

/** A call that ends with a status, as the server words it. */
export type Refusal = Pick<StatusObject, 'code' | 'details' | 'metadata'> &
  Pick<ServerErrorResponse, 'name' | 'message'>;

const refusal = (
  code: status,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): Refusal => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { name: 'Refusal', message: details, code, details, metadata };
};

/** Trailers are ASCII. */
const ascii = (streamId: string): string =>
  /^[ -~]*$/.test(streamId) ? streamId : encodeURI(streamId);

export const streamDeleted = (streamId: string): Refusal =>
  refusal(status.FAILED_PRECONDITION, `Event stream '${streamId}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': ascii(streamId),
  });

/** In the trailers every expectation is a number. */
const EXPECTATIONS = { any: -2n, no_stream: -1n, stream_exists: -4n } as const;

export const wrongExpectedVersion = (
  operation: string,
  streamId: string,
  expected: Expected,
  current: number,
): Refusal => {
  const version = String(typeof expected === 'bigint' ? expected : EXPECTATIONS[expected]);
  const versions = `Expected version: ${version}, Actual version: ${current}`;
  const why = `${operation} failed due to WrongExpectedVersion`;
  const details = `${why}. Stream: ${streamId}, ${versions}`;
  return refusal(status.FAILED_PRECONDITION, details, {
    exception: 'wrong-expected-version',
    'stream-name': ascii(streamId),
    'expected-version': version,
    'actual-version': String(current),
  });
};

export const MAX_APPEND_SIZE = 1_048_576;

export const maximumAppendSizeExceeded = (): Refusal =>
  refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_SIZE} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_SIZE),
  });

export const badRequest = (why: string): Refusal => refusal(status.INVALID_ARGUMENT, why);

export const timedOut = (): Refusal => refusal(status.ABORTED, 'Operation timed out');

export const invalidPosition = (): Refusal =>
  refusal(status.UNKNOWN, 'Unexpected ReadAllResult: Error');

export const consumerTooSlow = (): Refusal =>
  refusal(
    status.ABORTED,
    'Consumer too slow to handle event while live. Client resubscription required.',
  );
