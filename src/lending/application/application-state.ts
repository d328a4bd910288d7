import { unreachable } from '../../kernel/decider.js';
import type { Actor } from '../../kernel/envelope.js';
import type { Recorded } from '../../kernel/fact.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { ApplicationEvent, FeasibilityAssessed, LoanProposed } from './application.events.js';
import { type Proposal, proposalOf } from '../proposal.js';

/** A step of the decision: by whom, over how much, on which day. */
export interface Step {
  readonly by: Actor;
  readonly amount: Rupiah;
  readonly on: LocalDate;
}

/** What was asked for and how far its decision has come. A new proposal begins it anew. */
export interface Application {
  readonly proposal: Proposal<LoanProposed>;
  readonly purpose?: string | undefined;
  readonly survey?:
    | (FeasibilityAssessed['data'] & { readonly by: Actor; readonly notes?: string | undefined })
    | undefined;
  /** All who ever proposed under this number, or surveyed for it: proposing anew clears nobody. */
  readonly proposers: readonly Actor[];
  readonly surveyors: readonly Actor[];
  readonly recommended?: Step | undefined;
  readonly approved?: Step | undefined;
  readonly rejected?: Omit<Step, 'amount'> & { readonly reason?: string | undefined };
  /** The day of its last step: nothing on it happens before. */
  readonly lastOn: LocalDate;
  /** The stream's revision of its last step: whoever decides has seen that much. */
  readonly lastRevision: number;
}

const begun = (application: Application | null, type: string): Application => {
  if (!application) throw new Error(`${type} before any proposal`);
  return application;
};

const surveyed = (
  application: Application,
  event: Extract<Recorded<ApplicationEvent>, { type: 'FeasibilityAssessed' }>,
): Application => {
  const { actor: by, data, personal } = event;
  return {
    ...application,
    survey: { ...data, by, notes: personal?.notes },
    surveyors: [...application.surveyors, by],
    recommended: undefined, // it was about the survey before
  };
};

export const evolveApplication = (
  before: Application | null,
  event: Recorded<ApplicationEvent>,
): Application => {
  const { actor: by, effectiveOn: on, revision } = event;
  const last = { lastOn: on, lastRevision: revision };
  switch (event.type) {
    case 'LoanProposed': {
      const { purpose } = event.personal ?? {};
      const proposers = [...(before?.proposers ?? []), by];
      const hands = { proposers, surveyors: before?.surveyors ?? [] };
      return { proposal: proposalOf<LoanProposed>(event), purpose, ...hands, ...last };
    }
    case 'FeasibilityAssessed':
      return { ...surveyed(begun(before, event.type), event), ...last };
    case 'LoanRecommended': {
      const recommended = { by, on, amount: event.data.amount };
      return { ...begun(before, event.type), recommended, ...last };
    }
    case 'LoanApproved': {
      const approved = { by, on, amount: event.data.amount };
      return { ...begun(before, event.type), approved, ...last };
    }
    case 'LoanRejected': {
      const rejected = { by, on, reason: event.personal?.reason };
      return { ...begun(before, event.type), rejected, ...last };
    }
    default:
      return unreachable(event);
  }
};

/** Without what was sealed: once a loan is signed, nobody decides on that. */
export const impersonal = (application: Application | undefined): Application | undefined => {
  if (!application) return undefined;
  const { purpose: _, survey, rejected, ...rest } = application;
  return {
    ...rest,
    ...(survey && { survey: { ...survey, notes: undefined } }),
    ...(rejected && { rejected: { ...rejected, reason: undefined } }),
  };
};

export const APPLICATION_STATUSES = [
  'PROPOSED', 'RECOMMENDED', 'APPROVED', 'REJECTED', 'SIGNED',
] as const; // prettier-ignore
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number];

/** How far it has come; that its agreement is signed, the loan says. */
export const statusOf = (application: Application): Exclude<ApplicationStatus, 'SIGNED'> =>
  application.rejected
    ? 'REJECTED'
    : application.approved
      ? 'APPROVED'
      : application.recommended
        ? 'RECOMMENDED'
        : 'PROPOSED';
