import {
  given,
  lent,
  paid,
  reallocated,
  received,
  reopened,
  returned,
  reversed,
  settled,
  takenBack,
  told,
  used,
} from './story.js';

const one = { payment: 'loan-L-1@2', receipt: 'R1', amount: 110, paidOn: '2003-02-15' };
const history = [...lent(), paid('R1', 110, '2003-02-15')];
/** R1 on time, R2 in March, then all the rest in April: settled on that day. */
const ended = [...history, paid('R2', 110, '2003-03-15'), paid('R3', 110, '2003-04-15')];

// prettier-ignore
const moved = reallocated(
  '2003-02-15',
  ['loan-L-1@3', 'R2', used([[2, 10, 100]]), used([[1, 10, 90], [2, 10, 0]])],
  ['loan-L-1@4', 'R3', used([[3, 10, 100]]), used([[1, 0, 10], [2, 0, 90], [3, 10, 0]])],
);

describe('a payment entered in error', () => {
  it('is reversed on its own date: it never happened', () => {
    given(...history)
      .when(reversed('R1'))
      .thenFacts(takenBack('ERROR', '2003-02-15', one));
    given(...history)
      .when(reversed('R1', '2003-02-15'))
      .thenFacts(takenBack('ERROR', '2003-02-15', one));
  });

  it('moves what was paid after it, and reopens the loan on the date it was settled', () =>
    given(...ended)
      .when(reversed('R1'))
      .thenFacts(
        takenBack('ERROR', '2003-02-15', one),
        moved,
        reopened('2003-04-15', '2003-04-15'),
      ));

  it('leaves a loan settled where a credit takes its place', () =>
    given(...lent(), paid('R1', 330, '2003-02-15'), paid('R2', 330, '2003-03-15'))
      .when(reversed('R1'))
      .thenFacts(
        takenBack('ERROR', '2003-02-15', { ...one, amount: 330 }),
        reallocated('2003-02-15', [
          ...(['loan-L-1@4', 'R2'] as const),
          used([], 330),
          used([[1, 10, 100], [2, 10, 100], [3, 10, 100]]), // prettier-ignore
        ]),
      ));

  it('leaves its receipt free, and the loan to be settled again', () =>
    given(...ended, reversed('R1'))
      .when(paid('R1', 110, '2003-02-15'))
      .thenFacts(
        received('R1', 110, '2003-02-15', used([[1, 10, 100]])),
        // prettier-ignore
        reallocated(
          '2003-02-15',
          ['loan-L-1@3', 'R2', used([[1, 10, 90], [2, 10, 0]]), used([[2, 10, 100]])],
          ['loan-L-1@4', 'R3', used([[1, 0, 10], [2, 0, 90], [3, 10, 0]]), used([[3, 10, 100]])],
        ),
        settled('2003-04-15'),
      ));
});

describe('a payment that the bank took back', () => {
  it('is returned on the day of the bank, today where it names none', () => {
    given(...history)
      .when(returned('R1', '2003-03-01'))
      .thenFacts(takenBack('RETURNED', '2003-03-01', one));
    given(...history)
      .when(returned('R1'))
      .thenFacts(takenBack('RETURNED', '2010-12-31', one));
    given(...history)
      .when(returned('R1', '2003-02-15'))
      .thenFacts(takenBack('RETURNED', '2003-02-15', one));
  });

  it('moves what was paid after it, and reopens the loan, on the day of the bank', () =>
    given(...ended)
      .when(returned('R1', '2003-06-01'))
      .thenFacts(
        takenBack('RETURNED', '2003-06-01', one),
        { ...moved, effectiveOn: '2003-06-01' as typeof moved.effectiveOn },
        reopened('2003-06-01', '2003-04-15'),
      ));
});

describe('a reversal', () => {
  it('adds nothing when it is entered twice in the same way', () => {
    const error = [...history, reversed('R1')];
    given(...error)
      .when(reversed('R1'))
      .thenNothing();
    given(...error)
      .when(reversed('R1', '2003-02-15'))
      .thenNothing();
    const bank = [...history, returned('R1', '2003-03-01')];
    given(...bank)
      .when(returned('R1', '2003-03-01'))
      .thenNothing();
    given(...bank)
      .when(returned('R1'))
      .thenNothing();
  });

  for (const [why, past, command, code] of [
    ['before the loan is signed', [], reversed('R1'), 'LOAN_NOT_SIGNED'],
    ['of a receipt that is unknown', history, reversed('R9'), 'RECEIPT_UNKNOWN'],
    [
      'as an error on another day than its own',
      history,
      reversed('R1', '2003-02-16'),
      'REVERSAL_DATE_IS_THE_PAYMENTS',
    ],
    [
      'by the bank before it was paid',
      history,
      returned('R1', '2003-02-14'),
      'REVERSAL_BEFORE_PAYMENT',
    ],
    ['by the bank tomorrow', history, returned('R1', '2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    [
      'by the bank, of what was an error',
      [...history, reversed('R1')],
      returned('R1', '2003-03-01'),
      'PAYMENT_ALREADY_REVERSED',
    ],
    [
      'as an error, of what the bank took back',
      [...history, returned('R1', '2003-03-01')],
      reversed('R1'),
      'PAYMENT_ALREADY_REVERSED',
    ],
    [
      'by the bank on another day',
      [...history, returned('R1', '2003-03-01')],
      returned('R1', '2003-03-02'),
      'PAYMENT_ALREADY_REVERSED',
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...past)
        .when(command)
        .thenRefused(code));

  it('reaches the payment that stands where a receipt was used again', () =>
    given(...history, reversed('R1'), paid('R1', 5, '2003-02-20'))
      .when(reversed('R1'))
      .thenFacts(
        takenBack('ERROR', '2003-02-20', {
          ...{ payment: 'loan-L-1@4', receipt: 'R1', amount: 5, paidOn: '2003-02-20' },
        }),
      ));

  it('leaves the status that the replay has: reopened is open, settled again is settled', () => {
    expect(told(...ended).state.status).toBe('SETTLED');
    expect(told(...ended, reversed('R1')).state.status).toBe('ACTIVE');
    const again = told(...ended, reversed('R1'), paid('R4', 110, '2003-05-01')).state;
    expect(again).toMatchObject({ status: 'SETTLED', settledOn: '2003-05-01' });
  });
});
