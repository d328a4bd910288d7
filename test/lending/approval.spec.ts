import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  ANI,
  APPROVED,
  approved,
  digestAfter,
  HEAD,
  person,
  proposed,
  recommended,
  rejected,
  rule,
  SOUND,
  SURI,
  surveyed,
  withRule,
} from './application-story.js';
import { given, signed, told } from './story.js';

const READY = [proposed(), surveyed()];
const RECOMMENDED = [...READY, recommended()];
const OLD = [signed()];

describe('approving a loan', () => {
  const proposal = digestAfter(proposed());
  it('names what was read, the level’s policy, and by default the amount recommended', () => {
    const policy = 'approval-regional-head-office';
    const data = { proposal, seenRevision: 2, amount: rupiah(9_000_000), policy };
    const effectiveOn = localDate('2008-03-01');
    given(...RECOMMENDED)
      .when(approved())
      .thenFacts({ type: 'LoanApproved', effectiveOn, data });
  });

  it('again by the same hand adds nothing', () =>
    given(...APPROVED)
      .when(approved({ seen: { revision: 2 } }))
      .thenNothing());

  const BRANCH = person('bram', 'BRANCH_HEAD');
  const levels = [
    { role: 'BRANCH_HEAD', upTo: rupiah(9_000_000) },
    { role: 'HEAD_OFFICE' },
  ] as const;
  const policies = withRule(rule('APPROVAL', { levels }));

  it('reaches as far as the policy leaves to the role, to the rupiah', () => {
    const more = [proposed(), surveyed({ amount: 10_000_000 }), recommended()];
    expect(told(...RECOMMENDED, approved({ by: BRANCH, policies })).state.status).toBe('APPROVED');
    const details = { role: 'BRANCH_HEAD', amount: 9_000_001, levels };
    given(...more)
      .when(approved({ by: BRANCH, policies, amount: 9_000_001 }))
      .thenRefused('APPROVAL_LEVEL', details);
    given(...more)
      .when(approved({ policies }))
      .thenRefused('APPROVAL_LEVEL', { role: 'REGIONAL' });
    const top = approved({ by: person('hana', 'HEAD_OFFICE'), policies });
    expect(told(...more, top).state.status).toBe('APPROVED');
  });

  const poorer = rule('ELIGIBILITY', {
    ...{
      maxNetAssets: rupiah(99_999_999),
      indonesianOwned: true,
      independent: true,
      notBankable: false,
    },
  });
  const surveyor = { ...SURI, role: 'HEAD_OFFICE' } as const;
  const surveyedAnew = surveyed({ on: '2008-02-22' }, person('tono'));
  const anew = [...RECOMMENDED, surveyedAnew, recommended({ on: '2008-02-23' })];
  const changed = [
    ...[...RECOMMENDED, proposed({ amount: 8_000_000, on: '2008-02-21' })],
    ...[surveyed({ amount: 8_000_000, on: '2008-02-22' }), recommended({ on: '2008-02-23' })],
  ];
  for (const [why, history, command, code, details] of [
    ['before anything is proposed', [], approved(), 'NOTHING_PROPOSED', {}],
    ['before it is recommended', READY, approved(), 'LOAN_NOT_RECOMMENDED', {}],
    [
      'after a new survey, until it is recommended again',
      [...RECOMMENDED, surveyed({ on: '2008-02-25' })],
      approved(),
      'LOAN_NOT_RECOMMENDED',
      {},
    ],
    [
      'by who proposed it',
      RECOMMENDED,
      approved({ by: { ...ANI, role: 'REGIONAL' } }),
      'FOUR_EYES',
      { proposer: 'ani' },
    ],
    [
      'by who surveyed it',
      RECOMMENDED,
      approved({ by: surveyor }),
      'FOUR_EYES',
      { surveyor: 'suri' },
    ],
    [
      'by a delegate of who surveyed it',
      RECOMMENDED,
      approved({ by: person('dewi', 'REGIONAL', 'suri') }),
      'FOUR_EYES',
      { surveyor: 'suri' },
    ],
    [
      'by who surveyed it first',
      anew,
      approved({ by: surveyor }),
      'FOUR_EYES',
      { surveyor: 'suri' },
    ],
    [
      'where another proposal was read',
      changed,
      approved({ seen: { proposal, revision: 5 } }),
      'PROPOSAL_CHANGED',
      { revision: 3 },
    ],
    [
      'where the recommendation was not seen',
      RECOMMENDED,
      approved({ seen: { revision: 1 } }),
      'PROPOSAL_CHANGED',
      { revision: 2 },
    ],
    ['tomorrow', RECOMMENDED, approved({ on: '2011-01-01' }), 'EFFECTIVE_IN_FUTURE', {}],
    [
      'before the recommendation',
      RECOMMENDED,
      approved({ on: '2008-02-19' }),
      'BEFORE_LAST_STEP',
      {},
    ],
    ['of nothing', RECOMMENDED, approved({ amount: 0 }), 'AMOUNT_NOT_POSITIVE', {}],
    [
      'of more than was recommended',
      RECOMMENDED,
      approved({ amount: 9_000_001 }),
      'AMOUNT_ABOVE_RECOMMENDED',
      { recommended: 9_000_000 },
    ],
    [
      'by a role to which nothing is left',
      RECOMMENDED,
      approved({ by: BRANCH }),
      'APPROVAL_LEVEL',
      { role: 'BRANCH_HEAD', amount: 9_000_000 },
    ],
    [
      'where no rule says who decides',
      RECOMMENDED,
      approved({ policies: [] }),
      'NO_POLICY_IN_FORCE',
      { kind: 'APPROVAL' },
    ],
    [
      'where the rules have changed since it was proposed',
      RECOMMENDED,
      approved({ policies: withRule(poorer) }),
      'NOT_ELIGIBLE',
      { failed: [expect.objectContaining({ rule: 'NET_ASSETS', figure: SOUND.netAssets })] },
    ],
    ['once approved', APPROVED, approved({ on: '2008-03-02' }), 'LOAN_ALREADY_APPROVED', {}],
    [
      'once approved by somebody else',
      APPROVED,
      approved({ by: person('hana', 'HEAD_OFFICE') }),
      'LOAN_ALREADY_APPROVED',
      {},
    ],
    ['once rejected', [proposed(), rejected()], approved(), 'LOAN_REJECTED', {}],
    ['once signed', OLD, approved(), 'LOAN_ALREADY_SIGNED', {}],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));
});

describe('rejecting a loan', () => {
  const proposal = digestAfter(proposed());
  it('may be done before or after it is recommended, and ends the matter', () => {
    const effectiveOn = localDate('2008-03-01');
    const fact = { type: 'LoanRejected', effectiveOn } as const;
    given(proposed())
      .when(rejected())
      .thenFacts({ ...fact, data: { proposal, seenRevision: 0 } });
    given(...RECOMMENDED)
      .when(rejected({ by: HEAD }))
      .thenFacts({ ...fact, data: { proposal, seenRevision: 2 } });
  });

  it('again by the same hand adds nothing', () =>
    given(proposed(), rejected())
      .when(rejected({ seen: { revision: 0 } }))
      .thenNothing());

  for (const [why, history, command, code, details] of [
    ['before anything is proposed', [], rejected(), 'NOTHING_PROPOSED', {}],
    ['without a reason', READY, rejected({ reason: undefined as never }), 'REASON_REQUIRED', {}],
    ['for a blank reason', READY, rejected({ reason: ' \t' }), 'REASON_REQUIRED', {}],
    ['by who proposed it', READY, rejected({ by: ANI }), 'FOUR_EYES', { proposer: 'ani' }],
    [
      'where what was read has changed',
      READY,
      rejected({ seen: { revision: 0 } }),
      'PROPOSAL_CHANGED',
      { revision: 1 },
    ],
    ['tomorrow', READY, rejected({ on: '2011-01-01' }), 'EFFECTIVE_IN_FUTURE', {}],
    ['before the survey', READY, rejected({ on: '2008-02-09' }), 'BEFORE_LAST_STEP', {}],
    ['once approved', APPROVED, rejected(), 'LOAN_ALREADY_APPROVED', {}],
    [
      'once rejected by another',
      [proposed(), rejected()],
      rejected({ by: HEAD }),
      'LOAN_REJECTED',
      {},
    ],
    ['once signed', OLD, rejected(), 'LOAN_ALREADY_SIGNED', {}],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));

  it('may be done by who surveyed it: four eyes are about the proposal', () =>
    expect(told(...READY, rejected({ by: { ...SURI, role: 'SECTION_HEAD' } })).state.status).toBe(
      'REJECTED',
    ));
});
