import type { Fact } from '../../kernel/fact.js';
import type { Rupiah } from '../../kernel/rupiah.js';

/** Money came, and nobody knows yet for which loan; effective on the day it came. */
export type ReceiptUnidentified = Fact<
  'ReceiptUnidentified',
  {
    readonly programme: string;
    readonly receipt: string;
    readonly amount: Rupiah;
    readonly channel?: string | undefined;
  },
  /** Whoever it may be: kept under the receipt's own key, as no mitra is known. */
  { readonly payer?: string | undefined; readonly reason?: string }
>;

/** Found to be a loan's; effective on the day the money came. */
export type ReceiptIdentified = Fact<
  'ReceiptIdentified',
  { readonly receipt: string; readonly amount: Rupiah; readonly loan: string },
  { readonly reason?: string }
>;

/** It was another's after all, and lies in suspense again; effective on the day the money came. */
export type IdentificationReversed = Fact<
  'IdentificationReversed',
  {
    readonly receipt: string;
    readonly amount: Rupiah;
    /** The loan that it was not for. */
    readonly loan: string;
    /** The event on that loan that was reversed as an error. */
    readonly payment: string;
  },
  { readonly reason?: string }
>;

export type SuspenseEvent = ReceiptUnidentified | ReceiptIdentified | IdentificationReversed;
