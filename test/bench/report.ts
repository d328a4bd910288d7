import type { BenchReport, Figure, SizeReport } from '../../src/bench/suite.js';

export const figure = (over: Partial<Figure>): Figure => ({
  ...{ id: 'command', name: 'a durable command', ratioOf: 'speed', ratio: 0.61 },
  ...{ wanted: { atLeast: 0.6 }, pairs: 7, ours: 0.5, limit: 0.305, unit: 'ms', fsync: 0.14 },
  ...over,
});

export const sizeReport = (events: number, ...figures: readonly Figure[]): SizeReport => ({
  ...{ events, loans: events / 10, bytes: 2_000 * events, figures },
});

export const report = (...sizes: readonly SizeReport[]): BenchReport => ({
  machine: {
    ...{ model: 'A & B <fast>', processors: 2, memory: 8_000_000_000 },
    ...{ system: 'Linux 6', node: 'v20' },
  },
  ...{ seed: 7, sizes, left: [] },
});
