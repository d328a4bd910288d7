import fc from 'fast-check';
import { BadCheckpoint, checkpointText, parseCheckpoint } from '../../src/proof/checkpoint.js';
import { leafHashOf, leafOf } from '../../src/proof/leaf.js';
import { EMPTY_ROOT } from '../../src/proof/merkle.js';
import { parseTilePath, tilePath } from '../../src/proof/tile-path.js';
import { BadProof, formatTlogProof, parseTlogProof } from '../../src/proof/tlog-proof.js';
import { hashes, sha256 } from './trees.js';

describe('a leaf', () => {
  it('is the canonical JSON of the hash and the time alone, and hashed as one', () => {
    const event = { recordedAt: '2024-01-15T03:04:05.678Z', position: '7', hash: 'ab'.repeat(32) };
    const leaf = `{"hash":"${'ab'.repeat(32)}","recordedAt":"2024-01-15T03:04:05.678Z"}`;
    expect(leafOf(event)).toBe(leaf);
    expect(leafHashOf(event)).toEqual(sha256(Buffer.from(`\0${leaf}`)));
  });
});

describe('the path of a tile', () => {
  it.each([
    ['tile/0/000', 0, 0, 256],
    ['tile/0/x001/x234/067', 0, 1_234_067, 256],
    ['tile/63/999.p/1', 63, 999, 1],
    ['tile/1/x001/000.p/255', 1, 1000, 255],
    ['tile/entries/x999/999', 'entries', 999_999, 256],
    ['tile/0/x009/x007/x199/x254/x740/991', 0, Number.MAX_SAFE_INTEGER, 256],
  ] as const)('%s', (path, level, index, width) => {
    expect(tilePath(level, index, width)).toBe(path);
    expect(parseTilePath(path)).toEqual({ level, index, width });
  });

  it.each([
    ...['', 'tile', 'tile/0', 'tile/0/', '/tile/0/000', 'tile/0/000/', 'tile/0/0', 'tile/0/00'],
    ...['tile/0/0000', 'tile/0/x000/001', 'tile/0/001/002', 'tile/0/x001', 'tile/0/x001/x002'],
    ...['tile/64/000', 'tile/-1/000', 'tile/00/000', 'tile/01/000', 'tile/data/000'],
    ...['tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/01', 'tile/0/000.p/', 'tile/0/000.p'],
    ...['tile/0/x009/x007/x199/x254/x740/992', 'tile/0/x999/x999/x999/x999/x999/x999/999'],
    ...['tile/0/../000', 'tile/0/000?x', 'tile/0/٠٠٠', 'TILE/0/000', 'tile/0/000\n'],
  ])('%p is none', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  it('is written for tiles only', () => {
    const none: readonly (readonly [number, number, number])[] = [
      ...([[-1, 0, 1], [64, 0, 1], [0.5, 0, 1], [0, -1, 1]] as const), // prettier-ignore
      ...([[0, 2 ** 53, 1], [0, 0, 0], [0, 0, 257]] as const), // prettier-ignore
    ];
    for (const [level, index, width] of none)
      expect(() => tilePath(level, index, width)).toThrow(RangeError);
  });
});

const ROOT = EMPTY_ROOT.toString('base64');

describe('the text of a checkpoint', () => {
  it('is read as it was written', () => {
    const head = { origin: 'jejak.local/log', size: 20_852_163, root: hashes(1)[0] ?? EMPTY_ROOT };
    expect(parseCheckpoint(checkpointText(head))).toEqual(head);
    const empty = { origin: 'x y', size: 0, root: EMPTY_ROOT };
    expect(checkpointText(empty)).toBe(`x y\n0\n${ROOT}\n`);
    expect(parseCheckpoint(checkpointText(empty))).toEqual(empty);
  });

  it('may have further lines, which say nothing here', () => {
    expect(parseCheckpoint(`log\n7\n${ROOT}\nmore\n`)).toMatchObject({ origin: 'log', size: 7 });
  });

  it.each([
    ['nothing', ''],
    ['two lines', `log\n7\n`],
    ['no end', `log\n7\n${ROOT}`],
    ['no name', `\n7\n${ROOT}\n`],
    ['an empty line', `log\n7\n${ROOT}\n\nmore\n`],
    ['a leading zero', `log\n07\n${ROOT}\n`],
    ['a sign', `log\n+7\n${ROOT}\n`],
    ['a negative size', `log\n-7\n${ROOT}\n`],
    ['a fraction', `log\n7.0\n${ROOT}\n`],
    ['an exponent', `log\n1e3\n${ROOT}\n`],
    ['a space before the size', `log\n 7\n${ROOT}\n`],
    ['a space after the size', `log\n7 \n${ROOT}\n`],
    ['other digits', `log\n٧\n${ROOT}\n`],
    ['a size that cannot be counted exactly', `log\n9007199254740992\n${ROOT}\n`],
    ['a root of 31 bytes', `log\n7\n${EMPTY_ROOT.subarray(1).toString('base64')}\n`],
    ['a root of 33 bytes', `log\n7\n${Buffer.alloc(33).toString('base64')}\n`],
    ['no padding', `log\n7\n${ROOT.slice(0, -1)}\n`],
    ['bits left over', `log\n7\n${ROOT.replace('U=', 'V=')}\n`],
    ['the other base64', `log\n7\n${ROOT.replace('/', '_')}\n`],
    ['a space after the root', `log\n7\n${ROOT} \n`],
    ['a carriage return', `log\r\n7\r\n${ROOT}\r\n`],
  ])('with %s is refused', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(BadCheckpoint);
  });
});

describe('a file of a proof', () => {
  const checkpoint = `log\n9\n${ROOT}\n\n— log AAAAAAAA\n`;
  const proof = { index: 4, hashes: hashes(4), checkpoint };

  it('is read as it was written, with and without extra data', () => {
    expect(parseTlogProof(formatTlogProof(proof))).toEqual(proof);
    const more = { ...proof, extra: Buffer.from('{"leaf":true}') };
    expect(parseTlogProof(formatTlogProof(more))).toEqual(more);
    const alone = { index: 0, hashes: [], checkpoint };
    expect(formatTlogProof(alone)).toBe(`c2sp.org/tlog-proof@v1\nindex 0\n\n${checkpoint}`);
    expect(parseTlogProof(formatTlogProof(alone))).toEqual(alone);
  });

  const good = formatTlogProof(proof);
  it.each([
    ['nothing', ''],
    ['another version', good.replace('v1', 'v2')],
    ['no index', good.replace('index 4\n', '')],
    ['an index with a leading zero', good.replace('index 4', 'index 04')],
    ['a negative index', good.replace('index 4', 'index -4')],
    ['an index too large', good.replace('index 4', 'index 9007199254740992')],
    ['extra data in the wrong place', good.replace('index 4', 'index 4\nextra AAAA')],
    ['extra data that is none', good.replace('index', 'extra ?\nindex')],
    ['a hash cut short', good.replace(/=\n/, '\n')],
    ['64 hashes', formatTlogProof({ ...proof, hashes: hashes(64) })],
    ['no checkpoint', good.slice(0, good.indexOf('\n\n'))],
    ['carriage returns', good.replaceAll('\n', '\r\n')],
  ])('with %s is refused', (_, text) => {
    expect(() => parseTlogProof(text)).toThrow(BadProof);
  });

  it('is nothing that anybody could write by accident', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => parseTlogProof(text)).toThrow(BadProof);
      }),
    );
  });
});
