import { charge, closed, fee, feeRule, feeWaived, waive, without } from './collection-story.js';
import { rescheduled } from './restructuring-story.js';
import { takenOver } from './books-story.js';
import {
  given,
  lent,
  paid,
  reallocated,
  received,
  reopened,
  returned,
  reversed,
  signed,
  timelineOf,
  told,
  used,
} from './story.js';

// 300,000 at 30,000, in three parts due on the 15th of February, March and April 2003.
const LENT = lent(300_000);
const FIRST = fee(1, '2003-02-15', [300_000, 300]);

describe('a late fee is charged', () => {
  it('for an instalment unpaid at the end of its due date, on the day after', () =>
    given(LENT).when(charge(1)).thenFacts(FIRST));

  it('if a single rupiah of it was unpaid, by the principal outstanding that day', () =>
    given(LENT, paid('R1', 109_999, '2003-02-15'))
      .when(charge(1))
      .thenFacts(fee(1, '2003-02-15', [200_001, 200])));

  it.each([
    [1_490, 1],
    [1_500, 2],
    [490, 0],
  ])('of Rp %i half up: %i', (principal, amount) => {
    const step = given(lent(principal)).when(charge(1));
    if (amount === 0) step.thenRefused('FEE_IS_ZERO');
    else step.thenFacts(fee(1, '2003-02-15', [principal, amount]));
  });

  it('after what is due: what a payment had used ahead goes to it, on record', () => {
    const before = [...LENT, paid('R1', 120_000, '2003-02-20')];
    given(before)
      .when(charge(1))
      .thenFacts(
        FIRST,
        // prettier-ignore
        reallocated('2003-02-16', ['loan-L-1@2', 'R1',
        used([[1, 10_000, 100_000], [2, 10_000, 0]]),
        { ...used([[1, 10_000, 100_000], [2, 9_700, 0]]), lateFee: FIRST.data.amount }]),
      );
  });

  it('and reopens the loan that was settled too late, a day nobody had closed', () =>
    given(LENT, paid('R1', 220_000, '2003-02-10'), paid('R3', 110_000, '2003-04-20'))
      .when(charge(3))
      .thenFacts(fee(3, '2003-04-15', [100_000, 100]), reopened('2003-04-20', '2003-04-20')));
});

describe('all fees together', () => {
  const twoPercent = feeRule(10, 2);
  it('stay within the share of the principal outstanding on the day', () => {
    const after = [...LENT, closed('2003-03-16', twoPercent)];
    expect(
      told(after)
        .events.slice(2)
        .map(({ type }) => type),
    ).toEqual([...['LateFeeCharged', 'LateFeeCharged', 'CollectabilityChanged']]);
    given(after).when(charge(3, twoPercent)).thenRefused('FEE_IS_ZERO', { standing: 6_000 });
  });

  it('are cut to what is left of it', () =>
    given(LENT, charge(1, feeRule(10, 1)))
      .when(charge(2, feeRule(10, 2)))
      .thenFacts(fee(2, '2003-03-15', [300_000, 3_000], 'fee')));

  it('leave room again once one of them was given up', () =>
    given(LENT, closed('2003-03-16', twoPercent), waive(1, '2003-03-20'))
      .when(charge(3, twoPercent))
      .thenFacts(fee(3, '2003-04-15', [300_000, 3_000], 'fee')));
});

describe('a late fee is refused', () => {
  for (const [why, history, step, code] of [
    ['before the agreement', [], charge(1), 'LOAN_NOT_SIGNED'],
    ['of an instalment there is not', LENT, charge(4), 'INSTALMENT_UNKNOWN'],
    ['where nothing was paid out', [signed()], charge(1), 'NOT_LATE'],
    [
      'for one paid on its due date',
      [...LENT, paid('R1', 110_000, '2003-02-15')],
      charge(1),
      'NOT_LATE',
    ],
    ['for one that is not due yet', lent(300_000, '2010-11-30'), charge(2), 'NOT_LATE'],
    ['on its due date', lent(300_000, '2010-10-31'), charge(2), 'NOT_LATE'],
    ['a second time', [...LENT, charge(1)], charge(1), 'FEE_ALREADY_CHARGED'],
    [
      'a second time, given up meanwhile',
      [...LENT, charge(1), waive(1, '2003-02-20')],
      charge(1),
      'FEE_ALREADY_CHARGED',
    ],
    ['without a rule', LENT, charge(1, without('LATE_FEE')), 'NO_POLICY_IN_FORCE'],
    ['on another day', LENT, charge(1, undefined, '2003-02-17'), 'FEE_DATE_IS_THE_DAY_AFTER_DUE'],
    [
      'for what was due before a restructuring',
      [...LENT, ...rescheduled()],
      charge(1),
      'FEE_BEFORE_RESTRUCTURING',
    ],
    ['of a balance without due dates', [takenOver()], charge(1), 'NOT_LATE'],
  ] as const)
    it(`${why}: ${code}`, () => given(history).when(step).thenRefused(code));
});

describe('a payment entered late', () => {
  const late = [...LENT, charge(1)];
  it('that came in time waives the fee, on the day of the fee', () =>
    given(late)
      .when(paid('R1', 110_000, '2003-02-15'))
      .thenFacts(
        received('R1', 110_000, '2003-02-15', used([[1, 10_000, 100_000]])),
        feeWaived('2003-02-16', { fee: 'loan-L-1@2', no: 1, amount: 300 }, 'PAID_IN_TIME'),
      ));

  it('a day too late does not', () => {
    const { events } = told(late, paid('R1', 110_000, '2003-02-16'));
    expect(events.map(({ type }) => type)).not.toContain('LateFeeWaived');
  });

  it('and taken back as an error, makes the fee due again, once', () => {
    const again = [...late, paid('R1', 110_000, '2003-02-15'), reversed('R1')];
    given(again).when(charge(1)).thenFacts(FIRST);
    given(again, charge(1)).when(charge(1)).thenRefused('FEE_ALREADY_CHARGED');
  });

  it('but returned by the bank later: it was paid on the day', () =>
    given(LENT, paid('R1', 110_000, '2003-02-15'), returned('R1', '2003-02-20'))
      .when(charge(1))
      .thenRefused('NOT_LATE'));

  it('that a fee given up since made whole is not late: nothing is charged for ever anew', () => {
    const history = [
      ...[...LENT, charge(1), paid('R1', 220_000, '2003-03-01')],
      waive(1, '2003-03-20'),
    ];
    given(history).when(charge(2)).thenRefused('NOT_LATE');
    expect(timelineOf(history).fees).toHaveLength(1);
  });
});
