import fc from 'fast-check';
import { rupiah } from '../../src/kernel/rupiah.js';
import { HEAD } from '../../src/lending/position.js';
import { owed } from '../../src/lending/desk-rows.js';
import { replay } from '../../src/lending/replay.js';
import {
  disbursed,
  given,
  lent,
  paid,
  paidOut,
  reallocated,
  signed,
  THREE,
  timelineOf,
  used,
} from './story.js';
import { made } from './terms.js';

const half = disbursed('D1', 150, '2003-01-15');
const rest = disbursed('D2', 150, '2003-02-01');

describe('paying a loan out', () => {
  it('is recorded on the day of the transfer, with its reference', () =>
    given(signed())
      .when(disbursed('D1', 300, '2003-01-20'))
      .thenFacts(paidOut('D1', 300, '2003-01-20')));

  it('may be done in parts, the last one on the very day the first instalment falls due', () => {
    given(signed(), half)
      .when(rest)
      .thenFacts(paidOut('D2', 150, '2003-02-01'));
    given(signed(), half)
      .when(disbursed('D2', 150, '2003-02-15'))
      .thenFacts(paidOut('D2', 150, '2003-02-15'));
  });

  it('entered late moves the payments after it, and says so on its own date', () =>
    given(signed(), half, paid('R1', 130, '2003-02-20'))
      .when(disbursed('D2', 150, '2003-02-10'))
      .thenFacts(
        paidOut('D2', 150, '2003-02-10'),
        reallocated('2003-02-10', [
          ...(['loan-L-1@2', 'R1'] as const),
          used([[1, 5, 50], [2, 5, 50], [3, 5, 15]]), // prettier-ignore
          used([[1, 10, 100], [2, 10, 10]]), // prettier-ignore
        ]),
      ));

  it('adds nothing when the same transfer is entered twice', () => {
    given(...lent())
      .when(disbursed('D1', 300))
      .thenNothing();
    given(signed(), half, rest).when(half).thenNothing();
    given(...lent(), paid('R1', 330, '2003-03-01'))
      .when(disbursed('D1', 300))
      .thenNothing();
  });

  for (const [why, history, command, code] of [
    ['before the agreement is signed', [], half, 'LOAN_NOT_SIGNED'],
    ['reusing a reference for other money', lent(), disbursed('D1', 299), 'REFERENCE_REUSED'],
    [
      'reusing a reference for another day',
      lent(),
      disbursed('D1', 300, '2003-01-16'),
      'REFERENCE_REUSED',
    ],
    ['for nothing', [signed()], disbursed('D1', 0), 'AMOUNT_NOT_POSITIVE'],
    ['for less than nothing', [signed()], disbursed('D1', -1), 'AMOUNT_NOT_POSITIVE'],
    ['tomorrow', [signed()], disbursed('D1', 1, '2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    [
      'before the day it was agreed',
      [signed()],
      disbursed('D1', 1, '2003-01-14'),
      'DISBURSEMENT_BEFORE_AGREEMENT',
    ],
    [
      'after the first instalment fell due',
      [signed(), half],
      disbursed('D2', 150, '2003-02-16'),
      'DISBURSEMENT_AFTER_FIRST_DUE',
    ],
    [
      'beyond the principal',
      [signed(), half],
      disbursed('D2', 151),
      'DISBURSEMENT_EXCEEDS_PRINCIPAL',
    ],
    [
      'once the loan is settled',
      [...lent(), paid('R1', 330, '2003-03-01')],
      disbursed('D2', 1, '2003-03-02'),
      'LOAN_SETTLED',
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code));

  it('says what was recorded under a reference that is reused', () =>
    given(...lent())
      .when(disbursed('D1', 299))
      .thenRefused('REFERENCE_REUSED', {
        recorded: { reference: 'D1', amount: 300, effectiveOn: '2003-01-15' },
      }));
});

describe('what a loan paid out in parts owes', () => {
  it('is floor(C_k × A ÷ P) for instalments 1 to k, of principal and of interest', () => {
    const part = fc.record({
      principal: fc.integer({ min: 1, max: 5_000_000 }),
      interestTotal: fc.integer({ min: 0, max: 900_000 }),
      instalments: fc.integer({ min: 1, max: 36 }),
      share: fc.integer({ min: 0, max: 1000 }),
    });
    const holds = fc.property(part, ({ share, ...spoken }) => {
      const { terms, schedule } = made({ ...THREE, ...spoken });
      const amount = Math.floor((spoken.principal * share) / 1000);
      let [due, sum, interestDue, interestSum] = [0n, 0n, 0n, 0n];
      for (const [index, row] of owed({ terms, schedule }, rupiah(amount)).entries()) {
        sum += BigInt(schedule[index]?.principal ?? 0);
        interestSum += BigInt(schedule[index]?.interest ?? 0);
        due += BigInt(row.principal);
        interestDue += BigInt(row.interest);
        expect(due).toBe((sum * BigInt(amount)) / BigInt(spoken.principal));
        expect(interestDue).toBe((interestSum * BigInt(amount)) / BigInt(spoken.principal));
        expect(Math.min(row.principal, row.interest)).toBeGreaterThanOrEqual(0);
      }
    });
    fc.assert(holds, { seed: 3, numRuns: 200 });
  });

  it('no longer counts an instalment as paid when a later part makes it larger', () => {
    const timeline = timelineOf(signed(), half, paid('R1', 55, '2003-01-20'), rest);
    const [first] = replay(timeline, HEAD).instalments;
    expect(first).toMatchObject({ principal: 100, paidPrincipal: 50, paidInterest: 5 });
    expect(first?.paidOn).toBeUndefined();
  });

  it('never leaves an instalment paid beyond what it owes when the shares are cut anew', () => {
    const five = { ...THREE, principal: 5, interestTotal: 0, instalments: 5 };
    const timeline = timelineOf(
      signed(five),
      disbursed('D1', 2),
      paid('R1', 1, '2003-01-20'),
      disbursed('D2', 1, '2003-01-25'),
    );
    const rows = replay(timeline, HEAD).instalments;
    expect(rows.map((row) => row.principal)).toEqual([0, 1, 0, 1, 1]);
    expect(rows.map((row) => row.paidPrincipal)).toEqual([0, 1, 0, 0, 0]);
  });
});
