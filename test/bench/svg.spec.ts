import { assert, double, property, uniqueArray } from 'fast-check';
import { plotsOf } from '../../src/bench/plots.js';
import { apart, logScale, svgOf } from '../../src/bench/svg.js';
import { figure, report, sizeReport } from './report.js';

/** Every tag closed in its turn, every attribute quoted, no mark left bare: what XML asks here. */
const problemsOf = (svg: string): string[] => {
  const [problems, open]: [string[], string[]] = [[], []];
  const tags = /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(\/?)>/g;
  const text = svg.replace(tags, (_, close: string, name: string, __, empty: string) => {
    if (close && open.pop() !== name) problems.push(`${name} closed out of turn`);
    if (!close && !empty) open.push(name);
    return '';
  });
  if (open.length > 0) problems.push(`left open: ${open.join()}`);
  if (/[<>]/.test(text)) problems.push(`a bare mark in ${text}`);
  if (/&(?!amp;|lt;|gt;|quot;)/.test(text)) problems.push('a bare ampersand');
  return problems;
};

const amount = double({ min: 1e-6, max: 1e9, noNaN: true });

describe('a logarithmic scale', () => {
  it('keeps the order of all values, between the two places', () =>
    assert(
      property(uniqueArray(amount, { minLength: 2, maxLength: 20 }), (values) => {
        const { at } = logScale(values, 70, 470);
        const places = values.toSorted((a, b) => a - b).map(at);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(places.every((place) => place >= 69.999 && place <= 470.001)).toBe(true);
      }),
    ));

  it('turns round where it grows upwards', () => {
    const { at, ticks } = logScale([2, 300], 390, 50);
    expect(ticks).toEqual([1, 10, 100, 1_000]);
    expect([at(1), at(1_000)]).toEqual([390, 50]);
    expect(at(10)).toBeGreaterThan(at(100));
  });

  it('gives each power of ten as much room', () => {
    const { at } = logScale([1, 10_000], 0, 400);
    expect([1, 10, 100, 1_000, 10_000].map((value) => Math.round(at(value)))).toEqual([
      ...[0, 100, 200, 300, 400],
    ]);
  });

  it.each([[[]], [[0, 1]], [[-1]], [[Number.NaN]]])('of %j is refused', (values) =>
    expect(() => logScale(values, 0, 1)).toThrow(RangeError),
  );
});

it('labels that would lie on one another are moved apart, in their order', () => {
  expect(apart([100, 20, 101, 102], 15)).toEqual([100, 20, 115, 130]);
  expect(apart([], 15)).toEqual([]);
});

describe('a plot', () => {
  const svg = svgOf({
    ...{ title: 'Cost & size <here>', unit: 'ms' },
    series: [
      {
        label: 'ours "now"',
        points: [
          [100_000, 2],
          [10_000, 1],
        ],
      },
      { label: 'raw', points: [[10_000, 0.5]], limitOf: 'ours "now"' },
    ],
  });

  it('is well formed, whatever its words hold', () => expect(problemsOf(svg)).toEqual([]));

  it('would not be taken for well formed if it were not', () => {
    expect(problemsOf(svg.replace('</svg>', ''))).not.toEqual([]);
    expect(problemsOf(svg.replace('&amp;', '&'))).not.toEqual([]);
    expect(problemsOf(svg.replace('/></svg>', '></svg>').replace('"/>', '">'))).not.toEqual([]);
  });

  it('draws each line from the smallest log to the largest, upwards where it costs more', () => {
    const [, fromX, fromY, toX, toY] =
      /class="line"[^>]*d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
    expect(Number(toX)).toBeGreaterThan(Number(fromX));
    expect(Number(toY)).toBeLessThan(Number(fromY));
  });

  it('can be read in the light and in the dark', () =>
    expect(svg).toContain('@media(prefers-color-scheme:dark)'));

  it('draws a limit dashed, in the colour of what it is the limit of', () => {
    const colours = [...svg.matchAll(/class="(line|line limit)" stroke="(#\w+)"/g)];
    expect(colours.map(([, kind]) => kind)).toEqual(['line', 'line limit']);
    expect(new Set(colours.map(([, , colour]) => colour)).size).toBe(1);
  });
});

describe('the plots of a run', () => {
  const sized = (events: number, ours: number) =>
    sizeReport(
      events,
      figure({ ours, limit: ours / 2 }),
      figure({ id: 'memory', ours: 250, limit: 300, unit: 'MB' }),
    );

  it('are one for each kind of cost that was measured', () => {
    const plots = plotsOf(report(sized(10_000, 1), sized(100_000, 2), sized(1_000_000, 3)));
    expect([...plots.keys()]).toEqual(['one-at-a-time.svg', 'memory.svg']);
    for (const svg of plots.values()) expect(problemsOf(svg)).toEqual([]);
    const circles = plots.get('one-at-a-time.svg')?.match(/<circle/g);
    expect(circles).toHaveLength(6);
  });

  it('are none where nothing was', () => expect(plotsOf(report())).toEqual(new Map()));
});
