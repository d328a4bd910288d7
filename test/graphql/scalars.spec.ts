import fc from 'fast-check';
import { parseValue } from 'graphql';
import type { GraphQLScalarType } from 'graphql';
import {
  DateScalar,
  DateTimeScalar,
  JsonScalar,
  PositionScalar,
  RateScalar,
  RupiahScalar,
} from '../../src/graphql/scalars.js';
import { instant, isInstant } from '../../src/kernel/local-date.js';

const literal = (scalar: GraphQLScalarType, text: string): unknown =>
  scalar.parseLiteral(parseValue(text, { noLocation: true }), {});

describe('a scalar accepts', () => {
  for (const [scalar, sent, taken] of [
    [RupiahScalar, 0, 0],
    [RupiahScalar, 1_500_000, 1_500_000],
    [RupiahScalar, -250, -250],
    [RupiahScalar, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [DateScalar, '2003-12-31', '2003-12-31'],
    [DateScalar, '2024-02-29', '2024-02-29'],
    [DateTimeScalar, '2024-01-15T09:30:00Z', '2024-01-15T09:30:00.000Z'],
    [DateTimeScalar, '2024-01-15T09:30:00.5+07:00', '2024-01-15T02:30:00.500Z'],
    [DateTimeScalar, '2024-01-01T00:00:00.123999-05:30', '2024-01-01T05:30:00.123Z'],
    [DateTimeScalar, '2024-01-15t09:30:00z', '2024-01-15T09:30:00.000Z'],
    [RateScalar, '0.06', '0.06'],
    [RateScalar, '12', '12'],
    [PositionScalar, '00000000000000000042', '00000000000000000042'],
  ] as const)
    it(`${scalar.name}: ${JSON.stringify(sent)}, as a variable and as a literal`, () => {
      expect(scalar.parseValue(sent)).toBe(taken);
      expect(literal(scalar, JSON.stringify(sent))).toBe(taken);
      expect(scalar.serialize(taken)).toBe(taken);
    });
});

const messageOf = (read: () => unknown): RegExp => {
  try {
    return new RegExp(String(read()));
  } catch (error) {
    const { message } = error as Error;
    return new RegExp(`^${message.replace(/[.()]/g, '\\$&')}$`);
  }
};

describe('a scalar refuses, without repeating it,', () => {
  for (const [scalar, sent] of [
    [RupiahScalar, 12345.5],
    [RupiahScalar, '12345'],
    [RupiahScalar, 9_007_199_254_740_992],
    [RupiahScalar, 1e21],
    [RupiahScalar, true],
    [DateScalar, '2025-02-30'],
    [DateScalar, '2023-02-29'],
    [DateScalar, '2003-13-01'],
    [DateScalar, '2003-1-01'],
    [DateScalar, '0000-01-01'],
    [DateScalar, '2003-12-31T00:00:00Z'],
    [DateScalar, 20031231],
    [DateTimeScalar, '2024-01-15'],
    [DateTimeScalar, '2024-01-15T09:30:00'],
    [DateTimeScalar, '2024-02-30T09:30:00Z'],
    [DateTimeScalar, '2024-01-15T24:00:00Z'],
    [DateTimeScalar, '2024-01-15 09:30:00Z'],
    [DateTimeScalar, '0001-01-01T00:00:00+07:00'],
    [DateTimeScalar, 1_705_311_000_000],
    [RateScalar, 0.06],
    [RateScalar, '.06'],
    [RateScalar, '-0.06'],
    [RateScalar, '6e-2'],
    [PositionScalar, '42345'],
    [PositionScalar, 42345],
  ] as const)
    it(`${scalar.name}: ${JSON.stringify(sent)}, as a variable and as a literal`, () => {
      const always = messageOf(() => scalar.parseValue({}));
      for (const read of [
        () => scalar.parseValue(sent),
        () => literal(scalar, JSON.stringify(sent)),
      ]) {
        expect(read).toThrow(`${scalar.name} must be`);
        expect(read).toThrow(always);
      }
    });

  it('Rupiah: a whole number written with a fraction or an exponent in the document', () => {
    for (const text of ['1.0', '1e3', '-0']) expect(() => literal(RupiahScalar, text)).toThrow();
  });
});

describe('an answer of ours', () => {
  it('that does not fit its scalar is a fault, not an input error', () => {
    expect(() => RupiahScalar.serialize(0.5)).toThrow(TypeError);
    expect(() => DateTimeScalar.serialize(new Date(0))).toThrow(TypeError);
  });

  it('of JSON is what was recorded', () => {
    const data = { a: [1, null, { b: true }] };
    expect(JsonScalar.serialize(data)).toBe(data);
    expect(literal(JsonScalar, '{ a: [1, null, { b: true }] }')).toEqual(data);
  });
});

it('a DateTime at any offset is the same instant in UTC', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.integer({ min: -23 * 60, max: 23 * 60 }),
      (ms, offset) => {
        const local = instant(ms + offset * 60_000).slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const sign = offset < 0 ? '-' : '+';
        const two = (part: number): string => String(part).padStart(2, '0');
        const read = DateTimeScalar.parseValue(`${local}${sign}${two(hours)}:${two(minutes)}`);
        expect(read).toBe(instant(ms));
        expect(isInstant(read)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
