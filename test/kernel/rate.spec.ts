import fc from 'fast-check';
import { fractionOf, isRate, perPeriod, rate } from '../../src/kernel/rate.js';

/** Any rate as it may be written: digits before the point and, perhaps, up to twelve after it. */
const written = fc
  .tuple(fc.nat(999), fc.option(fc.stringMatching(/^\d{1,12}$/), { nil: undefined }))
  .map(([whole, decimals]) => (decimals === undefined ? `${whole}` : `${whole}.${decimals}`));

describe('a yearly rate', () => {
  it.each([
    '',
    '.5',
    '1.',
    '06',
    '00.06',
    '-0.06',
    '+0.06',
    '6%',
    '6e-2',
    '0,06',
    ' 0.06',
    '0.06\n',
    '1000',
    '0.0000000000001',
    '٠.٠٦',
    'NaN',
    'Infinity',
  ])('is not written %j', (text) => {
    // prettier-ignore
    expect(isRate(text)).toBe(false);
    expect(() => rate(text)).toThrow(RangeError);
  });

  it('is text, never a number', () => {
    expect(isRate(0.06)).toBe(false);
  });

  it('is the exact decimal that it is written as', () => {
    fc.assert(
      fc.property(written, (text) => {
        const { numerator, denominator } = fractionOf(rate(text));
        const [whole = '', decimals = ''] = text.split('.');
        expect(denominator).toBe(BigInt(`1${'0'.repeat(decimals.length)}`));
        expect(numerator / denominator).toBe(BigInt(whole));
        const rest = String(numerator % denominator);
        expect(decimals === '' ? '' : rest.padStart(decimals.length, '0')).toBe(decimals);
      }),
    );
  });

  it('is divided by the periods of a year, without day count and without rounding', () => {
    fc.assert(
      fc.property(written, fc.constantFrom(1, 2, 4, 12), (text, periods) => {
        const [year, period] = [fractionOf(rate(text)), perPeriod(rate(text), periods)];
        expect(period.numerator * BigInt(periods) * year.denominator).toBe(
          year.numerator * period.denominator,
        );
      }),
    );
    expect(perPeriod(rate('0.06'), 4)).toEqual({ numerator: 6n, denominator: 400n });
  });
});
