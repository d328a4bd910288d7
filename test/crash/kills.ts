import { createHash } from 'node:crypto';
import { type Dice, dice } from '../../src/demo/random.js';
import { type Kind, placeFor } from './place.js';
import type { Killed, Scenario } from './scenario.js';

/** Over all scenarios and both kinds of stores: 50 at every change, 500 for a night. */
const KILLS = Number(process.env['KILLS'] ?? '50');
const SEED = Number(process.env['SEED'] ?? '1');
/** One row alone, by its name; it gets all kills. */
const SCENARIO = process.env['SCENARIO'];
const A_NIGHT_MS = 36_000_000;
/** A store goes through so many kills: its log, and what is checked of it, stay small. */
const KILLS_PER_STORE = 5;

/** Each kill has dice of its own: what it is does not depend on how long the others took. */
const fateOf = (what: string): Dice =>
  dice(createHash('sha256').update(`${SEED} ${what}`).digest().readUInt32BE());

const inOneStore = async (
  { begin, name }: Scenario,
  kind: Kind,
  from: number,
  count: number,
): Promise<readonly Killed[]> => {
  const place = await placeFor(kind);
  try {
    const { kill } = await begin(place);
    const killed: Killed[] = [];
    for (let own = 0; own < count; own += 1)
      killed.push(await kill(fateOf(`${name} ${kind} ${from + own}`)));
    return killed;
  } finally {
    await place.end();
  }
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const tell = (what: string, killed: readonly Killed[], ms: number): void => {
  const struck = killed.filter((one) => one.struck).length;
  const landed = killed.filter((one) => one.landed).length;
  const acknowledged = sum(killed.map((one) => one.acknowledged));
  process.stderr.write(
    `${what.padEnd(24)} ${struck} kills, ${landed} in the middle of the work, ` +
      `${acknowledged} appends acknowledged, none lost (${Math.round(ms)} ms)\n`,
  );
};

const allOf = async (scenario: Scenario, kind: Kind, count: number): Promise<readonly Killed[]> => {
  const begun = performance.now();
  const killed: Killed[] = [];
  for (let from = 0; from < count; from += KILLS_PER_STORE) {
    const own = Math.min(KILLS_PER_STORE, count - from);
    killed.push(...(await inOneStore(scenario, kind, from, own)));
  }
  tell(`${scenario.name} (${kind})`, killed, performance.now() - begun);
  return killed;
};

/** How many of all kills a row gets: shares are rounded so that none is lost. */
const counted = (shares: readonly number[]): readonly number[] => {
  const upTo = (row: number): number =>
    Math.round((KILLS * sum(shares.slice(0, row))) / sum(shares));
  return shares.map((_, row) => upTo(row + 1) - upTo(row));
};

/** So many at once; the others wait for their turn. */
const turns = (atOnce: number) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    return work().finally(() => {
      running -= 1;
      waiting.shift()?.();
    });
  };
};

const TITLE =
  '%s: %i kills lose nothing, double nothing, and leave all as the log says (I1, I3, I8)';

/** The rows of one kind of stores, some at once where much of the time is spent in waiting. */
export const declareKills = (table: readonly Scenario[], kind: Kind, atOnce: number): void => {
  const scenarios = table.filter(({ name }) => SCENARIO === undefined || name === SCENARIO);
  const shares = scenarios.flatMap(({ share }) => [share.file, share.server]);
  const counts = counted(shares).filter((_, row) => row % 2 === (kind === 'file' ? 0 : 1));
  const rows = scenarios.map((scenario, row) => ({ scenario, count: counts[row] ?? 0 }));
  let results: PromiseSettledResult<readonly Killed[]>[] = [];

  describe(`killed over and over (seed ${SEED})`, () => {
    beforeAll(async () => {
      const inTurn = turns(atOnce);
      const all = rows.map(({ scenario, count }) => inTurn(() => allOf(scenario, kind, count)));
      results = await Promise.allSettled(all);
    }, A_NIGHT_MS);

    it.each(rows.map(({ scenario, count }, row) => [scenario.name, count, row] as const))(
      TITLE,
      (_, __, row) => {
        const result = results[row];
        if (result?.status !== 'fulfilled') throw result?.reason;
      },
    );

    it('nearly all are killed, and most of them at work: others would prove nothing', () => {
      const killed = results.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      const landed = killed.filter((one) => one.landed);
      const struck = killed.filter((one) => one.struck);
      expect(struck.length * 10).toBeGreaterThanOrEqual(killed.length * 9);
      expect(landed.length * 2).toBeGreaterThanOrEqual(killed.length);
    });
  });
};
