import type { LocalDate } from '../kernel/local-date.js';
import type { LegalForm, Sector } from '../mitra/mitra.events.js';
import type { TableMitra } from './row-commands.js';
import type { RowProblem } from './table.js';

/** Two spellings of one name: case and runs of spaces do not count. */
export const sameName = (name: string): string =>
  name.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();

/** What a row of a table of loans says of who borrowed: his name, his code, or both. */
export interface BorrowerRow {
  readonly line: number;
  /** The loan's number in the table. */
  readonly no: string;
  readonly mitra?: string | undefined;
  readonly mitraCode?: string | undefined;
  readonly unit?: string | undefined;
  readonly sector?: Sector | undefined;
  readonly region?: string | undefined;
  readonly legalForm?: LegalForm | undefined;
  readonly programme?: string | undefined;
  /** The day from which he is known by this row: of the agreement, else of the balance. */
  readonly agreedOn?: LocalDate | undefined;
  readonly balanceOn?: LocalDate | undefined;
}

/** A row with the number and the mitra that its loan goes by here. */
export interface Borrowed<R extends BorrowerRow> {
  readonly row: R;
  readonly number: string;
  readonly mitra: string;
  readonly programme?: string | undefined;
}

/** A table's mitra with the line he first stands in. */
export interface FirstSeen {
  readonly line: number;
  readonly mitra: TableMitra;
}

export interface Plan<R extends BorrowerRow> {
  readonly mitra: readonly FirstSeen[];
  readonly loans: readonly Borrowed<R>[];
  readonly problems: readonly RowProblem[];
}

/** A loan's number here: that of the table behind the programme's name, where it is not yet. */
export const numberOf = (programme: string | undefined, no: string): string =>
  programme === undefined || no.startsWith(`${programme}-`) ? no : `${programme}-${no}`;

const codesByName = (rows: readonly BorrowerRow[]): ReadonlyMap<string, readonly string[]> => {
  const codes = new Map<string, Set<string>>();
  for (const { mitra, mitraCode } of rows) {
    if (mitra === undefined) continue;
    const known = codes.get(sameName(mitra)) ?? new Set();
    if (mitraCode !== undefined) known.add(mitraCode);
    codes.set(sameName(mitra), known);
  }
  return new Map([...codes].map(([name, known]) => [name, [...known]]));
};

/** Rows of one mitra: by the code given, else by the name, whose rows may bring one code. */
const grouped = <R extends BorrowerRow>(rows: readonly R[], problems: RowProblem[]): R[][] => {
  const codes = codesByName(rows);
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const name = row.mitra === undefined ? undefined : sameName(row.mitra);
    const known = name === undefined ? [] : (codes.get(name) ?? []);
    const code = row.mitraCode ?? known[0];
    if (row.mitraCode === undefined && known.length > 1) {
      const reason = `several mitra of this name (${known.join(', ')}): say which one`;
      problems.push({ line: row.line, column: 'mitra_code', reason });
      continue;
    }
    const key = code === undefined ? `name ${name ?? ''}` : `code ${code}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
};

const KIND = { sector: 'sector', region: 'region', legalForm: 'legal_form' } as const;

/** What rows of one mitra say differently of him. Only his loans may have units of their own. */
const contradictions = (rows: readonly BorrowerRow[]): RowProblem[] =>
  rows.slice(1).flatMap((row) => {
    const problems: RowProblem[] = [];
    const add = (column: string, value: string): void => {
      const reason = `the same mitra stands in the table with another ${column} already`;
      problems.push({ line: row.line, column, value, reason });
    };
    const named = rows.find((other) => other.mitra !== undefined)?.mitra;
    const { mitra } = row;
    if (mitra !== undefined && sameName(named ?? '') !== sameName(mitra)) add('mitra', mitra);
    for (const [field, column] of Object.entries(KIND) as [keyof typeof KIND, string][]) {
      const before = rows.find((other) => other[field] !== undefined)?.[field];
      const value = row[field];
      if (value !== undefined && value !== before) add(column, value);
    }
    return problems;
  });

const mitraOf = (rows: readonly BorrowerRow[], code: string): TableMitra => {
  const said = <K extends keyof BorrowerRow>(field: K): BorrowerRow[K] | undefined =>
    rows.find((row) => row[field] !== undefined)?.[field];
  const name = (said('mitra') ?? '').trim();
  const registeredOn = rows.flatMap((row) => row.agreedOn ?? row.balanceOn ?? []).toSorted()[0];
  const kind = { sector: said('sector'), region: said('region'), legalForm: said('legalForm') };
  return { code, name, unit: said('unit'), ...kind, registeredOn };
};

/** The programme's name before one of two numbers can make them the same. */
const sameNumbers = (loans: readonly Borrowed<BorrowerRow>[]): RowProblem[] => {
  const lines = new Map<string, number>();
  return loans.flatMap(({ number, row: { line, no } }) => {
    const first = lines.get(number);
    if (first === undefined) lines.set(number, line);
    const reason = `the loan ${number} stands in line ${first} already`;
    return first === undefined ? [] : [{ line, column: 'no', value: no, reason }];
  });
};

/**
 * Who borrowed what: every mitra once, by name or code, in the order of the file. A code that the
 * table does not give is `{programme}-M{no}` of the first row he stands in, never made of his
 * name: codes are in clear for ever.
 * @param recorded the mitra of loans that are recorded already, by loan number
 */
export const planLoans = <R extends BorrowerRow>(
  rows: readonly R[],
  programme: string | undefined,
  recorded: ReadonlyMap<string, string>,
): Plan<R> => {
  const problems: RowProblem[] = [];
  const mitra: FirstSeen[] = [];
  const loans: Borrowed<R>[] = [];
  const taken = new Map<string, number>();
  const scopeOf = (row: R): string | undefined => row.programme ?? programme;
  for (const group of grouped(rows, problems)) {
    const [first] = group;
    if (!first) continue;
    const known = group
      .map((row) => recorded.get(numberOf(scopeOf(row), row.no)))
      .find((found) => found !== undefined);
    const given = group.find((row) => row.mitraCode !== undefined)?.mitraCode;
    const code = given ?? known ?? numberOf(scopeOf(first), `M${first.no}`);
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
    for (const row of group) {
      const scope = scopeOf(row);
      loans.push({ row, number: numberOf(scope, row.no), mitra: code, programme: scope });
    }
  }
  const inOrder = loans.toSorted((a, b) => a.row.line - b.row.line);
  return { mitra, loans: inOrder, problems: [...problems, ...sameNumbers(inOrder)] };
};
