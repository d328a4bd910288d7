import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { proposed } from './application-story.js';
import { pledged, released, seized, sold } from './collateral-story.js';
import { given, lent, paid, signed } from './story.js';

const fact = <T extends string>(type: T, on: string, more: object = {}) =>
  ({ type, effectiveOn: localDate(on), data: { collateral: 'BPKB 1', ...more } }) as never;

// Due on 15 February 2003; over 360 days past due from 11 February 2004 on.
const SECURED = [...lent(), pledged()];
const LOST = [...SECURED, seized('2004-02-11')];
const SETTLED = [...SECURED, paid('R1', 330, '2003-03-01')];

const stating = (type: 'LoanDeclaredProblem' | 'LoanWrittenOff' | 'ClaimCancelled', on: string) => {
  const nothing = { principal: rupiah(300), interest: rupiah(30), fees: rupiah(0) };
  const data = { amounts: nothing, amount: rupiah(330), policy: 'P', proposal: '' };
  return { decide: () => [{ type, effectiveOn: localDate(on), data } as never] };
};
const PROBLEM = [...SECURED, stating('LoanDeclaredProblem', '2004-03-01')];
const WRITTEN_OFF = [...PROBLEM, stating('LoanWrittenOff', '2005-01-01')];
const CANCELLED = [...WRITTEN_OFF, stating('ClaimCancelled', '2010-02-01')];

describe('collateral', () => {
  it('is pledged from the day of the agreement on; what describes it is kept apart', () => {
    const data = { kind: 'VEHICLE_BPKB', value: undefined };
    const personal = { description: 'of his brother' };
    const expected = fact('CollateralPledged', '2003-01-15', data) as object;
    given(signed())
      .when(pledged())
      .thenFacts({ ...expected, personal } as never);
  });

  it('is released, seized once the loan is lost, and sold after that', () => {
    given(...SECURED)
      .when(released('2003-02-01'))
      .thenFacts(fact('CollateralReleased', '2003-02-01'));
    given(...SETTLED)
      .when(released('2003-04-01'))
      .thenFacts(fact('CollateralReleased', '2003-04-01'));
    given(...SECURED)
      .when(seized('2004-02-11'))
      .thenFacts(fact('CollateralSeized', '2004-02-11'));
    given(...LOST)
      .when(sold('2004-03-01'))
      .thenFacts(fact('CollateralSold', '2004-03-01', { proceeds: 500 }));
  });

  it('of a problem loan and of one written off may be seized, until the claim is cancelled', () => {
    for (const [history, on] of [
      [PROBLEM, '2004-03-01'],
      [WRITTEN_OFF, '2006-01-01'],
    ] as const)
      given(...history)
        .when(seized(on))
        .thenFacts(fact('CollateralSeized', on));
    given(...CANCELLED)
      .when(seized('2010-03-01'))
      .thenRefused('COLLATERAL_NOT_SEIZABLE', { status: 'CANCELLED' });
  });

  it('entered twice adds nothing', () => {
    given(...SECURED)
      .when(pledged())
      .thenNothing();
    given(...SECURED, released('2003-02-01'))
      .when(released('2003-02-01'))
      .thenNothing();
    given(...LOST)
      .when(seized('2004-02-11'))
      .thenNothing();
    given(...LOST, sold('2004-03-01'))
      .when(sold('2004-03-01'))
      .thenNothing();
  });

  const RELEASED = [...SECURED, released('2003-02-01')];
  const SOLD = [...LOST, sold('2004-03-01')];
  const value = rupiah(7);
  for (const [why, history, command, code, details] of [
    ['pledged before there is a loan', [], pledged(), 'LOAN_NOT_SIGNED', {}],
    ['pledged for what is only proposed', [proposed()], pledged(), 'LOAN_NOT_SIGNED', {}],
    [
      'pledged again, for more',
      SECURED,
      pledged('2003-01-15', { value }),
      'COLLATERAL_EXISTS',
      { recorded: { state: 'PLEDGED' } },
    ],
    [
      'pledged again after its release',
      RELEASED,
      pledged(),
      'COLLATERAL_EXISTS',
      { recorded: { state: 'RELEASED' } },
    ],
    [
      'pledged for nothing',
      lent(),
      pledged('2003-01-15', { value: rupiah(0) }),
      'AMOUNT_NOT_POSITIVE',
      {},
    ],
    [
      'pledged before the agreement',
      lent(),
      pledged('2003-01-14'),
      'COLLATERAL_BEFORE_AGREEMENT',
      { agreedOn: '2003-01-15' },
    ],
    ['pledged tomorrow', lent(), pledged('2011-01-01'), 'EFFECTIVE_IN_FUTURE', {}],
    [
      'pledged for what is settled',
      [...lent(), paid('R1', 330, '2003-03-01')],
      pledged('2003-03-02'),
      'LOAN_ENDED',
      { status: 'SETTLED' },
    ],
    ['released before there is a loan', [], released('2003-02-01'), 'LOAN_NOT_SIGNED', {}],
    ['released, being unknown', lent(), released('2003-02-01'), 'COLLATERAL_UNKNOWN', {}],
    [
      'released a second time',
      RELEASED,
      released('2003-02-02'),
      'COLLATERAL_NOT_PLEDGED',
      { state: 'RELEASED', since: '2003-02-01' },
    ],
    [
      'released once seized',
      LOST,
      released('2004-03-01'),
      'COLLATERAL_NOT_PLEDGED',
      { state: 'SEIZED' },
    ],
    [
      'released before it was pledged',
      SECURED,
      released('2003-01-14'),
      'COLLATERAL_BEFORE_LAST_STEP',
      { since: '2003-01-15' },
    ],
    ['released tomorrow', SECURED, released('2011-01-01'), 'EFFECTIVE_IN_FUTURE', {}],
    ['seized before there is a loan', [], seized('2004-02-11'), 'LOAN_NOT_SIGNED', {}],
    ['seized, being unknown', lent(), seized('2004-02-11'), 'COLLATERAL_UNKNOWN', {}],
    [
      'seized before anything is paid out',
      [signed(), pledged()],
      seized('2004-02-11'),
      'COLLATERAL_NOT_SEIZABLE',
      { status: 'AGREED', collectability: null },
    ],
    [
      'seized a day too early',
      SECURED,
      seized('2004-02-10'),
      'COLLATERAL_NOT_SEIZABLE',
      { status: 'ACTIVE', collectability: 'DOUBTFUL' },
    ],
    [
      'seized of a settled loan',
      SETTLED,
      seized('2004-02-11'),
      'COLLATERAL_NOT_SEIZABLE',
      { status: 'SETTLED' },
    ],
    [
      'seized once released',
      RELEASED,
      seized('2004-02-11'),
      'COLLATERAL_NOT_PLEDGED',
      { state: 'RELEASED' },
    ],
    ['seized once sold', SOLD, seized('2004-04-01'), 'COLLATERAL_NOT_PLEDGED', { state: 'SOLD' }],
    ['seized tomorrow', SECURED, seized('2011-01-01'), 'EFFECTIVE_IN_FUTURE', {}],
    ['sold before there is a loan', [], sold('2004-03-01'), 'LOAN_NOT_SIGNED', {}],
    [
      'sold before it is seized',
      SECURED,
      sold('2004-03-01'),
      'COLLATERAL_NOT_SEIZED',
      { state: 'PLEDGED' },
    ],
    ['sold, being unknown', lent(), sold('2004-03-01'), 'COLLATERAL_UNKNOWN', {}],
    ['sold for nothing', LOST, sold('2004-03-01', 0), 'AMOUNT_NOT_POSITIVE', { field: 'proceeds' }],
    [
      'sold again for another sum',
      SOLD,
      sold('2004-03-01', 501),
      'COLLATERAL_NOT_SEIZED',
      { state: 'SOLD' },
    ],
    [
      'sold before it was seized',
      LOST,
      sold('2004-02-10'),
      'COLLATERAL_BEFORE_LAST_STEP',
      { since: '2004-02-11' },
    ],
    ['sold tomorrow', LOST, sold('2011-01-01'), 'EFFECTIVE_IN_FUTURE', {}],
  ] as const)
    // prettier-ignore
    it(`is not ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));
});
