import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import { addsUp, loanOf } from './adds-up.js';
import { forgiving, RULES } from './ending-rules.js';
import { fee, waived } from './ending-story.js';
import { rescheduled, takenOver } from './restructuring-story.js';
import {
  disbursed,
  lent,
  type LoanHistory,
  paid,
  returned,
  reversed,
  signed,
  told,
} from './story.js';

const late = lent(); // 110 due on the 15th of February, March and April 2003
const rules = forgiving();
const first = [...late, paid('R1', 110, '2003-02-15', rules)];
const early = [...first, paid('R2', 200, '2003-02-20', rules)];

const on = (story: LoanHistory, asOf: string = HEAD.asOf) => {
  const moment = { ...HEAD, asOf: localDate(asOf) };
  const found = positionAt(loanOf(...story).timeline, moment, RULES);
  return [found?.status, found?.totalOutstanding, found?.interestWaived, found?.credit];
};
const types = (...story: LoanHistory) => told(...story).events.map(({ type }) => type);

describe('an early settlement', () => {
  it('forgives coming interest where the rule of its day says so', () => {
    const { events } = told(...early);
    expect(events.slice(-2)).toMatchObject([
      {
        type: 'PaymentReceived',
        data: { allocation: { principal: 200, interest: 0, forgiven: 20 } },
      },
      { type: 'LoanSettled', effectiveOn: '2003-02-20' },
    ]);
    expect(on(early)).toEqual(['SETTLED', 0, 20, 0]);
    addsUp(...early);
  });

  it('forgives nothing without such a rule, or before it, or short of all principal', () => {
    const owed = ['ACTIVE', 20, 0, 0];
    expect(on([...first, paid('R2', 200, '2003-02-20', RULES)])).toEqual(owed);
    const later = forgiving('2003-02-21');
    expect(
      on([...late, paid('R1', 110, '2003-02-15'), paid('R2', 200, '2003-02-20', later)]),
    ).toEqual(owed);
    expect(on([...first, paid('R2', 199, '2003-02-20', rules)])).toEqual(['ACTIVE', 21, 0, 0]);
  });

  it('forgives nothing while anything due, or a fee, is open', () => {
    expect(on([...late, paid('R1', 300, '2003-02-20', rules)])).toEqual(['ACTIVE', 30, 0, 0]);
    expect(on([...late, paid('R1', 310, '2003-02-20', rules)])).toEqual(['SETTLED', 0, 20, 0]);
    const charged = [...late, fee(1, '2003-02-15', 3)];
    expect(on([...charged, paid('R1', 310, '2003-02-20', rules)])).toEqual(['ACTIVE', 23, 0, 0]);
    expect(on([...charged, paid('R1', 313, '2003-02-20', rules)])).toEqual(['SETTLED', 0, 20, 0]);
    addsUp(...charged, paid('R1', 313, '2003-02-20', rules), reversed('R1'));
  });

  it('forgives nothing of which it is not known that it is coming, or while a fee is open', () => {
    const books = [takenOver(300, 30), paid('R1', 300, '2003-02-20', rules)];
    expect(on(books)).toEqual(['ACTIVE', 30, 0, 0]);
    const interest = [takenOver(0, 30, { fees: rupiah(7) }), ...rescheduled()];
    expect(on([...interest, paid('R1', 3, '2003-03-25', rules)])).toEqual(['ACTIVE', 34, 0, 0]);
    expect(on([...interest, paid('R1', 7, '2003-03-25', rules)])).toEqual(['SETTLED', 0, 30, 0]);
  });

  it('overpaid, still forgives: the rest is credit', () =>
    expect(on([...first, paid('R2', 205, '2003-02-20', rules)])).toEqual(['SETTLED', 0, 20, 5]));

  it('taken back brings the interest back, whichever payment it was', () => {
    const own = [...early, reversed('R2')];
    expect(on(own)).toEqual(['ACTIVE', 220, 0, 0]);
    const before = [...early, reversed('R1')];
    expect(on(before)).toEqual(['ACTIVE', 130, 0, 0]);
    expect(types(...before).slice(-3)).toEqual([
      ...['PaymentReversed', 'PaymentsReallocated', 'LoanReopened'],
    ]);
    const back = [...early, returned('R1', '2003-03-01')];
    expect(on(back, '2003-02-28')).toEqual(['SETTLED', 0, 20, 0]);
    expect(on(back, '2003-03-01')).toEqual(['ACTIVE', 130, 0, 0]);
    for (const story of [own, before, back]) addsUp(...story);
  });

  it('is found by money entered late', () => {
    const story = [...late, paid('R2', 200, '2003-02-20', rules), paid('R1', 110, '2003-02-10')];
    expect(on(story)).toEqual(['SETTLED', 0, 20, 0]);
    addsUp(...story);
    const over = [...early, paid('R3', 50, '2003-02-16', rules)];
    expect(on(over)).toEqual(['SETTLED', 0, 10, 40]);
    addsUp(...over);
  });

  it('ends with a part that was paid out on the same day after all', () => {
    const half = [signed(), disbursed('D1', 150), paid('R1', 155, '2003-02-15', rules)];
    expect(on(half)).toEqual(['SETTLED', 0, 10, 0]);
    const story = [...half, disbursed('D2', 150, '2003-02-15')];
    expect(on(story)[0]).toBe('ACTIVE');
    expect(on(story)).toEqual(['ACTIVE', 175, 0, 0]);
    expect(types(...story).slice(-3)).toEqual([
      ...['LoanDisbursed', 'PaymentsReallocated', 'LoanReopened'],
    ]);
    addsUp(...story);
  });

  it('after a restructuring forgives what the new schedule has coming', () => {
    const story = [...late, ...rescheduled(), paid('R1', 300, '2003-03-25', rules)];
    expect(on(story)).toEqual(['SETTLED', 0, 30, 0]);
    addsUp(...story);
    addsUp(...story, paid('R0', 9, '2003-03-01', rules));
    addsUp(...story, reversed('R1'));
  });
});

describe('a fee from before a restructuring', () => {
  // 10 and 100 due on 2003-02-15, a fee of 3 on it; the money pays 10, 100 and the fee
  const charged = [...late, fee(1, '2003-02-15', 3), paid('R1', 113, '2003-02-20')];

  it('waived after it, frees money: the oldest new instalments owe so much less', () => {
    const story = [...charged, ...rescheduled(), waived('loan-L-1@2', 1, 3, '2003-03-25')];
    const total = (asOf: string) => on(story, asOf).slice(0, 2);
    expect([total('2003-03-24'), total('2003-03-25')]).toEqual([
      ...[
        ['ACTIVE', 220],
        ['ACTIVE', 217],
      ],
    ]);
    addsUp(...story);
    addsUp(...story, paid('R2', 500, '2003-05-01'));
    addsUp(...story, reversed('R1'));
  });

  it('waived after one that waived or capitalised all interest, still adds up', () => {
    for (const arrearsInterest of ['WAIVED', 'CAPITALISED'] as const) {
      const again = { effectiveOn: localDate('2003-08-01'), firstDueOn: localDate('2003-08-15') };
      const twice = { ...again, kind: 'RECONDITIONING' as const, arrearsInterest };
      const story = [
        ...[...late, fee(1, '2003-02-15', 3), ...rescheduled(), fee(5, '2003-04-20', 2)],
        ...[paid('R1', 80, '2003-05-01'), paid('R2', 5, '2003-05-25')],
        ...rescheduled({ ...twice, comingInterest: 'WAIVED' }),
      ];
      addsUp(...story);
      addsUp(...story, waived('loan-L-1@2', 1, 3, '2003-08-20'));
      addsUp(...story, waived('loan-L-1@2', 1, 3, '2003-05-02'));
    }
  });

  it('is not waived by what a restructuring that day left of its instalment', () => {
    const story = [...late, paid('R1', 50, '2003-02-10'), fee(1, '2003-02-15', 3)];
    const made = { effectiveOn: localDate('2003-02-16') };
    const after = [...story, ...rescheduled(made), paid('R2', 1, '2003-05-01')];
    expect(types(...after)).not.toContain('LateFeeWaived');
    addsUp(...after);
  });
});
