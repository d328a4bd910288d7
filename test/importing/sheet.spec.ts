import { opened, readTable } from '../../src/importing/table.js';
import { type Cell, workbook } from './sheets.js';

const COLUMNS = { required: ['no', 'on', 'amount'], optional: ['note'] };
const read = async (bytes: Uint8Array) => readTable(await opened(bytes), COLUMNS);
const HEADER = ['no', 'on', 'amount', 'note'] as const;
const valuesOf = async (...rows: readonly (readonly Cell[])[]) =>
  (await read(workbook([HEADER, ...rows]))).rows.map(({ values }) => values);

describe('a spreadsheet', () => {
  it('is read from its first sheet, rows by their numbers, columns by their names', async () => {
    const sheet = [
      [],
      ['amount', 'x', 'no', 'on'],
      [5, 'ignored', '1', { day: '2003-12-31' }],
      [],
      [7, null, '2', '2004-02-29'],
    ];
    expect(await read(workbook(sheet, [['no'], ['9']]))).toEqual({
      rows: [
        { line: 3, values: { no: '1', on: '2003-12-31', amount: '5' } },
        { line: 5, values: { no: '2', on: '2004-02-29', amount: '7' } },
      ],
      problems: [],
      ignored: ['x'],
    });
  });

  it('gives days as days, whole numbers in digits, and the values of formulas', async () => {
    expect(
      await valuesOf(
        [1, { day: '1998-10-21' }, { formula: 'A1*975000', value: 975_000 }, '  a note '],
        ['2', { day: '2012-02-29T13:30:00Z' }, { shown: '1.0E7' }, true],
        ['3', '2003-01-01', { shown: '2437499.9999999995' }, 0.5],
        ['4', '2003-01-01', { shown: '1.25' }, null],
      ),
    ).toEqual([
      { no: '1', on: '1998-10-21', amount: '975000', note: 'a note' },
      { no: '2', on: '2012-02-29', amount: '10000000', note: 'TRUE' },
      { no: '3', on: '2003-01-01', amount: '2437500', note: '0.5' },
      { no: '4', on: '2003-01-01', amount: '1.25' },
    ]);
  });

  it('names a number with more digits than a sheet keeps, and reads the other rows', async () => {
    const rows = [
      ['1', 'x', 3174012345678901],
      ['2', 'y', 999_999_999_999_999],
    ];
    const { rows: read2, problems } = await read(workbook([HEADER, ...rows]));
    expect(read2.map(({ line }) => line)).toEqual([3]);
    expect(problems).toEqual([
      {
        ...{ line: 2, column: 'amount', value: '3174012345678901' },
        reason: expect.stringMatching(/more than 15 digits/) as string,
      },
    ]);
  });

  it.each([
    ['nothing in it', [], /the file is empty/],
    ['a header alone', [HEADER], /a header and no rows/],
    [
      'a column too few',
      [
        ['no', 'on'],
        ['1', '2'],
      ],
      /the column "amount" is missing/,
    ],
  ])('with %s is named so', async (_, rows, reason) => {
    const { problems } = await read(workbook(rows));
    expect(problems[0]?.reason).toMatch(reason);
  });

  it('that is cut off, or another archive, is one problem', async () => {
    const whole = workbook([HEADER, ['1', '2003-01-01', 5]]);
    for (const bytes of [whole.subarray(0, whole.length - 200), Buffer.from('PK\u0003\u0004zip')])
      expect(await read(bytes)).toEqual({
        ...{ rows: [], ignored: [] },
        problems: [{ line: 1, reason: expect.stringMatching(/no spreadsheet that can/) as string }],
      });
  });

  it('is told by its content: anything else is read as comma-separated values', async () => {
    const { rows } = await read(Buffer.from('no,on,amount\n1,2003-01-01,5\n'));
    expect(rows).toEqual([{ line: 2, values: { no: '1', on: '2003-01-01', amount: '5' } }]);
  });
});
