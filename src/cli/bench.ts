import { cpus, totalmem } from 'node:os';
import { type BenchHouse, benchHouse } from '../bench/bench-house.js';
import { chainAndTree, fullVerification } from '../bench/proof-bench.js';
import { oneLoan, wholeFund } from '../bench/questions-bench.js';
import { isReached, type Measured } from '../bench/ratios.js';
import { BadConfig } from '../config.js';
import { opening } from '../house/opening.js';
import { asJson, type ExitStatus, inThousands, type Terminal } from './outcome.js';
import { showProgress } from './progress.js';

export interface BenchFlags {
  readonly events: string;
  readonly short: string;
  readonly json?: boolean;
}

const count = (name: string, text: string): number => {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 100 && number <= 10_000_000) return number;
  throw new BadConfig([`--${name}: expected a whole number from 100 to 10000000`]);
};

const wantedOf = ({ wanted }: Measured): string =>
  'atLeast' in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`;

const tell = (figures: readonly Measured[], { out }: Terminal): void => {
  for (const figure of figures) {
    const { name, ratio, ratioOf, ours, limit, unit, pairs } = figure;
    const verdict = isReached(figure) ? 'reached' : 'NOT reached';
    out(name);
    out(
      `  ratio of ${ratioOf} ${ratio.toPrecision(3)} (wanted ${wantedOf(figure)}): ${verdict}; ` +
        `${ours.toPrecision(3)} to ${limit.toPrecision(3)} ${unit}, ${inThousands(pairs)} pairs`,
    );
  }
};

/** Each figure as a ratio to its limit, measured side by side in this run. */
export const bench = async (flags: BenchFlags, terminal: Terminal): Promise<ExitStatus> => {
  const [events, short] = [count('events', flags.events), count('short', flags.short)];
  const { progress, stop } = showProgress('bench');
  const { keep, close } = opening();
  const made = async (size: number): Promise<BenchHouse> =>
    keep(await benchHouse(size, (_, done) => progress(done, size)));
  try {
    const [few, many] = [await made(short), await made(events)];
    const figures = [
      ...(await oneLoan(few, many)),
      ...(await wholeFund(many)),
      await fullVerification(many),
      await chainAndTree(few),
    ];
    stop();
    const machine = {
      ...{ processors: cpus().length, model: cpus()[0]?.model ?? '', node: process.version },
      memory: totalmem(),
    };
    const log = { events: many.events, short: few.events, loans: many.loans };
    if (flags.json) terminal.out(asJson({ machine, log, figures }));
    else tell(figures, terminal);
    return figures.every(isReached) ? 0 : 1;
  } finally {
    stop();
    await close();
  }
};
