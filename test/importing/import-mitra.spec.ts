import { importMitra } from '../../src/importing/import-mitra.js';
import type { ImportOptions } from '../../src/importing/import-report.js';
import { CorrectMitraData } from '../../src/mitra/mitra.commands.js';
import { logOf, NOON, openSmallHouse, type SmallHouse } from '../house/small-house.js';

const HEADER = 'code,name,legal_form,sector,phone,identity_number';
const ACTOR = { id: 'sari', role: 'OFFICER', unit: 'SEMARANG' } as const;
const [ADI, BUDI] = ['A,Adi,PERSON,TRADE,0811,9999000000000001', 'B,Budi,,,,'];
const table = (...rows: readonly string[]) => Buffer.from([HEADER, ...rows].join('\n'));

let house: SmallHouse;
let now = NOON;
beforeEach(async () => {
  now = NOON;
  house = await openSmallHouse({ clock: () => now });
});
afterEach(() => house.close());

const load = (bytes: Uint8Array, options: Partial<ImportOptions> = {}) =>
  importMitra(house, bytes, { fileName: 'mitra.csv', actor: ACTOR, ...options });
const changePhone = (to: string) => {
  const commandId = '0b1d7f52-3c1f-4c55-9d5a-0f5b5f5f0001';
  const input = { mitra: 'A', kind: 'CHANGE', field: 'phone', to } as const;
  return house.execute(new CorrectMitraData(input, { commandId, actor: ACTOR, source: 'api' }));
};

describe('the import of a table of mitra', () => {
  it('registers each, effective on the day of the import', async () => {
    expect(await load(table(ADI, BUDI))).toEqual({
      rows: 2,
      mitraAdded: 2,
      loansAdded: 0,
      unchanged: 0,
      problems: [],
      ignored: [],
      written: true,
    });
    const registered = (await logOf(house)).filter(({ type }) => type === 'MitraRegistered');
    expect(registered.map(({ data, effectiveOn }) => [data['code'], effectiveOn])).toEqual([
      ['B', '2025-10-31'],
      ['A', '2025-10-31'],
    ]);
  });

  it('adds nothing when it is repeated another day, or after a correction', async () => {
    await load(table(ADI, BUDI));
    await changePhone('0822');
    now = '2026-03-01T05:00:00.000Z' as typeof now;
    const before = await logOf(house);
    expect(await load(table(ADI, BUDI))).toMatchObject({ unchanged: 2, written: false });
    expect(await logOf(house)).toEqual(before);
  });
});

describe('a mitra who cannot be imported', () => {
  for (const [why, row, problem] of [
    [
      'his code is taken by another name',
      'A,Budi,,,,',
      { column: 'name', value: 'Budi', reason: 'the mitra A is recorded with another name' },
    ],
    [
      'he is recorded with another sector',
      'A,Adi,,SERVICES,,',
      {
        column: 'sector',
        value: 'SERVICES',
        reason: 'the mitra A is recorded with another sector',
      },
    ],
    [
      'his identity number is taken',
      'C,Cici,PERSON,,,9999000000000001',
      {
        column: 'identity_number',
        value: '9999000000000001',
        reason: 'another mitra is recorded with this identity number',
      },
    ],
  ] as const)
    it(`because ${why} is named, and nothing is written`, async () => {
      await load(table(ADI));
      const before = await logOf(house);
      const report = await load(table(BUDI, row));
      expect(report.problems).toEqual([{ line: 3, ...problem }]);
      expect(report).toMatchObject({ mitraAdded: 0, written: false });
      expect(await logOf(house)).toEqual(before);
      expect(await load(table(BUDI, row), { keepGood: true })).toMatchObject({ mitraAdded: 1 });
    });
});
