import type { BenchReport, Figure, SizeReport } from './suite.js';
import { isReached, type Measured } from './ratios.js';

const HEAD = ['', 'ratio', 'wanted', 'ours', 'limit', '', 'pairs', 'fsync ms', 'figure'];

export const wantedOf = ({ wanted }: Pick<Measured, 'wanted'>): string => {
  if (wanted === null) return '';
  return 'atLeast' in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`;
};

const verdictOf = (figure: Measured, [yes, no]: readonly [string, string]): string => {
  if (figure.wanted === null) return '';
  return isReached(figure) ? yes : no;
};

/** Three digits that count, and no exponent. */
export const inShort = (value: number): string => {
  const whole = Math.abs(value) >= 100;
  return whole ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
};

const rowOf = (figure: Figure): readonly string[] => [
  verdictOf(figure, ['reached', 'NOT']),
  ...[inShort(figure.ratio), wantedOf(figure), inShort(figure.ours), inShort(figure.limit)],
  ...[figure.unit, String(figure.pairs), inShort(figure.fsync), figure.name],
];

/** Columns as wide as what is in them, but for the last. */
const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

const MEGABYTE = 1_000_000;

const sizeTable = ({ events, loans, bytes, figures }: SizeReport): string[] => [
  `${events} events, ${loans} loans, ${inShort(bytes / MEGABYTE)} MB`,
  ...aligned([HEAD, ...figures.map(rowOf)]),
  '',
];

/** For who reads it: a line for each figure. */
export const tableOf = ({ machine, seed, sizes, left }: BenchReport): string[] => [
  `${machine.processors} × ${machine.model}, ${inShort(machine.memory / MEGABYTE)} MB, ` +
    `${machine.system}, node ${machine.node}, seed ${seed}`,
  '',
  ...sizes.flatMap(sizeTable),
  ...left,
];

const HEADINGS = ['figure', 'ratio', 'wanted', '', 'ours', 'limit', 'pairs', 'fsync, ms'];

const pageRow = (figure: Figure): readonly string[] => [
  ...[figure.name, inShort(figure.ratio), wantedOf(figure)],
  verdictOf(figure, ['reached', '**not reached**']),
  ...[figure.ours, figure.limit].map((value) => `${inShort(value)} ${figure.unit}`),
  ...[String(figure.pairs), inShort(figure.fsync)],
];

const asRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** For a page: a table for each log. */
export const markdownOf = ({ machine, seed, sizes, left }: BenchReport): string => {
  const { processors, model, memory, system, node } = machine;
  const on = `${processors} × ${model}, ${inShort(memory / MEGABYTE)} MB, ${system}, node ${node}`;
  const tables = sizes.map(({ events, loans, bytes, figures }) =>
    [
      `### ${events} events, ${loans} loans, ${inShort(bytes / MEGABYTE)} MB\n`,
      ...[HEADINGS, HEADINGS.map(() => '---'), ...figures.map(pageRow)].map(asRow),
    ].join('\n'),
  );
  return [`Measured on ${on}; seed ${seed}.`, ...tables, ...left].join('\n\n');
};

const [FROM, TO] = ['<!-- figures -->', '<!-- end of figures -->'];

/** @throws {RangeError} where the page has no place for figures */
const marksIn = (page: string): readonly [from: number, to: number] => {
  const [from, to] = [page.indexOf(FROM), page.indexOf(TO)];
  if (from >= 0 && to > from) return [from, to];
  throw new RangeError(`a page for figures has ${FROM} and ${TO}`);
};

/** Looked at before anything is measured, so that nothing is measured in vain. */
export const checkPage = (page: string): void => void marksIn(page);

/** The page with the figures in the place of those that it has between its marks. */
export const withFigures = (page: string, report: BenchReport): string => {
  const [from, to] = marksIn(page);
  return `${page.slice(0, from + FROM.length)}\n\n${markdownOf(report)}\n\n${page.slice(to)}`;
};
