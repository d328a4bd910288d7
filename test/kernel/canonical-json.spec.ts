import canonicalizePackage from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, NotCanonical } from '../../src/kernel/canonical-json.js';

// Its types say that it is in a member `default`; to Node, it is the module itself.
const canonicalize = canonicalizePackage as unknown as (value: unknown) => string;

/** All that an event may hold. */
const { value: held } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'binary', maxLength: 4 }), tie('value'), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
  ),
}));

describe('canonical JSON', () => {
  it('sorts keys by UTF-16 code units: the vector of RFC 8785, section 3.2.3', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toEqual([
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('escapes as RFC 8785, section 3.2.2 does, and nothing more', () => {
    const text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\u0022/\u2028\u007f\b\t\f\r";
    expect(canonicalJson({ string: text, literals: [null, true, false] })).toBe(
      '{"literals":[null,true,false],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028\u007f\\b\\t\\f\\r"}',
    );
  });

  it('agrees with another implementation on all that an event may hold', () => {
    fc.assert(
      fc.property(held, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 500 },
    );
  });

  it('reads back as what was written, and is then written the same', () => {
    fc.assert(
      fc.property(held, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('does not depend on the order in which members were added', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(keys, (names) => {
        const there = Object.fromEntries(names.map((name, index) => [name, index]));
        const back = Object.fromEntries(Object.entries(there).toReversed());
        expect(canonicalJson(back)).toBe(canonicalJson(there));
      }),
    );
  });

  it('leaves out what is absent, and keeps what is null', () => {
    expect(canonicalJson({ b: undefined, a: null, c: { d: undefined } })).toBe('{"a":null,"c":{}}');
  });

  it('writes a negative zero as zero, as RFC 8785 does: there is one nothing', () => {
    expect(canonicalJson({ amount: -0 })).toBe('{"amount":0}');
  });

  class Amount {
    readonly value = 1;
  }
  // A list with a hole in it, where `map` would see nothing at all.
  const holed: unknown[] = [1];
  holed[2] = 3;

  it.each([
    ['a fraction', 0.5],
    ['a number too large to be exact', 2 ** 53],
    ['a number too small to be exact', -(2 ** 53)],
    ['what is not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a big integer', 1n],
    ['half of a surrogate pair', 'a\ud83d'],
    ['the other half', '\ude00b'],
    ['a surrogate pair the wrong way round', '\ude00\ud83d'],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['an object of a class', new Amount()],
    ['bytes', Buffer.from('a')],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
  ])('refuses %s, wherever it stands', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(NotCanonical);
    expect(() => canonicalJson([1, value])).toThrow(NotCanonical);
    expect(() => canonicalJson({ a: { b: value } })).toThrow(/\$\.a\.b/);
  });

  it('refuses a list with something absent in it', () => {
    expect(() => canonicalJson([1, undefined])).toThrow(NotCanonical);
    expect(() => canonicalJson({ list: holed })).toThrow(/\$\.list\[1\]/);
  });

  it('refuses half of a surrogate pair in a key', () => {
    expect(() => canonicalJson({ 'a\ud83d': 1 })).toThrow(NotCanonical);
  });
});
