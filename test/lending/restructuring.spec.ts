import { localDate } from '../../src/kernel/local-date.js';
import { loanOf } from './adds-up.js';
import { RULES, with_, without } from './ending-rules.js';
import { problem, writtenOff } from './ending-story.js';
import { decided, proposed, WANTED } from './restructuring-story.js';
import { given, lent, type LoanHistory, paid, returned, signed, told } from './story.js';

const day = localDate;
const late = lent(); // 110 due on the 15th of February, March and April 2003; nothing is paid
const policy = (id: string, parameters: object) =>
  decided('RESCHEDULING', '2003-03-25', {}, with_(id, parameters));
const keeping = with_('restructuring', { classAfter: 'KEPT' });

describe('the approval of one is held against the rules of its own day', () => {
  const history = [...late, proposed()];
  for (const [why, before, command, refusal, details] of [
    [
      'without a rule',
      history,
      decided('RESCHEDULING', '2003-03-25', {}, without('RESTRUCTURING')),
      ...['NO_POLICY_IN_FORCE', { kind: 'RESTRUCTURING', on: '2003-03-25' }],
    ],
    [
      'of a class that the rule leaves out by then',
      history,
      policy('restructuring', { classes: ['LOSS'] }),
      ...['CLASS_NOT_RESTRUCTURABLE', { class: 'SUBSTANDARD', allowed: ['LOSS'] }],
    ],
    [
      'of a loan whose class is another by then',
      [...late, proposed({ firstDueOn: day('2004-06-20') })],
      decided(
        ...(['RESCHEDULING', '2004-05-20', {}] as const),
        with_('restructuring', { classes: ['SUBSTANDARD'] }),
      ),
      ...['CLASS_NOT_RESTRUCTURABLE', { class: 'LOSS', allowed: ['SUBSTANDARD'] }],
    ],
    [
      'longer than the rule allows by then',
      history,
      policy('restructuring', { maxExtensionMonths: 3 }),
      ...['EXTENSION_TOO_LONG', { lastDueOn: '2003-07-20', latest: '2003-07-15' }],
    ],
    [
      'that keeps a class the loan has no more',
      [...late, proposed({ firstDueOn: day('2004-06-20') }, keeping)],
      decided('RESCHEDULING', '2004-05-20', {}, keeping),
      ...['PROPOSAL_OUTDATED', { proposed: { class: 'SUBSTANDARD' }, now: { class: 'LOSS' } }],
    ],
  ] as never as readonly [string, LoanHistory, LoanHistory[number], string, object][])
    it(`and is refused ${why}`, () =>
      given(...before)
        .when([command].flat()[0] as never)
        .thenRefused(refusal, details));

  it('and says by which rule it was decided', () => {
    const renamed = RULES.map((rule) =>
      rule.id === 'restructuring' ? { ...rule, id: 'new' } : rule,
    );
    const step = decided('RESCHEDULING', '2003-03-25', {}, renamed);
    expect(told(...history, step).events.at(-1)).toMatchObject({
      ...{ type: 'LoanRescheduled', data: { policy: 'new' } },
    });
  });
});

describe('a restructuring', () => {
  for (const [why, history, command, refusal, details] of [
    ['of a loan that is not signed', [], proposed(), 'LOAN_NOT_SIGNED', {}],
    ['of one not paid out', [signed()], proposed(), 'LOAN_NOT_DISBURSED', { status: 'AGREED' }],
    [
      'of one that is settled',
      [...late, paid('R1', 330, '2003-02-15')],
      proposed(),
      'LOAN_SETTLED',
      {},
    ],
    [
      'of a problem loan',
      [...late, problem('2004-06-01')],
      proposed({ effectiveOn: day('2004-07-01') }),
      'LOAN_IS_PROBLEM',
      {},
    ],
    [
      'of one written off',
      [...late, ...writtenOff()],
      proposed({ effectiveOn: day('2004-10-01') }),
      'LOAN_WRITTEN_OFF',
      {},
    ],
    [
      'tomorrow',
      late,
      proposed({ effectiveOn: day('2011-01-01'), firstDueOn: day('2011-02-01') }),
      'EFFECTIVE_IN_FUTURE',
      {},
    ],
    [
      'dated before a payment',
      [...late, paid('R1', 1, '2003-03-21')],
      proposed(),
      'RESTRUCTURING_BEFORE_MOVEMENT',
      { on: '2003-03-21' },
    ],
    [
      'dated before the bank took a payment back',
      [...late, paid('R1', 1, '2003-03-01'), returned('R1', '2003-03-22')],
      proposed(),
      'RESTRUCTURING_BEFORE_MOVEMENT',
      { on: '2003-03-22' },
    ],
    [
      'without a rule',
      late,
      proposed({}, without('RESTRUCTURING')),
      'NO_POLICY_IN_FORCE',
      { kind: 'RESTRUCTURING' },
    ],
    [
      'of a loan in good standing',
      [...late, paid('R1', 220, '2003-03-01')],
      proposed(),
      'CLASS_NOT_RESTRUCTURABLE',
      { class: 'CURRENT', allowed: ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'] },
    ],
    [
      'of a class the rule leaves out',
      late,
      proposed({}, with_('restructuring', { classes: ['LOSS'] })),
      'CLASS_NOT_RESTRUCTURABLE',
      { class: 'SUBSTANDARD', allowed: ['LOSS'] },
    ],
    [
      'where the mitra cannot pay',
      late,
      proposed({ found: { cooperative: true, businessRuns: false, ableToPay: false } }),
      'RESTRUCTURING_CONDITIONS',
      { missing: ['businessRuns', 'ableToPay'] },
    ],
    [
      'by reconditioning first',
      late,
      proposed({ kind: 'RECONDITIONING' }),
      'RESCHEDULING_FIRST',
      {},
    ],
    [
      'by a rescheduling that waives',
      late,
      proposed({ comingInterest: 'WAIVED' }),
      'INTEREST_KEPT_BY_RESCHEDULING',
      {},
    ],
    [
      'due on its own day',
      late,
      proposed({ firstDueOn: day('2003-03-20') }),
      'FIRST_DUE_BEFORE_RESTRUCTURING',
      {},
    ],
    [
      'a day longer than the rule allows',
      late,
      proposed({ instalments: 1, firstDueOn: day('2005-04-16') }),
      'EXTENSION_TOO_LONG',
      { latest: '2005-04-15', lastDueOn: '2005-04-16' },
    ],
    ['in no instalments', late, proposed({ instalments: 0 }), 'INSTALMENTS_OUT_OF_RANGE', {}],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(refusal, details));

  it('may reach to the very last day that the rule allows', () =>
    expect(
      told(...late, proposed({ instalments: 1, firstDueOn: day('2005-04-15') })),
    ).toBeTruthy());

  it('proposed again adds nothing; otherwise it takes the place of the first', () => {
    given(...late, proposed())
      .when(proposed())
      .thenNothing();
    const { pending } = loanOf(...late, proposed(), proposed({ instalments: 5 }));
    expect(pending.restructuring?.fact.data.schedule).toHaveLength(5);
  });

  it('is worked out in the proposal: equal floors, a number left free', () => {
    const { events } = told(...late, paid('R1', 50, '2003-02-15'), proposed());
    expect(events.at(-1)?.data).toEqual({
      ...{ kind: 'RESCHEDULING', found: WANTED.found, policy: 'restructuring' },
      ...{ principal: 260, interest: 20, capitalised: 0, interestWaived: 0, interestAdded: 0 },
      frequency: 'MONTHLY',
      schedule: [
        { no: 5, dueOn: '2003-04-20', principal: 65, interest: 5 },
        { no: 6, dueOn: '2003-05-20', principal: 65, interest: 5 },
        { no: 7, dueOn: '2003-06-20', principal: 65, interest: 5 },
        { no: 8, dueOn: '2003-07-20', principal: 65, interest: 5 },
      ],
    });
  });
});
