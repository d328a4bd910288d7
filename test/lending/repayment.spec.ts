import fc from 'fast-check';
import { rupiah } from '../../src/kernel/rupiah.js';
import { isSigned } from '../../src/lending/loan.js';
import { HEAD } from '../../src/lending/position.js';
import { replay } from '../../src/lending/replay.js';
import {
  disbursed,
  given,
  lent,
  paid,
  pay,
  POLICIES,
  reallocated,
  received,
  returned,
  reversed,
  settled,
  signed,
  THREE,
  told,
  used,
} from './story.js';

// prettier-ignore
const all = used([[1, 10, 100], [2, 10, 100], [3, 10, 100]]);

describe('a payment is used, to the rupiah', () => {
  // prettier-ignore
  for (const [what, amount, on, allocation] of [
    ['for interest that fell due that day', 10, '2003-02-15', used([[1, 10, 0]])],
    ['for interest before principal', 11, '2003-02-15', used([[1, 10, 1]])],
    ['for interest in part', 9, '2003-02-15', used([[1, 9, 0]])],
    ['for all interest due, the oldest first', 15, '2003-03-15', used([[1, 10, 0], [2, 5, 0]])],
    ['for the oldest principal then', 120, '2003-03-15', used([[1, 10, 100], [2, 10, 0]])],
    ['for the next principal then', 121, '2003-03-15', used([[1, 10, 100], [2, 10, 1]])],
    ['ahead, an instalment at a time', 121, '2003-02-15', used([[1, 10, 100], [2, 10, 1]])],
    ['ahead, its interest first', 115, '2003-02-15', used([[1, 10, 100], [2, 5, 0]])],
    ['ahead, each in turn', 221, '2003-01-20', used([[1, 10, 100], [2, 10, 100], [3, 1, 0]])],
    ['the day before anything is due', 15, '2003-02-14', used([[1, 10, 5]])],
    ['on the very day it was paid out', 5, '2003-01-15', used([[1, 5, 0]])],
  ] as const)
    it(what, () =>
      given(...lent())
        .when(pay('R1', amount, on))
        .thenFacts(received('R1', amount, on, allocation)));

  it('after what was paid before', () =>
    given(...lent(), paid('R1', 15, '2003-02-20'))
      .when(pay('R2', 120, '2003-03-15'))
      .thenFacts(
        // prettier-ignore
        received('R2', 120, '2003-03-15', used([[1, 0, 95], [2, 10, 15]])),
      ));

  it('and what nothing is owed for is held as credit, never refused', () => {
    given(...lent())
      .when(pay('R1', 331, '2003-02-15'))
      .thenFacts(
        received('R1', 331, '2003-02-15', { ...all, credit: rupiah(1) }),
        settled('2003-02-15'),
      );
    given(...lent(), paid('R1', 330, '2003-02-15'))
      .when(pay('R2', 7, '2003-02-20'))
      .thenFacts(received('R2', 7, '2003-02-20', used([], 7)));
  });
});

describe('a payment entered late', () => {
  it('takes its place by its own date and moves the ones after it, whole', () =>
    given(...lent(), paid('R2', 110, '2003-03-20'), paid('R3', 110, '2003-04-20'))
      .when(pay('R1', 50, '2003-02-10'))
      .thenFacts(
        received('R1', 50, '2003-02-10', used([[1, 10, 40]])),
        reallocated(
          '2003-02-10',
          // prettier-ignore
          ['loan-L-1@2', 'R2', used([[1, 10, 90], [2, 10, 0]]), used([[1, 0, 60], [2, 10, 40]])],
          // prettier-ignore
          ['loan-L-1@3', 'R3',
            used([[1, 0, 10], [2, 0, 90], [3, 10, 0]]), used([[2, 0, 60], [3, 10, 40]])],
        ),
      ));

  it('moves nothing where what followed is used as before', () =>
    given(...lent(), paid('R2', 110, '2003-03-20'))
      .when(pay('R3', 1, '2003-03-20'))
      .thenFacts(received('R3', 1, '2003-03-20', used([[1, 0, 1]]))));

  it('that completes the loan settles it on the day of the last payment, not on its own', () =>
    given(...lent(), paid('R2', 300, '2003-05-01'))
      .when(pay('R1', 30, '2003-03-01'))
      .thenFacts(
        received('R1', 30, '2003-03-01', used([[1, 10, 20]])),
        reallocated('2003-03-01', [
          ...(['loan-L-1@2', 'R2'] as const),
          used([[1, 10, 100], [2, 10, 100], [3, 10, 70]]), // prettier-ignore
          used([[1, 0, 80], [2, 10, 100], [3, 10, 100]]), // prettier-ignore
        ]),
        settled('2003-05-01'),
      ));
});

describe('I4: a payment of which the receipt is known', () => {
  const history = [...lent(), paid('R1', 40, '2003-02-15')];

  it('adds nothing when it is entered twice, settled or not', () => {
    given(...history)
      .when(pay('R1', 40, '2003-02-15'))
      .thenNothing();
    given(...history, paid('R2', 290, '2003-03-01'))
      .when(pay('R1', 40, '2003-02-15'))
      .thenNothing();
  });

  for (const [why, amount, on] of [
    ['for another amount', 41, '2003-02-15'],
    ['for another day', 40, '2003-02-16'],
  ] as const)
    it(`is refused ${why}, and says what was there`, () =>
      given(...history)
        .when(pay('R1', amount, on))
        .thenRefused('RECEIPT_REUSED', {
          recorded: { receipt: 'R1', amount: 40, effectiveOn: '2003-02-15' },
        }));

  for (const [how, undo] of [
    ['an error', reversed('R1')],
    ['returned', returned('R1', '2003-02-20')],
  ] as const)
    it(`is a new payment once the first was ${how}`, () =>
      given(...history, undo)
        .when(pay('R1', 41, '2003-02-16'))
        .thenFacts(received('R1', 41, '2003-02-16', used([[1, 10, 31]]))));
});

describe('a payment', () => {
  const late = POLICIES.map((policy) => ({ ...policy, scope: 'ANOTHER' }));
  for (const [why, history, command, code] of [
    ['before the loan is signed', [], pay('R1', 1, '2003-02-15'), 'LOAN_NOT_SIGNED'],
    ['before it is paid out', [signed()], pay('R1', 1, '2003-02-15'), 'LOAN_NOT_DISBURSED'],
    [
      'dated before that day',
      [signed(), disbursed('D2', 1, '2003-01-20'), disbursed('D1', 1, '2003-01-17')],
      pay('R1', 1, '2003-01-16'),
      'PAYMENT_BEFORE_DISBURSEMENT',
    ],
    ['of nothing', lent(), pay('R1', 0, '2003-02-15'), 'AMOUNT_NOT_POSITIVE'],
    ['of less than nothing', lent(), pay('R1', -40, '2003-02-15'), 'AMOUNT_NOT_POSITIVE'],
    ['tomorrow', lent(), pay('R1', 1, '2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    [
      'beyond what can be counted',
      [...lent(), paid('R1', 1, '2003-02-15')],
      pay('R2', 10 ** 15, '2003-02-15'),
      'AMOUNT_TOO_LARGE',
    ],
    [
      'where no rule says how it is used',
      lent(),
      pay('R1', 1, '2003-02-15', late),
      'NO_POLICY_IN_FORCE',
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code));

  it('may be dated on the day of the first of several disbursements', () =>
    given(signed(), disbursed('D2', 150, '2003-01-20'), disbursed('D1', 150, '2003-01-17'))
      .when(pay('R1', 5, '2003-01-17'))
      .thenFacts(received('R1', 5, '2003-01-17', used([[1, 5, 0]]))));
});

const byAmount = (a: number, b: number): number => a - b;

describe('money received', () => {
  it('is allocated or held as credit to the last rupiah, whatever comes and in which order', () => {
    const payments = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 15, max: 28 })),
      { maxLength: 6 },
    );
    const holds = fc.property(payments, (made) => {
      const steps = made.map(([amount, on], n) => paid(`R${n}`, amount, `2003-02-${on}`));
      const { state } = told(signed(THREE), disbursed('D1', 300), ...steps);
      if (!isSigned(state)) throw new Error('no loan');
      const allocated = [...replay(state.timeline, HEAD).allocations.values()];
      const sums = allocated.map((one) => one.interest + one.principal + one.credit);
      expect(sums.toSorted(byAmount)).toEqual(made.map(([amount]) => amount).toSorted(byAmount));
    });
    fc.assert(holds, { seed: 5, numRuns: 100 });
  });
});
