import type { Envelope, SealedPersonal, Stamp } from './envelope.js';
import type { LocalDate } from './local-date.js';

/** Something that happened, as a decider states it: in business words, past tense. */
export interface Fact<
  T extends string = string,
  D extends object = object,
  P extends object = object,
> {
  readonly type: T;
  /** The business date on which it is true in the world. */
  readonly effectiveOn: LocalDate;
  readonly data: D;
  /** Names, numbers, addresses: encrypted under the mitra's own key before it is stored. */
  readonly personal?: P | undefined;
}

/**
 * A fact as read back: with its envelope and its stamp. `personal` is absent where its key was
 * erased or where nobody asked for it; `sealed` is what the log holds of it. Distributes.
 */
export type Recorded<F extends Fact> = F extends Fact
  ? F & Envelope & Stamp & { readonly personal?: F['personal']; readonly sealed?: SealedPersonal }
  : never;
