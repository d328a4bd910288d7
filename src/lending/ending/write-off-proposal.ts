import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import type { MitraStatus } from '../../mitra/mitra.events.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { InsuranceAnswer, WriteOffDocument, WriteOffGround } from './ending.events.js';
import { timelineWith } from '../consequences.js';
import { feesBefore } from '../collection/late-fee.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import { type LoanPosition, positionAt } from '../position.js';
import { proposalDigest } from '../proposal.js';
import { notStanding } from '../standing.js';
import type { LoanTimeline } from '../timeline.js';

export interface ProposeWriteOff {
  readonly loan: string;
  readonly ground: WriteOffGround;
  readonly documents: readonly WriteOffDocument[];
  readonly insurance?: InsuranceAnswer | undefined;
  readonly evidence?: string | undefined;
  readonly effectiveOn: LocalDate;
}

/** What the handler found out about the borrower: how he was on the day, and his heirs. */
export interface Borrower {
  readonly status: MitraStatus;
  readonly heirs: number;
}

type Rule = Extract<AdoptedPolicy, { kind: 'WRITE_OFF' }>;
const STANDING = { UNCOLLECTABLE: ['PROBLEM'], DEATH: ['ACTIVE', 'PROBLEM'] } as const;

/** The channel by which what an insurer paid comes in. */
export const INSURANCE_CHANNEL = 'INSURANCE';

/** An insurer who pays does so first: what is written off is what his money left. */
const insurerOwes = (
  { payments }: LoanTimeline,
  { insurance, effectiveOn }: ProposeWriteOff,
): Refusal | null => {
  const came = payments.some(
    (paid) =>
      paid.channel === INSURANCE_CHANNEL && !paid.reversed && paid.effectiveOn <= effectiveOn,
  );
  return insurance === 'PAID' && !came
    ? refuse('INSURANCE_PAID', { channel: INSURANCE_CHANNEL })
    : null;
};

const notDead = (
  { ground, insurance }: ProposeWriteOff,
  { status, heirs }: Borrower,
): Refusal | null => {
  if (ground !== 'DEATH') return null;
  if (status !== 'DECEASED') return refuse('MITRA_NOT_DECEASED', { status });
  if (heirs === 0) return refuse('HEIRS_REQUIRED');
  return insurance === undefined ? refuse('INSURANCE_ANSWER_REQUIRED') : null;
};

const incomplete = (
  { documents, ground }: ProposeWriteOff,
  { id, parameters, legalBasis }: Rule,
): Refusal | null => {
  const onDeath = ground === 'DEATH' ? parameters.documentsOnDeath : undefined;
  const needed = onDeath ?? parameters.documents;
  const missing = needed.filter((kind) => !documents.some((one) => one === kind));
  return missing.length > 0
    ? refuse('DOCUMENTS_MISSING', { missing, policy: id, legalBasis })
    : null;
};

/** On a past day the loan may have stood otherwise than it does now. */
const misdated = (
  { timeline }: Loan,
  { ground, effectiveOn }: ProposeWriteOff,
  position: LoanPosition | null,
): Refusal | null => {
  const problemOn = timeline.problem?.effectiveOn;
  if (ground === 'UNCOLLECTABLE' && problemOn !== undefined && effectiveOn < problemOn)
    return refuse('WRITE_OFF_BEFORE_PROBLEM', { problemOn });
  return notStanding({ status: position?.status ?? 'AGREED' }, STANDING[ground]);
};

/**
 * A problem loan that nothing more can be had from, or the loan of a mitra who died: his heirs are
 * recorded and the insurer, where there is one, has answered (domain rule 9). Its amounts are what
 * stood out on the day; what is written off in the end follows later payments.
 */
export const proposeWriteOff = (
  command: ProposeWriteOff,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
  borrower: Borrower,
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const { ground, effectiveOn, insurance, evidence } = command;
  const { timeline, pending } = loan;
  const no = notStanding(loan, STANDING[ground]) ?? inFuture(effectiveOn, asked);
  if (no) return no;
  const at = { programme: timeline.programme, on: effectiveOn, known: NEXT };
  const rule = inForce(policies, 'WRITE_OFF', at);
  if (!rule) return refuse('NO_POLICY_IN_FORCE', { kind: 'WRITE_OFF', on: effectiveOn });
  // As it will stand once the fees that are due are charged, which the write-off does first.
  const charged = timelineWith(loan, feesBefore(loan, effectiveOn, policies));
  const position = positionAt(charged, { asOf: effectiveOn, known: NEXT }, policies);
  const bad =
    misdated(loan, command, position) ??
    notDead(command, borrower) ??
    insurerOwes(timeline, command) ??
    incomplete(command, rule);
  if (bad) return bad;
  if (!position) return [];
  const { principalOutstanding: principal, interestOutstanding: interest } = position;
  const amounts = { principal, interest, fees: position.lateFeeOutstanding };
  const documents = [...new Set(command.documents)].toSorted();
  const data = { ground, amounts, documents, insurance, policy: rule.id };
  const proposed = { type: 'WriteOffProposed', effectiveOn, data } as const;
  if (pending.writeOff?.digest === proposalDigest(proposed)) return [];
  return [{ ...proposed, personal: { evidence } }];
};
