import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { FeasibilityAssessed } from '../../src/lending/application/application.events.js';
import { ratio, ratiosOf } from '../../src/lending/application/feasibility.js';
import { isSigned } from '../../src/lending/loan.js';
import {
  APPROVED,
  FIGURES,
  person,
  proposed,
  recommended,
  rejected,
  SCORES,
  surveyed,
} from './application-story.js';
import { given, signed, told } from './story.js';

describe('a ratio', () => {
  it.each([
    [1, 3, '0.3333'],
    [2, 3, '0.6666'],
    [-2, 3, '-0.6666'],
    [2, -3, '-0.6666'],
    [0, 5, '0.0000'],
    [-1, 100_000, '0.0000'],
    [7, 2, '3.5000'],
    [10 ** 15, 1, '1000000000000000.0000'],
    [1, 10 ** 15, '0.0000'],
    [5, 0, null],
    [0, 0, null],
  ])('%d to %d is %s: exact, four places, cut', (dividend, divisor, text) =>
    expect(ratio(rupiah(dividend), rupiah(divisor))).toBe(text),
  );

  it('of a business eaten up by its losses is below zero, and says so', () => {
    const figures = { ...FIGURES, equity: rupiah(-5_000_000), netProfit: rupiah(-1_000_000) };
    expect(ratiosOf(figures)).toEqual({
      ...{ liquidity: '3.3333', solvency: '0.2857', leverage: '-4.0000' },
      profitability: '-0.0250',
    });
  });
});

describe('assessing feasibility', () => {
  const { state } = told(proposed());
  if (isSigned(state) || state.status === 'NONE') throw new Error('nothing is proposed');
  const assessed: FeasibilityAssessed = {
    type: 'FeasibilityAssessed',
    effectiveOn: localDate('2008-02-10'),
    data: {
      ...{ proposal: state.application.proposal.digest, surveyor: 'suri' },
      ...{ surveyedOn: localDate('2008-02-10'), scores: SCORES, figures: FIGURES },
      ratios: {
        ...{ liquidity: '3.3333', solvency: '0.2857' },
        ...{ leverage: '0.4000', profitability: '0.1750' },
      },
      recommendedAmount: rupiah(9_000_000),
    },
    personal: { notes: 'the oven is old' },
  };

  it('records scores, figures and the ratios that follow, for the proposal that stands', () => {
    given(proposed()).when(surveyed()).thenFacts(assessed);
    const surveyedOn = localDate('2008-02-01');
    given(proposed())
      .when(surveyed({ surveyedOn }))
      .thenFacts({ ...assessed, data: { ...assessed.data, surveyedOn } });
  });

  it('adds nothing when it is entered twice by the same surveyor', () => {
    given(proposed(), surveyed()).when(surveyed()).thenNothing();
    given(proposed(), surveyed(), recommended()).when(surveyed()).thenNothing();
  });

  it('by another surveyor, or with another result, is another survey', () => {
    const { length } = told(proposed(), surveyed(), surveyed({}, person('tono'))).events;
    expect(length).toBe(3);
    expect(told(proposed(), surveyed(), surveyed({ amount: 1 })).events).toHaveLength(3);
    const anew = told(
      proposed(),
      surveyed(),
      recommended(),
      surveyed({ amount: 1, on: '2008-02-20' }),
    );
    expect(anew.state).toMatchObject({ status: 'PROPOSED' });
  });

  for (const [why, history, command, code, details] of [
    ['before anything is proposed', [], surveyed(), 'NOTHING_PROPOSED', {}],
    [
      'with a score below one',
      [proposed()],
      surveyed({ scores: { ...SCORES, capital: 0 } }),
      'SCORE_OUT_OF_RANGE',
      { field: 'capital' },
    ],
    [
      'with a score above five',
      [proposed()],
      surveyed({ scores: { ...SCORES, condition: 6 } }),
      'SCORE_OUT_OF_RANGE',
      { field: 'condition' },
    ],
    [
      'with sales below zero',
      [proposed()],
      surveyed({ figures: { ...FIGURES, yearlySales: rupiah(-1) } }),
      'FIGURE_NEGATIVE',
      { field: 'yearlySales' },
    ],
    ['for less than nothing', [proposed()], surveyed({ amount: -1 }), 'AMOUNT_NEGATIVE', {}],
    [
      'for more than is asked',
      [proposed()],
      surveyed({ amount: 10_000_001 }),
      'AMOUNT_ABOVE_PROPOSED',
      { proposed: 10_000_000 },
    ],
    [
      'of a survey yet to come',
      [proposed()],
      surveyed({ surveyedOn: localDate('2008-02-11') }),
      'SURVEY_AFTER_ASSESSMENT',
      {},
    ],
    [
      'of a survey from before the proposal',
      [proposed()],
      surveyed({ surveyedOn: localDate('2008-01-31') }),
      'SURVEY_BEFORE_PROPOSAL',
      { proposedOn: '2008-02-01' },
    ],
    ['tomorrow', [proposed()], surveyed({ on: '2011-01-01' }), 'EFFECTIVE_IN_FUTURE', {}],
    ['before the proposal', [proposed()], surveyed({ on: '2008-01-31' }), 'BEFORE_LAST_STEP', {}],
    ['once approved', APPROVED, surveyed(), 'LOAN_ALREADY_APPROVED', {}],
    ['once rejected', [proposed(), rejected()], surveyed(), 'LOAN_REJECTED', {}],
    ['once signed', [signed()], surveyed(), 'LOAN_ALREADY_SIGNED', {}],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));
});
