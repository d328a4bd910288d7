import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from '../../src/cli/verify.js';
import { exporting, Package, toldStore } from './packages.js';

const { directory, config } = toldStore();

describe('jejak verify, as VERIFY.md says it', () => {
  it.each([
    ['a mitra', { mitra: 'M-1' }],
    ['a loan', { loan: 'L-2' }],
    ['the whole log', { all: true }],
  ])('finds a package of %s as it was signed', async (_, flags) => {
    const file = join(directory, 'package.zip');
    expect(await exporting(config(), { ...flags, out: file, force: true })).toMatchObject({
      status: 0,
    });
    const found = new Package(file);
    const key = join(directory, 'known.vkey');
    writeFileSync(key, found.text('public-key.vkey'));
    const said: string[] = [];
    const line = (text: string): void => void said.push(text);
    const status = await verify(file, { key: [key], json: true }, { out: line, err: line });
    const { events, uncovered } = found.manifest;
    expect([status, JSON.parse(said.join('\n'))]).toEqual([
      0,
      expect.objectContaining({ ok: true, proven: events - uncovered.events, problems: [] }),
    ]);
  });
});

describe('the file', () => {
  it('is the same bytes each time, for its owner alone, with nothing left beside', async () => {
    for (const what of [{ mitra: 'M-1' }, { all: true }]) {
      const [first, second] = [join(directory, 'first.zip'), join(directory, 'second.zip')];
      for (const out of [first, second]) await exporting(config(), { ...what, out, force: true });
      expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
      expect(statSync(first).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(directory).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('that is there stays as it is, unless --force', async () => {
    const out = join(directory, 'there.zip');
    writeFileSync(out, 'mine');
    const { status, said } = await exporting(config(), { mitra: 'M-1', out });
    expect([status, said]).toEqual([2, expect.stringContaining('is there already')]);
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect((await exporting(config(), { mitra: 'M-1', out, force: true })).status).toBe(0);
    expect(readFileSync(out).subarray(0, 2).toString()).toBe('PK');
  });

  it.each([
    ['a mitra who is none', { mitra: 'M-404' }, 'there is no mitra M-404'],
    ['a loan that is none', { loan: 'L-404' }, 'there is no loan L-404'],
    ['nothing in particular', {}, 'expected one of --mitra, --loan and --all'],
    ['two things at once', { mitra: 'M-1', all: true }, 'expected one of'],
  ])('is not made for %s, and the status is 2', async (_, flags, message) => {
    const out = join(directory, 'none.zip');
    const { status, said } = await exporting(config(), { ...flags, out });
    expect([status, said]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(out)).toBe(false);
  });
});
