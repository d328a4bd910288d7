import type { LoanState } from '../loan.js';
import { isSigned } from '../loan.js';

/** What no two loans hold at once; the shape of a claim of the event store's reservations. */
export interface Slot {
  readonly kind: 'live-loan';
  readonly value: string;
  readonly taken: 'LIVE_LOAN_EXISTS';
}

/** A mitra has one live loan, and one short top-up beside it. */
export const slot = (mitra: string, topUp: boolean): Slot => ({
  kind: 'live-loan',
  value: `${mitra}:${topUp ? 'topup' : 'main'}`,
  taken: 'LIVE_LOAN_EXISTS',
});

/**
 * Held from signing until the loan is first settled, written off or cancelled: one that is opened
 * again by a reversal claims nothing, for a reversal must never be refused. Loans from before this
 * system hold none.
 */
export const slotsOf = (loan: LoanState): readonly Slot[] => {
  if (!isSigned(loan) || loan.timeline.beforeJejak || loan.wasSettled) return [];
  if (loan.timeline.writtenOff) return [];
  return [slot(loan.timeline.mitra, loan.timeline.topUp)];
};
