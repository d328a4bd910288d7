/** Whole rupiah: a safe integer. Nothing in this system holds a fraction of one. */
export type Rupiah = number & { readonly __unit: 'rupiah' };

// Looked up once: this check is behind every amount, and a look-up of a global is slow in a test.
const { isSafeInteger } = Number;
const { is } = Object;

export const isRupiah = (value: unknown): value is Rupiah =>
  typeof value === 'number' && isSafeInteger(value) && !is(value, -0);

/** Every border calls this: a sum that is not a safe whole number never becomes an amount. */
export const rupiah = (value: number): Rupiah => {
  if (!isRupiah(value)) throw new RangeError(`not a whole number of rupiah: ${value}`);
  return value;
};

export const ZERO = rupiah(0);

export const plus = (...amounts: readonly Rupiah[]): Rupiah => sumOf(amounts, (amount) => amount);

export const minus = (a: Rupiah, b: Rupiah): Rupiah => rupiah(a - b);

export const least = (a: Rupiah, b: Rupiah): Rupiah => (a < b ? a : b);

export const sumOf = <T>(items: Iterable<T>, amount: (item: T) => Rupiah): Rupiah => {
  let sum = ZERO;
  // Checked at each step: a sum that was once too large may look whole again, and be wrong.
  for (const item of items) sum = rupiah(sum + amount(item));
  return sum;
};

const quotient = (amount: Rupiah, numerator: bigint, denominator: bigint): [bigint, bigint] => {
  if (amount < 0 || numerator < 0n || denominator <= 0n)
    throw new RangeError('a share of a negative amount has no rounding rule');
  const product = BigInt(amount) * numerator;
  return [product / denominator, product % denominator];
};

/** `amount × numerator ÷ denominator`, cut to the rupiah below. Exact: no floating point. */
export const shareDown = (
  amount: Rupiah,
  numerator: number | bigint,
  denominator: number | bigint,
) => rupiah(Number(quotient(amount, BigInt(numerator), BigInt(denominator))[0]));

/** `amount × numerator ÷ denominator`, rounded half up to the rupiah. Exact: no floating point. */
export const shareHalfUp = (
  amount: Rupiah,
  numerator: number | bigint,
  denominator: number | bigint,
) => {
  const [whole, rest] = quotient(amount, BigInt(numerator), BigInt(denominator));
  return rupiah(Number(rest * 2n >= BigInt(denominator) ? whole + 1n : whole));
};
