import type { LoanRow } from './loan-table.js';
import type { TableLoan, TableMitra } from './row-commands.js';
import type { RowProblem } from './table.js';

/** Two spellings of one name: case and runs of spaces do not count. */
export const sameName = (name: string): string =>
  name.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();

/** A table's mitra with the line he first stands in. */
export interface FirstSeen {
  readonly line: number;
  readonly mitra: TableMitra;
}

export interface LoanPlan {
  readonly mitra: readonly FirstSeen[];
  readonly loans: readonly TableLoan[];
  readonly problems: readonly RowProblem[];
}

const numberOf = (programme: string | undefined, no: string): string =>
  programme === undefined ? no : `${programme}-${no}`;

/** Rows of one mitra: by the code given, else by the name, whose rows may bring one code. */
const grouped = (rows: readonly LoanRow[], problems: RowProblem[]): LoanRow[][] => {
  const codes = new Map<string, Set<string>>();
  for (const { mitra, mitraCode } of rows) {
    const known = codes.get(sameName(mitra)) ?? new Set();
    if (mitraCode !== undefined) known.add(mitraCode);
    codes.set(sameName(mitra), known);
  }
  const groups = new Map<string, LoanRow[]>();
  for (const row of rows) {
    const known = [...(codes.get(sameName(row.mitra)) ?? [])];
    const code = row.mitraCode ?? known[0];
    if (row.mitraCode === undefined && known.length > 1) {
      const reason = `several mitra of this name (${known.join(', ')}): say which one`;
      problems.push({ line: row.line, column: 'mitra_code', reason });
      continue;
    }
    const key = code === undefined ? `name ${sameName(row.mitra)}` : `code ${code}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
};

const KIND = { sector: 'sector', region: 'region', legalForm: 'legal_form' } as const;

/** What rows of one mitra say differently of him. Only his loans may have units of their own. */
const contradictions = (rows: readonly LoanRow[]): RowProblem[] =>
  rows.slice(1).flatMap((row) => {
    const problems: RowProblem[] = [];
    const [first] = rows;
    const add = (column: string, value: string): void => {
      const reason = `the same mitra stands in the table with another ${column} already`;
      problems.push({ line: row.line, column, value, reason });
    };
    if (first && sameName(first.mitra) !== sameName(row.mitra)) add('mitra', row.mitra);
    for (const [field, column] of Object.entries(KIND) as [keyof typeof KIND, string][]) {
      const before = rows.find((other) => other[field] !== undefined)?.[field];
      const value = row[field];
      if (value !== undefined && value !== before) add(column, value);
    }
    return problems;
  });

const mitraOf = (rows: readonly LoanRow[], code: string): TableMitra => {
  const said = <K extends keyof LoanRow>(field: K): LoanRow[K] | undefined =>
    rows.find((row) => row[field] !== undefined)?.[field];
  const name = (said('mitra') ?? '').trim();
  const registeredOn = rows.map(({ agreedOn }) => agreedOn).toSorted()[0];
  const kind = { sector: said('sector'), region: said('region'), legalForm: said('legalForm') };
  return { code, name, unit: said('unit'), ...kind, registeredOn };
};

/**
 * Who borrowed what: every mitra once, by name or code, in the order of the file. A code that the
 * table does not give is `{programme}-M{no}` of the first row he stands in, never made of his
 * name: codes are in clear for ever.
 * @param recorded the mitra of loans that are recorded already, by loan number
 */
export const planLoans = (
  rows: readonly LoanRow[],
  programme: string | undefined,
  recorded: ReadonlyMap<string, string>,
): LoanPlan => {
  const problems: RowProblem[] = [];
  const mitra: FirstSeen[] = [];
  const loans: TableLoan[] = [];
  const taken = new Map<string, number>();
  for (const group of grouped(rows, problems)) {
    const [first] = group;
    if (!first) continue;
    const known = group
      .map(({ no }) => recorded.get(numberOf(programme, no)))
      .find((found) => found !== undefined);
    const given = group.find((row) => row.mitraCode !== undefined)?.mitraCode;
    const code = given ?? known ?? numberOf(programme, `M${first.no}`);
    const line = taken.get(code);
    if (line !== undefined) {
      const reason = `the code ${code} belongs to the mitra of line ${line}`;
      for (const row of group)
        problems.push({ line: row.line, column: 'mitra_code', value: code, reason });
      continue;
    }
    taken.set(code, first.line);
    problems.push(...contradictions(group));
    mitra.push({ line: first.line, mitra: mitraOf(group, code) });
    for (const row of group)
      loans.push({ row, number: numberOf(programme, row.no), mitra: code, programme });
  }
  return { mitra, loans: loans.toSorted((a, b) => a.row.line - b.row.line), problems };
};
