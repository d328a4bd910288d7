import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** 500 at every change, `npm run simulate -- --seeds 10000` for a night. */
const SEEDS = Number(process.env['SEEDS'] ?? '500');
const MOST_MS = 600_000;

interface Told {
  readonly seeds: number;
  readonly failed: readonly number[];
  readonly acknowledged: number;
  readonly crashes: number;
  readonly parked: number;
  readonly overGraphql: number;
  readonly screens: number;
  readonly imported: number;
  readonly feesCharged: number;
}

const program = async (...args: string[]): Promise<string> => {
  const all = ['test/simulation/main.js', ...args];
  const output = { maxBuffer: 64 * 1024 * 1024, timeout: MOST_MS };
  const ran = promisify(execFile)(process.execPath, all, output);
  const { stdout } = await ran.catch((error: Error & { stdout: string }) => {
    // What a seed that failed has to say is on standard output.
    if (error.stdout === '') throw error;
    return error;
  });
  return stdout;
};

const simulated = async (...args: string[]): Promise<Told> => {
  const said = await program(...args, '--json');
  const [last = ''] = said.trimEnd().split('\n').slice(-1);
  if (!last.startsWith('{')) throw new Error(said);
  const told = JSON.parse(last) as Told;
  if (told.failed.length > 0) throw new Error(said);
  return told;
};

describe(`the whole service under seeded faults, seeds 1 to ${SEEDS} (I1, I3)`, () => {
  it(
    'loses nothing, doubles nothing, and goes on by itself',
    async () => {
      const half = Math.floor(SEEDS / 2);
      const halves = await Promise.all([
        simulated('--from', '1', '--seeds', String(half)),
        simulated('--from', String(half + 1), '--seeds', String(SEEDS - half)),
      ]);
      const sum = (count: (told: Told) => number): number =>
        halves.reduce((before, told) => before + count(told), 0);
      expect(sum(({ seeds }) => seeds)).toBe(SEEDS);
      // No idle runs: commands are acknowledged, processes die, documents wait for a fix.
      expect(sum(({ acknowledged }) => acknowledged)).toBeGreaterThan(SEEDS * 8);
      expect(sum(({ crashes }) => crashes)).toBeGreaterThan(SEEDS / 2);
      expect(sum(({ parked }) => parked)).toBeGreaterThan(SEEDS / 20);
      expect(sum(({ overGraphql }) => overGraphql)).toBeGreaterThan(SEEDS);
      expect(sum(({ screens }) => screens)).toBeGreaterThan(SEEDS);
      expect(sum(({ imported }) => imported)).toBeGreaterThan(SEEDS / 10);
      expect(sum(({ feesCharged }) => feesCharged)).toBeGreaterThan(SEEDS);
    },
    MOST_MS,
  );

  it.each([['--seeds', '0'], ['--seeds='], ['--seed', 'x'], ['--foo'], ['extra']])(
    'says what is wrong where it is called wrongly, and runs nothing: %s %s',
    async (...wrong) => {
      await expect(program(...wrong)).rejects.toMatchObject({
        ...{ code: 2, stdout: '' },
        stderr: expect.stringContaining('npm run simulate'),
      });
    },
  );

  it(
    'does the same again for the same seed, step by step, in another process',
    async () => {
      // The last one over GraphQL, with imports and days closed.
      for (const seed of ['3', '17', '42', '50']) {
        const [one, again] = await Promise.all(
          [1, 2].map(() => program('--seed', seed, '--verbose')),
        );
        const steps = (said = ''): string => said.replace(/^1 seeds in.*/m, '');
        expect(steps(one)).toMatch(/\ndigest [0-9a-f]{16}\n/);
        expect(steps(again)).toBe(steps(one));
      }
    },
    MOST_MS,
  );

  it(
    'does the same again for the same seed after others, as a failure is met among many',
    async () => {
      const [alone, after] = await Promise.all([
        program('--seed', '50', '--verbose'),
        program('--from', '46', '--seeds', '5', '--verbose'),
      ]);
      const digests = (said: string) => said.match(/^digest .*$/gm) ?? [];
      expect(digests(alone)).toHaveLength(1);
      expect(digests(after)).toHaveLength(5);
      expect(digests(after).at(-1)).toBe(digests(alone)[0]);
    },
    MOST_MS,
  );
});
