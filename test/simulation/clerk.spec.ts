import { position } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { ShownLoan } from './front.js';
import { Model } from './model.js';
import { checkLoan, type Recorded } from './pencil.js';
import { checkShown } from './shown.js';
import { Violation } from './violation.js';
import { wish } from './wishes.js';

/** A clerk who finds nothing in wrong books would find nothing at all. */

const LAST = localDate('2004-03-31');
const DUE = localDate('2003-02-02');
const fee = (no: number, eventId: string, amount = 1_200): Recorded => ({
  ...{ type: 'LateFeeCharged', effectiveOn: DUE, eventId },
  data: { no, dueOn: DUE, base: rupiah(1_200_000), amount: rupiah(amount), policy: 'late-fee' },
});
const waiver = (no: number, of: string): Recorded => ({
  ...{ type: 'LateFeeWaived', effectiveOn: DUE, eventId: `w-${of}` },
  data: { fee: of, no, amount: rupiah(1_200), kind: 'PAID_IN_TIME' },
});
const classed = (to: 'CURRENT' | 'DOUBTFUL' | 'LOSS', on = LAST): Recorded => ({
  ...{ type: 'CollectabilityChanged', effectiveOn: on, eventId: `${to} ${on}` },
  data: { from: 'CURRENT', to, daysPastDue: 1, policy: 'kep-236' },
});

describe('the clerk with a pencil', () => {
  const unpaid = { disbursed: 1_200_000, paid: new Map<string, number>(), returned: 0 };
  const paid = { ...unpaid, paid: new Map([['R-1', 1_000_000]]) };
  const all = Array.from({ length: 12 }, (_, at) => fee(at + 1, `f-${at + 1}`));
  const check =
    (loan: typeof unpaid, ...events: readonly Recorded[]) =>
    () =>
      checkLoan('L-1', loan, { events, on: LAST });

  it('finds nothing in books that are right', () => {
    expect(check(unpaid, ...all, classed('LOSS'))).not.toThrow();
    expect(check(unpaid, ...all, waiver(1, 'f-1'), fee(1, 'b'), classed('LOSS'))).not.toThrow();
    expect(
      check(paid, classed('LOSS', localDate('2003-04-30')), classed('DOUBTFUL')),
    ).not.toThrow();
    expect(check({ ...unpaid, disbursed: 0 })).not.toThrow();
  });

  it.each<readonly [string, () => void]>([
    ['an instalment that is charged twice', check(paid, fee(1, 'a'), fee(1, 'b'))],
    ['a waiver of a fee that nobody charged', check(paid, fee(1, 'a'), waiver(1, 'b'))],
    ['a fee that is missing', check(unpaid, ...all.slice(1), classed('LOSS'))],
    [
      'a fee of another amount',
      check(unpaid, ...all.slice(1), fee(1, 'b', 1_100), classed('LOSS')),
    ],
    ['no class where nothing was paid for a year', check(unpaid, ...all)],
    ['a class better than the payments allow', check(unpaid, ...all, classed('DOUBTFUL'))],
    ['a class better than half of them allow', check(paid, classed('CURRENT'))],
    ['a class that payments have made good', check(paid, classed('LOSS'))],
    [
      'a class of a loan that was never paid out',
      check({ ...unpaid, disbursed: 0 }, classed('LOSS')),
    ],
  ])('finds %s', (_, wrong) => {
    expect(wrong).toThrow(Violation);
  });
});

describe('whoever reads what a screen shows', () => {
  const model = new Model();
  const at = (rank: number) => position(rank);
  const accepted = (rank: number, ...[name, effect]: Parameters<typeof wish>): void => {
    const sent = wish(name, effect);
    model.sent(sent);
    const done = { outcome: 'done', commandId: sent.commandId, duplicate: false } as const;
    const where = { streamId: 'loan-L-1', revision: rank, position: at(rank) };
    model.acknowledged(sent, { ...done, ...where, events: [{ id: name, type: 'Some' }] });
  };
  accepted(1, 'sign', { kind: 'sign', loan: 'L-1', mitra: 'M-1' });
  accepted(2, 'disburse', { kind: 'disburse', loan: 'L-1', amount: 1_200_000 });
  const pay = { kind: 'pay', loan: 'L-1', receipt: 'R-1', amount: 112_000 } as const;
  accepted(3, 'pay', { ...pay, on: '2003-02-02' });
  accepted(4, 'reverse', { kind: 'reverse', loan: 'L-1', receipt: 'R-1', as: 'ERROR' });

  const row = { receipt: 'R-1', amount: 112_000, reversal: null as object | null };
  const shown = (
    rows: readonly (typeof row)[],
    figures: Readonly<Record<string, number>> = {},
  ): ShownLoan => ({
    mitra: { code: 'M-1' },
    payments: { edges: rows.map((node) => ({ node })) },
    position: { disbursed: 1_200_000, principalPaid: 0, interestPaid: 0, ...figures },
  });
  const used = { principalPaid: 100_000, interestPaid: 12_000 };
  const check = (rank: number, what: ShownLoan | null) => () =>
    checkShown(model, ['L-1', at(rank)], what);

  it('finds nothing where all that was acknowledged until then is there', () => {
    expect(check(0, null)).not.toThrow();
    expect(check(3, shown([row], used))).not.toThrow();
    // More than was asked for is no fault: the screen may be newer.
    expect(check(3, shown([{ ...row, reversal: {} }]))).not.toThrow();
    expect(check(4, shown([{ ...row, reversal: {} }]))).not.toThrow();
  });

  it.each<readonly [string, () => void]>([
    ['no loan, where one is signed', check(1, null)],
    ['a loan that is not paid out yet', check(2, shown([], { disbursed: 0 }))],
    ['a payment that is missing', check(3, shown([]))],
    ['a payment of another amount', check(3, shown([{ ...row, amount: 112_001 }]))],
    ['a reversal that is missing', check(4, shown([row], used))],
    ['a payment that nobody sent', check(2, shown([{ ...row, receipt: 'R-9' }], used))],
    [
      'a rupiah of a payment that went nowhere',
      check(3, shown([row], { ...used, interestPaid: 11_999 })),
    ],
  ])('finds %s', (_, wrong) => {
    expect(wrong).toThrow(Violation);
  });
});
