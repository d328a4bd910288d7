import { v5 as uuidv5 } from 'uuid';
import { importLoans } from '../../src/importing/import-loans.js';
import { importPayments } from '../../src/importing/import-payments.js';
import type { LoanImportOptions } from '../../src/importing/import-report.js';
import { isSigned } from '../../src/lending/loan.js';
import { ReversePayment } from '../../src/lending/loan.commands.js';
import { logOf, openSmallHouse, type SmallHouse } from '../house/small-house.js';
import { workbook } from './sheets.js';

const ACTOR = { id: 'sari', role: 'OFFICER', unit: 'SEMARANG' } as const;
const LOANS = Buffer.from(
  'no,mitra,principal,interest,total,agreement_date,maturity_date\n' +
    ['1', '2']
      .map((no) => `${no},UD. Mawar ${no},1200000,117000,1317000,2000-10-20,2003-10-19\n`)
      .join(''),
);
const HEADER = 'loan,date,amount,receipt,channel';
const csv = (...rows: readonly string[]) => Buffer.from([HEADER, ...rows].join('\n'));

let house: SmallHouse;
beforeEach(async () => {
  house = await openSmallHouse();
  await importLoans(house, LOANS, { fileName: 'loans.csv', actor: ACTOR, programme: 'PK' });
});
afterEach(() => house.close());

const load = (bytes: Uint8Array, options: Partial<LoanImportOptions> = {}) =>
  importPayments(house, bytes, { fileName: 'payments', actor: ACTOR, ...options });
const payments = async (number: string) => {
  const loan = await house.loan(number);
  if (!isSigned(loan)) throw new Error(`${number} is not there`);
  return loan.timeline.payments;
};
const typesAdded = async () =>
  (await logOf(house))
    .filter(({ source }) => source === 'import')
    .slice(3 * 2)
    .map(({ type }) => type);

const DUE = 'PK-1,2001-01-20,118000,KW-1,CASH';
const NEXT = 'PK-1,2001-04-20,116500,KW-2,';
const OTHER = 'PK-2,2001-01-21,118000,KW-1,TRANSFER';

describe('the import of payments', () => {
  it('books each on its own day, allocated by the rule of that day', async () => {
    expect(await load(csv(DUE, OTHER, NEXT))).toEqual({
      ...{ rows: 3, mitraAdded: 0, loansAdded: 0, paymentsAdded: 3, unchanged: 0 },
      ...{ problems: [], ignored: [], written: true },
    });
    expect(await payments('PK-1')).toMatchObject([
      { receipt: 'KW-1', amount: 118_000, effectiveOn: '2001-01-20', channel: 'CASH' },
      { receipt: 'KW-2', amount: 116_500, effectiveOn: '2001-04-20' },
    ]);
    expect(await typesAdded()).toEqual(['PaymentReceived', 'PaymentReceived', 'PaymentReceived']);
  });

  it('reads a spreadsheet alike, and puts the programme before a number without it', async () => {
    const sheet = workbook([
      ['no', 'receipt', 'amount', 'date'],
      [1, 'KW-1', 118_000, { day: '2001-01-20' }],
      ['PK-2', 'KW-1', 118_000, '2001-01-21'],
    ]);
    expect(await load(sheet, { programme: 'PK' })).toMatchObject({ paymentsAdded: 2 });
    expect(await load(csv('PK-1,2001-01-20,118000,KW-1,'))).toMatchObject({
      ...{ paymentsAdded: 0, unchanged: 1, problems: [] },
    });
  });

  it('adds nothing when it is repeated, nor what was reversed since', async () => {
    await load(csv(DUE, NEXT));
    const commandId = uuidv5('reverse', '0b1d7f52-3c1f-4c55-9d5a-0f5b5f5f0001');
    const sender = { commandId, actor: ACTOR, source: 'api' } as const;
    const back = { loan: 'PK-1', receipt: 'KW-2', kind: 'ERROR' } as const;
    await house.execute(new ReversePayment(back, sender));
    const before = await logOf(house);
    expect(await load(csv(DUE, NEXT, DUE))).toMatchObject({
      ...{ rows: 3, paymentsAdded: 0, unchanged: 3, problems: [], written: false },
    });
    expect(await logOf(house)).toEqual(before);
  });

  it('decides the rows of a loan in their order, each on what those before it leave', async () => {
    const other = 'PK-1,2001-04-20,116501,KW-2,';
    const report = await load(csv(NEXT, DUE, other));
    expect(report).toMatchObject({
      ...{ paymentsAdded: 0, written: false },
      problems: [{ line: 4, column: 'receipt', value: 'KW-2' }],
    });
    expect(report.problems[0]?.reason).toMatch(/^refused: RECEIPT_REUSED .*116500/);
    expect(await typesAdded()).toEqual([]);
    expect(await load(csv(NEXT, DUE, other), { keepGood: true })).toMatchObject({
      ...{ paymentsAdded: 2, written: true, unchanged: 0 },
      problems: [{ line: 4 }],
    });
    // The second row is older than the first: what the first was used for has moved.
    const moved = ['PaymentReceived', 'PaymentReceived', 'PaymentsReallocated'];
    expect(await typesAdded()).toEqual(moved);
  });

  it('settles a loan with the last of a file, and holds what is too much', async () => {
    await load(csv('PK-1,2003-10-20,1317000,KW-1,', 'PK-1,2003-10-21,1,KW-2,'));
    expect(await typesAdded()).toEqual(['PaymentReceived', 'LoanSettled', 'PaymentReceived']);
    expect((await house.loan('PK-1')).status).toBe('SETTLED');
  });

  it('goes on where it was interrupted', async () => {
    let first: ReturnType<SmallHouse['execute']> | undefined;
    const dying = {
      ledger: house.ledger,
      execute: async (command: Parameters<SmallHouse['execute']>[0]) => {
        if (!first) return (first = house.execute(command));
        await first;
        throw new Error('the power failed');
      },
    };
    const options = { fileName: 'payments.csv', actor: ACTOR };
    const file = csv(DUE, NEXT, OTHER);
    await expect(importPayments(dying, file, options)).rejects.toThrow('the power failed');
    expect(await load(file)).toMatchObject({ paymentsAdded: 2, unchanged: 1, problems: [] });
    expect(await typesAdded()).toHaveLength(3);
  });

  it('says how far it is', async () => {
    const seen: number[][] = [];
    await load(csv(DUE, NEXT, OTHER), { progress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([
      [2, 3],
      [3, 3],
    ]);
  });
});

describe('a payment that cannot be imported', () => {
  const BAD: readonly (readonly [string, string, object])[] = [
    ['loan', 'PK-9,2001-01-20,1,KW-1,', { column: 'loan', value: 'PK-9' }],
    ['day', 'PK-1,2001-02-30,1,KW-1,', { column: 'date', value: '2001-02-30' }],
    ['day to come', 'PK-1,2025-11-01,1,KW-1,', { column: 'date', value: '2025-11-01' }],
    ['day before it was paid out', 'PK-1,2000-10-19,1,KW-1,', { column: 'date' }],
    ['amount of nothing', 'PK-1,2001-01-20,0,KW-1,', { column: 'amount', value: '0' }],
    ['amount in dots', 'PK-1,2001-01-20,118.000,KW-1,', { column: 'amount', value: '118.000' }],
    ['receipt', 'PK-1,2001-01-20,1,KW?1,', { column: 'receipt', value: 'KW?1' }],
    ['channel', 'PK-1,2001-01-20,1,KW-1,by hand', { column: 'channel', value: 'by hand' }],
    ['missing number', ',2001-01-20,1,KW-1,', { column: 'loan' }],
  ];
  it.each(BAD)(
    'for its %s is named by line and column, and nothing written',
    async (_, row, problem) => {
      const report = await load(csv(OTHER, row));
      expect(report.problems).toMatchObject([{ line: 3, ...problem }]);
      expect(report).toMatchObject({ paymentsAdded: 0, written: false });
      expect(await typesAdded()).toEqual([]);
      expect(await load(csv(OTHER, row), { keepGood: true })).toMatchObject({ paymentsAdded: 1 });
    },
  );

  it('for a column is missing is named once', async () => {
    const { problems } = await load(Buffer.from('date,amount\n2001-01-20,1\n'));
    expect(problems.map(({ reason }) => reason)).toEqual([
      'the column "receipt" is missing from the header',
      'a column "loan" or "no" is missing',
    ]);
  });
});
