import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasGo } from '../../ferretdb/binary.js';
import { exporting, Package, toldStore } from '../packages.js';
import { bitFlips } from '../trees.js';
import { goBuilt, goSays } from './go-verify.js';
import { ran, shown, unpackedIn } from './guide.js';
import { accepted, type Proving, provingFiles } from './proof-files.js';

const { directory, config } = toldStore();
const packaged = async (name: string, flags: object): Promise<Package> => {
  const out = join(directory, `${name}.zip`);
  expect(await exporting(config(), { ...flags, out, force: true })).toMatchObject({ status: 0 });
  return new Package(out);
};

/**
 * Bits at the end of a hash or signature that base64 has but no byte needs: Go reads past them, and
 * so takes the same bytes. What is written in another way here is refused here all the same.
 */
const sameToGo = (a: Buffer, b: Buffer): boolean => {
  const decoded = (text: Buffer): string =>
    text
      .toString('latin1')
      .replaceAll(/[\w+/]{20,}=*/g, (base64) => Buffer.from(base64, 'base64').toString('hex'));
  return decoded(a) === decoded(b);
};

const withGo = hasGo() ? describe : describe.skip;
withGo("Go's golang.org/x/mod/sumdb, note and tlog", () => {
  let program = '';
  let proving: readonly Proving[] = [];
  beforeAll(async () => {
    program = await goBuilt(directory, 'go-verify');
    proving = provingFiles(await packaged('flipped', { mitra: 'M-1' }));
  }, 120_000);

  it('accepts a checkpoint, an inclusion proof and a consistency proof', async () => {
    expect(await goSays(program, proving)).toEqual(['ok', 'ok', 'ok']);
  });

  it('refuses each with any bit of any byte flipped, as this house does (I15)', async () => {
    for (const one of proving) {
      const flipped = bitFlips(one.Text).map((Text) => ({ ...one, Text }));
      const said = await goSays(program, flipped);
      expect(said).toHaveLength(flipped.length);
      const survivors = flipped.filter((_, at) => said[at] === 'ok');
      expect(survivors.filter(({ Text }) => !sameToGo(Text, one.Text)).map(String)).toEqual([]);
      expect(survivors.filter(accepted)).toEqual([]);
    }
  });

  it.each([
    ['a mitra', { mitra: 'M-1' }],
    ['a loan', { loan: 'L-1' }],
    ['the whole log', { all: true }],
  ])('runs the program of VERIFY.md over a package of %s', async (name, what) => {
    const found = await packaged('whole', what);
    const guided = await goBuilt(directory, `of ${name}`, shown(found, 'go'));
    const unpacked = unpackedIn(directory, found);
    const { events, uncovered, checkpoints } = found.manifest;
    expect(await ran(guided, [unpacked], directory)).toEqual({
      status: 0,
      said:
        `${events - uncovered.events} of ${events} events are what was signed, ` +
        `in ${checkpoints.length} checkpoints\n`,
    });
    const file = join(unpacked, 'events.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"amount":112000', '"amount":112001'));
    const { status, said } = await ran(guided, [unpacked], directory);
    expect([status, said]).toEqual([1, expect.stringContaining('is not what its hash is over')]);
  });
});
