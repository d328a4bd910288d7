import type { Moment } from '../kernel/moment.js';
import { amountsOf } from '../lending/steps.js';
import { type LoanWorld, viewOf } from './compare-loan.js';
import type { LoanPart } from './portfolio.js';
import { type Asked, isAsked } from './portfolios.js';

/** The loan as the fund counts it at a moment; null where it is no part of what is asked. */
export const partAt = (
  world: LoanWorld,
  moment: Moment,
  asked: Pick<Asked, 'filter' | 'within'>,
): LoanPart | null => {
  const { timeline } = world;
  const { position, kind } = viewOf(world, moment);
  if (!timeline || !position || position.disbursed === 0) return null;
  const { loan, mitra, programme, unit, cohort, opening, terms } = timeline;
  const agreementYear = (opening ?? terms).agreedOn?.slice(0, 4);
  const part = { loan, mitra, programme, unit, cohort, agreementYear, kind };
  if (!isAsked(asked, part, kind)) return null;
  const { status, collectability } = position;
  return { ...part, status, collectability, amounts: amountsOf(position) };
};
