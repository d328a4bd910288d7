import fc from 'fast-check';
import { keyedHash, open, seal } from '../../src/keys/cipher.js';

const KEY = Buffer.alloc(32, 7);
const EVENT = '5d0f7a5e-6a57-5b7e-8a44-1f2b9b4b8c11';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const personal = fc.record(
  { name: fc.string({ unit: 'binary' }), latitude: fc.maxSafeInteger() },
  { noNullPrototype: true, requiredKeys: ['name'] },
);

/** The same base64 text but for one bit of what it stands for. */
const flipped = (base64: string, at: number): string => {
  const bytes = Buffer.from(base64, 'base64');
  const index = Math.floor(at / 8) % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << (at % 8)), index);
  return bytes.toString('base64');
};

/** What node:crypto says of a tag that does not fit, or is none. */
const REFUSED = /unable to authenticate data|Invalid authentication tag length/;

describe('a personal part', () => {
  it('opens as what was sealed', () => {
    fc.assert(
      fc.property(key, fc.uuid(), personal, (secret, event, value) => {
        expect(open(secret, event, seal(secret, event, value))).toEqual(value);
      }),
    );
  });

  it('sealed again is the same bytes, so that a repeated write is the same event', () => {
    fc.assert(
      fc.property(key, fc.uuid(), personal, (secret, event, value) => {
        expect(seal(secret, event, { ...value })).toEqual(seal(secret, event, value));
      }),
    );
  });

  it('never uses a nonce twice: another event, key or text, another nonce', () => {
    const boxes = [
      seal(KEY, EVENT, { name: 'Siti' }),
      seal(KEY, EVENT, { name: 'Sita' }),
      seal(KEY, EVENT.replace('5d', '5e'), { name: 'Siti' }),
      seal(Buffer.alloc(32, 8), EVENT, { name: 'Siti' }),
    ];
    expect(new Set(boxes.map(({ nonce }) => nonce)).size).toBe(boxes.length);
  });

  it('does not open with one bit of it changed, in the nonce or in the ciphertext', () => {
    fc.assert(
      fc.property(personal, fc.nat(), (value, at) => {
        const box = seal(KEY, EVENT, value);
        const ciphertext = flipped(box.ciphertext, at);
        expect(() => open(KEY, EVENT, { ...box, ciphertext })).toThrow(REFUSED);
        expect(() => open(KEY, EVENT, { ...box, nonce: flipped(box.nonce, at) })).toThrow(REFUSED);
      }),
    );
  });

  it('does not open cut short, however little of its tag is left', () => {
    const box = seal(KEY, EVENT, { name: 'Siti' });
    const bytes = Buffer.from(box.ciphertext, 'base64');
    for (let length = 0; length < bytes.length; length++) {
      const ciphertext = bytes.subarray(0, length).toString('base64');
      expect(() => open(KEY, EVENT, { ...box, ciphertext })).toThrow(REFUSED);
    }
  });

  it('does not open in another event, nor with another key', () => {
    const box = seal(KEY, EVENT, { name: 'Siti' });
    fc.assert(
      fc.property(key, fc.uuid(), (secret, event) => {
        fc.pre(!secret.equals(KEY) && event !== EVENT);
        expect(() => open(KEY, event, box)).toThrow(REFUSED);
        expect(() => open(secret, EVENT, box)).toThrow(REFUSED);
      }),
    );
  });
});

describe('a keyed hash', () => {
  it('is of the value, however its members are ordered, and of the key', () => {
    const hash = keyedHash(KEY, { kind: 'a', value: 'b' });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(keyedHash(KEY, { value: 'b', kind: 'a' })).toBe(hash);
    expect(keyedHash(KEY, { kind: 'a', value: 'c' })).not.toBe(hash);
    expect(keyedHash(Buffer.alloc(32, 8), { kind: 'a', value: 'b' })).not.toBe(hash);
  });
});
