import { KNOWN_MS, KnownKeys } from '../../src/keys/known-keys.js';

const KEY = Buffer.alloc(32, 3);

it('forgets a key a while after it was last found in the store, however often it is used', () => {
  let now = 0;
  const known = new KnownKeys(() => now);
  known.keep('mitra:M-1', KEY);
  for (; now < KNOWN_MS; now += 100) expect(known.find('mitra:M-1')).toBe(KEY);
  expect(known.find('mitra:M-1')).toBeUndefined();
});

it('knows an erased key from one that it does not know', () => {
  const known = new KnownKeys(() => 0);
  known.keep('mitra:M-1', null);
  expect([known.find('mitra:M-1'), known.find('mitra:M-2')]).toEqual([null, undefined]);
});

it('keeps so many and no more: the one found longest ago goes first', () => {
  const known = new KnownKeys(() => 0, 2);
  for (const id of ['mitra:M-1', 'mitra:M-2', 'mitra:M-1', 'mitra:M-3']) known.keep(id, KEY);
  expect(['mitra:M-1', 'mitra:M-2', 'mitra:M-3'].map((id) => known.find(id))).toEqual([
    KEY,
    undefined,
    KEY,
  ]);
});
