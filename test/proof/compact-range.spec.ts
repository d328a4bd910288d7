import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { CompactRange } from '../../src/proof/compact-range.js';
import { leafOf } from '../../src/proof/leaf.js';
import { hashes, naiveRoot } from './trees.js';

describe('a compact range', () => {
  it('has the root that RFC 6962 defines, after every leaf', () => {
    const leaves = hashes(130);
    const range = new CompactRange();
    expect(range.root()).toEqual(naiveRoot([]));
    for (const [at, leaf] of leaves.entries()) {
      range.append(leaf);
      expect([range.size, range.root()]).toEqual([at + 1, naiveRoot(leaves.slice(0, at + 1))]);
    }
  });
});

describe('a leaf', () => {
  it.each([
    ['a'.repeat(64), '2024-01-01T00:00:00.000Z'],
    ['', ''],
    ['"quoted"', 'with\nline ends'],
    ['back\\slash', 'é'],
  ])('is canonical JSON, also of %j and %j', (hash, recordedAt) => {
    expect(leafOf({ hash, recordedAt })).toBe(canonicalJson({ hash, recordedAt }));
  });
});
