import type { Position } from '../kernel/envelope.js';

/** What cannot be parsed is quoted by the engine, and may be personal: then only what it was. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return error instanceof SyntaxError ? error.name : error.message;
};

/** What is kept cannot be read, or what came of it is not taken: waiting mends neither. */
export const isDamage = (error: unknown): boolean =>
  error instanceof SyntaxError || error instanceof RangeError;

/** A fault of a store, met while events were folded: none of theirs, and to be tried again. */
export class Weather extends Error {
  override readonly name = 'Weather';
}

interface Place {
  readonly position: Position;
  readonly type: string;
  readonly streamId: string;
  readonly revision: number;
}

/** What it was, and where in this software: an error may quote what it was given. */
const placeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  const [, place] = /([\w.-]+:\d+):\d+\)?(?:\n|$)/.exec(error.stack ?? '') ?? [];
  return place ? `${error.name} at ${place}` : error.name;
};

/**
 * An event that cannot be folded, and where it stands: it is never skipped. What is said of it is
 * shown and logged, so it quotes nothing where names were read.
 */
export class PoisonEvent extends Error {
  override readonly name = 'PoisonEvent';
  readonly position: Position;
  constructor(at: Place, cause: unknown, readsPersonal = false) {
    const { position, type, streamId, revision } = at;
    const said = readsPersonal ? placeOf(cause) : messageOf(cause);
    super(`${type}, ${streamId} revision ${revision}: ${said}`, { cause });
    this.position = position;
  }
}

/** For `catch` on what a store was asked. */
export const asWeather = (error: unknown): never => {
  throw new Weather(messageOf(error), { cause: error });
};
