import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse } from '../../kernel/refusal.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';
import { notStanding } from '../standing.js';

export interface HandOverReceivable {
  readonly loan: string;
  /** The state's receivables office (KPKNL) that takes it over. */
  readonly office: string;
  /** The number of the hand-over letter. */
  readonly reference: string;
  readonly effectiveOn: LocalDate;
}

/** Once: the state's receivables office collects from then on. */
export const handOverReceivable = (
  { loan: number, office, reference, effectiveOn }: HandOverReceivable,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: number });
  const { handedOver: before, problem, writtenOff } = loan.timeline;
  if (before)
    return before.office === office &&
      before.reference === reference &&
      before.effectiveOn === effectiveOn
      ? []
      : refuse('ALREADY_HANDED_OVER', {
          recorded: {
            ...{ office: before.office, reference: before.reference },
            effectiveOn: before.effectiveOn,
          },
        });
  const no = notStanding(loan, ['PROBLEM', 'WRITTEN_OFF']) ?? inFuture(effectiveOn, asked);
  if (no) return no;
  const from = problem?.effectiveOn ?? writtenOff?.effectiveOn;
  if (from !== undefined && effectiveOn < from)
    return refuse('HAND_OVER_BEFORE_PROBLEM', { problemOn: from });
  return [{ type: 'ReceivableHandedOver', effectiveOn, data: { office, reference } }];
};
