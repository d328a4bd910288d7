import { localDate } from '../../src/kernel/local-date.js';
import { position } from '../../src/kernel/envelope.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { AdoptedPolicy } from '../../src/policy/in-force.js';
import type { LoanState } from '../../src/lending/loan.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import type { TakeOverOpeningBalance } from '../../src/lending/books/take-over.js';
import { NEVER_DUE } from '../../src/lending/timeline.js';
import { TODAY } from '../story.js';
import { BALANCE, takenOver } from './books-story.js';
import {
  given,
  lent,
  loanAfter,
  type LoanHistory,
  pay,
  POLICIES,
  settled,
  signed,
  told,
} from './story.js';

const { evidence, balanceOn, ...balance } = BALANCE;
const opening = {
  type: 'OpeningBalanceTakenOver',
  effectiveOn: balanceOn,
  data: { ...balance, fees: 0 },
  personal: { evidence },
} as LoanEvent;

const day = localDate;

describe('an opening balance', () => {
  it('is where the history of a loan begins, on the day of the balance', () =>
    given().when(takenOver()).thenFacts(opening));

  it('has paid nothing back where it does not say what was paid out', () => {
    const { events } = told(takenOver({ disbursed: undefined, interestPaid: undefined }));
    expect(events[0]?.data).toMatchObject({ disbursed: 200, interestPaid: 0 });
  });

  it('said again adds nothing, whatever the evidence is called now', () => {
    given(takenOver()).when(takenOver()).thenNothing();
    given(takenOver())
      .when(takenOver({ evidence: 'the same list, copied' }))
      .thenNothing();
  });

  const REFUSED: readonly (readonly [
    string,
    LoanHistory,
    Partial<TakeOverOpeningBalance>,
    string,
    object?,
  ])[] = [
    ['of a loan that was signed here', [signed()], {}, 'LOAN_ALREADY_SIGNED'],
    [
      'that says another balance than the one taken over',
      [takenOver()],
      { principal: rupiah(199) },
      'LOAN_ALREADY_SIGNED',
      { loan: 'L-1', agreedOn: '2003-12-31' },
    ],
    ['of another day', [takenOver()], { balanceOn: day('2004-01-01') }, 'LOAN_ALREADY_SIGNED'],
    ['without evidence', [], { evidence: ' ' }, 'EVIDENCE_REQUIRED', { field: 'evidence' }],
    ['of a day to come', [], { balanceOn: day('2011-01-01') }, 'EFFECTIVE_IN_FUTURE'],
    [
      'of a problem loan',
      [],
      { bookedClass: 'PROBLEM' },
      'PROBLEM_LOAN_IS_DECLARED',
      { loan: 'L-1' },
    ],
    [
      'that is negative',
      [],
      { interest: rupiah(-1) },
      'AMOUNT_NEGATIVE',
      { field: 'interest', amount: -1 },
    ],
    ['beyond any loan', [], { disbursed: rupiah(10 ** 15 + 1) }, 'AMOUNT_TOO_LARGE'],
    ['of nothing', [], { principal: rupiah(0), interest: rupiah(0) }, 'BALANCE_IS_ZERO'],
    [
      'of a loan never paid out',
      [],
      { principal: rupiah(0), disbursed: rupiah(0) },
      'AMOUNT_NOT_POSITIVE',
      { field: 'disbursed' },
    ],
    [
      'of more principal than was paid out',
      [],
      { disbursed: rupiah(199) },
      'PRINCIPAL_EXCEEDS_DISBURSED',
      { principal: 200, disbursed: 199 },
    ],
    [
      'from before the agreement',
      [],
      { agreedOn: day('2004-01-01') },
      'BALANCE_BEFORE_AGREEMENT',
      { balanceOn: '2003-12-31', agreedOn: '2004-01-01' },
    ],
    [
      'from before its oldest unpaid instalment was due',
      [],
      { oldestUnpaidDueOn: day('2004-01-01') },
      'BALANCE_BEFORE_OLDEST_UNPAID',
      { oldestUnpaidDueOn: '2004-01-01' },
    ],
    [
      'whose oldest unpaid instalment was due before the agreement',
      [],
      { agreedOn: day('2003-06-01'), oldestUnpaidDueOn: day('2003-05-31') },
      'OLDEST_UNPAID_BEFORE_AGREEMENT',
    ],
  ];
  for (const [why, history, more, code, details] of REFUSED)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(takenOver(more))
        .thenRefused(code, details));

  it('is refused for a mitra who is not registered', () =>
    given()
      .when(takenOver({}, { registered: false }))
      .thenRefused('MITRA_NOT_REGISTERED', { mitra: 'M-1' }));

  it('is taken over on the very days it names', () => {
    const days = { agreedOn: balanceOn, oldestUnpaidDueOn: balanceOn };
    given()
      .when(takenOver(days))
      .thenFacts({ ...opening, data: { ...opening.data, ...days } } as LoanEvent);
  });
});

describe('a loan taken over without due dates', () => {
  const loan = loanAfter(takenOver());

  it('is not there before the day of the balance', () => expect(loan.on('2003-12-30')).toBeNull());

  it('stays in the class it was booked in, its days past due unknown', () => {
    for (const on of ['2003-12-31', '2010-12-31'])
      expect(loan.on(on)).toMatchObject({
        ...{ status: 'ACTIVE', collectability: 'SUBSTANDARD', basis: 'BOOKED', policy: null },
        ...{ daysPastDue: null, principalArrears: 0, interestArrears: 0 },
        ...{ disbursed: 300, principalPaid: 100, principalOutstanding: 200 },
        ...{ interestPaid: 10, interestOutstanding: 20, interestAgreed: 30 },
      });
  });

  it('uses a payment for interest, then principal, and is settled by the last of it', () => {
    const { events } = told(takenOver(), pay('R1', 50, '2004-02-01'));
    expect(events[1]?.data).toMatchObject({
      allocation: { interest: 20, principal: 30, credit: 0, lateFee: 0 },
    });
    given(takenOver(), pay('R1', 50, '2004-02-01'))
      .when(pay('R2', 171, '2004-03-01'))
      .thenFacts(
        expect.objectContaining({
          data: expect.objectContaining({
            allocation: expect.objectContaining({ principal: 170, credit: 1 }),
          }),
        }),
        settled('2004-03-01'),
      );
    const after = loanAfter(takenOver(), pay('R1', 220, '2004-02-01'));
    expect(after.on('2004-01-31')).toMatchObject({ status: 'ACTIVE', basis: 'BOOKED' });
    expect(after.on('2004-02-01')).toMatchObject({
      ...{ status: 'SETTLED', collectability: null, basis: 'DUE_DATES', daysPastDue: 0 },
      ...{ principalPaid: 300, interestPaid: 30, totalOutstanding: 0, settledOn: '2004-02-01' },
    });
  });

  it('owes its interest whatever an early settlement forgives: nobody knows it was to come', () => {
    const forgiving: AdoptedPolicy = {
      ...{ id: 'forgives', kind: 'EARLY_SETTLEMENT', validFrom: day('2000-01-01') },
      ...{ legalBasis: 'SK 1/2000', parameters: { forgivesComingInterest: true } },
      position: position(99),
    };
    const { events } = told(takenOver(), pay('R1', 200, '2004-02-01', [...POLICIES, forgiving]));
    expect(events.map(({ type }) => type)).toEqual(['OpeningBalanceTakenOver', 'PaymentReceived']);
    expect(events[1]?.data).toMatchObject({
      ...{ forgives: true, allocation: { interest: 20, principal: 180 } },
    });
  });

  it('pays late fees of the old books after what fell due, before what did not', () => {
    const after = loanAfter(takenOver({ fees: rupiah(5) }), pay('R1', 25, '2004-02-01'));
    expect(after.on('2004-02-01')).toMatchObject({
      ...{ lateFeeOutstanding: 0, interestOutstanding: 0, principalOutstanding: 200 },
    });
  });

  it.each([
    ['a payment from before the balance', '2003-12-30', 'PAYMENT_BEFORE_TAKE_OVER'],
    ['one to come', '2011-01-01', 'EFFECTIVE_IN_FUTURE'],
  ])('refuses %s', (_, on, code) =>
    given(takenOver())
      .when(pay('R1', 1, on))
      .thenRefused(code),
  );

  it('cannot be signed, which it was before', () =>
    given(takenOver()).when(signed()).thenRefused('LOAN_ALREADY_SIGNED'));

  it('has no due date that any calendar reaches', () => expect(NEVER_DUE > TODAY).toBe(true));
});

describe('a loan taken over with its oldest unpaid due date', () => {
  const loan = loanAfter(takenOver({ oldestUnpaidDueOn: day('2003-07-15') }));

  it.each([
    ['2003-12-31', 169, 'SUBSTANDARD'],
    ['2004-01-11', 180, 'SUBSTANDARD'],
    ['2004-01-12', 181, 'DOUBTFUL'],
    ['2004-07-10', 361, 'LOSS'],
  ])('on %s is %i days past due, by the rule in force', (on, daysPastDue, collectability) =>
    expect(loan.on(on)).toMatchObject({ basis: 'DUE_DATES', daysPastDue, collectability }),
  );

  it('is in arrears with all of it', () =>
    expect(loan.on('2003-12-31')).toMatchObject({ principalArrears: 200, interestArrears: 20 }));

  it('meets a payment as one instalment that is due: interest, then principal, then credit', () => {
    const opened = takenOver({ oldestUnpaidDueOn: day('2003-07-15'), fees: rupiah(5) });
    const after = loanAfter(opened, pay('R1', 222, '2004-01-12'));
    expect(after.on('2004-01-12')).toMatchObject({
      ...{ interestOutstanding: 0, principalOutstanding: 0, lateFeeOutstanding: 3 },
    });
  });
});

describe('a loan that is proposed here', () => {
  it('is never taken over', () => {
    const proposed = { status: 'PROPOSED' } as LoanState;
    given()
      .when({ decide: (_, asked) => takenOver().decide(proposed, asked) })
      .thenRefused('LOAN_WAS_PROPOSED', { loan: 'L-1', status: 'PROPOSED' });
  });
});

describe('a loan that was lent here', () => {
  it('is never taken over', () =>
    given(...lent())
      .when(takenOver())
      .thenRefused('LOAN_ALREADY_SIGNED', { agreedOn: '2003-01-15' }));
});
