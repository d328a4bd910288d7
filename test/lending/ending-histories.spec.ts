import fc from 'fast-check';
import { addDays, localDate, type LocalDate } from '../../src/kernel/local-date.js';
import type { Recorded } from '../../src/kernel/fact.js';
import { rate } from '../../src/kernel/rate.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import { isSigned, loanDecider, type LoanState } from '../../src/lending/loan.js';
import { HEAD } from '../../src/lending/position.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { replay } from '../../src/lending/replay.js';
import type { ComingInterest } from '../../src/lending/restructuring/new-terms.js';
import { lastMovementOn } from '../../src/lending/standing.js';
import { decided as outcomeOf, recorded } from '../story.js';
import { addsUpFor } from './adds-up.js';
import { forgiving, RULES, with_ } from './ending-rules.js';
import {
  cancelled,
  cancellationProposed,
  fee,
  problem,
  recovered,
  waived,
  writeOff,
  writeOffApproved,
  writeOffProposed,
} from './ending-story.js';
import { decided, type LoanStep, proposed } from './restructuring-story.js';
import { disbursed, paid, returned, reversed, signed, THREE } from './story.js';

const FIRST = localDate('2003-01-15');
const on = (days: number): LocalDate => addDays(FIRST, days);

/** What somebody may want to do next, by the loan as it is: much of it is refused. */
type Wish = (loan: LoanState) => readonly LoanStep[];

/** So many days after the last day on which anything moved. */
const after = (loan: LoanState, days: number): LocalDate => {
  if (!isSigned(loan)) return FIRST;
  const [moved, off] = [lastMovementOn(loan.timeline), loan.timeline.writtenOff?.effectiveOn];
  return addDays(off && off > moved ? off : moved, days);
};

const receipt = fc.integer({ min: 1, max: 6 }).map((n) => `R${n}`);
const money = fc.integer({ min: 1, max: 180 });
const days = fc.nat(600);
const few = fc.nat(60);
const any = <T extends readonly unknown[]>(
  of: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  wish: (...values: T) => Wish,
): fc.Arbitrary<Wish> => fc.tuple(...of).map((values) => wish(...(values as unknown as T)));

const ARREARS = ['KEPT', 'CAPITALISED', 'WAIVED'] as const;
const coming: fc.Arbitrary<ComingInterest> = fc.constantFrom(
  ...(['KEPT', 'WAIVED'] as const),
  ...[{ method: 'DECLINING' as const, rate: rate('0.06') }],
  ...[{ method: 'ANNUITY' as const, rate: rate('0.48') }],
);
const restructured = any<[number, number, 0 | 1 | 2, ComingInterest]>(
  [few, fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 1, 2), coming],
  (wait, instalments, arrears, comingInterest) => (loan) => {
    const effectiveOn = after(loan, wait);
    const first = { instalments, effectiveOn, firstDueOn: addDays(effectiveOn, 15) };
    const again = isSigned(loan) && loan.timeline.restructurings.length > 0;
    const arrearsInterest = ARREARS[arrears];
    const terms = { ...first, kind: 'RECONDITIONING' as const, arrearsInterest, comingInterest };
    const rules = with_('restructuring', { maxExtensionMonths: 120 });
    return again
      ? [proposed(terms, rules), decided('RECONDITIONING', effectiveOn)]
      : [proposed(first, rules), decided('RESCHEDULING', effectiveOn)];
  },
);
const charged = any(
  [fc.nat(6), fc.integer({ min: 1, max: 9 })],
  (at: number, amount: number) => (loan) => {
    if (!isSigned(loan) || loan.status !== 'ACTIVE') return [];
    const row = replay(loan.timeline, HEAD).instalments[at];
    const since = loan.timeline.restructurings.at(-1)?.effectiveOn;
    const inTime = row?.paidOn !== undefined && row.paidOn <= row.dueOn;
    if (!row || inTime || (since && row.dueOn < since)) return [];
    return loan.timeline.fees.some(({ no }) => no === row.no)
      ? []
      : [fee(row.no, row.dueOn, amount)];
  },
);
const forgiven = any([fc.nat(4), few], (at: number, wait: number) => (loan) => {
  const one = isSigned(loan) ? loan.timeline.fees[at] : undefined;
  if (!one || one.waivers.length > 0) return [];
  return [waived(one.event, one.no, one.amount, addDays(one.effectiveOn, wait))];
});
const ended = any([few], (wait: number) => (loan) => {
  const day = after(loan, 400 + wait);
  const authority = day < '2006-01-01' ? 'MINISTER' : 'DIRECTORS';
  return [problem(day), writeOffProposed(day), writeOffApproved(day, authority), writeOff(day)];
});
const gone = any([few], (wait: number) => (loan) => {
  const day = after(loan, 800 + wait);
  return [cancellationProposed(day), cancelled(day)];
});

const paying = any(
  [receipt, money, days, fc.boolean()],
  (of: string, amount: number, day: number, forgives: boolean) => () => [
    paid(of, amount, on(day), forgives ? forgiving() : RULES),
  ],
);
const recovering = any(
  [receipt, money, few],
  (of: string, amount: number, wait: number) => (loan) => [
    recovered(of.replace('R', 'V'), amount, after(loan, wait)),
  ],
);
const undone = any([receipt], (of: string) => () => [reversed(of)]);
const unrecovered = any([receipt], (of: string) => () => [reversed(of.replace('R', 'V'))]);
const bounced = any([receipt, days], (of: string, day: number) => () => [returned(of, on(day))]);
const wish = fc.oneof(
  { weight: 6, arbitrary: paying },
  { weight: 2, arbitrary: undone },
  { weight: 2, arbitrary: bounced },
  { weight: 4, arbitrary: restructured },
  { weight: 2, arbitrary: charged },
  { weight: 2, arbitrary: forgiven },
  { weight: 1, arbitrary: ended },
  { weight: 2, arbitrary: recovering },
  { weight: 1, arbitrary: unrecovered },
  { weight: 1, arbitrary: gone },
);

/** Whatever is refused leaves no trace. */
const played = (wishes: readonly Wish[]): readonly Recorded<LoanEvent>[] => {
  let state = loanDecider.initial;
  const events: Recorded<LoanEvent>[] = [];
  const take = (step: LoanStep): void => {
    const outcome = outcomeOf(step, state);
    if (isRefusal(outcome)) return;
    for (const fact of outcome) {
      const event = recorded(fact, 'loan-L-1', events.length, { actor: step.actor });
      events.push(event);
      state = loanDecider.evolve(state, event);
    }
  };
  for (const step of [signed(THREE), disbursed('D1', 300)]) take(step);
  for (const one of wishes) for (const step of one(state)) take(step);
  return events;
};

it('random lives of loans add up after every fact, on every day', () => {
  const seen = new Map<string, number>();
  const holds = fc.property(fc.array(wish, { minLength: 10, maxLength: 24 }), (wishes) => {
    const events = played(wishes);
    for (const { type } of events) seen.set(type, (seen.get(type) ?? 0) + 1);
    addsUpFor(events);
  });
  fc.assert(holds, { seed: 41, numRuns: 80 });
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining([
      ...['LoanRescheduled', 'LoanReconditioned', 'LoanWrittenOff', 'WriteOffAdjusted'],
      ...['RecoveryReceived', 'ClaimCancelled', 'LateFeeWaived', 'LoanSettled', 'LoanReopened'],
    ]),
  );
}, 120_000);
