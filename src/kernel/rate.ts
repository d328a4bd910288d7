/** A yearly rate as an exact decimal in text: "0.06" is six percent a year. */
export type Rate = string & { readonly __unit: 'rate per year' };

const DECIMAL = /^(?:0|[1-9]\d{0,2})(?:\.\d{1,12})?$/;

export const isRate = (value: unknown): value is Rate =>
  typeof value === 'string' && DECIMAL.test(value);

export const rate = (text: string): Rate => {
  if (!isRate(text)) throw new RangeError(`not a decimal rate such as "0.06": ${text}`);
  return text;
};

export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const fractionOf = (value: Rate): Fraction => {
  const [whole = '0', decimals = ''] = value.split('.');
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) };
};

/** The rate of one period: the year's rate divided by the periods in a year, without day count. */
export const perPeriod = (value: Rate, periodsPerYear: number): Fraction => {
  const { numerator, denominator } = fractionOf(value);
  return { numerator, denominator: denominator * BigInt(periodsPerYear) };
};
