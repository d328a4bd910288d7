import { existsSync, readFileSync } from 'node:fs';
import type { BenchReport } from '../../src/bench/suite.js';
import { inShort, markdownOf, tableOf, wantedOf, withFigures } from '../../src/bench/table.js';
import { figure, report, sizeReport } from './report.js';

describe('a number for who reads it', () => {
  it.each([
    [0.36088974, '0.361'],
    [12.345, '12.3'],
    [99.96, '100'],
    [3_076.1, '3076'],
    [1_234_567.8, '1234568'],
    [0.00001234, '0.0000123'],
    [0, '0'],
  ])('%d is %s', (value, text) => expect(inShort(value)).toBe(text));
});

it('what is wanted says in which direction', () => {
  expect(wantedOf({ wanted: { atLeast: 0.6 } })).toBe('≥ 0.6');
  expect(wantedOf({ wanted: { atMost: 1.5 } })).toBe('≤ 1.5');
});

it('the table has a line for each figure, under the log it was measured on', () => {
  const missed = figure({ id: 'x', name: 'a thing', ratio: 3, wanted: { atMost: 2 }, ours: 1_234 });
  const all = report(sizeReport(10_000, figure({}), missed), sizeReport(100_000, figure({})));
  expect(tableOf({ ...all, left: ['Emmett is not installed: not compared'] })).toEqual([
    '2 × A & B <fast>, 8000 MB, Linux 6, node v20, seed 7',
    '',
    '10000 events, 1000 loans, 20 MB',
    '         ratio  wanted  ours  limit      pairs  fsync ms  figure',
    'reached  0.61   ≥ 0.6   0.5   0.305  ms  7      0.14      a durable command',
    'NOT      3      ≤ 2     1234  0.305  ms  7      0.14      a thing',
    '',
    '100000 events, 10000 loans, 200 MB',
    '         ratio  wanted  ours  limit      pairs  fsync ms  figure',
    'reached  0.61   ≥ 0.6   0.5   0.305  ms  7      0.14      a durable command',
    '',
    'Emmett is not installed: not compared',
  ]);
});

describe('a page', () => {
  const one = report(sizeReport(10_000, figure({}), figure({ ratio: 0.1 })));

  it('has a table for each log', () =>
    expect(markdownOf(one).split('\n')).toEqual([
      'Measured on 2 × A & B <fast>, 8000 MB, Linux 6, node v20; seed 7.',
      '',
      '### 10000 events, 1000 loans, 20 MB',
      '',
      '| figure | ratio | wanted |  | ours | limit | pairs | fsync, ms |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      '| a durable command | 0.61 | ≥ 0.6 | reached | 0.5 ms | 0.305 ms | 7 | 0.14 |',
      '| a durable command | 0.1 | ≥ 0.6 | **not reached** | 0.5 ms | 0.305 ms | 7 | 0.14 |',
    ]));

  it('gets the figures between its marks, as often as they are measured', () => {
    const page = 'a\n\n<!-- figures -->\nold\n<!-- end of figures -->\n\nb\n';
    const once = withFigures(page, one);
    expect(once).toMatch(/^a\n\n<!-- figures -->\n\nMeasured on/);
    expect(once).toMatch(/0\.14 \|\n\n<!-- end of figures -->\n\nb\n$/);
    expect(withFigures(once, one)).toBe(once);
  });

  it('without marks is refused', () => expect(() => withFigures('a', one)).toThrow('<!-- figures'));

  const [kept, at] = ['docs/performance/figures.json', 'docs/performance.md'];
  (existsSync(kept) ? it : it.skip)('of the project says what was measured', () => {
    const measured = JSON.parse(readFileSync(kept, 'utf8')) as BenchReport;
    const page = readFileSync(at, 'utf8');
    expect(withFigures(page, measured)).toBe(page);
  });
});
