import { paidBack, takenOver } from './books-story.js';
import { given, lent, loanAfter, type LoanHistory, pay, reversed } from './story.js';

/** Lent 300 and 30 of interest, paid in full on the first of June with 50 too much. */
const OVERPAID: LoanHistory = [...lent(), pay('R1', 380, '2003-06-01')];

describe('credit paid back to the mitra', () => {
  it('is recorded with the bank’s reference, and nothing follows from it', () =>
    given(...OVERPAID)
      .when(paidBack('B-1', 50, '2003-06-20'))
      .thenFacts({
        type: 'OverpaymentReturned',
        effectiveOn: '2003-06-20',
        data: { amount: 50, reference: 'B-1' },
      } as never));

  it('can be paid back in parts, each by its day', () => {
    const loan = loanAfter(
      ...OVERPAID,
      paidBack('B-1', 20, '2003-06-20'),
      paidBack('B-2', 30, '2003-07-01'),
    );
    expect(loan.on('2003-06-19')).toMatchObject({ credit: 50, returned: 0, status: 'SETTLED' });
    expect(loan.on('2003-06-20')).toMatchObject({ credit: 30, returned: 20 });
    expect(loan.on('2003-07-01')).toMatchObject({ credit: 0, returned: 50, status: 'SETTLED' });
  });

  it('said again adds nothing', () =>
    given(...OVERPAID, paidBack('B-1', 20, '2003-06-20'))
      .when(paidBack('B-1', 20, '2003-06-20'))
      .thenNothing());

  const RETURNED = [...OVERPAID, paidBack('B-1', 20, '2003-06-20')];
  const recorded = { reference: 'B-1', amount: 20, effectiveOn: '2003-06-20' };
  const REFUSED: readonly (readonly [
    string,
    LoanHistory,
    readonly [string, number, string],
    string,
    object?,
  ])[] = [
    ['before the loan is signed', [], ['B-1', 1, '2003-06-01'], 'LOAN_NOT_SIGNED'],
    ['of nothing', OVERPAID, ['B-1', 0, '2003-06-01'], 'AMOUNT_NOT_POSITIVE'],
    ['on a day to come', OVERPAID, ['B-1', 1, '2011-01-01'], 'EFFECTIVE_IN_FUTURE'],
    [
      'of more than there is',
      OVERPAID,
      ['B-1', 51, '2003-06-01'],
      'CREDIT_TOO_SMALL',
      { credit: 50 },
    ],
    ['before it came', OVERPAID, ['B-1', 1, '2003-05-31'], 'CREDIT_TOO_SMALL', { credit: 0 }],
    ['where there is none', lent(), ['B-1', 1, '2003-06-01'], 'CREDIT_TOO_SMALL', { credit: 0 }],
    ['on a balance taken over', [takenOver()], ['B-1', 1, '2004-01-01'], 'CREDIT_TOO_SMALL'],
    [
      'of more than is left',
      RETURNED,
      ['B-2', 31, '2003-07-01'],
      'CREDIT_TOO_SMALL',
      { credit: 30 },
    ],
    [
      'of what is paid back later',
      RETURNED,
      ['B-2', 31, '2003-06-02'],
      'CREDIT_TOO_SMALL',
      { credit: 30 },
    ],
    [
      'by the same reference, for more',
      RETURNED,
      ['B-1', 21, '2003-06-20'],
      'REFERENCE_REUSED',
      { recorded },
    ],
    [
      'by the same reference, on another day',
      RETURNED,
      ['B-1', 20, '2003-06-21'],
      'REFERENCE_REUSED',
      { recorded },
    ],
  ];
  for (const [why, history, [reference, amount, on], code, details] of REFUSED)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(paidBack(reference, amount, on))
        .thenRefused(code, details));

  it('that turns out never to have been there is owed by the mitra, and made good first', () => {
    const loan = loanAfter(...RETURNED, reversed('R1'));
    expect(loan.on('2003-12-31')).toMatchObject({ credit: 0, returned: 0, returnedInExcess: 20 });
    const again = loanAfter(...RETURNED, reversed('R1'), pay('R9', 345, '2003-06-30'));
    expect(again.on('2003-12-31')).toMatchObject({ credit: 0, returned: 15, returnedInExcess: 5 });
  });
});
