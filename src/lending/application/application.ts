import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { type MitraState, type RegisteredMitra, valueOn } from '../../mitra/mitra.js';
import type { DocumentKind, LegalForm, Sector } from '../../mitra/mitra.events.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import type { BusinessFigures, LoanProposed } from './application.events.js';
import { checklist, heldAgainstRules } from './eligibility.js';
import type { LoanEvent } from '../loan.events.js';
import { type Applied, isSigned, type LoanState } from '../loan.js';
import { proposalDigest } from '../proposal.js';

export interface ProposeLoan {
  readonly loan: string;
  readonly mitra: string;
  readonly programme?: string | undefined;
  /** Left out: the mitra's own on that day; so is the sector. */
  readonly unit?: string | undefined;
  readonly sector?: Sector | undefined;
  readonly amount: Rupiah;
  readonly months: number;
  readonly purpose: string;
  readonly topUp?: boolean | undefined;
  readonly figures: BusinessFigures;
  readonly effectiveOn: LocalDate;
}

/** What the mitra's own stream says on a day, by all that is known. */
export const onDay = (
  mitra: RegisteredMitra,
  on: LocalDate,
): { readonly legalForm: LegalForm | undefined; readonly documents: readonly DocumentKind[] } => ({
  legalForm: valueOn(mitra.fields.legalForm, on) as LegalForm | undefined,
  documents: [
    ...new Set(
      mitra.documents.filter(({ effectiveOn }) => effectiveOn <= on).map(({ value }) => value),
    ),
  ],
});

/** The unit that keeps the loan: the one named, or else the mitra's on the day. */
export const unitOn = (mitra: MitraState, on: LocalDate): string | undefined =>
  mitra.status === 'NONE' ? undefined : valueOn(mitra.fields.unit, on);

/** Whatever is decided or signed already is not proposed, surveyed or decided upon again. */
export const decidedAlready = (loan: LoanState, number: string): Refusal | null => {
  if (isSigned(loan)) {
    const { agreedOn } = loan.timeline.terms;
    return refuse('LOAN_ALREADY_SIGNED', { loan: number, agreedOn });
  }
  if (loan.status === 'APPROVED')
    return refuse('LOAN_ALREADY_APPROVED', { approvedOn: loan.application.approved?.on });
  if (loan.status === 'REJECTED')
    return refuse('LOAN_REJECTED', { rejectedOn: loan.application.rejected?.on });
  return null;
};

/** No step of an application is dated before the one it follows, nor after today. */
export const misdated = (
  effectiveOn: LocalDate,
  before: Applied | undefined,
  { today }: Asked,
): Refusal | null => {
  const future = inFuture(effectiveOn, { today });
  if (future) return future;
  const lastOn = before?.application.lastOn;
  return lastOn && effectiveOn < lastOn ? refuse('BEFORE_LAST_STEP', { lastOn }) : null;
};

const notProposable = (command: ProposeLoan): Refusal | null => {
  const { amount, months, purpose } = command;
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  if (!Number.isSafeInteger(months) || months < 1)
    return refuse('MONTHS_NOT_POSITIVE', { field: 'months', months });
  return purpose.trim() ? null : refuse('PURPOSE_REQUIRED', { field: 'purpose' });
};

/** The proposal as it would stand, held against the rules and the checklist of its day. */
const proposed = (
  command: ProposeLoan,
  mitra: RegisteredMitra,
  policies: readonly AdoptedPolicy[],
): LoanProposed | Refusal => {
  const { loan, programme, amount, months, figures, purpose, effectiveOn } = command;
  const { legalForm, documents } = onDay(mitra, effectiveOn);
  if (!legalForm) return refuse('LEGAL_FORM_REQUIRED', { mitra: mitra.code });
  const when = { programme, on: effectiveOn };
  const topUp = command.topUp ?? false;
  const held = heldAgainstRules({ amount, months, topUp, legalForm, figures }, when, policies);
  if (isRefusal(held)) return held;
  const papers = checklist(legalForm, documents, when, policies);
  const unit = command.unit ?? unitOn(mitra, effectiveOn);
  const sector = command.sector ?? (valueOn(mitra.fields.sector, effectiveOn) as Sector);
  return {
    type: 'LoanProposed',
    effectiveOn,
    data: {
      ...{ loan, mitra: mitra.code, programme, unit, sector, legalForm, amount, months, topUp },
      ...{ figures, documents, missing: papers.missing },
      policies: [...held.policies, ...papers.policies],
    },
    personal: { purpose },
  };
};

/**
 * Asked for by a mitra; while nothing is decided it may be asked for anew, by whoever may propose,
 * and then its survey and its recommendation begin anew as well.
 */
export const proposeLoan = (
  command: ProposeLoan,
  loan: LoanState,
  asked: Asked,
  known: { readonly mitra: MitraState; readonly policies: readonly AdoptedPolicy[] },
): Outcome<LoanEvent> => {
  const { mitra, policies } = known;
  const before = loan.status === 'PROPOSED' || loan.status === 'RECOMMENDED' ? loan : undefined;
  const no = decidedAlready(loan, command.loan) ?? notProposable(command);
  if (no) return no;
  if (mitra.status === 'NONE') return refuse('MITRA_NOT_REGISTERED', { mitra: command.mitra });
  const borrower = before?.application.proposal.fact.data.mitra;
  if (borrower !== undefined && borrower !== mitra.code)
    return refuse('MITRA_DIFFERS', { mitra: borrower });
  const { registeredOn } = mitra;
  if (command.effectiveOn < registeredOn)
    return refuse('EFFECTIVE_BEFORE_REGISTRATION', { registeredOn });
  const fact = proposed(command, mitra, policies);
  if (isRefusal(fact)) return misdated(command.effectiveOn, before, asked) ?? fact;
  if (before && isSame(fact, before)) return [];
  return misdated(command.effectiveOn, before, asked) ?? [fact];
};

const isSame = (fact: LoanProposed, { application }: Applied): boolean =>
  proposalDigest(fact) === application.proposal.digest &&
  fact.personal?.purpose === application.purpose;
