import type { LocalDate } from '../src/kernel/local-date.js';
import type { Rupiah } from '../src/kernel/rupiah.js';
import { HEAD, balanceOf, isOpen, type LoanStatus } from '../src/lending/position.js';
import { replay } from '../src/lending/replay.js';
import { hasOwnClass, stepsOf } from '../src/lending/steps.js';
import { evolveTimeline, isApplying } from '../src/lending/evolve-timeline.js';
import type { LoanTimeline } from '../src/lending/timeline.js';
import type { Projector } from './projector.js';

/** Every loan as it stands at the head of the log, for lists. Nothing in it means "today". */
export interface LoanBookDocument {
  readonly timeline: LoanTimeline;
  readonly number: string;
  readonly mitra: string;
  readonly programme?: string | undefined;
  readonly unit?: string | undefined;
  readonly agreedOn: LocalDate;
  readonly status: LoanStatus;
  readonly disbursed: Rupiah;
  readonly totalOutstanding: Rupiah;
  /** The first instalment with anything unpaid, due or not: a list by class asks for a range. */
  readonly oldestUnpaidDueOn?: LocalDate | undefined;
  /** Its class does not follow from that date alone: a list by class asks for its position. */
  readonly classByPosition?: true | undefined;
}

const documentOf = (timeline: LoanTimeline): LoanBookDocument => {
  const { loan, mitra, programme, unit, terms } = timeline;
  const { status, disbursed, totalOutstanding, oldestUnpaidDueOn } = balanceOf(
    replay(timeline, HEAD),
  );
  return {
    ...{ timeline, number: loan, mitra, programme, unit, agreedOn: terms.agreedOn },
    ...{ status, disbursed, totalOutstanding, oldestUnpaidDueOn },
    ...(isOpen(status) && hasOwnClass(timeline) ? { classByPosition: true } : {}),
  };
};

export const loanBook: Projector<LoanBookDocument, 'loan'> = {
  name: 'loan-book',
  version: 3,
  categories: ['loan'],
  indexes: [
    ['mitra'],
    ['programme'],
    ['unit'],
    ['status'],
    ['agreedOn'],
    ['oldestUnpaidDueOn'],
    ['totalOutstanding'],
    ['classByPosition'],
  ],
  readsPersonal: false,
  keyOf: (event) => (isApplying(event) ? null : (event.loan ?? null)),
  // All but the timeline is derived.
  evolve: (before, event) =>
    ({ timeline: evolveTimeline(before?.timeline ?? null, event) }) as LoanBookDocument,
  derive: ({ timeline }) => documentOf(timeline),
  extract: { indexes: [['programme'], ['unit']], of: ({ timeline }) => stepsOf(timeline) },
};
