import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse } from '../../kernel/refusal.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';

export interface ConfirmReceipt {
  readonly loan: string;
  /** The bank's reference of the transfer whose money arrived. */
  readonly reference: string;
  readonly evidence?: string | undefined;
  readonly effectiveOn: LocalDate;
}

/** The mitra says that the money arrived: once for each transfer. */
export const confirmReceipt = (
  command: ConfirmReceipt,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { reference, evidence, effectiveOn } = command;
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const paidOut = loan.timeline.disbursements.find((one) => one.reference === reference);
  if (!paidOut) return refuse('REFERENCE_UNKNOWN', { reference });
  if (loan.confirmed.has(reference)) return [];
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const { effectiveOn: disbursedOn } = paidOut;
  if (effectiveOn < disbursedOn) return refuse('CONFIRMATION_BEFORE_DISBURSEMENT', { disbursedOn });
  return [{ type: 'ReceiptConfirmed', effectiveOn, data: { reference }, personal: { evidence } }];
};
