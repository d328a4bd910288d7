import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { importsIn } from './importing.js';
import { endChildren, jejak, settingsIn } from './jejak.js';
import { HEADER, row, tableIn } from './tables.js';

const directory = freshDirectory();
afterEach(endChildren);

const { imported, typesInLog, fsckStatus } = importsIn(directory);

describe('the import of loans', () => {
  it('takes over the real table, and again adds nothing', async () => {
    const flags = { programme: 'JAMSOSTEK' };
    expect(await imported('samples/jamsostek-loans.csv', flags)).toEqual({
      ...{ status: 0, err: [] },
      out: '39 rows read: 39 mitra and 39 loans added, 0 there already, 0 problems',
    });
    const before = await typesInLog();
    expect(before).toHaveLength(3 * 39);
    expect(await imported('samples/jamsostek-loans.csv', flags)).toEqual({
      ...{ status: 0, err: [] },
      out: '39 rows read: 0 mitra and 0 loans added, 39 there already, 0 problems',
    });
    expect(await typesInLog()).toEqual(before);
    expect(await fsckStatus()).toBe(0);
  });

  const BAD = [
    row('1'),
    row('2', { total: '1' }),
    row('3', { agreement_date: '2003-02-30' }),
    row('4', { principal: '10000000000000000' }),
    row('5', { maturity_date: '2000-10-19' }),
    row('1', { mitra: 'UD. Melati' }),
    '"7","unclosed',
  ];

  it('names every bad row by line, column, value and reason, writing nothing (I11)', async () => {
    const { status, out, err } = await imported(tableIn(directory(), BAD));
    expect(status).toBe(2);
    const all = err.join('\n');
    for (const said of [
      /^line 3, total = "1": .*10975000/m,
      /^line 4, agreement_date = "2003-02-30": there is no such day/m,
      /^line 5, principal = "10000000000000000": expected at most/m,
      /^line 6, maturity_date = "2000-10-19": /m,
      /^line 7, no = "1": /m,
      /^line 8.*: .*quote/m,
    ])
      expect(all).toMatch(said);
    expect(out).toContain('Nothing was written: mend these rows, or give --keep-good');
    expect(await typesInLog()).toEqual([]);
  });

  it('prints all of a thousand bad rows, none left out', async () => {
    const rows = Array.from({ length: 1_000 }, (_, at) => row(`${at}`, { total: '1' }));
    const { status, err } = await imported(tableIn(directory(), rows));
    expect(status).toBe(2);
    expect(err.map((line) => line.split(',')[0])).toEqual(rows.map((_, at) => `line ${at + 2}`));
  });

  it('writes the good rows where they were asked for, and again adds nothing', async () => {
    const file = tableIn(directory(), [row('1'), row('2', { total: '1' }), row('3')]);
    const first = await imported(file, { keepGood: true });
    expect(first.status).toBe(2);
    expect(first.err).toHaveLength(1);
    expect(first.out).toContain('2 mitra and 2 loans added, 0 there already, 1 problems');
    const again = await imported(file, { keepGood: true });
    expect(again.status).toBe(2);
    expect(again.out).toContain('0 mitra and 0 loans added, 2 there already, 1 problems');
    expect(again.out).not.toContain('Nothing was written');
    expect(await typesInLog()).toHaveLength(6);
    expect(await fsckStatus()).toBe(0);
  });

  it('reads the same loans with or without CRLF, a BOM and quotes', async () => {
    const rows = [row('1'), row('2', { mitra: '"Toko ""Maju"", Jakarta"' })];
    expect((await imported(tableIn(directory(), rows))).status).toBe(0);
    const crlf = tableIn(directory(), rows, { name: 'crlf.csv', ends: '\r\n' });
    writeFileSync(crlf, `\uFEFF${readFileSync(crlf, 'utf8')}`);
    const quoted = join(directory(), 'quoted.csv');
    const cells = (line: string) => line.split(',').map((cell) => `"${cell}"`);
    const [one = '', two = ''] = rows;
    writeFileSync(quoted, [cells(HEADER).join(','), cells(one).join(','), two].join('\n'));
    for (const file of [crlf, quoted])
      expect(await imported(file)).toEqual({
        ...{ status: 0, err: [] },
        out: '2 rows read: 0 mitra and 0 loans added, 2 there already, 0 problems',
      });
  });

  it.each([
    ['an empty file', '', /^line 1: the file is empty/],
    ['a header alone', HEADER, /^line 1: the file has a header and no rows/],
    ['semicolons', HEADER.replaceAll(',', ';'), /^line 1: expected commas/],
    ['a missing column', `${HEADER.replace(',interest', '')}\nx`, /^line 1, interest: .* missing/],
    ['another encoding', Buffer.from([0x6e, 0x6f, 0xe9, 0x0a]), /^line 1: the line is not UTF-8/],
  ])('refuses %s as bad input', async (_, content, said) => {
    const file = join(directory(), 'bad.csv');
    writeFileSync(file, content);
    const { status, err } = await imported(file);
    expect(status).toBe(2);
    expect(err.join('\n')).toMatch(said);
  });

  it('as JSON says the same, problems included', async () => {
    const file = tableIn(directory(), [row('1'), row('2', { total: '1' })]);
    const { status, out, err } = await imported(file, { json: true });
    expect([status, err]).toEqual([2, []]);
    expect(JSON.parse(out)).toEqual({
      ...{ rows: 1, mitraAdded: 0, loansAdded: 0, unchanged: 0, ignored: [] },
      written: false,
      problems: [{ line: 3, column: 'total', value: '1', reason: expect.any(String) }],
    });
  });
});

describe('the import of mitra', () => {
  it('registers each once, and refuses another with the same identity number', async () => {
    const file = join(directory(), 'mitra.csv');
    const number = '3174012345678901';
    writeFileSync(file, `code,name,identity_number\nM-1,Siti,${number}\nM-2,Ade,\n`);
    expect(await imported(file, {}, 'importMitra')).toEqual({
      ...{ status: 0, err: [] },
      out: '2 rows read: 2 mitra added, 0 there already, 0 problems',
    });
    writeFileSync(file, `code,name,identity_number\nM-3,Budi,${number}\n`);
    const { status, err } = await imported(file, {}, 'importMitra');
    expect(status).toBe(2);
    expect(err[0]).toMatch(/^line 2, identity_number = "3174012345678901": another mitra/);
    expect((await typesInLog()).filter((type) => type === 'MitraRegistered')).toHaveLength(2);
  });
});

describe('on the command line', () => {
  it('a good file ends with 0, a bad one with 2, and both can print JSON', async () => {
    const settings = settingsIn(directory());
    const bad = tableIn(directory(), [row('1', { total: '1' })], { name: 'bad.csv' });
    const first = await jejak(settings, 'import', 'loans', bad, '--json');
    expect(first.status).toBe(2);
    expect(JSON.parse(first.out)).toMatchObject({ written: false, problems: [{ line: 2 }] });
    const good = tableIn(directory(), [row('1')]);
    const second = await jejak(settings, 'import', 'loans', good, '--json', '--programme', 'P');
    expect(second.status).toBe(0);
    expect(JSON.parse(second.out)).toMatchObject({ mitraAdded: 1, loansAdded: 1, problems: [] });
    const payments = join(directory(), 'payments.csv');
    writeFileSync(payments, 'no,date,amount,receipt\n1,2001-01-20,5,A\n');
    const third = await jejak(settings, 'import', 'payments', payments, '--programme', 'P');
    expect(third).toEqual({
      ...{ status: 0, err: '' },
      out: '1 rows read: 1 payments added, 0 there already, 0 problems\n',
    });
    const balances = join(directory(), 'balances.csv');
    writeFileSync(
      balances,
      'no,mitra,balance_date,principal,interest,class\n7,Budi,2001-01-20,5,1,Lancar\n',
    );
    const fourth = await jejak(settings, 'import', 'balances', balances, '--json');
    expect(JSON.parse(fourth.out)).toMatchObject({ mitraAdded: 1, loansAdded: 1, problems: [] });
    const [rebuilt, checked] = [
      await jejak(settings, 'rebuild', 'loan-book', '--json'),
      await jejak(settings, 'fsck', '--json'),
    ];
    expect([rebuilt.status, checked.status]).toEqual([0, 0]);
    expect(JSON.parse(rebuilt.out)).toMatchObject({ readModels: ['loan-book'] });
    expect(JSON.parse(checked.out)).toMatchObject({ loans: 2, findings: [] });
  });
});
