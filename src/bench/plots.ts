import type { BenchReport } from './suite.js';
import { type Plot, type Series, svgOf } from './svg.js';

type Line = readonly [id: string, label: string, limit?: string];

interface Drawing {
  readonly file: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

const DRAWINGS: readonly Drawing[] = [
  {
    ...{ file: 'one-at-a-time.svg', title: 'What one command or question takes', unit: 'ms' },
    lines: [
      ['command', 'a durable command', 'raw libsql FULL'],
      ['commands-at-once', 'a command, 32 at once', 'raw libsql NORMAL'],
      ['command-on-long-loan', 'a command on 1,000 events'],
      ['loan-on-a-day-p99', 'a loan on any day: p99'],
      ['list', 'a list of 50 loans', 'a constant'],
      ['lag', 'lag at 1,000 events/s: p99'],
      ['start', 'start to listening', 'a bare service'],
    ],
  },
  {
    ...{ file: 'the-whole-log.svg', title: 'What all of the log takes', unit: 'ms' },
    lines: [
      ['rebuild', 'all read models anew', 'reading and parsing'],
      ['verification', 'full verification'],
      ['fund', 'the fund on a day'],
    ],
  },
  {
    ...{ file: 'memory.svg', title: 'Memory, serving and rebuilding', unit: 'MB' },
    lines: [['memory', 'at most', 'allowed']],
  },
];

/** One figure, or its limit, over all sizes that it was measured on. */
const pointsOf = ({ sizes }: BenchReport, id: string, side: 'ours' | 'limit'): Series['points'] =>
  sizes.flatMap(({ events, figures }) => {
    const figure = figures.find((one) => one.id === id);
    return figure && figure[side] > 0 ? [[events, figure[side]] as const] : [];
  });

const seriesOf = (report: BenchReport, [id, label, limit]: Line): readonly Series[] => {
  const ours = { label, points: pointsOf(report, id, 'ours') };
  if (limit === undefined) return [ours];
  return [ours, { label: limit, points: pointsOf(report, id, 'limit'), limitOf: label }];
};

/** The drawings of what was measured, by the names of their files. */
export const plotsOf = (report: BenchReport): ReadonlyMap<string, string> => {
  const drawn = DRAWINGS.map(({ file, title, unit, lines }): readonly [string, Plot] => {
    const series = lines.flatMap((line) => seriesOf(report, line));
    return [file, { title, unit, series: series.filter(({ points }) => points.length > 0) }];
  });
  return new Map(
    drawn
      .filter(([, { series }]) => series.length > 0)
      .map(([file, plot]) => [file, svgOf(plot)] as const),
  );
};
