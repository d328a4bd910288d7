import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { describePlan, planOf } from './plan.js';
import { Failed, simulate, type Summary } from './world.js';

const USAGE = 'npm run simulate -- [--seeds N] [--from N] [--seed N] [--verbose] [--json]';

const wrong = (message: string): never => {
  process.stderr.write(`simulate: ${message}\n${USAGE}\n`);
  process.exit(2);
};

const flags = () => {
  try {
    return parseArgs({
      options: {
        seeds: { type: 'string', default: '500' },
        from: { type: 'string', default: '1' },
        /** This one alone. */
        seed: { type: 'string' },
        /** Every step, as it is done. */
        verbose: { type: 'boolean', default: false },
        /** The sums at the end, for programs. */
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
};
const values = flags();

/** How many of the last steps are shown of a run that failed. */
const TOLD = 60;
const NOTHING = {
  ...{ steps: 0, events: 0, acknowledged: 0, crashes: 0, parked: 0, ms: 0 },
  ...{ overGraphql: 0, screens: 0, imported: 0, feesCharged: 0 },
};
const COUNTED = Object.keys(NOTHING) as readonly (keyof typeof NOTHING)[];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const sayVerbose = values.verbose ? say : undefined;

const whole = (name: 'seeds' | 'from' | 'seed', least: number): number => {
  const number = Number(values[name]);
  if (/^\d+$/.test(values[name] ?? '') && Number.isSafeInteger(number) && number >= least)
    return number;
  return wrong(`--${name}: expected a whole number from ${least}`);
};

const tell = ({ plan, trace, message, cause }: Failed): void => {
  say(`\nseed ${plan.seed} failed\n${describePlan(plan)}\n`);
  if (!values.verbose) for (const line of trace.tail(TOLD)) say(`  ${line}`);
  say(`\n${message}`);
  if (cause instanceof Error && cause.name !== 'Violation') say(cause.stack ?? '');
  say(`\nnpm run simulate -- --seed ${plan.seed} --verbose\n`);
};

const first = values.seed === undefined ? whole('from', 0) : whole('seed', 0);
const count = values.seed === undefined ? whole('seeds', 1) : 1;
const totals = { ...NOTHING };
const failed: number[] = [];

const runOne = async (seed: number): Promise<Summary | null> => {
  try {
    return await simulate(planOf(seed), {}, sayVerbose);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    failed.push(seed);
    tell(error);
    return null;
  }
};

const began = performance.now();
for (let seed = first; seed < first + count; seed++) {
  const ran = await runOne(seed);
  for (const name of COUNTED) totals[name] += ran?.[name] ?? 0;
  if ((count === 1 || values.verbose) && ran && !values.json) say(`digest ${ran.digest}`);
  const done = seed - first + 1;
  if (done % 500 === 0 && !values.json) say(`${done} seeds, ${failed.length} failed`);
}
const seconds = Math.round((performance.now() - began) / 100) / 10;
const { acknowledged, overGraphql, screens, imported, feesCharged } = totals;
const { crashes, parked, steps, ms } = totals;
if (values.json) say(JSON.stringify({ seeds: count, failed, seconds, ...totals }));
else
  say(
    [
      `${count} seeds in ${seconds} s: ${acknowledged} commands acknowledged`,
      `(${overGraphql} over GraphQL), ${screens} screens looked at, ${imported} rows imported,`,
      `${feesCharged} late fees charged, ${crashes} crashes, ${parked} parked,`,
      `${steps} steps, ${Math.round(ms / 60_000)} simulated minutes;`,
      `${failed.length} failed${failed.length > 0 ? `: ${failed.join(' ')}` : ''}`,
    ].join(' '),
  );
process.exitCode = failed.length > 0 ? 1 : 0;
