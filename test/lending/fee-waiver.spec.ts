import { charge, feeWaived, waive } from './collection-story.js';
import { rescheduled } from './restructuring-story.js';
import { given, lent, loanAfter, paid, reallocated, settled, used } from './story.js';

const CHARGED = [...lent(300_000), charge(1)];
const FEE = { fee: 'loan-L-1@2', no: 1 };

describe('a late fee is given up', () => {
  it('whole, where no amount is said', () =>
    given(CHARGED)
      .when(waive(1, '2003-03-01'))
      .thenFacts(feeWaived('2003-03-01', { ...FEE, amount: 300 })));

  it('in part, and then the rest', () => {
    const part = waive(1, '2003-03-01', { amount: 100 });
    given(CHARGED)
      .when(part)
      .thenFacts(feeWaived('2003-03-01', { ...FEE, amount: 100 }));
    given(CHARGED, part)
      .when(waive(1, '2003-03-02'))
      .thenFacts(feeWaived('2003-03-02', { ...FEE, amount: 200 }));
  });

  it('when it is paid already: the money goes to the instalments, and may settle the loan', () =>
    given(CHARGED, paid('R1', 330_000, '2003-03-01'))
      .when(waive(1, '2003-04-01'))
      .thenFacts(
        feeWaived('2003-04-01', { ...FEE, amount: 300 }),
        reallocated('2003-04-01', [
          ...(['loan-L-1@3', 'R1'] as const),
          // prettier-ignore
          { ...used([[1, 10_000, 100_000], [2, 10_000, 100_000], [3, 10_000, 99_700]]),
            lateFee: 300 as never },
          used([
            [1, 10_000, 100_000],
            [2, 10_000, 100_000],
            [3, 10_000, 100_000],
          ]),
        ]),
        settled('2003-03-01'),
      ));

  it('and stands in every position from that day on', () => {
    const loan = loanAfter(CHARGED, waive(1, '2003-03-01', { amount: 100 }));
    expect(loan.on('2003-02-28')).toMatchObject({ lateFeesCharged: 300, lateFeesWaived: 0 });
    expect(loan.on('2003-03-01')).toMatchObject({ lateFeesWaived: 100, lateFeeOutstanding: 200 });
  });
});

describe('giving a late fee up is refused', () => {
  const given_ = [...CHARGED, waive(1, '2003-03-01')];
  for (const [why, history, step, code] of [
    ['before the agreement', [], waive(1, '2003-03-01'), 'LOAN_NOT_SIGNED'],
    ['without a reason', CHARGED, waive(1, '2003-03-01', { reason: ' ' }), 'REASON_REQUIRED'],
    ['where none was charged', CHARGED, waive(2, '2003-03-01'), 'FEE_UNKNOWN'],
    ['tomorrow', CHARGED, waive(1, '2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    ['before it was charged', CHARGED, waive(1, '2003-02-15'), 'WAIVER_BEFORE_FEE'],
    [
      'beyond what stands of it',
      CHARGED,
      waive(1, '2003-03-01', { amount: 301 }),
      'WAIVER_EXCEEDS_FEE',
    ],
    ['of nothing', CHARGED, waive(1, '2003-03-01', { amount: 0 }), 'AMOUNT_NOT_POSITIVE'],
    ['where nothing stands of it', given_, waive(1, '2003-03-02'), 'NOTHING_TO_WAIVE'],
    [
      'charged before a restructuring',
      [...CHARGED, ...rescheduled()],
      waive(1, '2003-04-01'),
      'FEE_BEFORE_RESTRUCTURING',
    ],
  ] as const)
    it(`${why}: ${code}`, () => given(history).when(step).thenRefused(code));

  it('but is quiet where the very same was said before', () => {
    given(given_).when(waive(1, '2003-03-01')).thenNothing();
    given(given_)
      .when(waive(1, '2003-03-01', { amount: 300 }))
      .thenNothing();
  });
});
