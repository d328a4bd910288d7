import { join } from 'node:path';
import { exporting, Package, toldStore } from '../packages.js';
import { bitFlips } from '../trees.js';
import { type Entry, SIGSTORE, sigstoreAccepts, sigstoreEntries } from './sigstore.js';

const { directory, config } = toldStore();
let entries: readonly Entry[] = [];
beforeAll(async () => {
  const out = join(directory, 'package.zip');
  await exporting(config(), { mitra: 'M-1', out });
  entries = sigstoreEntries(new Package(out));
});

describe('the Merkle code of @sigstore/verify 2.1.1', () => {
  it('accepts every proof of a package', () => {
    expect(SIGSTORE).toBe('2.1.1');
    expect(entries.length).toBeGreaterThan(5);
    expect(entries.filter(sigstoreAccepts)).toEqual(entries);
  });

  it('refuses each with any bit of leaf, root or a hash flipped, and any other number', () => {
    for (const entry of entries) {
      const { canonicalizedBody, inclusionProof } = entry;
      const { hashes, rootHash, logIndex } = inclusionProof;
      const proven = (over: object): Entry => ({
        ...entry,
        inclusionProof: { ...inclusionProof, ...over },
      });
      const others = [
        ...bitFlips(canonicalizedBody).map((body) => ({ ...entry, canonicalizedBody: body })),
        ...bitFlips(rootHash).map((root) => proven({ rootHash: root })),
        ...hashes.flatMap((hash, at) =>
          bitFlips(hash).map((flipped) => proven({ hashes: hashes.with(at, flipped) })),
        ),
        proven({ logIndex: String(Number(logIndex) ^ 1) }),
        proven({ hashes: hashes.slice(1) }),
        proven({ hashes: hashes.toReversed() }),
      ];
      expect(others.filter(sigstoreAccepts)).toEqual([]);
    }
  });
});
