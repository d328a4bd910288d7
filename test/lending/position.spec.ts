import { localDate } from '../../src/kernel/local-date.js';
import { HEAD } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import {
  disbursed,
  lent,
  loanAfter,
  paid,
  returned,
  reversed,
  signed,
  THREE,
  timelineOf,
} from './story.js';

/** R1 of 110 comes on the day it is due; the facts are: signed, paid out, R1. */
const onTime = [...lent(), paid('R1', 110, '2003-02-15')];

describe('the position of a loan', () => {
  it('is none before its agreement, nor before that was known', () => {
    const loan = loanAfter(...lent());
    expect(loan.on('2003-01-14')).toBeNull();
    expect(loan.on('2003-01-15')).not.toBeNull();
    expect(loan.on('2003-01-15', 0)).toBeNull();
    expect(loan.on('2009-01-01', 0)).toBeNull();
    expect(loan.on('2003-01-15', 1)).not.toBeNull();
  });

  it('owes nothing before it is paid out', () =>
    expect(loanAfter(signed()).on('2003-12-31')).toMatchObject({
      ...{ status: 'AGREED', disbursed: 0, interestAgreed: 0, totalOutstanding: 0 },
      ...{ principalArrears: 0, interestArrears: 0, daysPastDue: 0, collectability: null },
    }));

  it('is told whole', () =>
    expect(loanAfter(...onTime).on('2003-03-31')).toEqual({
      ...{ status: 'ACTIVE', disbursed: 300, interestAgreed: 30 },
      ...{ principalPaid: 100, interestPaid: 10, credit: 0 },
      ...{ principalOutstanding: 200, interestOutstanding: 20, totalOutstanding: 220 },
      ...{ principalArrears: 100, interestArrears: 10 },
      ...{ oldestUnpaidDueOn: '2003-03-15', daysPastDue: 16, collectability: 'SUBSTANDARD' },
      ...{ lateFeesCharged: 0, lateFeesPaid: 0, lateFeesWaived: 0, lateFeeOutstanding: 0 },
      ...{ interestWaived: 0, capitalised: 0, returned: 0, recovered: 0, cancelled: 0 },
      returnedInExcess: 0,
      ...{ writtenOff: { principal: 0, interest: 0, fees: 0 }, claimOutstanding: 0 },
      ...{ basis: 'DUE_DATES', settledOn: undefined },
      policy: expect.objectContaining({ id: 'collectability-kep-236-2003' }),
    }));

  it('has no arrears on the due date itself, and has them the day after', () => {
    const loan = loanAfter(...lent());
    expect(loan.on('2003-02-15')).toMatchObject({ daysPastDue: 0, principalArrears: 0 });
    expect(loan.on('2003-02-15')?.oldestUnpaidDueOn).toBeUndefined();
    expect(loan.on('2003-02-15')).toMatchObject({ collectability: 'CURRENT' });
    expect(loan.on('2003-02-16')).toMatchObject({
      ...{ daysPastDue: 1, principalArrears: 100, interestArrears: 10 },
      ...{ oldestUnpaidDueOn: '2003-02-15', collectability: 'SUBSTANDARD' },
    });
  });

  it('counts the days from the oldest instalment of which a single rupiah is unpaid', () => {
    const loan = loanAfter(...lent(), paid('R1', 109, '2003-02-15'), paid('R2', 110, '2003-03-15'));
    expect(loan.on('2003-03-16')).toMatchObject({
      ...{ daysPastDue: 1, oldestUnpaidDueOn: '2003-03-15', principalArrears: 1 },
    });
    const short = loanAfter(...lent(), paid('R1', 109, '2003-02-15'));
    expect(short.on('2003-03-16')).toMatchObject({
      ...{ daysPastDue: 29, principalArrears: 101, interestArrears: 10 },
    });
  });

  it('has no class once it is settled, though it had one before', () => {
    const loan = loanAfter(...lent(), paid('R1', 330, '2003-05-01'));
    expect(loan.on('2003-05-01')).toMatchObject({
      ...{ status: 'SETTLED', settledOn: '2003-05-01', totalOutstanding: 0 },
      ...{ collectability: null, policy: null, daysPastDue: 0 },
    });
    expect(loan.on('2003-04-30')).toMatchObject({ status: 'ACTIVE', daysPastDue: 74 });
  });

  it('is classed by the rule of the day: PER-05/2007 from 2007-04-27', () => {
    const loan = loanAfter(...lent(300, '2006-12-31'), paid('R1', 110, '2007-02-01'));
    expect(loan.on('2007-03-29')).toMatchObject({ daysPastDue: 29, collectability: 'SUBSTANDARD' });
    const later = loanAfter(...lent(300, '2007-03-10'));
    expect(later.on('2007-04-26')).toMatchObject({
      ...{ daysPastDue: 16, collectability: 'SUBSTANDARD' },
    });
    expect(later.on('2007-04-27')).toMatchObject({ daysPastDue: 17, collectability: 'CURRENT' });
  });

  it('is classed by its own programme where that has a narrower rule', () => {
    const terms = { ...THREE, agreedOn: '2003-01-15' };
    const loan = loanAfter(signed(terms, { programme: 'JAMSOSTEK' }), disbursed('D1', 300));
    expect(loan.on('2003-08-15')).toMatchObject({ collectability: 'CURRENT' });
    expect(loan.on('2003-08-16')).toMatchObject({
      ...{ collectability: 'SUBSTANDARD', policy: { id: 'collectability-jamsostek-months' } },
    });
  });
});

describe('a position of the past does not lie:', () => {
  it('a payment made later does not lower an earlier balance', () => {
    const loan = loanAfter(...onTime);
    expect(loan.on('2003-02-14')).toMatchObject({ totalOutstanding: 330, principalPaid: 0 });
    expect(loan.on('2003-02-15')).toMatchObject({ totalOutstanding: 220, principalPaid: 100 });
  });

  it('a loan settled today is open in the report of the day before', () => {
    const loan = loanAfter(...lent(), paid('R1', 330, '2003-05-01'));
    expect(loan.on('2003-04-30')).toMatchObject({ status: 'ACTIVE', totalOutstanding: 330 });
    expect(loan.on('2003-04-30')?.settledOn).toBeUndefined();
  });

  it('past arrears do not drop to zero once they are paid', () => {
    const loan = loanAfter(...lent(), paid('R1', 330, '2003-05-01'));
    expect(loan.on('2003-03-31')).toMatchObject({ principalArrears: 200, daysPastDue: 44 });
  });

  it('a loan paid out in parts does not show its full schedule too early', () => {
    const parts = [
      ...[signed(), disbursed('D1', 100, '2003-01-15'), disbursed('D2', 200, '2003-02-01')],
    ];
    const loan = loanAfter(...parts);
    expect(loan.on('2003-01-31')).toMatchObject({
      ...{ disbursed: 100, interestAgreed: 10, totalOutstanding: 110 },
    });
    expect(loan.on('2003-02-01')).toMatchObject({
      ...{ disbursed: 300, interestAgreed: 30, totalOutstanding: 330 },
    });
    expect(loan.on('2003-02-01', 2)).toMatchObject({ disbursed: 100, totalOutstanding: 110 });
    expect(loan.on('2003-02-16', 2)).toMatchObject({ principalArrears: 33, interestArrears: 3 });
  });

  it('an instalment paid is not overdue, and says when its last rupiah came', () => {
    const history = [...lent(), paid('R1', 60, '2003-02-15'), paid('R2', 50, '2003-02-28')];
    expect(loanAfter(...history).on('2003-03-15')).toMatchObject({
      ...{ daysPastDue: 0, principalArrears: 0, collectability: 'CURRENT' },
    });
    const [first, second] = replay(timelineOf(...history), HEAD).instalments;
    expect(first).toMatchObject({ paidPrincipal: 100, paidInterest: 10, paidOn: '2003-02-28' });
    expect(second?.paidOn).toBeUndefined();
  });

  it('a reversal does not change the past it was known in', () => {
    const loan = loanAfter(...onTime, reversed('R1'));
    expect(loan.on('2003-03-01', 3)).toMatchObject({ principalPaid: 100, daysPastDue: 0 });
    expect(loan.on('2003-03-01', 4)).toMatchObject({ principalPaid: 0, daysPastDue: 14 });
    expect(loan.on('2003-03-01')).toMatchObject({ principalPaid: 0, daysPastDue: 14 });
  });

  it('money that the bank took back was there until the day of the bank', () => {
    const loan = loanAfter(...onTime, returned('R1', '2003-03-10'));
    expect(loan.on('2003-03-09')).toMatchObject({ principalPaid: 100, daysPastDue: 0 });
    expect(loan.on('2003-03-10')).toMatchObject({ principalPaid: 0, daysPastDue: 23 });
    expect(loan.on('2003-03-10', 3)).toMatchObject({ principalPaid: 100, daysPastDue: 0 });
  });

  it('a payment entered late is in its own day only by what is known since', () => {
    const loan = loanAfter(...lent(), paid('R2', 110, '2003-03-20'), paid('R1', 50, '2003-02-10'));
    expect(loan.on('2003-02-28', 3)).toMatchObject({ totalOutstanding: 330, principalPaid: 0 });
    expect(loan.on('2003-02-28')).toMatchObject({ totalOutstanding: 280, principalPaid: 40 });
    expect(loan.on('2003-02-09')).toMatchObject({ totalOutstanding: 330 });
  });

  it('a settlement undone leaves the loan settled in what was known before', () => {
    const whole = [...lent(), paid('R1', 330, '2003-02-15')];
    const loan = loanAfter(...whole, reversed('R1'));
    expect(loan.on('2003-03-31', 4)).toMatchObject({ status: 'SETTLED' });
    expect(loan.on('2003-03-31')).toMatchObject({ status: 'ACTIVE', daysPastDue: 44 });
  });

  it('an overpayment is credit from its own day on', () => {
    const loan = loanAfter(...lent(), paid('R1', 330, '2003-02-15'), paid('R2', 5, '2003-03-01'));
    expect(loan.on('2003-02-28')).toMatchObject({ credit: 0, status: 'SETTLED' });
    expect(loan.on('2003-03-01')).toMatchObject({ credit: 5, totalOutstanding: 0 });
    expect(loan.on('2003-03-01', 4)).toMatchObject({ credit: 0 });
  });

  it('a day long after the last event is answered by the calendar alone', () => {
    const asOf = localDate('2025-12-31');
    expect(loanAfter(...onTime).on(asOf)).toMatchObject({
      ...{
        daysPastDue: 8327,
        collectability: 'LOSS',
        policy: { id: 'collectability-per-05-2007' },
      },
    });
  });
});
