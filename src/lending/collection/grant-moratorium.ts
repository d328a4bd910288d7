import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { MoratoriumGranted } from './collection.events.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import type { Moratorium } from '../timeline.js';

export interface GrantMoratorium {
  readonly loan: string;
  /** As it was announced; left out: whatever was announced for these days. */
  readonly cause?: string | undefined;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly effectiveOn: LocalDate;
}

/** An announcement, in force on the first day, that covers all the days. */
const announced = (
  { cause, from, to }: GrantMoratorium,
  programme: string | undefined,
  policies: readonly AdoptedPolicy[],
) => {
  const covering = policies.filter(
    ({ kind, parameters }) =>
      kind === 'MORATORIUM' &&
      parameters.from <= from &&
      to <= parameters.to &&
      (cause ?? parameters.cause) === parameters.cause,
  );
  return inForce(covering, 'MORATORIUM', { programme, on: from, known: NEXT });
};

const isSame = ({ from, to, cause, effectiveOn }: GrantMoratorium, granted: Moratorium): boolean =>
  granted.from === from &&
  granted.to === to &&
  granted.effectiveOn === effectiveOn &&
  (cause ?? granted.cause) === granted.cause;

const notGranted = (
  command: GrantMoratorium,
  { status, timeline }: Loan,
  asked: Asked,
): Refusal | readonly [] | null => {
  const { from, to, effectiveOn } = command;
  const { moratoria, signed, terms } = timeline;
  if (from > to) return refuse('MORATORIUM_ENDS_BEFORE_IT_BEGINS', { from, to });
  if (from < terms.agreedOn || effectiveOn < signed.effectiveOn)
    return refuse('MORATORIUM_BEFORE_AGREEMENT', { agreedOn: terms.agreedOn });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const other = moratoria.find((one) => one.from <= to && from <= one.to);
  if (other && isSame(command, other)) return [];
  if (other)
    return refuse('MORATORIUM_OVERLAPS', {
      ...{ from: other.from, to: other.to, cause: other.cause, grantedOn: other.effectiveOn },
    });
  return status === 'SETTLED' || status === 'WRITTEN_OFF' || status === 'CANCELLED'
    ? refuse('LOAN_ENDED', { status })
    : null;
};

/**
 * The days from `from` to `to` do not count as days past due, from the day it is granted on. Only
 * what was announced as a policy can be granted.
 */
export const grantMoratorium = (
  command: GrantMoratorium,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  const { from, to, cause, effectiveOn } = command;
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const not = notGranted(command, loan, asked);
  if (not) return not;
  const policy = announced(command, loan.timeline.programme, policies);
  if (!policy) return refuse('NO_MORATORIUM_ANNOUNCED', { from, to, ...(cause && { cause }) });
  const data = { cause: policy.parameters.cause, from, to, policy: policy.id };
  const granted: MoratoriumGranted = { type: 'MoratoriumGranted', effectiveOn, data };
  return [granted];
};
