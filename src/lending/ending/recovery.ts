import type { Asked, Outcome } from '../../kernel/decider.js';
import { isRefusal, refuse } from '../../kernel/refusal.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import { concluding, NOTHING } from '../consequences.js';
import type { RecoveryReceived } from './ending.events.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';
import { notBookable, type ReceivePayment, rulesOfPayment } from '../books/repayment.js';

/**
 * Money after a write-off, in its own account: up to what is claimed, the rest is credit. Money
 * from before it, however late it is entered, is a payment.
 */
export const receiveRecovery = (
  command: ReceivePayment,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  const { amount, receipt, channel, effectiveOn } = command;
  const no = notBookable(command, loan, asked);
  if (no) return no;
  if (!isSigned(loan)) return [];
  const { timeline, status } = loan;
  if (!timeline.writtenOff) return refuse('LOAN_NOT_WRITTEN_OFF', { status });
  const writtenOffOn = timeline.writtenOff.effectiveOn;
  if (effectiveOn < writtenOffOn) return refuse('RECOVERY_BEFORE_WRITE_OFF', { writtenOffOn });
  const rules = rulesOfPayment(timeline.programme, effectiveOn, policies);
  if (isRefusal(rules)) return rules;
  const data = { receipt, amount, channel, policy: rules.policy, allocation: NOTHING };
  const received: RecoveryReceived = { type: 'RecoveryReceived', effectiveOn, data };
  return concluding(loan, [received]);
};
