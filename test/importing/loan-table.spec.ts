import { readLoanTable } from '../../src/importing/loan-table.js';

const HEADER =
  'no,mitra,principal,interest,total,agreement_date,maturity_date,cohort,mitra_code,unit,' +
  'sector,region,legal_form';
type Cells = Readonly<Record<string, string>>;
const GOOD: Cells = {
  no: '7',
  mitra: 'CV. Andalas',
  principal: '10000000',
  interest: '975000',
  total: '10975000',
  agreement_date: '2000-10-20',
  maturity_date: '2003-10-19',
};
const file = (...rows: readonly Cells[]) => {
  const lines = rows.map((cells) =>
    HEADER.split(',')
      .map((column) => `"${cells[column] ?? ''}"`)
      .join(','),
  );
  return Buffer.from(`${HEADER}\n${lines.join('\n')}\n`);
};
const read = (...rows: readonly Cells[]) => {
  const { ignored: _, ...table } = readLoanTable(file(...rows));
  return table;
};
const REQUIRED = ['no', 'mitra', 'principal', 'interest', 'total'] as const;

describe('a loan of an old table', () => {
  it('is read with its types, its recognised method and the row as evidence', () => {
    const kind = { cohort: '2002', mitra_code: 'M/1', unit: 'Semarang', sector: 'TRADE' };
    expect(read({ ...GOOD, ...kind, region: 'Jawa Tengah', legal_form: 'COMPANY' })).toEqual({
      problems: [],
      rows: [
        {
          line: 2,
          no: '7',
          mitra: 'CV. Andalas',
          principal: 1e7,
          interest: 975e3,
          agreedOn: '2000-10-20',
          maturesOn: '2003-10-19',
          cohort: '2002',
          mitraCode: 'M/1',
          unit: 'Semarang',
          sector: 'TRADE',
          region: 'Jawa Tengah',
          legalForm: 'COMPANY',
          recognised: {
            method: 'DECLINING',
            frequency: 'QUARTERLY',
            instalments: 12,
            rate: '0.06',
            interestTotal: 975e3,
          },
          evidence:
            '{"agreement_date":"2000-10-20","cohort":"2002","interest":"975000",' +
            '"legal_form":"COMPANY","maturity_date":"2003-10-19","mitra":"CV. Andalas",' +
            '"mitra_code":"M/1","no":"7","principal":"10000000","region":"Jawa Tengah",' +
            '"sector":"TRADE","total":"10975000","unit":"Semarang"}',
        },
      ],
    });
  });

  it('gives the same evidence however the file is laid out', () => {
    const columns = Object.keys(GOOD).reverse();
    const other = `${columns.join(',')},x\r\n${columns.map((column) => GOOD[column]).join(',')},?`;
    expect(readLoanTable(Buffer.from(other)).rows[0]?.evidence).toBe(read(GOOD).rows[0]?.evidence);
  });

  it('may cost no interest and end on the day it was agreed', () => {
    const { rows, problems } = read({
      ...GOOD,
      interest: '0',
      total: '10000000',
      maturity_date: '2000-10-20',
    });
    expect(problems).toEqual([]);
    expect(rows[0]?.recognised).toMatchObject({ method: 'AGREED', instalments: 1 });
  });
});

describe('a bad cell', () => {
  for (const [column, value, reason] of [
    ['no', 'A 1', '1 to 40 letters'],
    ['no', '-1', 'beginning with a letter or a digit'],
    ['no', 'x'.repeat(41), '1 to 40 letters'],
    ['no', '../étc', '1 to 40 letters'],
    ['mitra', 'x'.repeat(201), 'at most 200 characters'],
    ['mitra', 'CV.\nAndalas', 'without control characters'],
    ['mitra', 'CV.\u0000', 'without control characters'],
    ['principal', '10.000.000', 'no points or commas'],
    ['principal', '10,000,000', 'no points or commas'],
    ['principal', '10000000.50', 'no points or commas'],
    ['principal', '-10000000', 'not negative'],
    ['principal', '0', 'above zero'],
    ['principal', '1e7', 'whole rupiah in digits only'],
    ['principal', 'Rp 10000000', 'whole rupiah in digits only'],
    ['principal', '010000000', 'whole rupiah in digits only'],
    ['principal', '１００', 'whole rupiah in digits only'],
    ['principal', '1000000000000001', 'at most 1000000000000000 rupiah'],
    ['principal', '10000000000000001', 'at most 1000000000000000 rupiah'],
    ['interest', '-1', 'not negative'],
    ['interest', '975000,5', 'no points or commas'],
    ['total', '10975001', 'expected principal + interest, which is 10975000'],
    ['total', '9007199254740993', 'at most 1000000000000000 rupiah'],
    ['agreement_date', '2025-02-30', 'no such day'],
    ['agreement_date', '20-10-2000', 'year-month-day'],
    ['agreement_date', '2000-10-20T00:00', 'year-month-day'],
    ['agreement_date', '1200-10-20', 'from 1900-01-01 to 2199-12-31'],
    ['maturity_date', '2001-02-29', 'no such day'],
    ['maturity_date', '2000-10-19', 'on or after the agreement, 2000-10-20'],
    ['maturity_date', '2050-11-20', 'at most 600 months'],
    ['maturity_date', '9999-12-31', 'from 1900-01-01 to 2199-12-31'],
    ['mitra_code', 'M 1', '1 to 40 letters'],
    ['sector', 'FISHING', 'one of INDUSTRY, TRADE'],
    ['legal_form', 'person', 'one of PERSON, COOPERATIVE'],
    ['cohort', 'x'.repeat(101), 'at most 100 characters'],
  ] as const)
    it(`${column} = ${JSON.stringify(value.slice(0, 30))} is a problem: ${reason}`, () => {
      const { rows, problems } = read({ ...GOOD, no: '1' }, { ...GOOD, [column]: value });
      expect(rows.map(({ no }) => no)).toEqual(['1']);
      expect(problems).toEqual([
        {
          line: 3,
          column,
          value: value.length > 80 ? `${value.slice(0, 80)}…` : value,
          reason: expect.stringContaining(reason) as string,
        },
      ]);
    });

  it.each(['agreement_date', 'maturity_date', ...REQUIRED])('%s must not be empty', (column) =>
    expect(read({ ...GOOD, [column]: ' ' })).toEqual({
      rows: [],
      problems: [{ line: 2, column, reason: 'the cell is empty: expected a value' }],
    }),
  );

  it('does not hide the others of its row', () => {
    const bad = { ...GOOD, no: '?', principal: '1.000', maturity_date: 'x', sector: 'x' };
    expect(read(bad).problems.map(({ column }) => column)).toEqual([
      'no',
      'principal',
      'maturity_date',
      'sector',
    ]);
  });
});

describe('a loan number used twice', () => {
  it('is a problem that names the line of the first use, even where that row was bad', () =>
    expect(read({ ...GOOD, total: '1' }, { ...GOOD, no: '8' }, GOOD).problems).toEqual([
      expect.objectContaining({ line: 2, column: 'total' }),
      {
        line: 4,
        column: 'no',
        value: '7',
        reason: 'the same value stands in line 2 already',
      },
    ]));
});

describe('a table with both kinds of problem', () => {
  it('lists them by line', () => {
    const text = file({ ...GOOD, no: '?' }, GOOD)
      .toString()
      .replace('"7"', '"7","?"');
    const { problems } = readLoanTable(Buffer.from(`${text}"open`));
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it('is given up after ten thousand, and says so', () => {
    const bad = Array.from({ length: 10_005 }, () => ({ ...GOOD, no: '?', mitra: 'A' }));
    const { problems } = read(...bad);
    expect(problems.at(-1)?.reason).toBe('reading stopped here, after 10001 problems');
    expect(problems).toHaveLength(10_002);
  });
});
