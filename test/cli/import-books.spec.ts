import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { workbook } from '../importing/sheets.js';
import { importsIn } from './importing.js';

const directory = freshDirectory();
const { imported, typesInLog, fsckStatus } = importsIn(directory);

describe('the import of balances and payments', () => {
  const written = (name: string, content: string | Buffer): string => {
    const file = join(directory(), name);
    writeFileSync(file, content);
    return file;
  };
  const BALANCES =
    'loan,mitra,balance_date,principal,interest,class,remarks\n' +
    'L-1,Siti,2012-12-31,700,50,Macet,moved\nL-2,siti,2012-12-31,300,0,Lancar,\n';

  it('says how many loans were taken over, and which columns it did not read', async () => {
    const file = written('balances.csv', BALANCES);
    const ignored = ['columns of which nothing was read: remarks'];
    expect(await imported(file, { programme: 'PK' }, 'importBalances')).toEqual({
      ...{ status: 0, err: ignored },
      out: '2 rows read: 1 mitra added and 2 loans taken over, 0 there already, 0 problems',
    });
    expect(await imported(file, { programme: 'PK' }, 'importBalances')).toEqual({
      ...{ status: 0, err: ignored },
      out: '2 rows read: 0 mitra added and 0 loans taken over, 2 there already, 0 problems',
    });
    const payments = [
      ['loan', 'date', 'amount', 'receipt'],
      ['PK-1', { day: '2013-01-31' }, 100, 'A'],
      ['PK-L-1', { day: '2013-01-31' }, 100, 'A'],
      ['PK-L-2', { day: '2013-01-31' }, 301, 'B'],
    ] as const;
    // A spreadsheet is known by what it holds, whatever it is called.
    const sheet = written('payments.csv', workbook(payments));
    const bad = await imported(sheet, { programme: 'PK', keepGood: true }, 'importPayments');
    expect(bad).toEqual({
      status: 2,
      err: ['line 2, loan = "PK-1": refused: LOAN_NOT_SIGNED {"loan":"PK-1"}'],
      out: '3 rows read: 2 payments added, 0 there already, 1 problems',
    });
    const good = written('good.xlsx', workbook(payments.filter((_, at) => at !== 1)));
    expect(await imported(good, {}, 'importPayments')).toEqual({
      ...{ status: 0, err: [] },
      out: '2 rows read: 0 payments added, 2 there already, 0 problems',
    });
    expect(await typesInLog()).toEqual([
      ...['MitraRegistered', 'OpeningBalanceTakenOver', 'OpeningBalanceTakenOver'],
      ...['PaymentReceived', 'PaymentReceived', 'LoanSettled'],
    ]);
    expect(await fsckStatus()).toBe(0);
  });

  it('of the samples follows the loans of the real table', async () => {
    await imported('samples/jamsostek-loans.csv', { programme: 'JAMSOSTEK' });
    const before = await typesInLog();
    expect(await imported('samples/jamsostek-payments.csv', {}, 'importPayments')).toEqual({
      ...{ status: 0, err: [] },
      out: '189 rows read: 189 payments added, 0 there already, 0 problems',
    });
    expect((await typesInLog()).slice(before.length)).toEqual(
      Array.from({ length: 189 }, () => 'PaymentReceived'),
    );
  });
});
