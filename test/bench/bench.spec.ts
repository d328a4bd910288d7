import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchReport } from '../../src/bench/suite.js';
import { endChildren, jejak, settingsIn } from '../cli/jejak.js';
import { freshDirectory } from '../event-store/fresh-directory.js';

/** Each is measured, once, on a small log; how fast is not asked. */
const FIGURES = [
  ...['rebuild', 'loan-on-a-day-p99', 'fund-to-scan', 'fund', 'small-question', 'verification'],
  ...['command', 'commands-at-once', 'command-on-long-loan', 'first-command-on-long-loan'],
  ...['chain-and-tree', 'lag', 'pace'],
  ...['list', 'memory', 'start-empty', 'start', 'rebuild-to-emmett'],
];
const MINUTES = 60_000;

const directory = freshDirectory();
afterEach(endChildren);
const bench = (...flags: readonly string[]) =>
  jejak(settingsIn(directory()), 'bench', '--quick', ...flags);

it(
  'jejak bench measures every figure beside its limit, with the fsync time, and draws them',
  async () => {
    const plots = join(directory(), 'plots');
    const { status, out, err } = await bench('--sizes', '200', '--json', '--plots', plots);
    expect({ status, err }).toEqual({ status: expect.any(Number), err: expect.any(String) });
    const report = JSON.parse(out) as BenchReport;
    const figures = report.sizes.flatMap((size) => size.figures);
    expect(figures.map(({ id }) => id)).toEqual(FIGURES);
    for (const { ratio, ours, limit, fsync, pairs } of figures) {
      for (const value of [ratio, ours, limit, fsync]) expect(value).toBeGreaterThan(0);
      expect(pairs).toBeGreaterThanOrEqual(1);
    }
    expect(readdirSync(plots).toSorted()).toEqual([
      ...['figures.json', 'memory.svg', 'one-at-a-time.svg', 'the-whole-log.svg'],
    ]);
    const kept = JSON.parse(readFileSync(join(plots, 'figures.json'), 'utf8')) as BenchReport;
    expect(kept).toEqual(report);
  },
  5 * MINUTES,
);

it('wrong usage is said before anything is measured', async () => {
  const wrong = [
    ['--sizes', '99'],
    ['--sizes', '1000,many'],
    ['--seed', '-1'],
    ['--only', 'commands,tea'],
    ['--page', 'docs/performance.md'],
    ['--page', 'README.md'],
    ['--page', 'docs/there-is-no-such-page.md'],
  ] as const;
  const ended = await Promise.all(wrong.map(([flag, value]) => bench(flag, value)));
  expect(ended.map(({ status }) => status)).toEqual(wrong.map(() => 2));
  wrong.forEach(([flag], at) => expect(ended[at]?.err).toContain(flag));
});
