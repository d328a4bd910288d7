import { join } from 'node:path';
import { exporting, Package, toldStore } from '../packages.js';
import { bitFlips } from '../trees.js';
import { accepted, type Proving, provingFiles } from './proof-files.js';

const { directory, config } = toldStore();
let proving: readonly Proving[] = [];
beforeAll(async () => {
  const out = join(directory, 'package.zip');
  await exporting(config(), { mitra: 'M-1', out });
  proving = provingFiles(new Package(out));
});

describe.each([
  [0, 'a checkpoint'],
  [1, 'an inclusion proof'],
  [2, 'a consistency proof'],
])('file %i, %s', (at) => {
  const file = (): Proving => {
    const found = proving[at];
    if (!found) throw new Error('no such file');
    return found;
  };

  it('is accepted as it is', () => {
    expect(accepted(file())).toBe(true);
  });

  it('is refused with any bit of any byte flipped (I15)', () => {
    const { Text } = file();
    expect(Text.length).toBeGreaterThan(150);
    const survivors = bitFlips(Text).filter((flipped) => accepted({ ...file(), Text: flipped }));
    expect(survivors.map(String)).toEqual([]);
  });

  it('is refused cut short anywhere, and with anything after it', () => {
    const { Text } = file();
    const cut = Array.from(Text, (_, end) => Text.subarray(0, end));
    const longer = ['\n', ' ', 'x', '\0'].map((more) => Buffer.concat([Text, Buffer.from(more)]));
    const survivors = [...cut, ...longer].filter((text) => accepted({ ...file(), Text: text }));
    expect(survivors.map(String)).toEqual([]);
  });
});
