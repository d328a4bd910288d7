import { zipSync } from 'fflate';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { verifyPackage } from '../../src/proof/verify-package.js';
import { freshDirectory } from '../event-store/fresh-directory.js';

const directory = freshDirectory();

const manifest = (more: object = {}): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...{ format: 'jejak-audit-package', version: 1, what: { all: true }, streams: 'ALL' },
      basis: { size: 0, position: '0', rootHash: '' },
      ...{ events: 0, uncovered: { events: 0, first: null }, checkpoints: [], consistency: [] },
      ...{ keys: [], files: [], ...more },
    }),
  );

const MB = 1_024 * 1_024;
const inFile = (bytes: Uint8Array): string => {
  const file = join(directory(), 'hostile.zip');
  writeFileSync(file, bytes);
  return file;
};

/** The verdict, and what it cost; the most memory is known to a megabyte or so. */
const judged = async (files: Record<string, Uint8Array>) => {
  const file = inFile(zipSync(files, { level: 1 }));
  const [began, before] = [performance.now(), process.memoryUsage.rss()];
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  const verdict = await verifyPackage(file, [], []);
  clearInterval(watch);
  return { verdict, ms: performance.now() - began, megabytes: (most - before) / MB };
};

describe('a package made to keep whoever verifies it busy', () => {
  it('with one line of 64 MB is not read beyond what an event can be', async () => {
    const events = Buffer.alloc(64 * MB, 'x');
    const { verdict, ms } = await judged({
      'manifest.json': manifest(),
      'events.jsonl': events,
    });
    expect(verdict.ok).toBe(false);
    expect(verdict.problems.map(({ why }) => why)).toContainEqual(
      expect.stringContaining('a line is longer than any event is'),
    );
    expect(ms).toBeLessThan(5_000);
  });

  it('with 32 million empty lines is given up, and a thousand problems are told', async () => {
    const events = Buffer.alloc(32 * MB, '\n');
    const { verdict, ms } = await judged({
      'manifest.json': manifest(),
      'events.jsonl': events,
    });
    expect(verdict.ok).toBe(false);
    expect(verdict.problems).toHaveLength(1_000);
    expect(verdict.problemCount).toBeGreaterThan(1_000);
    expect(ms).toBeLessThan(5_000);
  });

  it('that lists 60,000 files, one of them twice, takes no longer than that many', async () => {
    const files = Array.from({ length: 60_000 }, (_, at) => ({
      ...{ path: `p${at % 59_999}`, bytes: 0, sha256: '' },
    }));
    const { verdict, ms } = await judged({
      'manifest.json': manifest({ files }),
      'events.jsonl': Buffer.alloc(0),
    });
    expect(verdict.problems).toContainEqual(
      expect.objectContaining({ file: 'p0', why: 'the manifest lists it twice' }),
    );
    expect(ms).toBeLessThan(5_000);
  });

  it('that lists more than a ZIP can hold is no package', async () => {
    const files = Array.from({ length: 70_000 }, () => ({ path: '', bytes: 0, sha256: '' }));
    const { verdict } = await judged({ 'manifest.json': manifest({ files }) });
    expect(verdict).toMatchObject({ ok: false, what: null });
  });

  it('that names one file of 20 MB as 60 checkpoints reads none of it as a note', async () => {
    const one = { file: 'checkpoints/a', size: 1, rootHash: '' };
    const { verdict, megabytes } = await judged({
      'manifest.json': manifest({ checkpoints: Array.from({ length: 60 }, () => one) }),
      'events.jsonl': Buffer.alloc(0),
      'checkpoints/a': Buffer.alloc(20 * MB, 'A'),
    });
    expect(verdict).toMatchObject({ ok: false, checkpoints: [] });
    expect(megabytes).toBeLessThan(200);
  });

  it('in which files share their bytes is no package: it would unpack to any size', async () => {
    const zip = Buffer.from(
      zipSync({ 'a.txt': Buffer.from('one'), 'b.txt': Buffer.from('two') }, { level: 0 }),
    );
    const [first, second] = [zip.indexOf('PK\x01\x02'), zip.lastIndexOf('PK\x01\x02')];
    const [begin, next] = [zip.readUInt32LE(first + 42), zip.readUInt32LE(second + 42)];
    for (const at of [20, 24]) zip.writeUInt32LE(next - begin, first + at);
    const verdict = await verifyPackage(inFile(zip), [], []);
    expect(verdict.problems[0]?.why).toContain('overlaps another file');
  });
});
