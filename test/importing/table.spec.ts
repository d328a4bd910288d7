import fc from 'fast-check';
import { LIMITS, readTable, type RowProblem } from '../../src/importing/table.js';

const COLUMNS = { required: ['no', 'name'], optional: ['note'] };
const table = (file: string | Uint8Array, limits = LIMITS) =>
  readTable(typeof file === 'string' ? Buffer.from(file) : file, COLUMNS, limits);
const read = (file: string | Uint8Array, limits = LIMITS) => {
  const { rows, problems } = table(file, limits);
  return { rows, problems };
};
const row = (line: number, no: string, name: string) => ({ line, values: { no, name } });

describe('a table', () => {
  for (const [why, file] of [
    ['with LF', 'no,name\n1,A\n2,B\n'],
    ['with CRLF', 'no,name\r\n1,A\r\n2,B\r\n'],
    ['with CR', 'no,name\r1,A\r2,B\r'],
    ['with mixed line ends', 'no,name\r\n1,A\n2,B'],
    ['with a byte order mark', '\uFEFFno,name\n1,A\n2,B\n'],
    ['with quotes', '"no","name"\n"1","A"\n"2",B\n'],
    ['with spaces around values and quotes', ' no , name\n1 ,  A \n 2,\t" B "\n'],
    ['with other columns in another order', 'x,name,no,\n?,A,1,\n?,B,2,\n'],
    ['with blank rows at its end', 'no,name\n1,A\n2,B\n,\n  \n\n'],
  ] as const)
    it(`is read ${why}`, () =>
      expect(read(file)).toEqual({ rows: [row(2, '1', 'A'), row(3, '2', 'B')], problems: [] }));

  it('keeps commas, quotes, line breaks and runs of spaces within a value', () => {
    const file =
      'no,name\r\n1,"Adi, ""Jaya"""\r\n2,"Jalan A\r\n\r\nSemarang"\r\n\r\n3,Ade  Putra\r\n';
    expect(read(file)).toEqual({
      rows: [
        row(2, '1', 'Adi, "Jaya"'),
        row(3, '2', 'Jalan A\r\n\r\nSemarang'),
        row(7, '3', 'Ade  Putra'),
      ],
      problems: [],
    });
  });

  it.each([
    ['no,name\n1,A\n', []],
    ['x,no,name,Note\n1,2,3,4\n', ['x', 'Note']],
    ['no,name,\n1,A,\n', []],
    ['no,name,\n1,A,\n2,B,what is this?\n', ['no. 3, unnamed']],
  ])('names the columns that nothing is read from: %j', (file, ignored) =>
    expect(table(file).ignored).toEqual(ignored),
  );

  it('leaves blank cells out, and reads every alphabet', () => {
    const { rows } = read('no,name,note\n1,,\n2,"Dapur Bu Ĕka – 日本",x\n');
    expect(rows.map(({ values }) => values)).toEqual([
      { no: '1' },
      { no: '2', name: 'Dapur Bu Ĕka – 日本', note: 'x' },
    ]);
  });

  it('gives back whatever was quoted into it, line by line', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', ' ', '"', ',', '\n', '\r\n', ';', 'é', '𝄞') })
      .map((value) => `x${value}x`);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (names) => {
        const quoted = names.map((name, no) => `${no},"${name.replaceAll('"', '""')}"\n`);
        const { rows, problems } = read(`no,name\n${quoted.join('')}`);
        expect(problems).toEqual([]);
        expect(rows.map(({ values }) => values['name'])).toEqual(names);
        let line = 2;
        for (const [at, text] of quoted.entries()) {
          expect(rows[at]?.line).toBe(line);
          line += text.split('\n').length - 1;
        }
      }),
    );
  });
});

describe('a table that cannot be read', () => {
  const latin1 = Buffer.from('no,name\r\n1,A\r\n2,Caf\u00e9\r\n', 'latin1');
  const crOnly = Buffer.from('no,name\r1,\u00e9\r', 'latin1');
  const utf16 = Buffer.from('\uFEFFno,name\n1,A\n', 'utf16le');
  const cut = Buffer.concat([Buffer.from('no,name\n1,A\n2,'), Buffer.from([0xe2, 0x82])]);
  for (const [why, file, problem] of [
    ['empty', '', { line: 1, reason: 'empty' }],
    ['only a byte order mark', '\uFEFF', { line: 1, reason: 'empty' }],
    ['only blank lines', '\n\n \n', { line: 1, reason: 'empty' }],
    ['without rows', 'no,name\n', { line: 1, reason: 'no rows' }],
    ['without rows, below blank lines', '\n\nno,name\n\n', { line: 3, reason: 'no rows' }],
    ['in Latin-1', latin1, { line: 3, reason: 'UTF-8' }],
    ['in Latin-1 with CR', crOnly, { line: 2, reason: 'UTF-8' }],
    ['in UTF-16', utf16, { line: 1, reason: 'UTF-8' }],
    ['cut within a character', cut, { line: 3, reason: 'UTF-8' }],
    ['without a column', 'no\n1\n', { line: 1, column: 'name', reason: 'missing' }],
    ['with a doubled column', 'no,name,no\n1,A,1\n', { line: 1, column: 'no', reason: 'twice' }],
    ['with a doubled other', 'no,x,name,x\n1,,A,\n', { line: 1, column: 'x', reason: 'twice' }],
    ['with semicolons', 'no;name\n1;A\n', { line: 1, reason: 'found semicolons' }],
    ['with a broken header', 'no,"name\n1,A\n', { line: 1, reason: 'never closed' }],
  ] as readonly [string, string | Buffer, RowProblem][])
    it(`because it is ${why} is one problem and no rows`, () =>
      expect(read(file)).toEqual({
        rows: [],
        problems: [{ ...problem, reason: expect.stringContaining(problem.reason) as string }],
      }));

  it('names every missing column', () =>
    expect(read('x,y\n1,2\n').problems.map(({ column }) => column)).toEqual(['no', 'name']));
});

describe('a row that cannot be read', () => {
  for (const [why, bad, reason] of [
    ['too few values', '2', 'the row has 1 values, the header 2'],
    ['too many values', '2,B,', 'the row has 3 values, the header 2'],
  ] as const)
    it(`for ${why} is left out, and the others are read`, () =>
      expect(read(`no,name\n1,A\n${bad}\n3,C\n`)).toEqual({
        rows: [row(2, '1', 'A'), row(4, '3', 'C')],
        problems: [{ line: 3, reason }],
      }));

  for (const [why, bad, reason] of [
    ['a quote never closed', '2,"B\n3,C\n', 'never closed'],
    ['text after a closing quote', '2,"B" b\n3,C\n', 'text follows a closing quote'],
    ['a quote closed by the next one', '2,"B\n3,"C"\n', 'text follows a closing quote'],
    ['a quote within a bare value', '2,B "b"\n3,C\n', 'stands inside a value'],
  ] as const)
    it(`for ${why} ends the reading there, by its line`, () =>
      expect(read(`no,name\n1,A\n\n${bad}`)).toEqual({
        rows: [row(2, '1', 'A')],
        problems: [{ line: 4, reason: expect.stringContaining(reason) as string }],
      }));
});

describe('a table beyond the limits', () => {
  it('is refused by its size', () => {
    const { rows, problems } = read('no,name\n1,A\n', { bytes: 11, rows: 9 });
    expect({ rows, problems }).toEqual({
      rows: [],
      problems: [{ line: 1, reason: 'the file is larger than 11 bytes' }],
    });
    expect(read('no,name\n1,A\n', { bytes: 12, rows: 9 }).problems).toEqual([]);
  });

  it('says which row is one too many', () => {
    const limits = { bytes: 99, rows: 2 };
    expect(read('no,name\n1,A\n2,B\n', limits).problems).toEqual([]);
    expect(read('no,name\n1,A\n2,B\n3,C\n4,D\n', limits)).toEqual({
      rows: [row(2, '1', 'A'), row(3, '2', 'B')],
      problems: [{ line: 4, reason: 'the file has more than 2 rows' }],
    });
  });

  it('allows 64 MiB and a million rows', () =>
    expect(LIMITS).toEqual({ bytes: 67_108_864, rows: 1_000_000 }));
});
