import { localDate } from '../../src/kernel/local-date.js';
import { explain } from '../../src/lending/explain.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import { addsUp, loanOf } from './adds-up.js';
import { RULES, without } from './ending-rules.js';
import {
  cancelled,
  cancellationProposed,
  fee,
  problem,
  recovered,
  waived,
  writtenOff,
} from './ending-story.js';
import { rescheduled } from './restructuring-story.js';
import { given, lent, type LoanHistory, paid, returned, reversed, told } from './story.js';

const late = lent(); // 110 due on the 15th of February, March and April 2003; nothing is paid
const off = [...late, paid('R1', 60, '2003-02-20'), ...writtenOff()]; // 250 and 20 on 2004-09-01
const gone = [...off, cancellationProposed('2006-09-01'), cancelled('2006-09-02')];

const on = (story: LoanHistory, asOf: string = HEAD.asOf) => {
  const { timeline } = loanOf(...story);
  const found = positionAt(timeline, { ...HEAD, asOf: localDate(asOf) }, RULES);
  if (!found) throw new Error('no loan');
  return found;
};
const types = (...story: LoanHistory) => told(...story).events.map(({ type }) => type);

describe('a loan written off', () => {
  it('is out of the accounts, and claimed; it has no class and nothing past due', () => {
    expect(on(off, '2004-08-31')).toMatchObject({ status: 'PROBLEM', totalOutstanding: 270 });
    expect(on(off)).toMatchObject({
      ...{ status: 'WRITTEN_OFF', totalOutstanding: 0, claimOutstanding: 270, recovered: 0 },
      ...{ collectability: null, daysPastDue: 0, principalArrears: 0 },
      writtenOff: { principal: 250, interest: 20, fees: 0 },
    });
    addsUp(...off);
  });

  it('takes money from before, entered late, as a payment: what was written off is less', () => {
    const story = [...off, paid('R2', 50, '2004-08-31')];
    const { events } = told(...story);
    expect(events.slice(-2)).toMatchObject([
      { type: 'PaymentReceived', data: { allocation: { interest: 20, principal: 30 } } },
      {
        ...{ type: 'WriteOffAdjusted', effectiveOn: '2004-09-01' },
        data: {
          from: { principal: 250, interest: 20, fees: 0 },
          to: { principal: 220, interest: 0, fees: 0 },
        },
      },
    ]);
    expect(loanOf(...story).writtenOff).toEqual({ principal: 220, interest: 0, fees: 0 });
    addsUp(...story);
    given(...off)
      .when(paid('R2', 50, '2004-09-01'))
      .thenRefused('LOAN_WRITTEN_OFF', { writtenOffOn: '2004-09-01' });
  });

  it('is claimed more where a payment from before is taken back', () => {
    const error = [...off, reversed('R1')];
    expect(types(...error).slice(-2)).toEqual(['PaymentReversed', 'WriteOffAdjusted']);
    expect(on(error).claimOutstanding).toBe(330);
    const back = [...off, returned('R1', '2005-01-01')];
    expect([on(back, '2004-12-31'), on(back, '2005-01-01')].map((p) => p.claimOutstanding)).toEqual(
      [...[270, 330]],
    );
    addsUp(...error);
    addsUp(...back);
  });

  it('stays written off where money from before pays all that it was', () => {
    const story = [...off, recovered('V1', 40, '2005-01-01'), paid('R2', 270, '2004-08-01')];
    expect(on(story)).toMatchObject({ status: 'WRITTEN_OFF', claimOutstanding: 0, credit: 40 });
    expect(types(...story)).toContain('PaymentsReallocated');
    addsUp(...story);
    addsUp(...story, reversed('R2'));
  });

  it('writes off what is left of fees, as waived since', () => {
    const charged = [...late, fee(1, '2003-02-15', 3), ...writtenOff()];
    expect(on(charged).writtenOff).toEqual({ principal: 300, interest: 30, fees: 3 });
    const story = [...charged, waived('loan-L-1@2', 1, 3, '2005-01-01')];
    expect(types(...story).slice(-2)).toEqual(['LateFeeWaived', 'WriteOffAdjusted']);
    addsUp(...charged, recovered('V1', 400, '2005-01-01'));
    addsUp(...story);
  });

  it('after a restructuring, writes off by the new schedule', () => {
    const story = [...late, ...rescheduled(), ...writtenOff('2006-01-01')];
    addsUp(...story, paid('R1', 100, '2003-03-01'), recovered('V1', 40, '2006-02-01'));
    addsUp(...story, recovered('V1', 400, '2006-02-01'), paid('R1', 100, '2003-05-01'));
  });
});

describe('a recovery', () => {
  for (const [why, history, command, refusal] of [
    ['of a loan not signed', [], recovered('V1', 1, '2005-01-01'), 'LOAN_NOT_SIGNED'],
    [
      'of one still in the accounts',
      late,
      recovered('V1', 1, '2005-01-01'),
      'LOAN_NOT_WRITTEN_OFF',
    ],
    [
      'of a problem loan: that is a payment',
      [...late, problem('2004-06-01')],
      recovered('V1', 1, '2005-01-01'),
      'LOAN_NOT_WRITTEN_OFF',
    ],
    ['from before', off, recovered('V1', 1, '2004-08-31'), 'RECOVERY_BEFORE_WRITE_OFF'],
    ['from the future', off, recovered('V1', 1, '2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    ['of nothing', off, recovered('V1', 0, '2005-01-01'), 'AMOUNT_NOT_POSITIVE'],
    ['by the receipt of a payment', off, recovered('R1', 1, '2005-01-01'), 'RECEIPT_REUSED'],
    [
      'where no rule says how it is used',
      off,
      recovered('V1', 1, '2005-01-01', without('ALLOCATION')),
      'NO_POLICY_IN_FORCE',
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(refusal));

  it('counts up to what is claimed, from the very day of the write-off; the rest is credit', () => {
    const first = [...off, recovered('V1', 200, '2004-09-01')];
    expect(on(first)).toMatchObject({ recovered: 200, claimOutstanding: 70, principalPaid: 50 });
    const story = [...first, recovered('V2', 100, '2005-01-01')];
    expect(told(...story).events.at(-1)?.data).toMatchObject({
      ...{ amount: 100, allocation: { recovered: 70, credit: 30, instalments: [] } },
    });
    expect(on(story)).toMatchObject({ recovered: 270, claimOutstanding: 0, credit: 30 });
    given(...story)
      .when(recovered('V2', 100, '2005-01-01'))
      .thenNothing();
    addsUp(...story);
    addsUp(...story, paid('R2', 30, '2004-01-01'));
  });

  it('is taken back like a payment: an earlier credit is then a recovery', () => {
    const story = [...off, recovered('V1', 200, '2004-10-01'), recovered('V2', 100, '2005-01-01')];
    const error = [...story, reversed('V1')];
    expect(types(...error).slice(-2)).toEqual(['PaymentReversed', 'PaymentsReallocated']);
    expect(on(error)).toMatchObject({ recovered: 100, credit: 0, claimOutstanding: 170 });
    const back = [...story, returned('V1', '2005-06-01')];
    expect([on(back, '2005-05-31').recovered, on(back, '2005-06-01').recovered]).toEqual([
      270, 100,
    ]);
    addsUp(...error);
    addsUp(...back);
    addsUp(...back, recovered('V1', 3, '2004-12-01'));
  });

  it('after the claim was cancelled is credit', () => {
    const story = [...gone, recovered('V9', 25, '2007-01-01')];
    expect(on(story)).toMatchObject({ status: 'CANCELLED', recovered: 0, credit: 25 });
    addsUp(...story);
  });

  it('from before the cancellation, entered after it, leaves less to have been cancelled', () => {
    const story = [...gone, recovered('V9', 25, '2006-01-01')];
    expect(on(story)).toMatchObject({ recovered: 25, cancelled: 245, claimOutstanding: 0 });
    addsUp(...story);
    addsUp(...story, reversed('V9'), reversed('R1'));
  });
});

describe('a claim of which a part was cancelled', () => {
  const partly = [...off, recovered('V1', 200, '2005-01-01'), cancellationProposed('2006-09-01')];
  const ended = [...partly, cancelled('2006-09-02')]; // 70 of 270

  it('lives again where money is taken back: no more is cancelled than was decided', () => {
    expect(on(ended)).toMatchObject({ recovered: 200, cancelled: 70, claimOutstanding: 0 });
    const error = [...ended, reversed('V1')];
    expect(on(error)).toMatchObject({
      ...{ status: 'CANCELLED', recovered: 0, cancelled: 70, claimOutstanding: 200 },
    });
    const back = [...ended, returned('V1', '2006-10-01')];
    expect(on(back, '2006-09-30').claimOutstanding).toBe(0);
    expect(on(back, '2006-10-01')).toMatchObject({ cancelled: 70, claimOutstanding: 200 });
    expect(on([...ended, reversed('R1')])).toMatchObject({ cancelled: 70, claimOutstanding: 60 });
    addsUp(...error);
    addsUp(...back);
  });

  it('takes what comes in as a recovery, and what came in before it', () => {
    const story = [...ended, recovered('V9', 25, '2007-01-01'), reversed('V1')];
    expect(types(...story).slice(-2)).toEqual(['PaymentReversed', 'PaymentsReallocated']);
    expect(on(story)).toMatchObject({ recovered: 25, credit: 0, claimOutstanding: 175 });
    addsUp(...story, recovered('V10', 300, '2007-02-01'));
  });

  it('ends by a second decision, of its own amount and after the first', () => {
    const error = [...ended, reversed('V1')];
    given(...error)
      .when(cancellationProposed('2006-09-01'))
      .thenRefused('CANCELLATION_BEFORE_MOVEMENT', { on: '2006-09-02' });
    const story = [...error, cancellationProposed('2007-01-01'), cancelled('2007-01-02')];
    expect(told(...story).events.at(-1)?.data).toMatchObject({ amount: 200 });
    expect(on(story)).toMatchObject({ cancelled: 270, claimOutstanding: 0 });
    const late25 = [...story, recovered('V9', 25, '2006-01-01')];
    const parts = [story, late25].map((told) =>
      explain(loanOf(...told).timeline, HEAD, 'cancelled').map(({ amount }) => amount),
    );
    expect(parts).toEqual([
      [70, 200],
      [70, 175],
    ]);
    addsUp(...story);
    addsUp(...late25);
  });
});
