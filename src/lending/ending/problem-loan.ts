import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { PolicyKind } from '../../policy/policy-rules.events.js';
import { COLLECTABILITIES } from '../../policy/policy.events.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';
import { type LoanPosition, positionAt } from '../position.js';
import { notStanding } from '../standing.js';
import type { LoanTimeline } from '../timeline.js';
import { lettersOfRun } from '../collection/warning-letters.js';

export interface DeclareProblemLoan {
  readonly loan: string;
  /** What recovery was tried, and how it failed. */
  readonly evidence: string;
  readonly effectiveOn: LocalDate;
}

export const PROBLEM_RULES = ['PROBLEM_LOAN', 'COLLECTABILITY'] as const satisfies PolicyKind[];
type Rule = Extract<AdoptedPolicy, { kind: 'PROBLEM_LOAN' }>;

/** Sent in the present run of arrears: one that a cure overtook is about something else. */
const wasWarned = (timeline: LoanTimeline, needed: string, by: LocalDate): boolean =>
  lettersOfRun(timeline, by).some(
    ({ letter, sent }) => letter === needed && sent !== undefined && sent.effectiveOn <= by,
  );

const notBadEnough = (
  timeline: LoanTimeline,
  position: LoanPosition,
  { id, parameters, legalBasis }: Rule,
  on: LocalDate,
): Refusal | null => {
  const { fromClass, needsLetter } = parameters;
  const { collectability: found } = position;
  const policy = { policy: id, legalBasis };
  if (!found || COLLECTABILITIES.indexOf(found) < COLLECTABILITIES.indexOf(fromClass))
    return refuse('CLASS_TOO_GOOD', { class: found, fromClass, ...policy });
  if (needsLetter && !wasWarned(timeline, needsLetter, on))
    return refuse('LETTER_NOT_SENT', { letter: needsLetter, ...policy });
  return null;
};

/** Recovery was tried and failed: the loan moves to other assets (domain rule 9). */
export const declareProblemLoan = (
  { loan: number, evidence, effectiveOn }: DeclareProblemLoan,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: number });
  const { timeline, status } = loan;
  if (status === 'PROBLEM' && timeline.problem?.effectiveOn === effectiveOn) return [];
  const no = notStanding(loan, ['ACTIVE']) ?? inFuture(effectiveOn, asked);
  if (no) return no;
  if (!evidence.trim()) return refuse('EVIDENCE_REQUIRED', { field: 'evidence' });
  const at = { programme: timeline.programme, on: effectiveOn, known: NEXT };
  const rule = inForce(policies, 'PROBLEM_LOAN', at);
  if (!rule) return refuse('NO_POLICY_IN_FORCE', { kind: 'PROBLEM_LOAN', on: effectiveOn });
  const position = positionAt(timeline, { asOf: effectiveOn, known: NEXT }, policies);
  if (!position) {
    const signedOn = timeline.signed.effectiveOn;
    return refuse('PROBLEM_BEFORE_AGREEMENT', { signedOn });
  }
  const better = notBadEnough(timeline, position, rule, effectiveOn);
  if (better) return better;
  const data = { policy: rule.id };
  return [{ type: 'LoanDeclaredProblem', effectiveOn, data, personal: { evidence } }];
};
