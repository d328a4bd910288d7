import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { Seen } from '../application/application.events.js';
import { concluding, timelineWith } from '../consequences.js';
import type { Amounts, LoanWrittenOff } from './ending.events.js';
import { feesBefore } from '../collection/late-fee.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import { HEAD, balanceOf } from '../position.js';
import { fourEyes } from '../proposal.js';
import { replay } from '../replay.js';
import { lastMovementOn, notStanding } from '../standing.js';

/** Whoever decided, outside this system, and the number of his decision. */
export interface Decided extends Seen {
  readonly loan: string;
  readonly authority: string;
  readonly document: string;
  readonly effectiveOn: LocalDate;
}

/** Who decides has moved from one authority to another: the rule of the day names it. */
export const wrongAuthority = (
  given: string,
  {
    id,
    parameters,
    legalBasis,
  }: Extract<AdoptedPolicy, { kind: 'WRITE_OFF' | 'CLAIM_CANCELLATION' }>,
): Refusal | null => {
  const { authority } = parameters;
  return given === authority
    ? null
    : refuse('WRONG_AUTHORITY', { given, authority, policy: id, legalBasis });
};

const OPEN = ['ACTIVE', 'PROBLEM'] as const;

/** Not decidable by him, or not on that day. */
const notDecidable = (
  { proposal, seenRevision, effectiveOn }: Omit<Decided, 'authority' | 'document'>,
  loan: Loan,
  asked: Asked,
): Refusal | null => {
  const { writeOff } = loan.pending;
  const no =
    notStanding(loan, OPEN) ??
    fourEyes(
      { proposal: writeOff, head: loan.revision },
      { proposal, seenRevision },
      asked.actor,
    ) ??
    inFuture(effectiveOn, asked);
  if (no || !writeOff) return no;
  const { effectiveOn: proposedOn } = writeOff.fact;
  return effectiveOn < proposedOn ? refuse('DECISION_BEFORE_PROPOSAL', { proposedOn }) : null;
};

/** The very decision that stands, or by which the loan was written off, sent again. */
const approvedBefore = (
  { proposal, seenRevision, authority, document, effectiveOn }: Decided,
  { pending, revision: head }: Loan,
  asked: Asked,
): Refusal | readonly [] | null => {
  const stands = pending.writeOffApproved ?? pending.writtenOffBy;
  if (stands?.proposal.digest !== proposal) return null;
  const no = fourEyes({ proposal: stands.proposal, head }, { proposal, seenRevision }, asked.actor);
  if (no) return no;
  const { on: approvedOn, ...by } = stands;
  return by.authority === authority && by.document === document && approvedOn === effectiveOn
    ? []
    : refuse('WRITE_OFF_ALREADY_APPROVED', {
        ...{ authority: by.authority, document: by.document, approvedOn },
      });
};

/** The write-off may now be carried out: the authority of that day agreed. */
export const approveWriteOff = (
  command: Decided,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { proposal, seenRevision, authority, document, effectiveOn } = command;
  const again = approvedBefore(command, loan, asked);
  if (again) return again;
  const no = notDecidable(command, loan, asked);
  if (no) return no;
  const at = { programme: loan.timeline.programme, on: effectiveOn, known: NEXT };
  const rule = inForce(policies, 'WRITE_OFF', at);
  if (!rule) return refuse('NO_POLICY_IN_FORCE', { kind: 'WRITE_OFF', on: effectiveOn });
  const wrong = wrongAuthority(authority, rule);
  if (wrong) return wrong;
  const data = { proposal, seenRevision, authority, document, policy: rule.id };
  return [{ type: 'WriteOffApproved', effectiveOn, data }];
};

export interface RejectWriteOff extends Seen {
  readonly loan: string;
  readonly effectiveOn: LocalDate;
  /** Kept with the event by whoever sends the command. */
  readonly reason?: string | undefined;
}

/** Written reasons only: whoever proposed it reads why. An approval may still be taken back so. */
export const rejectWriteOff = (
  command: RejectWriteOff,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { proposal, seenRevision, effectiveOn, reason } = command;
  if (loan.pending.decided?.get(proposal) === 'WriteOffRejected') return [];
  const no = notDecidable(command, loan, asked);
  if (no) return no;
  if (!reason?.trim()) return refuse('REASON_REQUIRED', { field: 'reason' });
  const approvedOn = loan.pending.writeOffApproved?.on;
  if (approvedOn !== undefined && effectiveOn < approvedOn)
    return refuse('REJECTION_BEFORE_APPROVAL', { approvedOn });
  return [{ type: 'WriteOffRejected', effectiveOn, data: { proposal, seenRevision } }];
};

export interface WriteOffLoan {
  readonly loan: string;
  readonly effectiveOn: LocalDate;
}

/** Less than was approved may be written off, where something was paid since; never more. */
const moreThanApproved = (approved: Amounts, now: Amounts): Refusal | null =>
  now.principal > approved.principal || now.interest > approved.interest
    ? refuse('PROPOSAL_OUTDATED', { approved, now })
    : null;

/** Out of the accounts, as it stands on the day; the claim lives on. */
export const writeOffLoan = (
  { loan: number, effectiveOn }: WriteOffLoan,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: number });
  const { timeline, pending } = loan;
  if (timeline.writtenOff?.effectiveOn === effectiveOn) return [];
  const no = notStanding(loan, OPEN) ?? inFuture(effectiveOn, asked);
  if (no) return no;
  const { writeOff, writeOffApproved } = pending;
  if (!writeOff || !writeOffApproved) return refuse('WRITE_OFF_NOT_APPROVED', { loan: number });
  const { on: approvedOn } = writeOffApproved;
  if (effectiveOn < approvedOn) return refuse('WRITE_OFF_BEFORE_APPROVAL', { approvedOn });
  const on = lastMovementOn(timeline);
  if (effectiveOn < on) return refuse('WRITE_OFF_BEFORE_MOVEMENT', { on });
  const fees = feesBefore(loan, effectiveOn, policies);
  const left = balanceOf(replay(timelineWith(loan, fees), HEAD));
  const amounts = {
    ...{ principal: left.principalOutstanding, interest: left.interestOutstanding },
    fees: left.lateFeeOutstanding,
  };
  const more = moreThanApproved(writeOff.fact.data.amounts, amounts);
  if (more) return more;
  const data = { amounts, proposal: writeOff.digest };
  const writtenOff: LoanWrittenOff = { type: 'LoanWrittenOff', effectiveOn, data };
  return concluding(loan, [...fees, writtenOff]);
};
