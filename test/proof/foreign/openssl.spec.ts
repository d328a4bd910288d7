import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Package, exporting, toldStore } from '../packages.js';
import { followShell, ran, shown, unpackedIn } from './guide.js';

const { directory, config } = toldStore();

const packaged = async (flags: object): Promise<Package> => {
  const out = join(directory, 'package.zip');
  expect((await exporting(config(), { ...flags, out, force: true })).status).toBe(0);
  return new Package(out);
};

/** What was in the file is there with one thing changed. */
const changed = (file: string, from: RegExp, to: string): void => {
  const text = readFileSync(file, 'utf8');
  const other = text.replace(from, to);
  expect(other).not.toBe(text);
  writeFileSync(file, other);
};

describe('VERIFY.md of a loan, followed with openssl, sed and awk alone', () => {
  it('shows the signature and every event, and which is not covered', async () => {
    const found = await packaged({ loan: 'L-1' });
    const { status, said } = await followShell(found, unpackedIn(directory, found));
    const { events, uncovered } = found.manifest;
    expect([status, said]).toEqual([0, expect.stringContaining('Signature Verified Successfully')]);
    expect(said.match(/ is what was logged/g)).toHaveLength(events - uncovered.events);
    expect(said.match(/ is covered by no checkpoint yet/g)).toHaveLength(1);
  });

  it.each([
    ['an amount', 'events.jsonl', /"amount":112000/, '"amount":112001', 'is not what its hash'],
    [
      'when it was recorded',
      'events.jsonl',
      /"recordedAt":"20/,
      '"recordedAt":"21',
      'under the root',
    ],
    ['the signed size', 'checkpoints/', /\n(\d+)\n/, '\n9$1\n', 'Verification Failure'],
  ])('finds that %s was changed', async (_, name, from, to, message) => {
    const found = await packaged({ loan: 'L-1' });
    const unpacked = unpackedIn(directory, found);
    const file = name.endsWith('/') ? (found.manifest.checkpoints.at(-1)?.file ?? '') : name;
    changed(join(unpacked, file), from, to);
    const { status, said } = await followShell(found, unpacked);
    expect([status === 0, said]).toEqual([false, expect.stringContaining(message)]);
  });
});

describe('VERIFY.md of the whole log, followed with openssl and Node alone', () => {
  const follow = async (found: Package, unpacked: string) => {
    const shell = await followShell(found, unpacked);
    writeFileSync(join(unpacked, 'check.mjs'), shown(found, 'js'));
    return { shell, node: await ran(process.execPath, ['check.mjs'], unpacked) };
  };

  it('shows the signature, every event, and the root over them', async () => {
    const found = await packaged({ all: true });
    const { shell, node } = await follow(found, unpackedIn(directory, found));
    const { events, uncovered } = found.manifest;
    expect(shell).toMatchObject({ status: 0 });
    expect(node).toEqual({
      status: 0,
      said: `${events - uncovered.events} of ${events} events are what was signed\n`,
    });
  });

  it.each([
    ['an event was changed', /"amount":112000/, '"amount":112001', /line \d+ was changed/],
    ['an event was taken out', /^.*\n/, '', 'the root is another one'],
    ['two events were swapped', /^(.*\n)(.*\n)/, '$2$1', 'the root is another one'],
  ])('finds that %s', async (_, from, to, message) => {
    const found = await packaged({ all: true });
    const unpacked = unpackedIn(directory, found);
    changed(join(unpacked, 'events.jsonl'), from, to);
    const { node } = await follow(found, unpacked);
    expect(node.status).toBe(1);
    expect(node.said).toMatch(message);
  });
});
