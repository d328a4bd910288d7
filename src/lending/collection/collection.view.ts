import { counts, inWorldOrder } from '../../kernel/moment.js';
import { minus } from '../../kernel/rupiah.js';
import { CLASS_NAMES } from '../../policy/class-names.js';
import type { ClassChange, LateFee, LetterEntry, MoratoriumEntry } from './collection.types.js';
import type { Loan } from '../loan.types.js';
import { replay } from '../replay.js';
import type { Dated } from '../timeline.js';

type Shown = Pick<Loan, 'timeline' | 'moment'>;

const counting = <T extends Dated>(all: readonly T[], { moment }: Shown): T[] =>
  all.filter((one) => counts(one, moment)).toSorted(inWorldOrder);

export const letterViews = (loan: Shown): LetterEntry[] =>
  counting(loan.timeline.letters, loan).map(({ event, effectiveOn, letter, step, by }) => ({
    ...{ letter, step, on: effectiveOn, by: by.id, eventId: event },
  }));

export const moratoriumViews = (loan: Shown): MoratoriumEntry[] =>
  counting(loan.timeline.moratoria, loan).map(({ event, effectiveOn, cause, from, to }) => ({
    ...{ cause, from, to, grantedOn: effectiveOn, eventId: event },
  }));

export const classViews = (loan: Shown): ClassChange[] =>
  counting(loan.timeline.classes, loan).map(({ event, effectiveOn, class: collectability }) => ({
    ...{ on: effectiveOn, collectability, eventId: event },
    collectabilityName: CLASS_NAMES[collectability],
  }));

/** What was taken over with a balance is no fee for an instalment. */
export const lateFeeViews = ({ timeline, moment }: Shown): LateFee[] =>
  replay(timeline, moment).fees.flatMap(({ fee, owed, paid }) => {
    if (!fee) return [];
    const { no, dueOn, effectiveOn: chargedOn, amount, event: eventId } = fee;
    return [{ no, dueOn, chargedOn, amount, waived: minus(amount, owed), paid, eventId }];
  });
