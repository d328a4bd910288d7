import fc from 'fast-check';
import {
  isRupiah,
  least,
  minus,
  plus,
  rupiah,
  shareDown,
  shareHalfUp,
  sumOf,
  ZERO,
} from '../../src/kernel/rupiah.js';

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
const amount = fc.maxSafeInteger().map(rupiah);
const owed = fc.maxSafeNat().map(rupiah);

/** What an exact reckoning says, or null where no amount can hold it. */
const held = (exact: bigint): number | null =>
  exact <= MOST && exact >= -MOST ? Number(exact) : null;

const orNull = (reckon: () => number): number | null => {
  try {
    return reckon();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

describe('an amount of rupiah', () => {
  it.each([[0.5], [1e16], [Number.NaN], [Number.POSITIVE_INFINITY], [-0]])(
    'is never made of %p',
    (value) => {
      expect(isRupiah(value)).toBe(false);
      expect(() => rupiah(value)).toThrow(RangeError);
    },
  );

  it.each([['1000'], [1000n], [null], [undefined]])('is no %p', (value) => {
    expect(isRupiah(value)).toBe(false);
  });

  it('reaches as far as whole numbers are exact, and not one rupiah further', () => {
    expect(rupiah(Number.MAX_SAFE_INTEGER)).toBe(9_007_199_254_740_991);
    expect(() => plus(rupiah(Number.MAX_SAFE_INTEGER), rupiah(1))).toThrow(RangeError);
    expect(() => minus(rupiah(-Number.MAX_SAFE_INTEGER), rupiah(1))).toThrow(RangeError);
  });

  it('is added up exactly, or not at all', () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 6 }), (amounts) => {
        const exact = amounts.reduce((sum, one) => sum + BigInt(one), 0n);
        const sum = orNull(() => plus(...amounts));
        expect([null, held(exact)]).toContain(sum);
        expect(orNull(() => sumOf(amounts, (one) => one))).toBe(sum);
      }),
    );
  });

  it('does not come out wrong where a sum was too large on the way', () => {
    const most = rupiah(Number.MAX_SAFE_INTEGER);
    expect(() => plus(most, rupiah(2), minus(ZERO, most))).toThrow(RangeError);
  });

  it('is taken away exactly, or not at all', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(orNull(() => minus(a, b))).toBe(held(BigInt(a) - BigInt(b)));
        expect(least(a, b)).toBe(Math.min(a, b));
      }),
    );
  });

  it('adds up to nothing where there is nothing', () => {
    expect(plus()).toBe(ZERO);
    expect(sumOf([], () => rupiah(1))).toBe(ZERO);
  });
});

describe('a share of an amount', () => {
  const counting = fc.bigInt({ min: 0n, max: 10n ** 18n });
  const dividing = fc.bigInt({ min: 1n, max: 10n ** 18n });

  it('is cut to the rupiah below: the largest that is not more than the exact share', () => {
    fc.assert(
      fc.property(owed, counting, dividing, (whole, numerator, denominator) => {
        const share = orNull(() => shareDown(whole, numerator, denominator));
        const exact = BigInt(whole) * numerator;
        const cut = share === null ? null : BigInt(share) * denominator;
        expect(
          cut === null ? exact / denominator > MOST : cut <= exact && exact < cut + denominator,
        ).toBe(true);
      }),
    );
  });

  it('is rounded half up: at most half a rupiah above it, less than half below', () => {
    fc.assert(
      fc.property(owed, counting, dividing, (whole, numerator, denominator) => {
        const share = orNull(() => shareHalfUp(whole, numerator, denominator));
        if (share === null) return;
        const twiceOver = 2n * (BigInt(share) * denominator - BigInt(whole) * numerator);
        expect(-denominator < twiceOver && twiceOver <= denominator).toBe(true);
      }),
    );
  });

  it.each([
    [1, 1, 2, 0, 1],
    [3, 1, 2, 1, 2],
    [10, 1, 3, 3, 3],
    [20, 1, 3, 6, 7],
    [Number.MAX_SAFE_INTEGER, 1, 2, 4_503_599_627_370_495, 4_503_599_627_370_496],
  ])('%d × %d ÷ %d is %d below and %d half up', (whole, numerator, denominator, down, up) => {
    expect(shareDown(rupiah(whole), numerator, denominator)).toBe(down);
    expect(shareHalfUp(rupiah(whole), numerator, denominator)).toBe(up);
  });

  it.each([
    ['a negative amount', -1, 1, 2],
    ['a negative numerator', 1, -1, 2],
    ['a denominator of nothing', 1, 1, 0],
    ['a negative denominator', 1, 1, -2],
  ])('has no rounding rule for %s', (_, whole, numerator, denominator) => {
    expect(() => shareDown(rupiah(whole), numerator, denominator)).toThrow(RangeError);
    expect(() => shareHalfUp(rupiah(whole), numerator, denominator)).toThrow(RangeError);
  });
});
