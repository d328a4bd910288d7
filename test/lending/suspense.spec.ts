import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  identifyReceipt,
  receiveUnidentified,
  reverseIdentification,
  type Suspense,
  suspenseBalance,
  suspenseDecider,
} from '../../src/lending/books/suspense.js';
import type { SuspenseEvent } from '../../src/lending/books/suspense.events.js';
import { type History, storiesOf, type Step } from '../story.js';
import { identified } from './books-story.js';
import * as loans from './story.js';

type SuspenseStep = Step<Suspense, SuspenseEvent>;
const { given, told } = storiesOf(suspenseDecider, 'suspense-PK');

const came = (receipt: string, amount: number, on: string, payer?: string): SuspenseStep => ({
  decide: (suspense, asked) => {
    const money = { receipt, amount: rupiah(amount), effectiveOn: localDate(on), payer };
    return receiveUnidentified({ programme: 'PK', channel: 'TRANSFER', ...money }, suspense, asked);
  },
});
const found = (receipt: string, loan: string, on?: string): SuspenseStep => ({
  decide: (suspense) => {
    const effectiveOn = on === undefined ? undefined : localDate(on);
    return identifyReceipt({ programme: 'PK', receipt, loan, effectiveOn }, suspense);
  },
});

const undone = (receipt: string, loan: string, payment: string): SuspenseStep => ({
  decide: (suspense) => reverseIdentification({ receipt, loan, payment }, suspense),
});

describe('money in suspense', () => {
  it('is recorded on the day it came, who it may be apart from the rest', () =>
    given()
      .when(came('S1', 40, '2003-05-01', 'a woman from Kudus'))
      .thenFacts({
        type: 'ReceiptUnidentified',
        effectiveOn: '2003-05-01',
        data: { programme: 'PK', receipt: 'S1', amount: 40, channel: 'TRANSFER' },
        personal: { payer: 'a woman from Kudus' },
      } as never));

  it('leaves it once, for one loan, on the day it came', () => {
    const history = [came('S1', 40, '2003-05-01'), came('S2', 2, '2003-05-02')];
    given(...history)
      .when(found('S1', 'L-1'))
      .thenFacts({
        type: 'ReceiptIdentified',
        effectiveOn: '2003-05-01',
        data: { receipt: 'S1', amount: 40, loan: 'L-1' },
      } as never);
    expect(suspenseBalance(told(...history).state)).toBe(42);
    const { state } = told(...history, found('S1', 'L-1'));
    expect(suspenseBalance(state)).toBe(2);
    expect([...state.values()].map(({ identifiedAs }) => identifiedAs)).toEqual(['L-1', undefined]);
  });

  it('comes back on the day it came, once for each reversal, and can be found again', () => {
    const wrong = [came('S1', 40, '2003-05-01'), found('S1', 'L-3')];
    given(...wrong)
      .when(undone('S1', 'L-3', 'e-1'))
      .thenFacts({
        type: 'IdentificationReversed',
        effectiveOn: '2003-05-01',
        data: { receipt: 'S1', amount: 40, loan: 'L-3', payment: 'e-1' },
      } as never);
    const back = [...wrong, undone('S1', 'L-3', 'e-1')];
    expect(suspenseBalance(told(...back).state)).toBe(40);
    given(...back, found('S1', 'L-3'))
      .when(undone('S1', 'L-3', 'e-1'))
      .thenNothing();
    given(...back, found('S1', 'L-2'))
      .when(undone('S1', 'L-3', 'e-2'))
      .thenNothing();
    expect(suspenseBalance(told(...back, found('S1', 'L-2')).state)).toBe(0);
  });

  const BANKED = [came('S1', 40, '2003-05-01')];
  const FOUND = [...BANKED, found('S1', 'L-1')];
  const recorded = { receipt: 'S1', amount: 40, effectiveOn: '2003-05-01' };
  type Row = readonly [
    string,
    History<Suspense, SuspenseEvent>,
    SuspenseStep,
    string | null,
    object?,
  ];
  const ROWS: readonly Row[] = [
    ['come twice the same', BANKED, came('S1', 40, '2003-05-01'), null],
    ['come again after it was found', FOUND, came('S1', 40, '2003-05-01'), null],
    ['of another amount', BANKED, came('S1', 41, '2003-05-01'), 'RECEIPT_REUSED', { recorded }],
    ['of another day', BANKED, came('S1', 40, '2003-05-02'), 'RECEIPT_REUSED', { recorded }],
    ['of nothing', [], came('S1', 0, '2003-05-01'), 'AMOUNT_NOT_POSITIVE', { field: 'amount' }],
    ['beyond all bounds', BANKED, came('S2', 10 ** 15, '2003-05-01'), 'AMOUNT_TOO_LARGE'],
    ['to come', [], came('S1', 1, '2011-01-01'), 'EFFECTIVE_IN_FUTURE', { today: '2010-12-31' }],
    ['found twice for the loan', FOUND, found('S1', 'L-1'), null],
    [
      'found for a second loan',
      FOUND,
      found('S1', 'L-2'),
      'RECEIPT_ALREADY_IDENTIFIED',
      { receipt: 'S1', loan: 'L-1' },
    ],
    ['that never came', BANKED, found('S2', 'L-1'), 'RECEIPT_UNKNOWN', { receipt: 'S2' }],
    [
      'found on another day than it came',
      BANKED,
      found('S1', 'L-1', '2003-05-02'),
      'IDENTIFICATION_DATE_IS_THE_RECEIPTS',
      { receivedOn: '2003-05-01' },
    ],
  ];
  for (const [why, history, step, code, details] of ROWS)
    it(`${why} is ${code ?? 'nothing new'}`, () => {
      const asked = given(...history).when(step);
      if (code) asked.thenRefused(code, details);
      else asked.thenNothing();
    });
});

const LENT = [loans.signed(undefined, { programme: 'PK' }), loans.disbursed('D1', 300)];

describe('money found to be a loan’s', () => {
  it('is paid on the day it came, under the rule of that day, and says where it lay', () =>
    loans
      .given(...LENT)
      .when(identified('S1', 40, '2003-05-01', { channel: 'TRANSFER' }))
      .thenFacts({
        type: 'PaymentIdentified',
        effectiveOn: '2003-05-01',
        data: {
          ...{ receipt: 'S1', amount: 40, channel: 'TRANSFER', suspense: 'PK' },
          policy: 'allocation-interest-first',
          allocation: loans.used([
            [1, 10, 10],
            [2, 10, 0],
            [3, 10, 0],
          ]),
        },
      } as never));

  it('moves the payments after it, as any money entered late', () => {
    const { events } = loans.told(
      ...LENT,
      loans.pay('R1', 110, '2003-03-15'),
      identified('S1', 110, '2003-02-15'),
    );
    expect(events.map(({ type }) => type).slice(3)).toEqual([
      'PaymentIdentified',
      'PaymentsReallocated',
    ]);
  });

  it('can settle the loan', () => {
    const { events } = loans.told(...LENT, identified('S1', 330, '2003-04-15'));
    expect(events.at(-1)).toMatchObject({ type: 'LoanSettled', effectiveOn: '2003-04-15' });
  });

  it('is a recovery where the loan was written off by then', () => {
    const amounts = { principal: rupiah(300), interest: rupiah(30), fees: rupiah(0) };
    const off: loans.LoanHistory[number] = {
      decide: () => [
        {
          ...{ type: 'LoanWrittenOff', effectiveOn: localDate('2008-01-01') },
          data: { amounts, proposal: '' },
        },
      ],
    };
    const after = loans.loanAfter(...LENT, off, identified('S1', 340, '2009-01-01'));
    expect(after.on('2009-01-01')).toMatchObject({
      ...{ status: 'WRITTEN_OFF', recovered: 330, credit: 10, claimOutstanding: 0 },
    });
  });

  const PAID = [...LENT, loans.pay('S1', 40, '2003-05-01')];
  const recorded = { receipt: 'S1', amount: 40, effectiveOn: '2003-05-01' };
  const REFUSED: readonly (readonly [string, loans.LoanHistory, string, object?])[] = [
    ['that was never signed', [], 'LOAN_NOT_SIGNED', { loan: 'L-1' }],
    ['not paid out', LENT.slice(0, 1), 'LOAN_NOT_DISBURSED'],
    ['of another programme', loans.lent(), 'PROGRAMME_DIFFERS', { programme: null }],
    ['that holds the same money already', PAID, 'RECEIPT_REUSED', { recorded }],
    [
      'that holds other money of that number',
      [...LENT, loans.pay('S1', 41, '2003-05-01')],
      'RECEIPT_REUSED',
      { recorded: { ...recorded, amount: 41 } },
    ],
    [
      'paid out since it came',
      [
        loans.signed({ ...loans.THREE, agreedOn: '2003-05-02' }, { programme: 'PK' }),
        loans.disbursed('D1', 300, '2003-05-02'),
      ],
      'PAYMENT_BEFORE_DISBURSEMENT',
      { disbursedOn: '2003-05-02' },
    ],
  ];
  for (const [why, history, code, details] of REFUSED)
    it(`is refused by a loan ${why}`, () =>
      loans
        .given(...history)
        .when(identified('S1', 40, '2003-05-01'))
        .thenRefused(code, details));

  it('already on the loan is nothing new once suspense says so', () =>
    loans
      .given(...LENT, identified('S1', 40, '2003-05-01'))
      .when(identified('S1', 40, '2003-05-01', { identifiedAs: 'L-1' }))
      .thenNothing());
});
