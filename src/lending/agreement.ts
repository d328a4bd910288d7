import type { Asked, Outcome } from '../kernel/decider.js';
import { isRefusal, refuse } from '../kernel/refusal.js';
import type { AgreementSigned, LoanEvent } from './loan.events.js';
import type { LoanState } from './loan.js';
import { type ScheduleRequest, scheduleOf } from './schedule.js';

export interface SignAgreement extends ScheduleRequest {
  readonly loan: string;
  readonly mitra: string;
  readonly programme?: string | undefined;
  readonly cohort?: string | undefined;
  readonly unit?: string | undefined;
  readonly beforeJejak?: boolean | undefined;
  readonly methodInferred?: boolean | undefined;
  readonly evidence?: string | undefined;
}

/**
 * An agreement without an approved proposal is one that was made before this system: it says so
 * and brings its evidence. It takes effect on the day it was agreed.
 * @param mitra what the handler found out about the borrower
 */
export const signAgreement = (
  command: SignAgreement,
  loan: LoanState,
  asked: Asked,
  mitra: { readonly registered: boolean },
): Outcome<LoanEvent> => {
  const { loan: number, agreedOn, evidence, programme, cohort, unit } = command;
  if (loan.status !== 'NONE')
    return refuse('LOAN_ALREADY_SIGNED', { loan: number, agreedOn: loan.timeline.terms.agreedOn });
  if (!mitra.registered) return refuse('MITRA_NOT_REGISTERED', { mitra: command.mitra });
  if (!command.beforeJejak) return refuse('PROPOSAL_NOT_APPROVED', { loan: number });
  if (!evidence?.trim()) return refuse('EVIDENCE_REQUIRED', { field: 'evidence' });
  if (agreedOn > asked.today)
    return refuse('EFFECTIVE_IN_FUTURE', { field: 'agreedOn', agreedOn, today: asked.today });
  const planned = scheduleOf(command);
  if (isRefusal(planned)) return planned;
  const signed: AgreementSigned = {
    type: 'AgreementSigned',
    effectiveOn: agreedOn,
    data: {
      ...{ loan: number, mitra: command.mitra, programme, cohort, unit },
      ...planned,
      beforeJejak: true,
      methodInferred: command.methodInferred,
    },
    personal: { evidence },
  };
  return [signed];
};
