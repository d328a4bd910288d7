import type { Asked, Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import { samePerson } from '../../kernel/four-eyes.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { MitraState } from '../../mitra/mitra.js';
import type { LegalForm } from '../../mitra/mitra.events.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import { decidedAlready, misdated, onDay } from './application.js';
import type { Application, Step } from './application-state.js';
import type { Seen } from './application.events.js';
import { checklist, heldAgainstRules } from './eligibility.js';
import type { LoanEvent } from '../loan.events.js';
import { type Applied, isSigned, type LoanState } from '../loan.js';
import { fourEyes } from '../proposal.js';

/** A decision on a proposal that was read; `revision` is the stream's, as it was read. */
export interface DecideLoan {
  readonly loan: string;
  /** The digest of the proposal that was read. */
  readonly proposal: string;
  readonly revision: number;
  readonly effectiveOn: LocalDate;
}
export interface DecideAmount extends DecideLoan {
  /** Left out: as much as the hand before recommended. */
  readonly amount?: Rupiah | undefined;
}

/** What the decision rests on beside the loan's own stream. */
export interface Known {
  readonly mitra: MitraState;
  readonly policies: readonly AdoptedPolicy[];
}

const seenIn = ({ proposal, revision }: DecideLoan): Seen => ({ proposal, seenRevision: revision });

/** Whoever decides has seen the proposal as it stands, and all that was done on it since. */
const unseenBy = (
  command: DecideLoan,
  { proposal, lastRevision: revision, proposers, surveyors }: Application,
  { actor }: Asked,
  withSurveyors: boolean,
): Refusal | null => {
  const { digest } = proposal;
  const proposer = proposers.find((one) => samePerson(one, actor));
  const surveyor = surveyors.find((one) => samePerson(one, actor));
  const hands = { proposer, ...(withSurveyors ? { surveyor } : {}) };
  const no = fourEyes({ proposal, head: revision }, seenIn(command), actor, hands);
  if (no) return no;
  return command.revision < revision
    ? refuse('PROPOSAL_CHANGED', { proposal: digest, revision })
    : null;
};

/** The very decision that stands, entered again by the one who made it. */
const isMade = (
  step: Step | Omit<Step, 'amount'> | undefined,
  command: DecideAmount,
  { proposal }: Application,
  { actor }: Asked,
): boolean =>
  step !== undefined &&
  samePerson(step.by, actor) &&
  command.proposal === proposal.digest &&
  command.effectiveOn === step.on &&
  (!('amount' in step) || (command.amount ?? step.amount) === step.amount);

/** On that day; where the mitra's stream does not say, as it was when the loan was proposed. */
const legalFormOn = (
  mitra: MitraState,
  on: LocalDate,
  { proposal }: Application,
): LegalForm | undefined =>
  (mitra.status === 'NONE' ? undefined : onDay(mitra, on).legalForm) ??
  proposal.fact.data.legalForm;

/** What the checklist of that day asks for and the mitra's stream does not hold by then. */
const documentsMissing = (
  application: Application,
  on: LocalDate,
  { mitra, policies }: Known,
): Refusal | null => {
  const legalForm = legalFormOn(mitra, on, application);
  if (!legalForm) return refuse('LEGAL_FORM_REQUIRED', {});
  const { programme } = application.proposal.fact.data;
  const documents = mitra.status === 'NONE' ? [] : onDay(mitra, on).documents;
  const { missing, policies: by } = checklist(legalForm, documents, { programme, on }, policies);
  return missing.length > 0 ? refuse('DOCUMENTS_MISSING', { missing, policy: by[0] }) : null;
};

const nothingProposed = ({ loan }: DecideLoan): Refusal => refuse('NOTHING_PROPOSED', { loan });

/** Found worth lending to, and complete: by somebody who did not propose it. */
export const recommendLoan = (
  command: DecideAmount,
  loan: LoanState,
  asked: Asked,
  known: Known,
): Outcome<LoanEvent> => {
  if (loan.status === 'NONE') return nothingProposed(command);
  const no = decidedAlready(loan, command.loan);
  if (no || isSigned(loan)) return no ?? [];
  const { application } = loan;
  if (isMade(application.recommended, command, application, asked)) return [];
  const unseen = unseenBy(command, application, asked, false);
  if (unseen) return unseen;
  const { survey, proposal } = application;
  if (!survey) return refuse('FEASIBILITY_MISSING', { loan: command.loan });
  const { effectiveOn } = command;
  const unready =
    misdated(effectiveOn, loan, asked) ?? documentsMissing(application, effectiveOn, known);
  if (unready) return unready;
  const { amount: proposed } = proposal.fact.data;
  const amount = command.amount ?? survey.recommendedAmount;
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  if (amount > proposed) return refuse('AMOUNT_ABOVE_PROPOSED', { amount, proposed });
  return [{ type: 'LoanRecommended', effectiveOn, data: { ...seenIn(command), amount } }];
};

/** Whether the policy of the day leaves so much to this role; its id where it does. */
const levelFor = (
  amount: Rupiah,
  { actor }: Asked,
  when: { readonly programme: string | undefined; readonly on: LocalDate },
  policies: readonly AdoptedPolicy[],
): string | Refusal => {
  const policy = inForce(policies, 'APPROVAL', { ...when, known: NEXT });
  if (!policy) return refuse('NO_POLICY_IN_FORCE', { kind: 'APPROVAL', on: when.on });
  const { role } = actor;
  const { levels } = policy.parameters;
  const mayDecide = levels.some(
    (level) => level.role === role && (level.upTo === undefined || amount <= level.upTo),
  );
  return mayDecide ? policy.id : refuse('APPROVAL_LEVEL', { role, amount, levels });
};

/** The rules of the day on which it is approved, not of the day on which it was proposed. */
const stillEligible = (
  application: Application,
  amount: Rupiah,
  on: LocalDate,
  { mitra, policies }: Known,
) => {
  const { programme, months, topUp, figures } = application.proposal.fact.data;
  const legalForm = legalFormOn(mitra, on, application);
  if (!legalForm) return refuse('LEGAL_FORM_REQUIRED', {});
  const wish = { amount, months, topUp, legalForm, figures };
  return heldAgainstRules(wish, { programme, on }, policies);
};

const approvable = (
  command: DecideAmount,
  loan: Applied,
  asked: Asked,
): Refusal | { readonly amount: Rupiah } => {
  const { application } = loan;
  const { recommended } = application;
  if (!recommended) return refuse('LOAN_NOT_RECOMMENDED', { loan: command.loan });
  const no =
    unseenBy(command, application, asked, true) ?? misdated(command.effectiveOn, loan, asked);
  if (no) return no;
  const amount = command.amount ?? recommended.amount;
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  return amount > recommended.amount
    ? refuse('AMOUNT_ABOVE_RECOMMENDED', { amount, recommended: recommended.amount })
    : { amount };
};

/** By somebody who neither proposed nor surveyed it, whose level reaches so far. */
export const approveLoan = (
  command: DecideAmount,
  loan: LoanState,
  asked: Asked,
  known: Known,
): Outcome<LoanEvent> => {
  if (loan.status === 'NONE') return nothingProposed(command);
  if (!isSigned(loan) && isMade(loan.application.approved, command, loan.application, asked))
    return [];
  const no = decidedAlready(loan, command.loan);
  if (no || isSigned(loan)) return no ?? [];
  const found = approvable(command, loan, asked);
  if (isRefusal(found)) return found;
  const { application } = loan;
  const { amount } = found;
  const { effectiveOn } = command;
  const { programme } = application.proposal.fact.data;
  const policy = levelFor(amount, asked, { programme, on: effectiveOn }, known.policies);
  if (typeof policy !== 'string') return policy;
  const held = stillEligible(application, amount, effectiveOn, known);
  if (isRefusal(held)) return held;
  return [{ type: 'LoanApproved', effectiveOn, data: { ...seenIn(command), amount, policy } }];
};

/** The reason goes with the event, in its personal part; a new request needs a new number. */
export const rejectLoan = (
  command: DecideLoan & { readonly reason: string | undefined },
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  if (loan.status === 'NONE') return nothingProposed(command);
  if (!isSigned(loan) && isMade(loan.application.rejected, command, loan.application, asked))
    return [];
  const no = decidedAlready(loan, command.loan);
  if (no || isSigned(loan)) return no ?? [];
  const unseen =
    unseenBy(command, loan.application, asked, false) ?? misdated(command.effectiveOn, loan, asked);
  if (unseen) return unseen;
  if (!command.reason?.trim()) return refuse('REASON_REQUIRED', { field: 'reason' });
  const { effectiveOn } = command;
  return [{ type: 'LoanRejected', effectiveOn, data: seenIn(command) }];
};
