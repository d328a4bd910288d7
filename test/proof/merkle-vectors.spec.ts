import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  leafHash,
  nodeHash,
  rootAt,
} from '../../src/proof/merkle.js';
import { sha256, subtreesOf } from './trees.js';

/** The leaves, roots and proofs that certificate-transparency publishes for its own code. */
const CT_LEAVES = [
  ...['', '00', '10', '2021', '3031', '40414243'],
  ...['5051525354555657', '606162636465666768696a6b6c6d6e6f'],
].map((hex) => Buffer.from(hex, 'hex'));
const CT_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const CT_INCLUSION: readonly [number, number, readonly string[]][] = [
  [0, 1, []],
  [
    ...([0, 8] as const),
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    ...([5, 8] as const),
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
];
const CT_CONSISTENCY: readonly [number, number, readonly string[]][] = [
  [1, 1, []],
  [
    ...([6, 8] as const),
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    ...([2, 5] as const),
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

const hex = (all: readonly Buffer[]) => all.map((one) => one.toString('hex'));
describe('the tree of RFC 6962', () => {
  const leaves = CT_LEAVES.map((leaf) => leafHash(leaf));
  const tree = subtreesOf(leaves);

  it('has the published roots, the empty one among them', async () => {
    expect(hex([EMPTY_ROOT, await rootAt(0, tree)])).toEqual(
      Array.from({ length: 2 }, () => sha256().toString('hex')),
    );
    expect(EMPTY_ROOT.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    const roots = await Promise.all(CT_ROOTS.map((_, at) => rootAt(at + 1, tree)));
    expect(hex(roots)).toEqual(CT_ROOTS);
  });

  it('gives the published proofs of inclusion', async () => {
    for (const [index, size, expected] of CT_INCLUSION)
      expect(hex(await inclusionProof(index, size, tree))).toEqual(expected);
  });

  it('gives the published proofs of consistency', async () => {
    for (const [from, to, expected] of CT_CONSISTENCY)
      expect(hex(await consistencyProof(from, to, tree))).toEqual(expected);
  });

  it('hashes a leaf of text as its bytes, and a leaf never as a node', () => {
    expect(leafHash('é{}')).toEqual(leafHash(Buffer.from('é{}')));
    expect(leafHash('')).toEqual(sha256(Buffer.of(0)));
    const [left, right] = [leafHash('0'), leafHash('1')];
    expect(nodeHash(left, right)).toEqual(sha256(Buffer.of(1), left, right));
    expect(nodeHash(left, right)).not.toEqual(leafHash(Buffer.concat([left, right])));
  });
});
