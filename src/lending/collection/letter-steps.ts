import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { samePerson } from '../../kernel/four-eyes.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import type { Letter, LoanStatement } from './collection.events.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import { isOpen, type LoanPosition } from '../position.js';
import {
  isAfterTheOneBefore,
  type LetterInHand,
  lettersOfRun,
  type Standing,
  standingOn,
} from './warning-letters.js';

export interface OnLetter {
  readonly loan: string;
  readonly letter: Letter;
  readonly effectiveOn: LocalDate;
}

/** How an open loan stood on the day of the letter. */
const standing = (
  { loan: number, effectiveOn }: OnLetter,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): { readonly loan: Loan; readonly standing: Standing } | Refusal => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: number });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const found = standingOn(loan.timeline, effectiveOn, policies);
  const { signed } = loan.timeline;
  if (!found) return refuse('LETTER_BEFORE_AGREEMENT', { agreedOn: signed.effectiveOn });
  const { status } = isOpen(loan.status) ? found.position : loan;
  return isOpen(status) ? { loan, standing: found } : refuse('LOAN_NOT_OPEN', { status });
};

const statementOf = (position: LoanPosition, asOf: LocalDate): LoanStatement => {
  const { principalOutstanding, interestOutstanding, lateFeeOutstanding } = position;
  const { principalArrears, interestArrears, daysPastDue, collectability } = position;
  return {
    ...{ asOf, principalOutstanding, interestOutstanding, lateFeeOutstanding },
    ...{ principalArrears, interestArrears, daysPastDue, collectability },
  };
};

/**
 * Prepares the letter that is due by the rule of the day, with the statement of that day. No II
 * before I went out; once nothing was in arrears on a day, the letters begin again at I.
 */
export const issueWarningLetter = (
  command: OnLetter,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  const { letter, effectiveOn } = command;
  const open = standing(command, loan, asked, policies);
  if (isRefusal(open)) return open;
  const { position, policy, isDue } = open.standing;
  if (!policy) return refuse('NO_POLICY_IN_FORCE', { kind: 'WARNING_LETTERS', on: effectiveOn });
  const { collectability, daysPastDue, oldestUnpaidDueOn } = position;
  if (!isDue(letter))
    return refuse('LETTER_NOT_DUE', { letter, collectability, daysPastDue, policy: policy.id });
  const run = lettersOfRun(open.loan.timeline, effectiveOn);
  const issued = run.find((one) => one.letter === letter)?.prepared;
  if (issued?.effectiveOn === effectiveOn) return [];
  if (issued) return refuse('LETTER_ALREADY_ISSUED', { letter, issuedOn: issued.effectiveOn });
  if (!isAfterTheOneBefore(run, letter, effectiveOn))
    return refuse('LETTER_OUT_OF_ORDER', { letter, sent: sentOf(run) });
  const statement = statementOf(position, effectiveOn);
  const data = { letter, statement, oldestUnpaidDueOn, policy: policy.id };
  return [{ type: 'WarningLetterPrepared', effectiveOn, data }];
};

const sentOf = (run: readonly LetterInHand[]): readonly Letter[] =>
  run.filter(({ sent }) => sent).map(({ letter }) => letter);

/** The letter as prepared in the present run of arrears; what a cure overtook is not sent out. */
const prepared = (command: OnLetter, loan: LoanState, asked: Asked): LetterInHand | Refusal => {
  const { letter, effectiveOn } = command;
  const open = standing(command, loan, asked, []);
  if (isRefusal(open)) return open;
  const found = lettersOfRun(open.loan.timeline, effectiveOn).find((one) => one.letter === letter);
  if (!found) return refuse('LETTER_NOT_PREPARED', { letter });
  const { effectiveOn: preparedOn } = found.prepared;
  return effectiveOn < preparedOn ? refuse('LETTER_NOT_YET_PREPARED', { preparedOn }) : found;
};

/** Signed by somebody else than who prepared it; II and III by the branch's head. */
export const signWarningLetter = (
  command: OnLetter,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { letter, effectiveOn } = command;
  const found = prepared(command, loan, asked);
  if (isRefusal(found)) return found;
  if (samePerson(found.prepared.by, asked.actor))
    return refuse('FOUR_EYES', { preparer: found.prepared.by.id });
  const { role } = asked.actor;
  if (role === 'SECTION_HEAD' && letter !== 'I') return refuse('LETTER_LEVEL', { letter, role });
  if (found.signed) return [];
  const data = { letter, prepared: found.prepared.prepared };
  return [{ type: 'WarningLetterSigned', effectiveOn, data }];
};

export interface SendWarningLetter extends OnLetter {
  /** The courier's or the post's own. */
  readonly reference?: string | undefined;
}

export const sendWarningLetter = (
  command: SendWarningLetter,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { letter, effectiveOn, reference } = command;
  const found = prepared(command, loan, asked);
  if (isRefusal(found)) return found;
  const { signed, sent } = found;
  if (!signed) return refuse('LETTER_NOT_SIGNED', { letter });
  if (effectiveOn < signed.effectiveOn)
    return refuse('LETTER_NOT_YET_SIGNED', { signedOn: signed.effectiveOn });
  if (sent?.effectiveOn === effectiveOn) return [];
  if (sent) return refuse('LETTER_ALREADY_SENT', { sentOn: sent.effectiveOn });
  const data = { letter, prepared: found.prepared.prepared, reference };
  return [{ type: 'WarningLetterSent', effectiveOn, data }];
};
