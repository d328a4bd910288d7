import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import { addMonths, type LocalDate } from '../../kernel/local-date.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { PolicyKind } from '../../policy/policy-rules.events.js';
import type { Collectability } from '../../policy/policy.events.js';
import type { Seen } from '../application/application.events.js';
import { concluding, timelineWith } from '../consequences.js';
import { feesBefore } from '../collection/late-fee.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import { newTerms, type Wanted } from './new-terms.js';
import { HEAD, balanceOf, type LoanPosition, positionAt } from '../position.js';
import { fourEyes, proposalDigest } from '../proposal.js';
import { replay } from '../replay.js';
import type {
  Found,
  LoanReconditioned,
  LoanRescheduled,
  RestructuringKind,
  RestructuringProposed,
} from './restructuring.events.js';
import { lastMovementOn, notStanding } from '../standing.js';
import { type LoanTimeline, NEVER_DUE } from '../timeline.js';

export interface ProposeRestructuring extends Wanted {
  readonly loan: string;
  readonly kind: RestructuringKind;
  readonly found: Found;
  readonly evidence?: string | undefined;
}

export const RESTRUCTURING_RULES = [
  'RESTRUCTURING',
  'COLLECTABILITY',
  'LATE_FEE',
] as const satisfies PolicyKind[];
type Rule = Extract<AdoptedPolicy, { kind: 'RESTRUCTURING' }>;

/** Restructuring changes what is owed from a day on: nothing recorded may lie after that day. */
const misdated = (loan: Loan, effectiveOn: LocalDate, asked: Asked): Refusal | null => {
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const on = lastMovementOn(loan.timeline);
  return effectiveOn < on ? refuse('RESTRUCTURING_BEFORE_MOVEMENT', { on }) : null;
};

const badConditions = (
  { kind, found, arrearsInterest, comingInterest }: ProposeRestructuring,
  { restructurings }: LoanTimeline,
): Refusal | null => {
  if (kind === 'RECONDITIONING' && restructurings.length === 0) return refuse('RESCHEDULING_FIRST');
  if (kind === 'RESCHEDULING' && (arrearsInterest !== 'KEPT' || comingInterest !== 'KEPT'))
    return refuse('INTEREST_KEPT_BY_RESCHEDULING', { arrearsInterest, comingInterest });
  const missing = Object.entries(found).flatMap(([what, holds]) => (holds ? [] : [what]));
  return missing.length > 0 ? refuse('RESTRUCTURING_CONDITIONS', { missing }) : null;
};

const badClass = (found: Collectability | null, { id, parameters, legalBasis }: Rule) => {
  const { classes: allowed } = parameters;
  return allowed.some((one) => one === found)
    ? null
    : refuse('CLASS_NOT_RESTRUCTURABLE', { class: found, allowed, policy: id, legalBasis });
};

/** The rule of the day, and the loan as it stood on it, where its class allows restructuring. */
const restructurable = (
  timeline: LoanTimeline,
  on: LocalDate,
  policies: readonly AdoptedPolicy[],
): Refusal | { readonly rule: Rule; readonly position: LoanPosition } => {
  const at = { programme: timeline.programme, on, known: NEXT };
  const rule = inForce(policies, 'RESTRUCTURING', at);
  if (!rule) return refuse('NO_POLICY_IN_FORCE', { kind: 'RESTRUCTURING', on });
  const position = positionAt(timeline, { asOf: on, known: NEXT }, policies);
  if (!position) throw new Error('a loan that is paid out has an agreement');
  return badClass(position.collectability, rule) ?? { rule, position };
};

/**
 * The last due date in force. Of a loan taken over only a balance is known, not until when it was
 * lent: its extension counts from the restructuring itself.
 */
const lastDueOn = ({ schedule, restructurings, opening }: LoanTimeline, on: LocalDate) => {
  const made = restructurings.at(-1);
  const last = (made ?? { schedule }).schedule.at(-1)?.dueOn ?? on;
  return opening && !made && (last === NEVER_DUE || last < on) ? on : last;
};

const tooLong = (
  timeline: LoanTimeline,
  effectiveOn: LocalDate,
  asked: LocalDate | undefined,
  { id, parameters, legalBasis }: Rule,
): Refusal | null => {
  const latest = addMonths(lastDueOn(timeline, effectiveOn), parameters.maxExtensionMonths);
  return asked !== undefined && asked > latest
    ? refuse('EXTENSION_TOO_LONG', { lastDueOn: asked, latest, policy: id, legalBasis })
    : null;
};

/** The class stays where the rule keeps it, until so many new instalments are paid. */
const kept = (found: Collectability | null, { parameters }: Rule, count: number) => {
  const { classAfter, keptInstalments = count } = parameters;
  if (classAfter !== 'KEPT' || found === null) return {};
  return { keepsClass: { class: found, instalments: Math.min(keptInstalments, count) } };
};

const termsOf = (
  command: ProposeRestructuring,
  timeline: LoanTimeline,
  position: LoanPosition,
  rule: Rule,
): RestructuringProposed['data'] | Refusal => {
  const { kind, found, effectiveOn, firstDueOn, instalments } = command;
  if (firstDueOn <= effectiveOn)
    return refuse('FIRST_DUE_BEFORE_RESTRUCTURING', { firstDueOn, effectiveOn });
  const terms = newTerms(timeline, position, command);
  if (isRefusal(terms)) return terms;
  const long = tooLong(timeline, effectiveOn, terms.schedule.at(-1)?.dueOn, rule);
  if (long) return long;
  const keepsClass = kept(position.collectability, rule, instalments);
  return { kind, found, ...terms, ...keepsClass, policy: rule.id };
};

/**
 * New due dates (rescheduling) or, only after such, new terms as well (reconditioning): where the
 * class allows it and the mitra is cooperative, runs his business and can pay (domain rule 8). The
 * new schedule is worked out here, so that whoever approves it sees every instalment.
 */
export const proposeRestructuring = (
  command: ProposeRestructuring,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { effectiveOn, evidence } = command;
  const no = notStanding(loan, ['ACTIVE']) ?? misdated(loan, effectiveOn, asked);
  if (no) return no;
  // As it will stand once the fees that are due are charged, which the approval does first.
  const timeline = timelineWith(loan, feesBefore(loan, effectiveOn, policies));
  const found = restructurable(timeline, effectiveOn, policies);
  if (isRefusal(found)) return found;
  const { rule, position } = found;
  const bad = badConditions(command, timeline);
  if (bad) return bad;
  const data = termsOf(command, timeline, position, rule);
  if (isRefusal(data)) return data;
  const proposed = { type: 'RestructuringProposed', effectiveOn, data } as const;
  if (loan.pending.restructuring?.digest === proposalDigest(proposed)) return [];
  return [{ ...proposed, personal: { evidence } }];
};

export interface ApproveRestructuring extends Seen {
  readonly loan: string;
  readonly kind: RestructuringKind;
  readonly effectiveOn: LocalDate;
}

/** A payment since the proposal, or one taken back, changes what it was worked out from. */
const outdated = (
  timeline: LoanTimeline,
  proposed: { readonly principal: Rupiah; readonly interest: Rupiah },
): Refusal | null => {
  const { principalOutstanding, interestOutstanding } = balanceOf(replay(timeline, HEAD));
  const { principal, interest } = proposed;
  return principal === principalOutstanding && interest === interestOutstanding
    ? null
    : refuse('PROPOSAL_OUTDATED', {
        proposed: { principal, interest },
        outstanding: { principal: principalOutstanding, interest: interestOutstanding },
      });
};

/** The rules of the day on which it is approved, not of the day on which it was proposed. */
const heldAgainstRules = (
  timeline: LoanTimeline,
  on: LocalDate,
  {
    schedule,
    keepsClass: proposed,
  }: Pick<RestructuringProposed['data'], 'schedule' | 'keepsClass'>,
  policies: readonly AdoptedPolicy[],
): Refusal | Rule => {
  const found = restructurable(timeline, on, policies);
  if (isRefusal(found)) return found;
  const { rule, position } = found;
  const long = tooLong(timeline, on, schedule.at(-1)?.dueOn, rule);
  if (long) return long;
  const { keepsClass: now } = kept(position.collectability, rule, schedule.length);
  const same = now?.class === proposed?.class && now?.instalments === proposed?.instalments;
  return same ? rule : refuse('PROPOSAL_OUTDATED', { proposed, now });
};

const DECISION = { RESCHEDULING: 'LoanRescheduled', RECONDITIONING: 'LoanReconditioned' } as const;

/** `rescheduleLoan` and `reconditionLoan`: somebody else decides on what was proposed. */
export const approveRestructuring = (
  command: ApproveRestructuring,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { kind, effectiveOn, proposal, seenRevision } = command;
  const { decided, restructuring } = loan.pending;
  if (decided?.get(proposal) === DECISION[kind]) return [];
  const no =
    notStanding(loan, ['ACTIVE']) ??
    fourEyes(
      { proposal: restructuring, head: loan.revision },
      { proposal, seenRevision },
      asked.actor,
    );
  if (no) return no;
  if (!restructuring) return [];
  const { effectiveOn: proposedOn, data } = restructuring.fact;
  const { kind: wanted, found: _, ...terms } = data;
  if (wanted !== kind) return refuse('PROPOSAL_KIND', { proposed: wanted });
  if (effectiveOn < proposedOn) return refuse('DECISION_BEFORE_PROPOSAL', { proposedOn });
  const late = misdated(loan, effectiveOn, asked);
  if (late) return late;
  const firstDueOn = terms.schedule[0]?.dueOn;
  if (firstDueOn !== undefined && firstDueOn <= effectiveOn)
    return refuse('FIRST_DUE_BEFORE_RESTRUCTURING', { firstDueOn, effectiveOn });
  const fees = feesBefore(loan, effectiveOn, policies);
  const changed = outdated(timelineWith(loan, fees), terms);
  if (changed) return changed;
  const rule = heldAgainstRules(loan.timeline, effectiveOn, terms, policies);
  if (isRefusal(rule)) return rule;
  const made: LoanRescheduled | LoanReconditioned = {
    ...{ type: DECISION[kind], effectiveOn },
    data: { ...terms, proposal, seenRevision, policy: rule.id },
  };
  return concluding(loan, [...fees, made]);
};
