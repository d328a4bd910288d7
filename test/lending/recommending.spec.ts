import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  ANI,
  APPROVED,
  digestAfter,
  mitraWith,
  person,
  proposed,
  recommended,
  rejected,
  surveyed,
} from './application-story.js';
import { given, signed, told } from './story.js';

const READY = [proposed(), surveyed()];
const RECOMMENDED = [...READY, recommended()];
const OLD = [signed()];

describe('recommending a loan', () => {
  it('names the proposal and the revision that were read; by default what the survey says', () => {
    const proposal = digestAfter(proposed());
    const fact = { type: 'LoanRecommended', effectiveOn: localDate('2008-02-20') } as const;
    const data = { proposal, seenRevision: 1, amount: rupiah(9_000_000) };
    given(...READY)
      .when(recommended())
      .thenFacts({ ...fact, data });
    given(...READY)
      .when(recommended({ amount: 10_000_000 }))
      .thenFacts({ ...fact, data: { ...data, amount: rupiah(10_000_000) } });
  });

  it('takes the papers that came after the proposal', () => {
    const before = mitraWith('COOPERATIVE', {});
    const after = mitraWith('COOPERATIVE', '2008-02-20');
    expect(
      told(proposed({}, { mitra: before }), surveyed(), recommended({ mitra: after })).state,
    ).toMatchObject({ status: 'RECOMMENDED' });
  });

  it('again by the same hand adds nothing; for another amount it is recommended anew', () => {
    given(...RECOMMENDED)
      .when(recommended({ seen: { revision: 1 } }))
      .thenNothing();
    given(...RECOMMENDED)
      .when(recommended({ amount: 5_000_000 }))
      .thenFacts(expect.objectContaining({ type: 'LoanRecommended' }) as never);
  });

  const late = mitraWith('COOPERATIVE', '2008-02-21');
  for (const [why, history, command, code, details] of [
    ['before anything is proposed', [], recommended(), 'NOTHING_PROPOSED', {}],
    ['before it is surveyed', [proposed()], recommended(), 'FEASIBILITY_MISSING', {}],
    ['by who proposed it', READY, recommended({ by: ANI }), 'FOUR_EYES', { proposer: 'ani' }],
    [
      'by who proposed it, whatever his role now',
      READY,
      recommended({ by: person('ani', 'BRANCH_HEAD') }),
      'FOUR_EYES',
      { proposer: 'ani' },
    ],
    [
      'by a delegate of who proposed it',
      READY,
      recommended({ by: person('dewi', 'SECTION_HEAD', 'ani') }),
      'FOUR_EYES',
      { proposer: 'ani' },
    ],
    [
      'by whom a delegate proposed it for',
      [proposed({}, { by: person('dewi', 'OFFICER', 'hasan') }), surveyed()],
      recommended(),
      'FOUR_EYES',
      { proposer: 'dewi' },
    ],
    [
      'where another proposal was read',
      READY,
      recommended({ seen: { proposal: 'f'.repeat(64) } }),
      'PROPOSAL_CHANGED',
      { revision: 0 },
    ],
    [
      'where the survey was not seen',
      READY,
      recommended({ seen: { revision: 0 } }),
      'PROPOSAL_CHANGED',
      { revision: 1 },
    ],
    [
      'while papers are missing on that day',
      READY,
      recommended({ mitra: late }),
      'DOCUMENTS_MISSING',
      { missing: expect.arrayContaining(['TAX_NUMBER', 'TRANSFER_REQUEST']) },
    ],
    ['tomorrow', READY, recommended({ on: '2011-01-01' }), 'EFFECTIVE_IN_FUTURE', {}],
    ['before the survey', READY, recommended({ on: '2008-02-09' }), 'BEFORE_LAST_STEP', {}],
    [
      'for more than is asked',
      READY,
      recommended({ amount: 10_000_001 }),
      'AMOUNT_ABOVE_PROPOSED',
      { proposed: 10_000_000 },
    ],
    [
      'where the surveyor would lend nothing',
      [proposed(), surveyed({ amount: 0 })],
      recommended(),
      'AMOUNT_NOT_POSITIVE',
      {},
    ],
    ['once approved', APPROVED, recommended(), 'LOAN_ALREADY_APPROVED', {}],
    ['once rejected', [proposed(), rejected()], recommended(), 'LOAN_REJECTED', {}],
    ['once signed', OLD, recommended(), 'LOAN_ALREADY_SIGNED', {}],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));
});
