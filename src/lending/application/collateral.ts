import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import type { Collateral } from './collateral-state.js';
import type { CollateralKind } from '../ending/ending.events.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import { positionAt } from '../position.js';

/** What is done with something that was given as security. */
export interface OnCollateral {
  readonly loan: string;
  /** How people name it: the number of its certificate or book, say. */
  readonly collateral: string;
  readonly effectiveOn: LocalDate;
}
export interface PledgeCollateral extends OnCollateral {
  readonly kind: CollateralKind;
  readonly value?: Rupiah | undefined;
  readonly description?: string | undefined;
}
export interface SellCollateral extends OnCollateral {
  readonly proceeds: Rupiah;
}

/** Nothing is owed on it any more: nothing secures it. */
const isOver = ({ status }: Loan): boolean => status === 'SETTLED' || status === 'CANCELLED';

/** From the agreement on, as long as anything may be owed. */
export const pledgeCollateral = (
  command: PledgeCollateral,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { collateral, kind, value, description, effectiveOn } = command;
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const held = loan.collaterals.get(collateral);
  if (held?.state === 'PLEDGED' && held.kind === kind && held.value === value) return [];
  if (held) return refuse('COLLATERAL_EXISTS', { recorded: held });
  if (value !== undefined && value <= 0)
    return refuse('AMOUNT_NOT_POSITIVE', { field: 'value', amount: value });
  if (isOver(loan)) return refuse('LOAN_ENDED', { status: loan.status });
  const { effectiveOn: agreedOn } = loan.timeline.signed; // or the day it was taken over
  if (effectiveOn < agreedOn) return refuse('COLLATERAL_BEFORE_AGREEMENT', { agreedOn });
  const data = { collateral, kind, value };
  const personal = { description };
  return (
    inFuture(effectiveOn, asked) ?? [{ type: 'CollateralPledged', effectiveOn, data, personal }]
  );
};

const NOT = {
  PLEDGED: 'COLLATERAL_NOT_PLEDGED',
  SEIZED: 'COLLATERAL_NOT_SEIZED',
} as const;

/** Why the step cannot be taken from the state that it takes. */
const standing = (
  { collateral, effectiveOn }: OnCollateral,
  loan: Loan,
  asked: Asked,
  from: keyof typeof NOT,
): Refusal | null => {
  const held = loan.collaterals.get(collateral);
  if (!held) return refuse('COLLATERAL_UNKNOWN', { collateral });
  const { state, since } = held;
  if (state !== from) return refuse(NOT[from], { collateral, state, since });
  return effectiveOn < since
    ? refuse('COLLATERAL_BEFORE_LAST_STEP', { since })
    : inFuture(effectiveOn, asked);
};

/** The same step on the same day, entered again. */
const isDone = (
  { collateral, effectiveOn }: OnCollateral,
  loan: Loan,
  state: Collateral['state'],
): boolean => {
  const held = loan.collaterals.get(collateral);
  return held?.state === state && held.since === effectiveOn;
};

/** Given back to the mitra; at any time, by whoever may. */
export const releaseCollateral = (
  command: OnCollateral,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  if (isDone(command, loan, 'RELEASED')) return [];
  const { collateral, effectiveOn } = command;
  return (
    standing(command, loan, asked, 'PLEDGED') ?? [
      { type: 'CollateralReleased', effectiveOn, data: { collateral } },
    ]
  );
};

/** Only what secures a loan that is lost, by its class of that day, or written off. */
const notSeizable = (
  { effectiveOn }: OnCollateral,
  loan: Loan,
  policies: readonly AdoptedPolicy[],
): Refusal | null => {
  const position = isOver(loan)
    ? null
    : positionAt(loan.timeline, { asOf: effectiveOn, known: NEXT }, policies);
  const { status, collectability } = position ?? { status: loan.status, collectability: null };
  const isLost = status === 'PROBLEM' || status === 'WRITTEN_OFF' || collectability === 'LOSS';
  return isLost ? null : refuse('COLLATERAL_NOT_SEIZABLE', { status, collectability });
};

export const seizeCollateral = (
  command: OnCollateral,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  if (isDone(command, loan, 'SEIZED')) return [];
  const { collateral, effectiveOn } = command;
  return (
    standing(command, loan, asked, 'PLEDGED') ??
    notSeizable(command, loan, policies) ?? [
      { type: 'CollateralSeized', effectiveOn, data: { collateral } },
    ]
  );
};

/** Only what was seized; what it brought comes into the loan by a receipt of its own. */
export const sellCollateral = (
  command: SellCollateral,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { collateral, proceeds, effectiveOn } = command;
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const sold = isDone(command, loan, 'SOLD') && loan.collaterals.get(collateral);
  if (sold && sold.proceeds === proceeds) return [];
  if (proceeds <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'proceeds', amount: proceeds });
  return (
    standing(command, loan, asked, 'SEIZED') ?? [
      { type: 'CollateralSold', effectiveOn, data: { collateral, proceeds } },
    ]
  );
};
