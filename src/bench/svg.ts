/** One line of a plot: what something costs at each size. */
export interface Series {
  readonly label: string;
  readonly points: readonly (readonly [size: number, cost: number])[];
  /** A limit: drawn dashed, in the colour of what it is the limit of. */
  readonly limitOf?: string;
}

export interface Plot {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [760, 440];
const AREA = { left: 70, right: 470, top: 50, bottom: 390 } as const;
const LINE_HEIGHT = 15;
/** Dark enough on white and light enough on black. */
const COLOURS = [
  ...['#2f7ed8', '#d9822b', '#2f9e5b', '#c94f4f', '#8a63d2'],
  ...['#97793b', '#c2559d', '#5a7d8c', '#7a9a01', '#008f95'],
];
const STYLE = `text{font:12px sans-serif;fill:#333}.title{font-size:15px}
.axis{stroke:#888;fill:none}.grid{stroke:#8884;fill:none}.line{fill:none;stroke-width:2}
.limit{stroke-dasharray:5 4}@media(prefers-color-scheme:dark){text{fill:#ddd}}`;

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const rounded = (value: number): number => Math.round(value * 10) / 10;

export interface Scale {
  /** Powers of ten from below the least value to above the most. */
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** Logarithmic, between two places on the paper. */
export const logScale = (values: readonly number[], from: number, to: number): Scale => {
  if (values.length === 0 || values.some((value) => !(value > 0)))
    throw new RangeError('a logarithmic scale needs values above 0');
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => Number(`1e${low + index}`));
  const at = (value: number): number =>
    from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  return { ticks, at };
};

/** Each as near to where it belongs as the one before it lets it be. */
export const apart = (places: readonly number[], least: number): number[] => {
  const order = places.map((place, index) => ({ place, index }));
  const result = [...places];
  let last = -Infinity;
  for (const { place, index } of order.toSorted((a, b) => a.place - b.place)) {
    last = Math.max(place, last + least);
    result[index] = last;
  }
  return result;
};

const tick = (value: number): string =>
  value >= 1_000_000
    ? `${value / 1_000_000} M`
    : value >= 1_000
      ? `${value / 1_000} k`
      : `${value}`;

const gridOf = (x: Scale, y: Scale, unit: string): string[] => [
  ...y.ticks.map((value) => {
    const at = rounded(y.at(value));
    return (
      `<path class="grid" d="M${AREA.left} ${at}H${AREA.right}"/>` +
      `<text x="${AREA.left - 8}" y="${at + 4}" text-anchor="end">${tick(value)}</text>`
    );
  }),
  ...x.ticks.map((value) => {
    const at = rounded(x.at(value));
    return (
      `<path class="grid" d="M${at} ${AREA.top}V${AREA.bottom}"/>` +
      `<text x="${at}" y="${AREA.bottom + 18}" text-anchor="middle">${tick(value)}</text>`
    );
  }),
  `<path class="axis" d="M${AREA.left} ${AREA.top}V${AREA.bottom}H${AREA.right}"/>`,
  `<text x="${AREA.left - 8}" y="${AREA.top - 12}" text-anchor="end">${escaped(unit)}</text>`,
  `<text x="${AREA.right}" y="${AREA.bottom + 36}" text-anchor="end">events in the log</text>`,
];

const colourOf = (series: readonly Series[], { label, limitOf }: Series): string => {
  const own = series.filter((one) => one.limitOf === undefined);
  const at = own.findIndex((one) => one.label === (limitOf ?? label));
  return COLOURS[Math.max(at, 0) % COLOURS.length] ?? '#888';
};

const lineOf = (series: readonly Series[], one: Series, x: Scale, y: Scale): string => {
  const colour = colourOf(series, one);
  const places = one.points
    .toSorted(([a], [b]) => a - b)
    .map(([size, cost]) => [rounded(x.at(size)), rounded(y.at(cost))] as const);
  const path = places.map(([left, top], index) => `${index === 0 ? 'M' : 'L'}${left} ${top}`);
  const kind = one.limitOf === undefined ? 'line' : 'line limit';
  const dots = places.map(
    ([left, top]) => `<circle cx="${left}" cy="${top}" r="3" fill="${colour}"/>`,
  );
  return `<path class="${kind}" stroke="${colour}" d="${path.join('')}"/>${dots.join('')}`;
};

const labelsOf = (series: readonly Series[], y: Scale): string[] => {
  const ends = series.map(({ points }) =>
    y.at(points.toSorted(([a], [b]) => a - b).at(-1)?.[1] ?? 1),
  );
  return apart(ends, LINE_HEIGHT).map((place, index) => {
    const one = series[index];
    if (!one) return '';
    const [at, colour] = [rounded(place), colourOf(series, one)];
    return (
      `<path stroke="${colour}" d="M${AREA.right + 4} ${rounded(ends[index] ?? place)}` +
      `L${AREA.right + 14} ${at}"/>` +
      `<text x="${AREA.right + 18}" y="${at + 4}">${escaped(one.label)}</text>`
    );
  });
};

/** A drawing of its own: both axes logarithmic, one line for each series, its name at its end. */
export const svgOf = ({ title, unit, series }: Plot): string => {
  const points = series.flatMap((one) => one.points);
  const x = logScale(
    points.map(([size]) => size),
    AREA.left,
    AREA.right,
  );
  const y = logScale(
    points.map(([, cost]) => cost),
    AREA.bottom,
    AREA.top,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<text class="title" x="${AREA.left}" y="20">${escaped(title)}</text>`,
    ...gridOf(x, y, unit),
    ...series.map((one) => lineOf(series, one, x, y)),
    ...labelsOf(series, y),
    '</svg>\n',
  ].join('\n');
};
