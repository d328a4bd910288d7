import { readFileSync, writeFileSync } from 'node:fs';
import { localDate } from '../../src/kernel/local-date.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import { rulesPage } from './rules-page.js';

const PAGE = 'docs/rules.md';

describe('the page of the rules', () => {
  if (process.env['RULES_PAGE'] === 'write') writeFileSync(PAGE, rulesPage(BUILT_IN_POLICIES));
  const page = readFileSync(PAGE, 'utf8');

  it('is what follows from the rules', () => {
    expect(page).toBe(rulesPage(BUILT_IN_POLICIES));
  });

  it.each(BUILT_IN_POLICIES)(
    'has a whole row for $id',
    ({ id, validFrom, legalBasis, note = '' }) => {
      const [row, ...more] = page.split('\n').filter((line) => line.startsWith(`| \`${id}\` |`));
      expect(more).toEqual([]);
      const cells = row?.split(' | ') ?? [];
      expect(cells).toHaveLength(8);
      expect(cells.slice(5, 7)).toEqual([legalBasis, note]);
      expect(cells[2]).toBe(validFrom);
      expect(cells[7]).toMatch(/^(STATED|READ_SO|PRACTICE|NOT_SETTLED) \|$/);
    },
  );

  it.each<readonly [string, (terms: PolicyTerms) => PolicyTerms | null]>([
    ['a rule goes', () => null],
    ['a day moves', (terms) => ({ ...terms, validFrom: localDate('1984-01-01') })],
    ['an end comes', (terms) => ({ ...terms, validTo: localDate('2024-01-01') })],
    [
      'a figure changes',
      (terms) => ({ ...terms, kind: 'LATE_FEE', parameters: { permille: 2, capPercent: 5 } }),
    ],
  ])('is no longer right where %s', (_, change) => {
    const others = BUILT_IN_POLICIES.flatMap((terms) =>
      terms.id === 'late-fee-1-permille' ? (change(terms) ?? []) : terms,
    );
    expect(rulesPage(others)).not.toBe(page);
  });
});
