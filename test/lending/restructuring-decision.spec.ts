import { localDate } from '../../src/kernel/local-date.js';
import { HEAD } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import { OFFICER } from '../story.js';
import { addsUp, loanOf } from './adds-up.js';
import { decided, proposed, rescheduled } from './restructuring-story.js';
import { given, lent, paid, told } from './story.js';

const day = localDate;
const late = lent(); // 110 due on the 15th of February, March and April 2003; nothing is paid
const once = [...late, ...rescheduled()];

describe('a decision on it', () => {
  const history = [...late, proposed()];
  const on = '2003-03-20';
  for (const [why, before, command, refusal, details] of [
    ['where nothing is proposed', late, decided('RESCHEDULING', on), 'NOTHING_PROPOSED', {}],
    [
      'by who proposed it',
      history,
      decided('RESCHEDULING', on, { actor: OFFICER }),
      'FOUR_EYES',
      { proposer: 'budi' },
    ],
    [
      'by his delegate',
      history,
      decided('RESCHEDULING', on, { actor: { id: 'wati', role: 'REGIONAL', onBehalfOf: 'budi' } }),
      'FOUR_EYES',
      { proposer: 'budi' },
    ],
    [
      'on another proposal',
      history,
      decided('RESCHEDULING', on, { proposal: 'f'.repeat(64) }),
      'PROPOSAL_CHANGED',
      {},
    ],
    [
      'that saw less of the stream',
      history,
      decided('RESCHEDULING', on, { revision: 1 }),
      'PROPOSAL_CHANGED',
      {},
    ],
    [
      'as another kind',
      history,
      decided('RECONDITIONING', on),
      'PROPOSAL_KIND',
      { proposed: 'RESCHEDULING' },
    ],
    [
      'before it',
      history,
      decided('RESCHEDULING', '2003-03-19'),
      'DECISION_BEFORE_PROPOSAL',
      { proposedOn: on },
    ],
    ['in the future', history, decided('RESCHEDULING', '2011-01-01'), 'EFFECTIVE_IN_FUTURE', {}],
    [
      'on its first due date',
      history,
      decided('RESCHEDULING', '2003-04-20'),
      'FIRST_DUE_BEFORE_RESTRUCTURING',
      {},
    ],
    [
      'after a payment',
      [...history, paid('R1', 1, '2003-03-20')],
      decided('RESCHEDULING', on),
      'PROPOSAL_OUTDATED',
      { proposed: { principal: 300, interest: 30 }, outstanding: { principal: 300, interest: 29 } },
    ],
    [
      'before a payment',
      [...history, paid('R1', 1, '2003-03-25')],
      decided('RESCHEDULING', on),
      'RESTRUCTURING_BEFORE_MOVEMENT',
      { on: '2003-03-25' },
    ],
    [
      'of a loan settled since',
      [...history, paid('R1', 330, '2003-03-25')],
      decided('RESCHEDULING', '2003-03-26'),
      'LOAN_SETTLED',
      {},
    ],
    ['of a loan not signed', [], decided('RESCHEDULING', on), 'LOAN_NOT_SIGNED', {}],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...before)
        .when(command)
        .thenRefused(refusal, details));

  it('puts the new schedule in the place of what is unpaid, from its own day on', () => {
    const story = [
      ...late,
      paid('R1', 50, '2003-02-15'),
      proposed(),
      decided('RESCHEDULING', '2003-03-25'),
    ];
    const { events } = told(...story);
    expect(events.at(-1)).toMatchObject({ type: 'LoanRescheduled', effectiveOn: '2003-03-25' });
    const rows = (asOf: string) =>
      replay(loanOf(...story).timeline, { ...HEAD, asOf: day(asOf) }).instalments;
    expect(rows('2003-03-24').map(({ no, principal }) => [no, principal])).toEqual([
      [1, 100],
      [2, 100],
      [3, 100],
    ]);
    expect(rows('2003-03-25').map(({ no, principal, paidOn }) => [no, principal, paidOn])).toEqual([
      ...[
        [1, 40, '2003-02-15'],
        [5, 65, undefined],
        [6, 65, undefined],
      ],
      ...[
        [7, 65, undefined],
        [8, 65, undefined],
      ],
    ]);
    addsUp(...story);
  });

  it('entered twice adds nothing', () =>
    given(...once)
      .when(
        decided('RESCHEDULING', on, {
          proposal: loanOf(...history).pending.restructuring?.digest ?? '',
        }),
      )
      .thenNothing());

  it('can be made on an amended proposal after a payment', () => {
    const story = [
      ...history,
      paid('R1', 1, '2003-03-20'),
      proposed(),
      decided('RESCHEDULING', on),
    ];
    expect(loanOf(...story).timeline.restructurings).toHaveLength(1);
    addsUp(...story);
  });
});
