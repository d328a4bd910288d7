import { readMitraTable } from '../../src/importing/mitra-table.js';

const HEADER = 'code,name,legal_form,sector,unit,region,address,phone,identity_number';
type Cells = Readonly<Record<string, string>>;
const GOOD: Cells = { code: 'M-1', name: 'Ade Putra Agung' };
const NIK = '3374010101700001';
const read = (...rows: readonly Cells[]) => {
  const lines = rows.map((cells) =>
    HEADER.split(',')
      .map((column) => `"${cells[column] ?? ''}"`)
      .join(','),
  );
  const table = readMitraTable(Buffer.from(`${HEADER}\n${lines.join('\n')}\n`));
  return { rows: table.rows, problems: table.problems };
};

describe('a mitra of an old table', () => {
  it('is read with every column', () =>
    expect(
      read({
        ...GOOD,
        legal_form: 'PERSON',
        sector: 'SERVICES',
        unit: 'Semarang',
        region: 'Jawa Tengah',
        address: 'Jalan Pemuda 1\nSemarang',
        phone: '+62 24 1',
        identity_number: NIK,
      }),
    ).toEqual({
      problems: [],
      rows: [
        {
          line: 2,
          code: 'M-1',
          name: 'Ade Putra Agung',
          legalForm: 'PERSON',
          sector: 'SERVICES',
          unit: 'Semarang',
          region: 'Jawa Tengah',
          address: 'Jalan Pemuda 1\nSemarang',
          phone: '+62 24 1',
          identityNumber: NIK,
        },
      ],
    }));

  it('needs a code and a name only', () =>
    expect(readMitraTable(Buffer.from('name,code\n" Ade Putra Agung",M-1\n'))).toEqual({
      ...{ problems: [], ignored: [] },
      rows: [{ line: 2, code: 'M-1', name: 'Ade Putra Agung' }],
    }));

  it('keeps the registration number of a company as it is', () =>
    expect(
      read({ ...GOOD, legal_form: 'COMPANY', identity_number: 'AHU-0012.AH.01' }).rows,
    ).toMatchObject([{ identityNumber: 'AHU-0012.AH.01' }]));
});

describe('a bad cell of a mitra', () => {
  const digits = 'the 16 digits of a NIK';
  for (const [cells, column, reason] of [
    [{ code: '' }, 'code', 'the cell is empty'],
    [{ code: 'M 1' }, 'code', '1 to 40 letters'],
    [{ name: '' }, 'name', 'the cell is empty'],
    [{ name: 'A\nB' }, 'name', 'without control characters'],
    [{ legal_form: 'PT' }, 'legal_form', 'PERSON, COOPERATIVE, COMPANY, UNINCORPORATED'],
    [{ sector: 'FOOD' }, 'sector', 'one of INDUSTRY, TRADE'],
    [{ address: 'x'.repeat(501) }, 'address', 'at most 500 characters'],
    [{ address: 'a\u0007' }, 'address', 'without control characters'],
    [{ phone: '0'.repeat(41) }, 'phone', 'at most 40 characters'],
    [{ legal_form: 'PERSON', identity_number: '337401010170001' }, 'identity_number', digits],
    [{ legal_form: 'PERSON', identity_number: '337401010170000X' }, 'identity_number', digits],
  ] as readonly [Cells, string, string][])
    it(`${JSON.stringify(cells).slice(0, 60)} is a problem: ${reason}`, () => {
      const { rows, problems } = read({ ...GOOD, ...cells }, { ...GOOD, code: 'M-2' });
      expect(rows.map(({ code }) => code)).toEqual(['M-2']);
      expect(problems).toMatchObject([
        { line: 2, column, reason: expect.stringContaining(reason) },
      ]);
    });

  for (const [column, value] of [
    ['code', 'M-1'],
    ['identity_number', NIK],
  ] as const)
    it(`the same ${column} on two lines is a problem on the second`, () =>
      expect(
        read({ ...GOOD, identity_number: NIK }, { ...GOOD, code: 'M-2', [column]: value }).problems,
      ).toEqual([{ line: 3, column, value, reason: 'the same value stands in line 2 already' }]));
});
