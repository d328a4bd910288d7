import { ErrorType, isCommandError } from '@eventstore/db-client';
import { OutcomeUnknown, StoreDamaged, StoreUnavailable } from './port.js';

const GRPC_UNAVAILABLE = 14;

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const typeOf = (error: unknown): ErrorType | undefined =>
  error instanceof Error && isCommandError(error) ? error.type : undefined;

/** A mistake of this program, which no other day makes good. */
const isMistake = (error: unknown): boolean =>
  error instanceof StoreDamaged ||
  error instanceof RangeError ||
  error instanceof TypeError ||
  error instanceof SyntaxError;

const whatOf = (error: unknown): string => {
  if (typeOf(error) === ErrorType.ACCESS_DENIED) return 'refuses access: check the credentials';
  // A position that was an event's is none any more.
  if (typeOf(error) === ErrorType.UNKNOWN)
    return 'does not know what it was asked for: was an older log put in its place?';
  const tls = /wrong version number|SSL/.test(messageOf(error));
  return tls ? 'cannot be reached over TLS: without it say tls=false' : 'cannot be reached';
};

const unavailable = (server: string, error: unknown): StoreUnavailable => {
  return new StoreUnavailable(`EventStoreDB at ${server} ${whatOf(error)} (${messageOf(error)})`);
};

const deleted = (error: unknown): StoreDamaged =>
  new StoreDamaged(`a stream was deleted in EventStoreDB: ${messageOf(error)}`);

/** Whatever went wrong while reading, in the words of the port. */
export const readFailure = (server: string, error: unknown): unknown => {
  if (isMistake(error)) return error;
  if (typeOf(error) === ErrorType.STREAM_DELETED) return deleted(error);
  return unavailable(server, error);
};

/** Answers by which the server says that it wrote nothing. */
const NOT_WRITTEN: readonly (ErrorType | undefined)[] = [
  ErrorType.NOT_LEADER,
  ErrorType.ACCESS_DENIED,
];

/**
 * Whatever went wrong while appending, a wrong revision apart. A bare gRPC error of code 14, or
 * one without any code, comes from connecting: nothing was sent. After any other the server may
 * hold the events, and only the stream can tell.
 */
export const appendFailure = (server: string, error: unknown): unknown => {
  if (isMistake(error) || error instanceof OutcomeUnknown) return error;
  const type = typeOf(error);
  if (type === ErrorType.STREAM_DELETED) return deleted(error);
  if (NOT_WRITTEN.includes(type)) return unavailable(server, error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (type === undefined && (code === undefined || code === GRPC_UNAVAILABLE))
    return unavailable(server, error);
  return new OutcomeUnknown(
    `EventStoreDB at ${server} did not say whether it appended (${messageOf(error)})`,
  );
};

/** @throws {OutcomeUnknown} where no answer comes in time */
export const inTime = async <T>(appending: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new OutcomeUnknown(`EventStoreDB gave no answer within ${ms} ms`);
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([appending, late]);
  } finally {
    clearTimeout(timer);
  }
};
