import { existsSync, readFileSync } from 'node:fs';

const PAGE = 'docs/operating.md';
const SECTION = 'What happens when';
const COLUMNS = ['fault', 'what a client sees', 'what happens to data', 'how it recovers'];
const LAST = 'proven by';

const sectionOf = (page: string): string => {
  const [, section = ''] = page.split(`\n## ${SECTION}\n`);
  return section.split('\n## ')[0] ?? '';
};
const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const [head = [], , ...rows] = sectionOf(readFileSync(PAGE, 'utf8'))
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map(cellsOf);

interface Proof {
  readonly file: string;
  readonly names: readonly string[];
}

/** `file` "name", "name"; `file` "name" */
const proofsIn = (cell: string): readonly Proof[] =>
  cell.split(';').map((part) => ({
    file: /^\s*`(test\/[^`]+\.spec\.ts)`/.exec(part)?.[1] ?? '',
    names: Array.from(part.matchAll(/"([^"]+)"/g), ([, name = '']) => name),
  }));

/** As the name of a test is written in the file: in any quotes, an apostrophe escaped or not. */
const isNamedIn = (text: string, name: string): boolean =>
  [`'${name}'`, `"${name}"`, `\`${name}\``, `'${name.replaceAll("'", "\\'")}'`].some((written) =>
    text.includes(written),
  );

describe(`the table of faults in ${PAGE}`, () => {
  it('has a row for each fault, with all that is to be said of it', () => {
    expect(head).toEqual([...COLUMNS, LAST]);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      expect(row).toHaveLength(head.length);
      expect(row).not.toContain('');
    }
  });

  it.each(rows.map((row) => [row[0], row.at(-1) ?? '']))('%s: its tests are there', (_, cell) => {
    for (const { file, names } of proofsIn(cell)) {
      expect([file, existsSync(file)]).toEqual([file, true]);
      const text = readFileSync(file, 'utf8');
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => !isNamedIn(text, name))).toEqual([]);
    }
  });
});
