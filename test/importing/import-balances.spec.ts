import { handle } from '../../src/event-store/handle.js';
import { importBalances } from '../../src/importing/import-balances.js';
import { importPayments } from '../../src/importing/import-payments.js';
import type { LoanImportOptions } from '../../src/importing/import-report.js';
import { onLoan } from '../../src/lending/loan.commands.js';
import { isSigned } from '../../src/lending/loan.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import { localDate } from '../../src/kernel/local-date.js';
import { logOf, openSmallHouse, type SmallHouse } from '../house/small-house.js';
import { anEventOf } from '../projections/golden-events.js';
import { type Cell, workbook } from './sheets.js';

const COLUMNS = [
  ...['loan', 'mitra', 'mitra_code', 'balance_date', 'principal', 'interest', 'class'],
  ...['disbursed', 'interest_paid', 'fees', 'oldest_unpaid_due_date', 'agreement_date'],
  ...['programme', 'cohort', 'unit', 'source'],
];
type Cells = Readonly<Record<string, Cell>>;
const GOOD: Cells = {
  ...{ loan: '7', mitra: 'CV. Andalas', balance_date: '2012-12-31', principal: '200' },
  ...{ interest: '20', class: 'Macet' },
};
const textOf = (cell: Cell | undefined): string => {
  if (typeof cell !== 'object') return String(cell ?? '');
  return cell && 'day' in cell ? cell.day : '';
};
const csv = (...rows: readonly Cells[]): Buffer =>
  Buffer.from(
    [
      COLUMNS.join(','),
      ...rows.map((row) => COLUMNS.map((one) => textOf(row[one])).join(',')),
    ].join('\n'),
  );
const xlsx = (...rows: readonly Cells[]): Buffer =>
  workbook([COLUMNS, ...rows.map((row) => COLUMNS.map((one) => row[one] ?? null))]);

const ACTOR = { id: 'sari', role: 'OFFICER', unit: 'SEMARANG' } as const;
let house: SmallHouse;
beforeEach(async () => {
  house = await openSmallHouse();
});
afterEach(() => house.close());

const load = (bytes: Uint8Array, options: Partial<LoanImportOptions> = {}) =>
  importBalances(house, bytes, { fileName: 'balances', actor: ACTOR, ...options });
const timelineOf = async (number: string) => {
  const loan = await house.loan(number);
  if (!isSigned(loan)) throw new Error(`${number} is not there`);
  return loan.timeline;
};
const written = async () =>
  (await logOf(house)).filter(({ source }) => source === 'import').map(({ type }) => type);

const FULL: Cells = {
  ...{ ...GOOD, disbursed: 300, interest_paid: 10, fees: 5, class: 'Kurang  lancar' },
  ...{ principal: 200, interest: 20, balance_date: { day: '2012-12-31' } },
  ...{ oldest_unpaid_due_date: { day: '2004-05-15' }, agreement_date: '2002-05-15' },
  ...{ cohort: '2002', unit: 'Kudus', source: 'list of 2012' },
};

describe('the import of balances', () => {
  it.each([
    ['comma-separated values', csv(FULL)],
    ['a spreadsheet', xlsx(FULL)],
  ])('from %s registers the mitra and takes his loan over', async (_, bytes) => {
    expect(await load(bytes, { programme: 'PUMK' })).toEqual({
      ...{ rows: 1, mitraAdded: 1, loansAdded: 1, unchanged: 0, problems: [], ignored: [] },
      written: true,
    });
    expect(await written()).toEqual(['MitraRegistered', 'OpeningBalanceTakenOver']);
    const timeline = await timelineOf('PUMK-7');
    expect(timeline).toMatchObject({
      ...{ mitra: 'PUMK-M7', programme: 'PUMK', cohort: '2002', unit: 'Kudus' },
      signed: { effectiveOn: '2012-12-31' },
      opening: {
        ...{ disbursed: 300, principal: 200, interest: 20, fees: 5, interestPaid: 10 },
        ...{ bookedClass: 'SUBSTANDARD', oldestUnpaidDueOn: '2004-05-15' },
        agreedOn: '2002-05-15',
      },
    });
    const registered = (await logOf(house)).find(({ type }) => type === 'MitraRegistered');
    expect(registered?.effectiveOn).toBe('2002-05-15');
  });

  it('adds nothing when it is repeated, from the other kind of file too', async () => {
    await load(csv(FULL));
    for (const [bytes, fileName] of [
      [csv(FULL), 'copy.csv'],
      [xlsx(FULL), 'copy.xlsx'],
    ] as const)
      expect(await load(bytes, { fileName })).toMatchObject({ unchanged: 1, written: false });
    expect(await written()).toHaveLength(2);
  });

  it.each([
    ['LANCAR', 'CURRENT'],
    ['Kurang Lancar', 'SUBSTANDARD'],
    ['KURANG_LANCAR', 'SUBSTANDARD'],
    ['diragukan', 'DOUBTFUL'],
    ['Ragu-ragu', 'DOUBTFUL'],
    ['ragu ragu', 'DOUBTFUL'],
    ['Macet', 'LOSS'],
    ['LOSS', 'LOSS'],
  ])('understands the class %j', async (word, bookedClass) => {
    await load(csv({ ...GOOD, class: word }));
    expect((await timelineOf('7')).opening).toMatchObject({ bookedClass });
  });

  it('lets a mitra have several loans, and a row name its own programme', async () => {
    const second = { ...GOOD, loan: '8', mitra: 'cv.  andalas', programme: 'PK' };
    expect(await load(csv(GOOD, second))).toMatchObject({ mitraAdded: 1, loansAdded: 2 });
    expect(await timelineOf('PK-8')).toMatchObject({ mitra: 'M7', programme: 'PK' });
  });

  it('knows a mitra by his code alone where he is recorded', async () => {
    await load(csv({ ...GOOD, mitra_code: 'A-1' }));
    const { mitra: _, ...nameless } = GOOD;
    const again = { ...nameless, loan: '8', mitra_code: 'A-1' };
    expect(await load(csv(again))).toMatchObject({ mitraAdded: 0, loansAdded: 1, problems: [] });
    const { problems } = await load(csv({ ...again, loan: '9', mitra_code: 'A-2' }));
    expect(problems).toEqual([
      {
        ...{ line: 2, column: 'mitra_code', value: 'A-2' },
        reason: 'no mitra A-2 is recorded: expected his name in the column mitra',
      },
    ]);
  });

  it('takes later payments, until the balance is settled', async () => {
    await load(csv(GOOD));
    const payments = Buffer.from(
      'loan,date,amount,receipt\n7,2013-01-05,20,A\n7,2013-02-05,201,B\n',
    );
    const options = { fileName: 'payments.csv', actor: ACTOR };
    expect(await importPayments(house, payments, options)).toMatchObject({ paymentsAdded: 2 });
    const at = { asOf: localDate('2013-02-05'), known: HEAD.known };
    expect(positionAt(await timelineOf('7'), at, [])).toMatchObject({
      ...{ status: 'SETTLED', principalPaid: 200, interestPaid: 20, credit: 1 },
    });
  });
});

describe('a balance that cannot be taken over', () => {
  const BAD: readonly (readonly [string, Cells, object])[] = [
    ['class', { class: 'Bermasalah' }, { column: 'class', value: 'Bermasalah' }],
    ['amount', { principal: '1.5' }, { column: 'principal', value: '1.5' }],
    ['balance of nothing', { principal: '0', interest: '0' }, { column: 'principal' }],
    ['day to come', { balance_date: '2025-11-01' }, { column: 'balance_date' }],
    ['principal above what was paid out', { disbursed: '199' }, { column: 'disbursed' }],
    [
      'oldest due date after the balance',
      { oldest_unpaid_due_date: '2013-01-01' },
      { column: 'oldest_unpaid_due_date' },
    ],
    ['agreement after the balance', { agreement_date: '2013-01-01' }, { column: 'agreement_date' }],
    ['nobody named', { mitra: '' }, { column: 'mitra' }],
    ['no number', { loan: '' }, { column: 'loan' }],
    ['number that stands there already', { loan: '6' }, { column: 'loan', value: '6' }],
  ];
  it.each(BAD)(
    'for its %s is named by line and column, and nothing written',
    async (_, more, problem) => {
      const file = csv({ ...GOOD, loan: '6', mitra: 'Siti' }, { ...GOOD, ...more });
      const report = await load(file);
      expect(report.problems).toMatchObject([{ line: 3, ...problem }]);
      expect(report).toMatchObject({ mitraAdded: 0, loansAdded: 0, written: false });
      expect(await written()).toEqual([]);
      const kept = await load(file, { keepGood: true });
      expect(kept).toMatchObject({ mitraAdded: 1, loansAdded: 1, written: true });
      expect(kept.problems).toEqual(report.problems);
    },
  );

  it.each([
    ['principal', { principal: '201' }, '201'],
    ['balance_date', { balance_date: '2012-12-30' }, '2012-12-30'],
    ['class', { class: 'Lancar' }, 'CURRENT'],
    ['interest_paid', { interest_paid: '3' }, '3'],
  ])('for it is recorded with another %s is named', async (column, more, value) => {
    await load(csv(GOOD));
    const { problems } = await load(csv({ ...GOOD, ...more }));
    const reason = 'loan 7 is recorded with another balance';
    expect(problems).toEqual([{ line: 2, column, value, reason }]);
  });

  it('for its number is another row’s once the programme stands before it is named', async () => {
    const { problems } = await load(csv(GOOD, { ...GOOD, loan: 'PK-7' }), { programme: 'PK' });
    expect(problems).toMatchObject([{ line: 3, reason: 'the loan PK-7 stands in line 2 already' }]);
  });

  it('for its loan was applied for in this house is named by its number', async () => {
    const fact = anEventOf('LoanProposed');
    const { commandId } = fact;
    await handle(
      house.ledger,
      { commandId, actor: ACTOR, source: 'api', name: 'proposeLoan', input: {} },
      {
        ...onLoan('7', () => [{ type: fact.type, effectiveOn: fact.effectiveOn, data: fact.data }]),
        subject: () => ({ loan: '7', mitra: 'M-1' }),
      },
    );
    const { problems } = await load(csv(GOOD));
    expect(problems).toMatchObject([
      {
        line: 2,
        column: 'loan',
        reason: expect.stringMatching(/propos/i) as string,
      },
    ]);
  });
});
