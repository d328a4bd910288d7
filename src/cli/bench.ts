import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FULL, QUICK } from '../bench/effort.js';
import { plotsOf } from '../bench/plots.js';
import { isReached } from '../bench/ratios.js';
import { type Asked, measureAll, PARTS } from '../bench/suite.js';
import { tableOf, checkPage, withFigures } from '../bench/table.js';
import { BadConfig } from '../config.js';
import { asJson, type ExitStatus, type Terminal } from './outcome.js';

export interface BenchFlags {
  readonly sizes: string;
  readonly seed: string;
  readonly only?: string;
  readonly quick?: boolean;
  readonly plots?: string;
  readonly page?: string;
  readonly json?: boolean;
}

const whole = (name: string, text: string, least: number, most: number): number => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new BadConfig([`--${name}: expected a whole number from ${least} to ${most}`]);
};

const partsOf = (only: string | undefined): readonly string[] => {
  const parts = only?.split(',') ?? PARTS;
  if (parts.every((part) => (PARTS as readonly string[]).includes(part))) return parts;
  throw new BadConfig([`--only: expected some of ${PARTS.join(',')}`]);
};

const askedOf = (flags: BenchFlags, { err }: Terminal): Asked => ({
  sizes: flags.sizes.split(',').map((size) => whole('sizes', size, 100, 10_000_000)),
  seed: whole('seed', flags.seed, 0, 2 ** 32 - 1),
  parts: partsOf(flags.only),
  effort: flags.quick ? QUICK : FULL,
  onStep: (step) => err(`bench: ${step}`),
});

/** Read before anything is measured. */
const pageOf = ({ page }: BenchFlags): string | undefined => {
  if (page === undefined) return undefined;
  try {
    const text = readFileSync(page, 'utf8');
    checkPage(text);
    return text;
  } catch (error) {
    throw new BadConfig([`--page: ${error instanceof Error ? error.message : String(error)}`]);
  }
};

/** Each figure as a ratio to its limit, measured side by side in this run. */
export const bench = async (flags: BenchFlags, terminal: Terminal): Promise<ExitStatus> => {
  const asked = askedOf(flags, terminal);
  if (flags.quick && flags.page !== undefined)
    throw new BadConfig(['--page: not with --quick, which measures one pair of little']);
  const page = pageOf(flags);
  if (flags.plots !== undefined) mkdirSync(flags.plots, { recursive: true });
  // What it has made and started goes with it.
  process.once('SIGTERM', () => process.exit(143)).once('SIGINT', () => process.exit(130));
  const report = await measureAll(asked);
  if (flags.plots !== undefined) {
    writeFileSync(join(flags.plots, 'figures.json'), `${asJson(report)}\n`);
    for (const [name, svg] of plotsOf(report)) writeFileSync(join(flags.plots, name), svg);
  }
  if (flags.page !== undefined && page !== undefined)
    writeFileSync(flags.page, withFigures(page, report));
  if (flags.json) terminal.out(asJson(report));
  else for (const line of tableOf(report)) terminal.out(line);
  const isFast = report.sizes.every(({ figures }) => figures.every(isReached));
  return isFast || flags.quick ? 0 : 1;
};
