import {
  inPairs,
  isReached,
  type Measured,
  measured,
  median,
  percentile,
  timed,
} from '../../src/bench/ratios.js';

const figure = (over: Partial<Measured>): Measured => ({
  ...{ id: 'x', name: 'x', ratioOf: 'time', ratio: 1, wanted: { atMost: 1 } },
  ...{ pairs: 7, ours: 1, limit: 1, unit: 'ms' },
  ...over,
});

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[7, 7, 1, 100, 7], 7],
    [[], 0],
  ])('of %j is %d', (values, middle) => expect(median(values)).toBe(middle));

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  it.each([
    [50, 51],
    [99, 100],
    [0, 1],
    [100, 100],
  ])('of a hundred values, the %dth', (of100, value) =>
    expect(percentile(hundred, of100)).toBe(value),
  );

  it('of one value is that value', () => expect(percentile([4], 99)).toBe(4));
});

describe('pairs', () => {
  const played = async (count: number) => {
    const order: string[] = [];
    let turn = 0;
    const side = (name: string) => async () => {
      order.push(name);
      turn += 1;
      return turn;
    };
    const pairs = await inPairs(count, side('ours'), side('limit'));
    return { order, pairs };
  };

  it('take turns in who is first, after one that warms up', async () => {
    const { order } = await played(3);
    expect(order).toEqual([
      ...['limit', 'ours'],
      ...['ours', 'limit'],
      ...['limit', 'ours'],
      ...['ours', 'limit'],
    ]);
  });

  it('hold ours before the limit, whoever was first, without the one that warmed up', async () => {
    const { pairs } = await played(3);
    expect(pairs).toEqual([
      [3, 4],
      [6, 5],
      [7, 8],
    ]);
  });

  it('end where a side fails', async () => {
    const failing = inPairs(
      1,
      async () => 1,
      async () => {
        throw new Error('no limit');
      },
    );
    await expect(failing).rejects.toThrow('no limit');
  });
});

describe('what was measured', () => {
  const named = {
    ...{ id: 'x', name: 'x', ratioOf: 'time', wanted: { atMost: 2 }, unit: 'ms' },
  };
  const pairs = [
    [10, 5],
    [30, 10],
    [8, 8],
  ] as const;

  it('is the median of the ratios, with the medians behind it', () =>
    expect(measured(named, pairs)).toEqual({ ...named, ratio: 2, pairs: 3, ours: 10, limit: 8 }));

  it('turned round where it is a ratio of speeds', () =>
    expect(measured({ ...named, asSpeed: true }, pairs).ratio).toBe(0.5));

  it.each([
    [figure({ ratio: 1, wanted: { atMost: 1 } }), true],
    [figure({ ratio: 1.01, wanted: { atMost: 1 } }), false],
    [figure({ ratio: 0.6, wanted: { atLeast: 0.6 } }), true],
    [figure({ ratio: 0.59, wanted: { atLeast: 0.6 } }), false],
    [figure({ ratio: 99, wanted: null }), true],
  ])('reaches its limit or not: %j', (one, reached) => expect(isReached(one)).toBe(reached));
});

it('what is timed is waited for', async () => {
  let done = false;
  const took = await timed(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    done = true;
  });
  expect(done).toBe(true);
  expect(took).toBeGreaterThan(0);
});
