import { readFileSync } from 'node:fs';
import { importLoans } from '../../src/importing/import-loans.js';
import type { LoanImportOptions } from '../../src/importing/import-report.js';
import { isSigned } from '../../src/lending/loan.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import { CorrectMitraData } from '../../src/mitra/mitra.commands.js';
import { logOf, openSmallHouse, type SmallHouse } from '../house/small-house.js';

const SAMPLE = readFileSync('samples/jamsostek-loans.csv');
const HEADER = 'no,mitra,principal,interest,total,agreement_date,maturity_date,mitra_code,sector';
const ACTOR = { id: 'sari', role: 'OFFICER', unit: 'SEMARANG' } as const;
const table = (...rows: readonly string[]) => Buffer.from([HEADER, ...rows].join('\n'));
/** no, mitra, agreement, and what a test changes: the rest is an ordinary loan. */
const row = (no: string, mitra: string, changes: Partial<Record<string, string>> = {}) => {
  const cells: Partial<Record<string, string>> = {
    no,
    mitra,
    principal: '10000000',
    interest: '975000',
    total: '10975000',
    agreement_date: '2000-10-20',
    maturity_date: '2003-10-19',
    ...changes,
  };
  return HEADER.split(',')
    .map((column) => cells[column] ?? '')
    .join(',');
};

let house: SmallHouse;
beforeEach(async () => {
  house = await openSmallHouse();
});
afterEach(() => house.close());

const load = (bytes: Uint8Array, options: Partial<LoanImportOptions> = {}) =>
  importLoans(house, bytes, { fileName: 'loans.csv', actor: ACTOR, ...options });

describe('the import of the real table', () => {
  it('registers 39 mitra and their loans, to the rupiah, on their days', async () => {
    const report = await load(SAMPLE, { programme: 'JAMSOSTEK' });
    expect(report).toEqual({
      rows: 39,
      mitraAdded: 39,
      loansAdded: 39,
      unchanged: 0,
      problems: [],
      ignored: [],
      written: true,
    });
    let [principal, interest] = [0, 0];
    for (let no = 1; no <= 39; no++) {
      const loan = await house.loan(`JAMSOSTEK-${no}`);
      if (!isSigned(loan)) throw new Error(`loan ${no} is missing`);
      const { timeline } = loan;
      const position = positionAt(timeline, HEAD, []);
      principal += position?.principalOutstanding ?? 0;
      interest += position?.interestOutstanding ?? 0;
      expect(timeline.disbursements[0]?.effectiveOn).toBe(timeline.terms.agreedOn);
      expect(timeline).toMatchObject({ beforeJejak: true, methodInferred: true });
      expect(timeline.programme).toBe('JAMSOSTEK');
      expect(timeline.cohort).toBe(no <= 29 ? '2002' : no <= 34 ? '2005' : '2006');
    }
    expect([principal, interest]).toEqual([689_500_000, 73_135_950]);
  });

  it('adds nothing when it is repeated, under another file name too', async () => {
    await load(SAMPLE, { programme: 'JAMSOSTEK' });
    const before = await logOf(house);
    for (const fileName of ['loans.csv', 'copy.csv'])
      expect(await load(SAMPLE, { programme: 'JAMSOSTEK', fileName })).toEqual({
        rows: 39,
        mitraAdded: 0,
        loansAdded: 0,
        unchanged: 39,
        problems: [],
        ignored: [],
        written: false,
      });
    expect(await logOf(house)).toEqual(before);
  });

  it('gives the same log each time, hash for hash', async () => {
    const other = await openSmallHouse();
    await load(SAMPLE);
    await importLoans(other, SAMPLE, { fileName: 'loans.csv', actor: ACTOR });
    const hashes = async (one: SmallHouse) => (await logOf(one)).map(({ hash }) => hash);
    expect(await hashes(other)).toEqual(await hashes(house));
    await other.close();
  });

  it('goes on where it was interrupted', async () => {
    let left = 50;
    const dying = {
      ledger: house.ledger,
      execute: (command: Parameters<SmallHouse['execute']>[0]) => {
        if (left-- > 0) return house.execute(command);
        throw new Error('the power failed');
      },
    };
    const options = { fileName: 'loans.csv', actor: ACTOR };
    await expect(importLoans(dying, SAMPLE, options)).rejects.toThrow('the power failed');
    const report = await load(SAMPLE);
    expect(report).toMatchObject({ mitraAdded: 0, loansAdded: 39, problems: [] });
    expect((await logOf(house)).filter(({ source }) => source === 'import')).toHaveLength(117);
  });

  it('says how far it is', async () => {
    const seen: number[][] = [];
    await load(SAMPLE, { progress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([39, 39]);
  });
});

describe('a mitra of the table', () => {
  const registered = async () =>
    (await logOf(house))
      .filter(({ type }) => type === 'MitraRegistered')
      .map(({ data, effectiveOn }) => [data['code'], effectiveOn]);

  it('is registered once, whatever the case and the spaces, on his first agreement', async () => {
    const second = row('2', '  cv.  ANDALAS ', { agreement_date: '1999-10-20' });
    const report = await load(table(row('1', 'CV. Andalas'), second), { programme: 'P' });
    expect(report).toMatchObject({ mitraAdded: 1, loansAdded: 2 });
    expect(await registered()).toEqual([['P-M1', '1999-10-20']]);
  });

  it('keeps his name out of what is in clear', async () => {
    await load(table(row('1', 'Andalas')));
    expect(JSON.stringify(await logOf(house))).not.toMatch(/Andalas/i);
  });

  it('goes by the code given, for all rows of his name', async () => {
    await load(table(row('1', 'Adi'), row('2', 'Adi', { mitra_code: 'A-1' })));
    expect(await registered()).toEqual([['A-1', '2000-10-20']]);
  });

  it('keeps his code when another loan of his comes later, in another order', async () => {
    await load(table(row('2', 'Adi')));
    expect(await load(table(row('1', 'Adi'), row('2', 'Adi')))).toMatchObject({
      mitraAdded: 0,
      loansAdded: 1,
      unchanged: 1,
      problems: [],
    });
  });

  it('is the same after his name was corrected', async () => {
    await load(table(row('1', 'Adi')));
    const input = { mitra: 'M1', kind: 'ERROR', field: 'name', to: 'Ade' } as const;
    const sender = {
      commandId: '0b1d7f52-3c1f-4c55-9d5a-0f5b5f5f0001',
      actor: ACTOR,
      source: 'api',
    } as const;
    await house.execute(new CorrectMitraData(input, sender));
    for (const name of ['Adi', 'Ade'])
      expect(await load(table(row('1', name)))).toMatchObject({ unchanged: 1, problems: [] });
  });
});

describe('I11: a row that cannot be imported', () => {
  const future = { agreement_date: '2025-11-01', maturity_date: '2028-10-31' };
  for (const [why, recorded, rows, problems] of [
    [
      'its loan is recorded with other terms',
      [row('1', 'Adi')],
      [row('1', 'Adi', { interest: '0', total: '10000000' })],
      [[2, 'interest', 'loan 1 is recorded with other terms']],
    ],
    [
      'its loan is recorded for another mitra',
      [row('1', 'Adi')],
      [row('1', 'Budi')],
      [[2, 'mitra', 'the mitra M1 is recorded with another name']],
    ],
    [
      'its mitra is recorded in another sector',
      [row('1', 'Adi', { sector: 'TRADE' })],
      [row('2', 'Adi', { mitra_code: 'M1', sector: 'SERVICES' })],
      [[2, 'sector', 'the mitra M1 is recorded with another sector']],
    ],
    [
      'its code belongs to another name in the table',
      [],
      [row('1', 'Adi', { mitra_code: 'A' }), row('2', 'Budi', { mitra_code: 'A' })],
      [[3, 'mitra', 'the same mitra stands in the table with another mitra already']],
    ],
    [
      'its name belongs to several codes',
      [],
      [row('1', 'A', { mitra_code: 'A' }), row('2', 'A', { mitra_code: 'B' }), row('3', 'A')],
      [[4, 'mitra_code', 'several mitra of this name (A, B): say which one']],
    ],
    [
      'its code is the one made for another',
      [],
      [row('7', 'Adi'), row('8', 'Budi', { mitra_code: 'M7' })],
      [[3, 'mitra_code', 'the code M7 belongs to the mitra of line 2']],
    ],
    [
      'its agreement is yet to come',
      [],
      [row('1', 'Adi', future)],
      [[2, 'agreement_date', 'expected a day that has come: today is 2025-10-31']],
    ],
    [
      'its total is not principal + interest',
      [],
      [row('1', 'Adi', { total: '1' })],
      [[2, 'total', 'expected principal + interest, which is 10975000']],
    ],
  ] as const)
    it(`because ${why} is named, and nothing is written`, async () => {
      if (recorded.length > 0) await load(table(...recorded));
      const before = await logOf(house);
      const report = await load(table(...rows));
      const found = report.problems.map(({ line, column, reason }) => [line, column, reason]);
      expect(found).toEqual(problems);
      expect(report).toMatchObject({ mitraAdded: 0, loansAdded: 0, written: false });
      expect(await logOf(house)).toEqual(before);
    });

  it('is left out with keepGood, and the others are imported', async () => {
    const rows = [row('1', 'Adi', future), row('2', 'Budi'), row('3', 'Budi', { total: '1' })];
    const report = await load(table(...rows), { keepGood: true });
    expect(report).toMatchObject({ rows: 2, mitraAdded: 1, loansAdded: 1, written: true });
    expect(report.problems.map(({ line }) => line)).toEqual([2, 4]);
    expect((await house.loan('1')).status).toBe('NONE');
  });

  it('leaves its mitra unregistered with keepGood, if no row of his is good', async () => {
    await load(table(row('1', 'Adi', future)), { keepGood: true });
    expect((await logOf(house)).some(({ type }) => type === 'MitraRegistered')).toBe(false);
  });

  it('is not even read for a programme that no loan number can begin with', () =>
    expect(load(SAMPLE, { programme: 'A B' })).rejects.toThrow(RangeError));
});
