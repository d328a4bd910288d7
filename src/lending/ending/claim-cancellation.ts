import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import { addMonths, type LocalDate } from '../../kernel/local-date.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import { concluding } from '../consequences.js';
import type { ClaimCancellationProposed, ClaimCancelled } from './ending.events.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import { HEAD, balanceOf } from '../position.js';
import { fourEyes, proposalDigest } from '../proposal.js';
import { replay } from '../replay.js';
import { lastMovementOn } from '../standing.js';
import { type Decided, wrongAuthority } from './write-off.js';

export interface ProposeClaimCancellation {
  readonly loan: string;
  readonly insured: boolean;
  /** Left out: whether anything is still pledged or seized. */
  readonly saleableCollateral?: boolean | undefined;
  readonly evidence?: string | undefined;
  readonly effectiveOn: LocalDate;
}

type Rule = Extract<AdoptedPolicy, { kind: 'CLAIM_CANCELLATION' }>;
type Conditions = Pick<
  ClaimCancellationProposed['data'],
  'principal' | 'writtenOffOn' | 'insured' | 'saleableCollateral'
>;
type Failed = readonly { condition: string; figure: unknown; limit: unknown }[];

const wholeYears = (from: LocalDate, to: LocalDate): number => {
  let years = 0;
  while (addMonths(from, 12 * (years + 1)) <= to) years += 1;
  return years;
};

/** Every condition that does not hold, with what was found and what the rule asks for. */
const failing = (held: Conditions, { parameters }: Rule, on: LocalDate): Failed => {
  const { maxPrincipal, minYearsWrittenOff, notInsured, noSaleableCollateral } = parameters;
  const years = wholeYears(held.writtenOffOn, on);
  const over = maxPrincipal !== undefined && held.principal > maxPrincipal;
  const failed = (condition: string, figure: unknown, limit: unknown) => [
    { condition, figure, limit },
  ];
  return [
    ...(over ? failed('MAX_PRINCIPAL', held.principal, maxPrincipal) : []),
    ...(years < minYearsWrittenOff
      ? failed('MIN_YEARS_WRITTEN_OFF', years, minYearsWrittenOff)
      : []),
    ...(notInsured && held.insured ? failed('NOT_INSURED', true, false) : []),
    ...(noSaleableCollateral && held.saleableCollateral
      ? failed('NO_SALEABLE_COLLATERAL', true, false)
      : []),
  ];
};

interface Claimed {
  readonly principal: Rupiah;
  readonly claim: Rupiah;
  readonly writtenOffOn: LocalDate;
}

/** What is claimed as things stand: no money that is recorded may lie after the day. */
const claimedOn = (loan: Loan, effectiveOn: LocalDate, asked: Asked): Claimed | Refusal => {
  const { timeline, status } = loan;
  if (!timeline.writtenOff) return refuse('LOAN_NOT_WRITTEN_OFF', { status });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const writtenOffOn = timeline.writtenOff.effectiveOn;
  if (effectiveOn < writtenOffOn) return refuse('CANCELLATION_BEFORE_WRITE_OFF', { writtenOffOn });
  const on = lastMovementOn(timeline);
  if (effectiveOn < on) return refuse('CANCELLATION_BEFORE_MOVEMENT', { on });
  const { claimOutstanding: claim, disbursed } = balanceOf(replay(timeline, HEAD));
  if (claim === 0) return refuse('NOTHING_CLAIMED', { loan: timeline.loan });
  return { principal: disbursed, claim, writtenOffOn };
};

const ruleOn = (
  { timeline }: Loan,
  on: LocalDate,
  policies: readonly AdoptedPolicy[],
): Rule | Refusal =>
  inForce(policies, 'CLAIM_CANCELLATION', { programme: timeline.programme, on, known: NEXT }) ??
  refuse('NO_POLICY_IN_FORCE', { kind: 'CLAIM_CANCELLATION', on });

const conditionsFail = (held: Conditions, rule: Rule, on: LocalDate): Refusal | null => {
  const failed = failing(held, rule, on);
  const { id: policy, legalBasis } = rule;
  return failed.length > 0
    ? refuse('CANCELLATION_CONDITIONS', { failed, policy, legalBasis })
    : null;
};

/** What secures it still: pledged, or seized and not sold. */
const heldAsSecurity = ({ collaterals }: Loan): readonly string[] =>
  [...collaterals.values()]
    .filter(({ state }) => state === 'PLEDGED' || state === 'SEIZED')
    .map(({ collateral }) => collateral);

/** Nothing to sell, or no insurer, is only said against the record on evidence. */
const unproven = (
  { saleableCollateral, insured, evidence }: ProposeClaimCancellation,
  loan: Loan,
): Refusal | null => {
  const held = heldAsSecurity(loan);
  const answer = loan.pending.writtenOffBy?.proposal.fact.data.insurance ?? 'NONE';
  const against = saleableCollateral === false || !insured ? held : [];
  const insurer = !insured && answer !== 'NONE' ? answer : undefined;
  if (evidence?.trim() || (against.length === 0 && !insurer)) return null;
  return refuse('EVIDENCE_REQUIRED', { field: 'evidence', collaterals: against, insurer });
};

/** Hapus tagih: the second step, which ends the claim that a write-off left alive. */
export const proposeClaimCancellation = (
  command: ProposeClaimCancellation,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { insured, effectiveOn, evidence } = command;
  const claimed = claimedOn(loan, effectiveOn, asked);
  if (isRefusal(claimed)) return claimed;
  const rule = ruleOn(loan, effectiveOn, policies);
  if (isRefusal(rule)) return rule;
  const held = heldAsSecurity(loan);
  const { saleableCollateral = held.length > 0 } = command;
  const data = { ...claimed, insured, saleableCollateral, policy: rule.id };
  const bad = conditionsFail(data, rule, effectiveOn) ?? unproven(command, loan);
  if (bad) return bad;
  const proposed = { type: 'ClaimCancellationProposed', effectiveOn, data } as const;
  if (loan.pending.cancellation?.digest === proposalDigest(proposed)) return [];
  return [{ ...proposed, personal: { evidence } }];
};

/** Money taken back or recovered since: no other claim ends than the one that was decided on. */
const outdated = (proposed: Rupiah, now: Rupiah): Refusal | null =>
  proposed === now ? null : refuse('PROPOSAL_OUTDATED', { proposed, now });

/** The conditions must hold on this day too, and the claim must be the one that was proposed. */
export const cancelClaim = (
  command: Decided,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { proposal, seenRevision, authority, document, effectiveOn } = command;
  const { cancellation, decided } = loan.pending;
  if (decided?.get(proposal) === 'ClaimCancelled') return [];
  const claimed = claimedOn(loan, effectiveOn, asked);
  if (isRefusal(claimed)) return claimed;
  const no = fourEyes(
    { proposal: cancellation, head: loan.revision },
    { proposal, seenRevision },
    asked.actor,
  );
  if (no) return no;
  if (!cancellation) return [];
  const { effectiveOn: proposedOn, data: terms } = cancellation.fact;
  if (effectiveOn < proposedOn) return refuse('DECISION_BEFORE_PROPOSAL', { proposedOn });
  const rule = ruleOn(loan, effectiveOn, policies);
  if (isRefusal(rule)) return rule;
  const { insured } = terms;
  const held = heldAsSecurity(loan);
  const securedSince = (loan.pending.securedSince ?? []).some((one) => held.includes(one));
  const saleableCollateral = terms.saleableCollateral || securedSince;
  const bad =
    wrongAuthority(authority, rule) ??
    conditionsFail({ ...claimed, insured, saleableCollateral }, rule, effectiveOn) ??
    outdated(terms.claim, claimed.claim);
  if (bad) return bad;
  const cancelled: ClaimCancelled = {
    ...{ type: 'ClaimCancelled', effectiveOn },
    data: { proposal, seenRevision, amount: claimed.claim, authority, document, policy: rule.id },
  };
  return concluding(loan, [cancelled]);
};
