import fc from 'fast-check';
import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import { compare, type ChangeEvent } from '../../src/audit/compare.js';
import { measureOf } from '../../src/audit/compare-fund-events.js';
import { LOAN_WORLDS, type LoanWorld } from '../../src/audit/compare-loan.js';
import { figureAt, figuresOf, isCount, pathOf } from '../../src/audit/fund-figures.js';
import { partAt } from '../../src/audit/fund-part.js';
import { portfolioOf } from '../../src/audit/portfolio.js';
import { position } from '../../src/kernel/envelope.js';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import type { Moment } from '../../src/kernel/moment.js';
import { isSigned } from '../../src/lending/loan.js';
import { valueIn } from '../../src/audit/fund-figures.js';
import { lent, type LoanHistory, POLICIES, signed, timelineOf } from '../lending/story.js';
import { BEGIN } from '../lending/whole-life-numbers.js';
import { RULES } from '../lending/whole-life-rules.js';
import { type Lived, wholeLives } from '../lending/whole-life.js';

/** A mitra that was of one region, and was found later to have moved to another. */
const MOVED: MitraTimelineDocument = {
  code: 'M-1',
  ...{ registered: { effectiveOn: localDate('2000-01-01'), position: position(1) } },
  kinds: [
    { effectiveOn: localDate('2000-01-01'), position: position(1), kind: { region: 'DKI' } },
    { effectiveOn: localDate('2003-06-01'), position: position(110), kind: { region: 'JABAR' } },
  ],
  ...{ statuses: [], visits: [], contacts: [] },
};

const must = (holds: boolean, ...what: readonly unknown[]): void => {
  if (!holds) throw new Error(JSON.stringify(what));
};
const sum = (events: readonly ChangeEvent[], step: string): number =>
  events.reduce((all, one) => all + (one.step === step ? (one.amount ?? 0) : 0), 0);

/** Each figure of a fund of this one loan differs by what its events say. */
const holds = (world: LoanWorld, from: Moment, to: Moment): number => {
  const asked = {
    filter: { region: 'DKI' },
    within: {},
    groupBy: 'COLLECTABILITY',
    from,
    to,
  } as const;
  const middle = { asOf: from.asOf, known: to.known };
  const funds = [from, middle, to].map((moment) => {
    const part = partAt(world, moment, asked);
    return portfolioOf(part ? [part] : [], 'COLLECTABILITY');
  });
  let differing = 0;
  for (const figure of figuresOf(funds, 'COLLECTABILITY')) {
    const [before = 0, restated = 0, after = 0] = funds.map((fund) => valueIn(fund, figure));
    const [found] = compare(LOAN_WORLDS, world, [measureOf(figure, asked)], { from, to });
    const path = pathOf(figure);
    must(JSON.stringify(figureAt(path, 'COLLECTABILITY')) === JSON.stringify(figure), path);
    const differs = before !== restated || restated !== after;
    must(differs === (found !== undefined), path, before, restated, after, found);
    if (!found) continue;
    differing += 1;
    must(found.events.length > 0 || found.byCalendar, path, 'by nothing', found);
    if (isCount(figure)) continue;
    must(sum(found.events, 'LEARNED') === restated - before, path, found);
    must(sum(found.events, 'HAPPENED') === after - restated, path, found);
  }
  return differing;
};

it('every figure of the fund differs by the events told, whatever the loan lived', () => {
  let differing = 0;
  fc.assert(
    fc.property(
      wholeLives,
      fc.array(fc.tuple(fc.nat(900), fc.nat(900), fc.nat(60), fc.nat(60)), {
        ...{ minLength: 2, maxLength: 2 },
      }),
      ({ events, steps }: Lived, moments) => {
        const state = steps.at(-1)?.state;
        if (!state || !isSigned(state)) return;
        const world = { timeline: state.timeline, policies: RULES, mitra: MOVED };
        const at = (day: number, facts: number): Moment => ({
          asOf: addDays(BEGIN, day),
          known: events[facts % events.length]?.position ?? position(0),
        });
        for (const [fromDay, toDay, fromFacts, toFacts] of moments)
          differing += holds(world, at(fromDay, fromFacts), at(toDay, toFacts));
      },
    ),
    { seed: Number(process.env['WHOLE_LIVES_SEED'] ?? 2003), numRuns: 100 },
  );
  expect(differing).toBeGreaterThan(500);
});

it('a loan that nothing was paid out of is no part of the fund', () => {
  const moment = { asOf: localDate('2003-03-01'), known: position(1_000_000) };
  const asked = { filter: {}, within: {} };
  const at = (...history: LoanHistory) =>
    partAt({ timeline: timelineOf(...history), policies: POLICIES }, moment, asked);
  expect(at(signed())).toBeNull();
  expect(at(...lent())).toMatchObject({ loan: 'L-1', mitra: 'M-1', status: 'ACTIVE' });
});

describe('the path of a figure', () => {
  it.each([
    [{ figure: 'principalPaid' }, 'principalPaid', null],
    [{ figure: 'loanCount', class: 'LOSS' }, 'byCollectability/LOSS/loanCount', null],
    [
      { figure: 'mitraCount', group: { by: 'UNIT', key: 'A/B c' } },
      'groups/A%2FB%20c/mitraCount',
      'UNIT',
    ],
    [{ figure: 'credit', group: { by: 'UNIT', key: null } }, 'groups//credit', 'UNIT'],
  ] as const)('of %j is %s, and leads back to it', (figure, path, by) => {
    expect(pathOf(figure)).toBe(path);
    expect(figureAt(path, by)).toMatchObject(figure);
  });

  it('that was never given leads nowhere', () => {
    for (const path of ['', 'x', 'byCollectability/NONE/loanCount', 'byCollectability/LOSS/credit'])
      expect(figureAt(path, null)).toBeNull();
  });
});
