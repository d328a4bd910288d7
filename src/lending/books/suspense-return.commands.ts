import { decodeSealed } from '../../event-store/codec.js';
import { type Done, foldStream, handle, type Handled } from '../../event-store/handle.js';
import type { Command, Ledger } from '../../event-store/ledger.js';
import type { StoredEvent } from '../../event-store/port.js';
import { isRefusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { isSigned, loanDecider, loanStream } from '../loan.js';
import {
  type Receipt,
  reverseIdentification,
  suspenseDecider,
  suspenseStream,
} from './suspense.js';

/** Money on a loan that lay in suspense before. */
export interface Identification {
  /** The event that put it on the loan. */
  readonly payment: string;
  /** The programme in whose suspense account it lay. */
  readonly suspense: string;
  readonly receipt: string;
  readonly amount: Rupiah;
  /** Reversed as an error: it was never this loan's. */
  readonly inError: boolean;
}

/** All that ever came to a loan out of suspense, by the loan's history. */
export const identificationsIn = (history: readonly StoredEvent[]): readonly Identification[] => {
  const events = history
    .filter(({ type }) => type === 'PaymentIdentified' || type === 'PaymentReversed')
    .map(decodeSealed);
  const inError = new Set(
    events.flatMap((event) =>
      event.type === 'PaymentReversed' && event.data.kind === 'ERROR' ? [event.data.payment] : [],
    ),
  );
  return events.flatMap((event) => {
    if (event.type !== 'PaymentIdentified') return [];
    const { eventId: payment, data } = event;
    const { suspense, receipt, amount } = data;
    return [{ payment, suspense, receipt, amount, inError: inError.has(payment) }];
  });
};

/** A receipt's payments on a loan that were reversed as errors, earliest first. */
export const undoneOn = (
  history: readonly StoredEvent[],
  { programme, receipt }: { readonly programme: string; readonly receipt: string },
): readonly string[] =>
  identificationsIn(history)
    .filter((one) => one.inError && one.suspense === programme && one.receipt === receipt)
    .map(({ payment }) => payment);

/** The receipt as it is once suspense has heard of all that was undone on the loan it is with. */
export const asIf = (found: Receipt, undone: readonly string[]): Receipt =>
  undone.every((payment) => found.undone?.includes(payment))
    ? found
    : { ...found, identifiedAs: undefined };

export const isDone = (handled: Handled): handled is Done =>
  !isRefusal(handled) && handled.outcome === 'done';

/**
 * The second half of a reversal as an error: money that came out of suspense lies there again.
 * Safe to repeat; null where the money never lay there.
 */
export const backIntoSuspense = async (
  ledger: Ledger,
  command: Command,
  { loan: number, receipt }: { readonly loan: string; readonly receipt: string },
): Promise<Handled | null> => {
  const history = await ledger.store.readStream(loanStream(number));
  const undone = identificationsIn(history).findLast(
    (one) => one.inError && one.receipt === receipt,
  );
  if (!undone) return null;
  const loan = await foldStream(ledger, loanStream(number), loanDecider);
  const { mitra, unit } = isSigned(loan) ? loan.timeline : {};
  const { payment, suspense } = undone;
  return handle(
    ledger,
    { ...command, expectedRevision: undefined },
    {
      streamId: suspenseStream(suspense),
      decider: suspenseDecider,
      subject: () => ({ mitra, loan: number, unit }),
      decide: (held) => reverseIdentification({ receipt, loan: number, payment }, held),
    },
  );
};
