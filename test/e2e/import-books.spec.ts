import { CommandBus } from '@nestjs/cqrs';
import { JOBS } from '../../src/house/jobs.js';
import { workbook } from '../importing/sheets.js';
import { checked, get, type Service, start } from './service.js';

let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
});
afterAll(() => service.stop());

describe('the jobs behind jejak import', () => {
  const job = () => ({ house: service.house, bus: service.app.get(CommandBus) });
  const actor = { id: 'importer', role: 'OFFICER' } as const;
  const load = (what: 'importBalances' | 'importPayments' | 'importMitra', bytes: Buffer) =>
    JOBS[what](
      job(),
      { file: 'table', base64: bytes.toString('base64'), keepGood: false, actor },
      () => undefined,
    );

  it('take mitra, balances and payments out of spreadsheets', async () => {
    const mitra = workbook([
      ['code', 'name'],
      ['M-7', 'Ade Putra Agung'],
    ]);
    expect(await load('importMitra', mitra)).toMatchObject({ mitraAdded: 1, problems: [] });
    const balances = workbook([
      ['loan', 'mitra_code', 'balance_date', 'principal', 'interest', 'class', 'remarks'],
      ['I-1', 'M-7', { day: '2012-12-31' }, 5_000_000, 0, 'Ragu-ragu', 'moved to Kudus'],
    ]);
    expect(await load('importBalances', balances)).toMatchObject({
      ...{ mitraAdded: 0, loansAdded: 1, problems: [], ignored: ['remarks'] },
    });
    const payments = workbook([
      ['loan', 'date', 'amount', 'receipt'],
      ['I-1', { day: '2013-01-31' }, 1_000_000, 'R-1'],
    ]);
    expect(await load('importPayments', payments)).toMatchObject({ paymentsAdded: 1 });
    const show = 'mitra { code } position { principalOutstanding collectability basis }';
    expect(await get(service, `{ loan(number: "I-1") { ${show} } }`)).toEqual({
      loan: {
        mitra: { code: 'M-7' },
        position: { principalOutstanding: 4_000_000, collectability: 'DOUBTFUL', basis: 'BOOKED' },
      },
    });
  });

  it('leave a log and read models that check out', async () => {
    expect(await checked(service)).toEqual([]);
  });
});
