import type { Asked, Outcome } from '../../kernel/decider.js';
import { addMonths } from '../../kernel/local-date.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import { lastDueOn, outsideLimits } from './agreement-limits.js';
import type { LoanProposed } from './application.events.js';
import type { Step } from './application-state.js';
import type { AgreementSigned, LoanEvent } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';
import { type AgreedSchedule, type ScheduleRequest, scheduleOf } from '../schedule/schedule.js';

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

/** What the handler found out about the borrower. */
export interface Borrower {
  readonly registered: boolean;
  /** Of the mitra on the day of the agreement. */
  readonly unit?: string | undefined;
  /** A top-up stands beside a live loan, and not alone. */
  readonly hasMainLoan?: boolean | undefined;
}

/** The unit that keeps the loan: the one named, the proposal's, or the mitra's own. */
export const unitOf = (
  { unit }: Pick<SignAgreement, 'unit'>,
  loan: LoanState,
  borrower: Pick<Borrower, 'unit'>,
): string | undefined =>
  unit ??
  ('application' in loan ? loan.application?.proposal.fact.data.unit : undefined) ??
  borrower.unit;

const signed = (
  { loan, mitra, cohort, methodInferred, evidence }: SignAgreement,
  planned: AgreedSchedule,
  more: Partial<AgreementSigned['data']> & Pick<AgreementSigned['data'], 'beforeJejak'>,
): AgreementSigned => ({
  type: 'AgreementSigned',
  effectiveOn: planned.terms.agreedOn,
  data: { ...{ loan, mitra, cohort }, ...planned, methodInferred, ...more },
  personal: { evidence },
});

/** One that was made before this system: it says so, and brings its evidence. */
const signOld = (
  command: SignAgreement,
  loan: LoanState,
  borrower: Borrower,
): AgreementSigned | Refusal => {
  const { loan: number, evidence, programme } = command;
  if (loan.status !== 'NONE')
    return refuse('LOAN_WAS_PROPOSED', { loan: number, status: loan.status });
  if (!evidence?.trim()) return refuse('EVIDENCE_REQUIRED', { field: 'evidence' });
  const planned = scheduleOf(command);
  if (isRefusal(planned)) return planned;
  const unit = unitOf(command, loan, borrower);
  return signed(command, planned, { programme, unit, beforeJejak: true });
};

/** An agreement keeps to what was approved: the mitra, the programme, the amount, the months. */
const notAsApproved = (
  command: SignAgreement,
  planned: AgreedSchedule,
  { mitra, programme, months }: LoanProposed['data'],
  approved: Step,
): Refusal | null => {
  const { principal, agreedOn } = command;
  if (command.mitra !== mitra) return refuse('MITRA_DIFFERS', { mitra });
  if (command.programme !== undefined && command.programme !== programme)
    return refuse('PROGRAMME_DIFFERS', { programme });
  if (principal > approved.amount)
    return refuse('PRINCIPAL_ABOVE_APPROVED', { principal, approved: approved.amount });
  if (agreedOn < approved.on)
    return refuse('AGREEMENT_BEFORE_APPROVAL', { approvedOn: approved.on });
  const last = lastDueOn(planned);
  return last > addMonths(agreedOn, months)
    ? refuse('TENOR_ABOVE_APPROVED', { lastDueOn: last, months })
    : null;
};

const signApproved = (
  command: SignAgreement,
  loan: LoanState,
  borrower: Borrower,
  policies: readonly AdoptedPolicy[],
): AgreementSigned | Refusal => {
  const application = loan.status === 'APPROVED' ? loan.application : undefined;
  if (!application?.approved)
    return refuse('PROPOSAL_NOT_APPROVED', { loan: command.loan, status: loan.status });
  const { digest, fact } = application.proposal;
  const { programme, topUp } = fact.data;
  const planned = scheduleOf(command);
  if (isRefusal(planned)) return planned;
  const no =
    notAsApproved(command, planned, fact.data, application.approved) ??
    outsideLimits(command, planned, fact.data, policies);
  if (no) return no;
  if (topUp && !borrower.hasMainLoan)
    return refuse('TOP_UP_WITHOUT_LOAN', { mitra: command.mitra });
  const unit = unitOf(command, loan, borrower);
  const approved = { programme, unit, beforeJejak: false, proposal: digest, topUp };
  return signed(command, planned, approved);
};

/**
 * An agreement carries out what was approved, within the limits of its own day; or it was made
 * before this system, says so and brings its evidence. It takes effect on the day it was agreed.
 */
export const signAgreement = (
  command: SignAgreement,
  loan: LoanState,
  asked: Asked,
  borrower: Borrower,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  const { loan: number, agreedOn } = command;
  if (isSigned(loan))
    return refuse('LOAN_ALREADY_SIGNED', { loan: number, agreedOn: loan.timeline.terms.agreedOn });
  if (!borrower.registered) return refuse('MITRA_NOT_REGISTERED', { mitra: command.mitra });
  if (agreedOn > asked.today)
    return refuse('EFFECTIVE_IN_FUTURE', { field: 'agreedOn', agreedOn, today: asked.today });
  const made = command.beforeJejak
    ? signOld(command, loan, borrower)
    : signApproved(command, loan, borrower, policies);
  return isRefusal(made) ? made : [made];
};
