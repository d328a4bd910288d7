import {
  charge,
  closed,
  fee,
  feeRule,
  feeWaived,
  moved,
  RULES,
  waive,
  without,
} from './collection-story.js';
import { paidBack, takenOver } from './books-story.js';
import {
  given,
  lent,
  paid,
  received,
  reopened,
  returned,
  reversed,
  signed,
  told,
  used,
} from './story.js';

const LENT = lent(300_000);
const NO_FEES = without('LATE_FEE');
const PER_05 = { policy: 'collectability-per-05-2007' };

describe('closing a day', () => {
  it('charges the fees due by then, then records the class, and what caused it', () =>
    given(LENT)
      .when(closed('2003-03-16'))
      .thenFacts(
        fee(1, '2003-02-15', [300_000, 300]),
        fee(2, '2003-03-15', [300_000, 300]),
        moved('2003-03-16', ['CURRENT', 'SUBSTANDARD'], {
          ...{ daysPastDue: 29, no: 1, dueOn: '2003-02-15' },
        }),
      ));

  it('on the due date finds nothing late, the day after everything', () => {
    given(LENT).when(closed('2003-02-15')).thenNothing();
    given(LENT)
      .when(closed('2003-02-16'))
      .thenFacts(
        fee(1, '2003-02-15', [300_000, 300]),
        moved('2003-02-16', ['CURRENT', 'SUBSTANDARD'], {
          ...{ daysPastDue: 1, no: 1, dueOn: '2003-02-15' },
        }),
      );
  });

  it('again is quiet', () =>
    given(LENT, closed('2003-03-16')).when(closed('2003-03-16')).thenNothing());

  it('records that a class is better again, without an instalment to blame', () =>
    given(LENT, closed('2003-02-16', NO_FEES), paid('R1', 110_000, '2003-02-20'))
      .when(closed('2003-02-20', NO_FEES))
      .thenFacts(moved('2003-02-20', ['SUBSTANDARD', 'CURRENT'])));

  it('finds the class of a loan that is not in arrears but for a fee', () =>
    given(LENT, closed('2003-02-16'), paid('R1', 110_000, '2003-02-20'))
      .when(closed('2003-02-20'))
      .thenFacts(moved('2003-02-20', ['SUBSTANDARD', 'CURRENT'])));

  // prettier-ignore
  for (const [rule, agreedOn, days] of [
    ['KEP-236', '2003-01-15', [
      [0, null], [1, 'SUBSTANDARD'], [180, 'SUBSTANDARD'], [181, 'DOUBTFUL'], [360, 'DOUBTFUL'],
      [361, 'LOSS']]],
    ['PER-05', '2007-05-15', [
      [0, null], [1, null], [30, null], [31, 'SUBSTANDARD'], [180, 'SUBSTANDARD'],
      [181, 'DOUBTFUL'], [270, 'DOUBTFUL'], [271, 'LOSS']]],
  ] as const)
    for (const [late, to] of days)
      it(`by ${rule}, ${late} days late: ${to ?? 'nothing to record'}`, () => {
        const dueOn = agreedOn === '2003-01-15' ? '2003-02-15' : '2007-06-15';
        const date = new Date(Date.parse(dueOn) + late * 86_400_000).toISOString().slice(0, 10);
        const step = given(lent(300_000, agreedOn)).when(closed(date, NO_FEES));
        if (!to) return step.thenNothing();
        const cause = { daysPastDue: late, no: 1, dueOn };
        const policy = rule === 'PER-05' ? PER_05 : {};
        return step.thenFacts(moved(date, ['CURRENT', to], { ...cause, ...policy }));
      });

  it('compares across the day on which a new rule takes effect', () => {
    const before = [...lent(300_000, '2007-03-10'), closed('2007-04-26', NO_FEES)];
    given(before)
      .when(closed('2007-04-27', NO_FEES))
      .thenFacts(
        moved('2007-04-27', ['SUBSTANDARD', 'CURRENT'], {
          ...{ ...PER_05, daysPastDue: 17, no: 1, dueOn: '2007-04-10' },
        }),
      );
  });
});

describe('closing a past day again', () => {
  const once = [...LENT, closed('2003-02-16', NO_FEES), closed('2003-08-15', NO_FEES)];

  it('records what a payment entered late has changed, and the days after it too', () => {
    const late = [...once, paid('R1', 110_000, '2003-02-15')];
    given(late)
      .when(closed('2003-02-16', NO_FEES))
      .thenFacts(moved('2003-02-16', ['SUBSTANDARD', 'CURRENT']));
    given(late, closed('2003-02-16', NO_FEES))
      .when(closed('2003-08-15', NO_FEES))
      .thenFacts(
        moved('2003-08-15', ['DOUBTFUL', 'SUBSTANDARD'], {
          ...{ daysPastDue: 153, no: 2, dueOn: '2003-03-15' },
        }),
      );
  });

  it('a day between, compares with the last day before it', () => {
    given(once).when(closed('2003-05-01', NO_FEES)).thenNothing();
    given(once).when(closed('2003-08-14', NO_FEES)).thenNothing();
  });

  it('charges again what was waived for a payment that never came', () => {
    const history = [
      ...[...LENT, closed('2003-02-16'), paid('R1', 110_000, '2003-02-15'), reversed('R1')],
    ];
    expect(told(history).events.map(({ type }) => type)).toContain('LateFeeWaived');
    given(history)
      .when(closed('2003-02-16'))
      .thenFacts(fee(1, '2003-02-15', [300_000, 300]));
  });
});

describe('a day that is closed long after', () => {
  it('charges what was late, and reopens a loan that only seemed settled', () =>
    given(LENT, paid('R1', 220_000, '2003-02-10'), paid('R3', 110_000, '2003-04-20'))
      .when(closed('2003-12-31'))
      .thenFacts(fee(3, '2003-04-15', [100_000, 100]), reopened('2003-04-20', '2003-04-20')));

  it('does not take credit that was paid back to the mitra', () => {
    const settledLate = [
      ...[...LENT, paid('R1', 220_000, '2003-02-10'), paid('R3', 110_300, '2003-04-20')],
      paidBack('B1', 300, '2003-05-01'),
    ];
    given(settledLate).when(charge(3)).thenRefused('CREDIT_ALREADY_RETURNED');
    given(settledLate).when(closed('2003-12-31')).thenNothing();
  });
});

describe('closing a day is quiet', () => {
  for (const [why, history, step] of [
    ['before the agreement', LENT, closed('2003-01-14')],
    ['where nothing is paid out yet', [signed()], closed('2003-12-31')],
    [
      'where everything was paid in time',
      [...LENT, paid('R1', 330_000, '2003-02-15')],
      closed('2003-12-31'),
    ],
    ['of a balance whose class is as booked', [takenOver()], closed('2004-12-31')],
    ['without any rule', LENT, closed('2003-12-31', [])],
  ] as const)
    it(why, () => given(history).when(step).thenNothing());

  it('of an ended loan, whatever class was recorded', () => {
    const rules = feeRule(0, 0);
    const ended = [...LENT, closed('2003-02-16', rules), paid('R1', 330_000, '2003-03-01')];
    given(ended).when(closed('2003-03-01', rules)).thenNothing();
    given(ended, returned('R1', '2003-03-10'))
      .when(closed('2003-09-30', rules))
      .thenFacts(
        moved('2003-09-30', ['SUBSTANDARD', 'DOUBTFUL'], {
          ...{ daysPastDue: 227, no: 1, dueOn: '2003-02-15' },
        }),
      );
  });
});

describe('closing a day is refused', () => {
  it('tomorrow', () => given(LENT).when(closed('2011-01-01')).thenRefused('EFFECTIVE_IN_FUTURE'));
  it('where there is no loan', () =>
    given([]).when(closed('2003-12-31')).thenRefused('LOAN_NOT_SIGNED'));
});

describe('a fee waived by decision', () => {
  it('stays so, however often its day is closed', () => {
    const history = [...LENT, closed('2003-02-16'), waive(1, '2003-02-20')];
    given(history).when(closed('2003-02-16', RULES)).thenNothing();
  });

  it('shows that the next instalment was paid in time, whose fee goes, too', () => {
    const paidAhead = [...LENT, charge(1), paid('R1', 220_000, '2003-03-01'), charge(2)];
    given(paidAhead)
      .when(waive(1, '2003-04-01'))
      .thenFacts(
        feeWaived('2003-04-01', { fee: 'loan-L-1@2', no: 1, amount: 300 }),
        feeWaived('2003-03-16', { fee: 'loan-L-1@4', no: 2, amount: 100 }, 'PAID_IN_TIME'),
        expect.objectContaining({ type: 'PaymentsReallocated' }) as never,
      );
    const given_ = given(paidAhead, waive(1, '2003-04-01'));
    given_.when(closed('2003-04-01')).thenNothing();
    given_.when(closed('2003-03-20')).thenFacts(
      // Nobody had decided anything by then; but no fee for it is charged any more.
      moved('2003-03-20', ['CURRENT', 'SUBSTANDARD'], {
        ...{ daysPastDue: 5, no: 2, dueOn: '2003-03-15' },
      }),
    );
  });
});

it('the facts of a payment stay as they are recorded', () => {
  const history = [...LENT, closed('2003-02-16'), paid('R1', 110_300, '2003-02-20')];
  expect(told(history).events.at(-1)).toMatchObject(
    received('R1', 110_300, '2003-02-20', {
      ...used([[1, 10_000, 100_000]]),
      lateFee: 300 as never,
    }),
  );
});
