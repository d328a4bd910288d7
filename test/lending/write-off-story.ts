import { loanOf } from './adds-up.js';
import { problem, writeOffApproved, writeOffProposed } from './ending-story.js';
import { given, lent, type LoanHistory } from './story.js';

/** 110 due on the 15th of February, March and April 2003; nothing is paid. */
export const late = lent();
export const bad = [...late, problem('2004-06-01')];
export const proposed = [...bad, writeOffProposed('2004-07-01')];
export const approved = [...proposed, writeOffApproved('2004-08-01', 'MINISTER')];
export const digest = loanOf(...proposed).pending.writeOff?.digest ?? '';

interface Row {
  readonly of: LoanHistory;
  readonly when: LoanHistory[number];
  readonly refused: string;
  readonly details?: object;
}
export const refusals = (rows: Readonly<Record<string, Row>>): void => {
  for (const [why, { of, when, refused, details }] of Object.entries(rows))
    it(`is refused ${why}`, () =>
      given(...of)
        .when([when].flat()[0] as never)
        .thenRefused(refused, details));
};
