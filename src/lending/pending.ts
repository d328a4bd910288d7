import type { Actor } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { ClaimCancellationProposed, WriteOffProposed } from './ending/ending.events.js';
import type { LoanEvent } from './loan.events.js';
import { type Proposal, proposalOf } from './proposal.js';
import type { RestructuringProposed } from './restructuring/restructuring.events.js';

/** What was proposed on a signed loan and is not decided, or decided and not carried out. */
export interface Pending {
  readonly restructuring?: Proposal<RestructuringProposed> | undefined;
  readonly writeOff?: Proposal<WriteOffProposed> | undefined;
  readonly writeOffApproved?: Approved | undefined;
  /** The decision by which the loan was written off. */
  readonly writtenOffBy?: Approved | undefined;
  readonly cancellation?: Proposal<ClaimCancellationProposed> | undefined;
  /** Collaterals pledged or seized since that was proposed. */
  readonly securedSince?: readonly string[] | undefined;
  /** How each proposal was decided, by its digest: sent again, a decision changes nothing. */
  readonly decided?: ReadonlyMap<string, Decision['type']> | undefined;
}

export interface Approved {
  readonly proposal: Proposal<WriteOffProposed>;
  readonly authority: string;
  readonly document: string;
  readonly by: Actor;
  readonly on: LocalDate;
}

type Decision = Extract<
  LoanEvent,
  {
    type:
      | 'LoanRescheduled'
      | 'LoanReconditioned'
      | 'WriteOffApproved'
      | 'WriteOffRejected'
      | 'ClaimCancelled';
  }
>;

const NO_WRITE_OFF = { writeOff: undefined, writeOffApproved: undefined };

/** A proposal made again, word for word, is open again. */
const proposed = (before: Pending, { digest }: Pick<Proposal, 'digest'>): Pending => {
  const decided = new Map(before.decided);
  decided.delete(digest);
  return { ...before, decided };
};

const decision = (before: Pending, { type, data }: Decision): Pending => ({
  ...before,
  decided: new Map(before.decided).set(data.proposal, type),
});

type Of<T extends LoanEvent['type']> = Extract<Recorded<LoanEvent>, { type: T }>;
type Step<E extends Recorded<LoanEvent>> = (before: Pending, event: E) => Pending;

const restructured: Step<Of<'LoanRescheduled' | 'LoanReconditioned'>> = (before, event) => ({
  ...decision(before, event),
  restructuring: undefined,
});

const secured: Step<Of<'CollateralPledged' | 'CollateralSeized'>> = (before, { data }) => ({
  ...before,
  securedSince: [...(before.securedSince ?? []), data.collateral],
});

/** The facts that open or close a decision; all others leave what is pending as it is. */
const STEPS: { readonly [T in LoanEvent['type']]?: Step<Of<T>> } = {
  RestructuringProposed: (before, event) => {
    const restructuring = proposalOf<RestructuringProposed>(event);
    return { ...proposed(before, restructuring), restructuring };
  },
  LoanRescheduled: restructured,
  LoanReconditioned: restructured,
  WriteOffProposed: (before, event) => {
    const writeOff = proposalOf<WriteOffProposed>(event);
    return { ...proposed(before, writeOff), ...NO_WRITE_OFF, writeOff };
  },
  WriteOffApproved: (before, event) => {
    const { authority, document } = event.data;
    const { writeOff: proposal } = before;
    if (!proposal) return decision(before, event); // in an order that no stream has
    const approved = { proposal, authority, document, by: event.actor, on: event.effectiveOn };
    return { ...decision(before, event), writeOffApproved: approved };
  },
  WriteOffRejected: (before, event) => ({ ...decision(before, event), ...NO_WRITE_OFF }),
  LoanWrittenOff: (before) => ({
    ...{ ...before, ...NO_WRITE_OFF, writtenOffBy: before.writeOffApproved },
    restructuring: undefined,
  }),
  ClaimCancellationProposed: (before, event) => {
    const cancellation = proposalOf<ClaimCancellationProposed>(event);
    return { ...proposed(before, cancellation), cancellation, securedSince: [] };
  },
  ClaimCancelled: (before, event) => ({ ...decision(before, event), cancellation: undefined }),
  CollateralPledged: secured,
  CollateralSeized: secured,
};

export const evolvePending = (before: Pending, event: Recorded<LoanEvent>): Pending => {
  const step = STEPS[event.type] as Step<Recorded<LoanEvent>> | undefined;
  return step ? step(before, event) : before;
};
