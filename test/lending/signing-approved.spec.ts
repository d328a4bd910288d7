import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { slotsOf } from '../../src/lending/application/live-loan.js';
import type { LimitsRule } from '../../src/policy/policy-rules.events.js';
import {
  APPROVED,
  approved,
  carriedOut,
  digestAfter,
  proposed,
  recommended,
  rejected,
  rule,
  surveyed,
  TERMS,
  withRule,
} from './application-story.js';
import {
  agreement,
  disbursed,
  given,
  lent,
  type LoanHistory,
  paid,
  returned,
  signed,
  told,
} from './story.js';

const limits = (parameters: LimitsRule) => ({ policies: withRule(rule('LIMITS', parameters)) });
const TOP_UP = limits({ topUp: { maxPrincipal: rupiah(10_000_000), maxMonths: 24 } });
const asTopUp = [
  proposed({ topUp: true, on: '2008-02-15' }, TOP_UP),
  surveyed({ on: '2008-02-16' }),
  recommended(),
  approved(TOP_UP),
];

describe('an agreement that carries out an approval', () => {
  const proposal = digestAfter(...APPROVED);

  it('names the proposal, and takes programme and unit from it', () => {
    const more = { beforeJejak: false, proposal, topUp: false, unit: 'JKT' };
    given(...APPROVED)
      .when(carriedOut())
      .thenFacts({ ...agreement(TERMS, more), personal: { evidence: undefined } });
  });

  it('may be about less, for a shorter time, and on a later day', () => {
    const command = carriedOut({ principal: 1_000_000, instalments: 3, agreedOn: '2008-06-01' });
    expect(told(...APPROVED, command).state.status).toBe('AGREED');
  });

  it('as a top-up stands beside a live loan', () => {
    const beside = { ...TOP_UP, borrower: { hasMainLoan: true } };
    const { state } = told(...asTopUp, carriedOut({}, {}, beside));
    expect(state).toMatchObject({ timeline: { topUp: true } });
    expect(slotsOf(state)).toMatchObject([{ value: 'M-1:topup' }]);
    given(...asTopUp)
      .when(carriedOut({}, {}, TOP_UP))
      .thenRefused('TOP_UP_WITHOUT_LOAN', { mitra: 'M-1' });
    given(...asTopUp)
      .when(carriedOut({}, {}, { ...beside, ...limits({}) }))
      .thenRefused('TOP_UP_NOT_ALLOWED', { policy: 'house-LIMITS' });
  });

  const RECOMMENDED = [proposed(), surveyed(), recommended()];
  for (const [why, history, command, code, details] of [
    ['before anything is proposed', [], carriedOut(), 'PROPOSAL_NOT_APPROVED', { status: 'NONE' }],
    [
      'while it is only proposed',
      [proposed()],
      carriedOut(),
      'PROPOSAL_NOT_APPROVED',
      { status: 'PROPOSED' },
    ],
    [
      'while it is only recommended',
      RECOMMENDED,
      carriedOut(),
      'PROPOSAL_NOT_APPROVED',
      { status: 'RECOMMENDED' },
    ],
    [
      'once it is rejected',
      [proposed(), rejected()],
      carriedOut(),
      'PROPOSAL_NOT_APPROVED',
      { status: 'REJECTED' },
    ],
    ['a second time', [...APPROVED, carriedOut()], carriedOut(), 'LOAN_ALREADY_SIGNED', {}],
    [
      'as one from before this system, the loan having been rejected',
      [proposed(), rejected()],
      signed(),
      'LOAN_WAS_PROPOSED',
      { status: 'REJECTED' },
    ],
    [
      'with another mitra',
      APPROVED,
      carriedOut({}, { mitra: 'M-2' }),
      'MITRA_DIFFERS',
      { mitra: 'M-1' },
    ],
    [
      'in another programme',
      APPROVED,
      carriedOut({}, { programme: 'UJI' }),
      'PROGRAMME_DIFFERS',
      {},
    ],
    [
      'for more than was approved',
      APPROVED,
      carriedOut({ principal: 9_000_001 }),
      'PRINCIPAL_ABOVE_APPROVED',
      { approved: 9_000_000 },
    ],
    [
      'before it was approved',
      APPROVED,
      carriedOut({ agreedOn: '2008-02-29' }),
      'AGREEMENT_BEFORE_APPROVAL',
      { approvedOn: '2008-03-01' },
    ],
    [
      'for longer than was approved',
      APPROVED,
      carriedOut({ instalments: 25 }),
      'TENOR_ABOVE_APPROVED',
      { lastDueOn: '2010-04-01', months: 24 },
    ],
    [
      'for longer than was approved, by grace',
      APPROVED,
      carriedOut({ graceMonths: 1 }),
      'TENOR_ABOVE_APPROVED',
      { lastDueOn: '2010-04-01' },
    ],
    ['tomorrow', APPROVED, carriedOut({ agreedOn: '2011-01-01' }), 'EFFECTIVE_IN_FUTURE', {}],
    [
      'on terms that are none',
      APPROVED,
      carriedOut({ principal: 0 }),
      'PRINCIPAL_NOT_POSITIVE',
      {},
    ],
    [
      'above the limit of its day',
      APPROVED,
      carriedOut({}, {}, limits({ maxPrincipal: rupiah(8_999_999) })),
      'PRINCIPAL_ABOVE_LIMIT',
      { maxPrincipal: 8_999_999, policy: 'house-LIMITS', legalBasis: 'Board 1/2008' },
    ],
    [
      'for longer than the limit of its day',
      APPROVED,
      carriedOut({}, {}, limits({ maxMonths: 23 })),
      'TENOR_ABOVE_LIMIT',
      { maxMonths: 23, lastDueOn: '2010-03-01' },
    ],
    [
      'at another rate than that of its day',
      APPROVED,
      carriedOut({ rate: '0.061' }),
      'RATE_NOT_IN_FORCE',
      { rate: '0.06', given: '0.061', policy: 'limits-per-05-2007' },
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));
});

describe('the slot of a live loan', () => {
  const checked = { accountCheck: { by: 'TELEPHONE', on: localDate('2008-03-02') } } as const;
  const live = [...APPROVED, carriedOut()];
  const paidOut = [...live, disbursed('D1', 9_000_000, '2008-03-03', checked)];
  const ended = [...paidOut, paid('R1', 20_000_000, '2008-06-01')];
  const slots = (...history: LoanHistory) =>
    slotsOf(told(...history).state).map(({ kind, value, taken }) => [kind, value, taken]);

  it('is held from signing until the loan is first settled, and never again', () => {
    const held = [['live-loan', 'M-1:main', 'LIVE_LOAN_EXISTS']];
    expect(slots(...APPROVED)).toEqual([]);
    expect(slots(...live)).toEqual(held);
    expect(slots(...paidOut)).toEqual(held);
    expect(slots(...ended)).toEqual([]);
    expect(told(...ended, returned('R1', '2008-07-01')).state.status).toBe('ACTIVE');
    expect(slots(...ended, returned('R1', '2008-07-01'))).toEqual([]);
  });

  it('is not held by a loan from before this system', () => expect(slots(...lent())).toEqual([]));
});
