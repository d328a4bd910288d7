import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { LateFeeWaived } from './collection.events.js';
import { concluding } from '../consequences.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';
import { HEAD } from '../position.js';
import { type Fee, feeAt, type LoanTimeline } from '../timeline.js';

export interface WaiveLateFee {
  readonly loan: string;
  readonly no: number;
  /** Left out: all that stands of it, paid or not. */
  readonly amount?: Rupiah | undefined;
  readonly effectiveOn: LocalDate;
  /** Kept with the event: why it is given up. */
  readonly reason?: string | undefined;
}

const isSaid = (fee: Fee, { amount, effectiveOn }: WaiveLateFee): boolean => {
  const last = fee.waivers.at(-1);
  return (
    last?.kind === 'DECIDED' &&
    last.effectiveOn === effectiveOn &&
    (amount === undefined || amount === last.amount)
  );
};

const notWaivable = (
  command: WaiveLateFee,
  { restructurings, writtenOff }: LoanTimeline,
  fee: Fee,
): Refusal | readonly [] | null => {
  const { no, amount, effectiveOn } = command;
  const restructuredOn = restructurings.at(-1)?.effectiveOn;
  if (writtenOff) return refuse('LOAN_WRITTEN_OFF', { writtenOffOn: writtenOff.effectiveOn });
  if (restructuredOn !== undefined && fee.effectiveOn < restructuredOn)
    return refuse('FEE_BEFORE_RESTRUCTURING', { restructuredOn });
  if (effectiveOn < fee.effectiveOn)
    return refuse('WAIVER_BEFORE_FEE', { chargedOn: fee.effectiveOn });
  const standing = feeAt(fee, HEAD);
  if (standing === 0) return isSaid(fee, command) ? [] : refuse('NOTHING_TO_WAIVE', { no });
  if (amount === undefined) return null;
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  return amount > standing ? refuse('WAIVER_EXCEEDS_FEE', { standing }) : null;
};

/**
 * A fee given up, whole or in part: from then on as if that much had never been charged, so what
 * was paid of it goes to the instalments.
 */
export const waiveLateFee = (
  command: WaiveLateFee,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { no, effectiveOn, reason } = command;
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  if (!reason?.trim()) return refuse('REASON_REQUIRED', { field: 'reason' });
  const fee = loan.timeline.fees.findLast((one) => one.no === no);
  if (!fee) return refuse('FEE_UNKNOWN', { no });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const not = notWaivable(command, loan.timeline, fee);
  if (not) return not;
  const amount = command.amount ?? feeAt(fee, HEAD);
  const data = { fee: fee.event, no, amount, kind: 'DECIDED' } as const;
  const waived: LateFeeWaived = { type: 'LateFeeWaived', effectiveOn, data };
  return concluding(loan, [waived]);
};
