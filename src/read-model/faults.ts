import type { Position } from '../kernel/envelope.js';

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A fault of a store, met while events were folded: none of theirs, and to be tried again. */
export class Weather extends Error {
  override readonly name = 'Weather';
}

/** An event that cannot be folded, and where it stands: it is never skipped. */
export class PoisonEvent extends Error {
  override readonly name = 'PoisonEvent';
  constructor(
    readonly position: Position,
    cause: unknown,
  ) {
    super(messageOf(cause), { cause });
  }
}

/** For `catch` on what a store was asked. */
export const asWeather = (error: unknown): never => {
  throw new Weather(messageOf(error), { cause: error });
};

/** For `catch` on what was done with one event. */
export const asPoison =
  ({ position }: { readonly position: Position }) =>
  (error: unknown): never => {
    throw error instanceof Weather ? error : new PoisonEvent(position, error);
  };

/** Whatever is thrown while an event is dealt with says which one it was. */
export const dealingWith = <T>(event: { readonly position: Position }, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    return asPoison(event)(error);
  }
};
