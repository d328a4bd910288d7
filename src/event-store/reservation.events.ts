import type { Fact } from '../kernel/fact.js';

/** A value that must be unique across streams is held by one claimant, in a stream of its own. */
export type Claimed = Fact<
  'Claimed',
  {
    readonly kind: string;
    readonly stream: string;
    /** Whose stream it is, where it is a mitra's. */
    readonly mitra?: string | undefined;
    readonly command: string;
  }
>;
export type Released = Fact<'Released', { readonly kind: string; readonly stream: string }>;

export type ReservationEvent = Claimed | Released;
