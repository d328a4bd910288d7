import { ask, codes } from '../graphql/ask.js';
import { asked, askedOffice, AUDITOR } from './questions-office.js';
import { get, type Service } from './service.js';
import { reader } from './units.js';

let service: Service;
beforeAll(async () => {
  service = await askedOffice();
}, 60_000);
afterAll(() => service.stop());

interface Row {
  readonly key: string | null;
  readonly [figure: string]: unknown;
}
interface Activity {
  readonly rows: readonly Row[];
  readonly total: Readonly<Record<string, unknown>>;
}
const FIGURES = `events commands approvals rejections reversals first last
  backdated { events maxDays medianDays }`;
const activity = async (
  by: string,
  filter: object,
  { orderBy = 'KEY', headers = AUDITOR, args = '' } = {},
): Promise<Activity> =>
  (
    await get<{ activity: Activity }>(
      service,
      `query ($filter: HistoryFilter, $by: ActivityGrouping!, $orderBy: ActivityOrder) {
        activity(filter: $filter, by: $by, orderBy: $orderBy ${args}) {
          rows { key label { english indonesian } ${FIGURES} } total { ${FIGURES} } } }`,
      { filter, by, orderBy },
      headers,
    )
  ).activity;
const keys = ({ rows }: Activity): unknown[] => rows.map(({ key }) => key);
const column = ({ rows }: Activity, figure: string): unknown[] =>
  rows.map((row) => [row.key, row[figure]]);

/** Before the import, so that each figure can be counted by hand. */
const BY_HAND = { recordedFrom: '2003-01-30T00:00:00Z', recordedTo: '2003-12-31T00:00:00Z' };
const PEOPLE = { ...BY_HAND, sources: ['api'] };

describe('which events came from import?', () => {
  it('is asked by the source, and what they were by the type', async () => {
    const imported = await activity('TYPE', { sources: ['import'] }, { orderBy: 'EVENTS' });
    const { totalCount } = await asked(service, { sources: ['import'] }, 'type', {
      args: 'first: 1',
    });
    expect(imported.total['events']).toBe(totalCount);
    expect(imported.rows[0]?.['label']).toEqual({
      ...{ english: 'Agreement signed', indonesian: 'Perjanjian ditandatangani' },
    });
    expect(column(imported, 'events')).toEqual(
      expect.arrayContaining([
        ['AgreementSigned', 39],
        ['LoanDisbursed', 39],
      ]),
    );
    expect(keys(await activity('SOURCE', {}))).toEqual(['api', 'import', 'job']);
  });
});

describe('which actor approved most?', () => {
  it('is the first row, in the order of approvals', async () => {
    const filter = { ...PEOPLE, types: ['PolicyAdopted', 'PolicyRejected'] };
    const { rows, total } = await activity('ACTOR', filter, { orderBy: 'APPROVALS' });
    expect(rows.map(({ key, approvals, rejections }) => [key, approvals, rejections])).toEqual([
      ['ratna', 2, 0],
      ['hadi', 1, 1],
    ]);
    expect(total).toMatchObject({ events: 4, commands: 4, approvals: 3, rejections: 1 });
  });

  it('counts what was let be, turned down and taken back, by everybody', async () => {
    const all = await activity('ACTOR', PEOPLE);
    const told = ['approvals', 'rejections', 'reversals'].map((figure) => column(all, figure));
    expect(told).toEqual([
      [['budi', 0], ['dewi', 0], ['hadi', 1], ['ratna', 2], ['siti', 2]],
      [['budi', 0], ['dewi', 0], ['hadi', 1], ['ratna', 0], ['siti', 0]],
      [['budi', 1], ['dewi', 0], ['hadi', 0], ['ratna', 0], ['siti', 1]],
    ]); // prettier-ignore
  });

  it('by role, in words of both languages', async () => {
    const roles = await activity('ROLE', { ...PEOPLE, roles: ['HEAD_OFFICE', 'REGIONAL'] });
    expect(roles.rows.map(({ key, label, approvals }) => [key, label, approvals])).toEqual([
      ['HEAD_OFFICE', { english: 'head office', indonesian: 'kantor pusat' }, 2],
      ['REGIONAL', { english: 'regional office', indonesian: 'kantor wilayah' }, 1],
    ]);
  });
});

describe('who backdates, and by how many days?', () => {
  it('is told with the longest and the middle delay', async () => {
    const late = { ...PEOPLE, types: ['PaymentReceived', 'ContactMade', 'PolicyProposed'] };
    const { rows, total } = await activity('ACTOR', late, { orderBy: 'BACKDATED' });
    expect(rows.map(({ key, events, backdated }) => [key, events, backdated])).toEqual([
      ['budi', 3, { events: 2, maxDays: 13, medianDays: 1 }],
      ['siti', 6, { events: 1, maxDays: 1, medianDays: 1 }],
    ]);
    expect(total['backdated']).toEqual({ events: 3, maxDays: 13, medianDays: 1 });
  });

  it('is told of the events that are late alone', async () => {
    const { rows } = await activity('ACTOR', { ...BY_HAND, backdatedAtLeast: 13, loan: 'L-2' });
    const [first, last] = ['2003-03-31T16:59:59.999Z', '2003-04-10T03:00:00.000Z'];
    const fee = { events: 2, maxDays: 25, medianDays: 13 };
    expect(rows).toEqual([
      expect.objectContaining({ key: 'budi', events: 2, first, last, backdated: fee }),
    ]);
  });

  it('by the month in which it was recorded, in Jakarta', async () => {
    const contacts = await activity('MONTH', { ...BY_HAND, types: ['ContactMade'] });
    expect(contacts.rows.map(({ key, label, events }) => [key, label, events])).toEqual([
      ['2003-03', { english: 'March 2003', indonesian: 'Maret 2003' }, 1],
      ['2003-04', { english: 'April 2003', indonesian: 'April 2003' }, 1],
    ]);
  });
});

describe('an activity', () => {
  it('adds up to the trail, whatever it is summed up by', async () => {
    const { totalCount } = await asked(service, BY_HAND, 'type', { args: 'first: 1' });
    for (const by of ['ACTOR', 'ROLE', 'UNIT', 'TYPE', 'SOURCE', 'MONTH']) {
      const { rows, total } = await activity(by, BY_HAND);
      const sum = rows.reduce((events, row) => events + Number(row['events']), 0);
      expect([by, sum, total['events']]).toEqual([by, totalCount, totalCount]);
      expect(keys({ rows, total })).toEqual([...new Set(keys({ rows, total }))]);
    }
  });

  it('is of what one may read: one’s own unit, and the rules', async () => {
    const own = async (unit?: string) =>
      column(await activity('UNIT', BY_HAND, { headers: reader('OFFICER', unit) }), 'events');
    const all = new Map((await own()) as [string | null, number][]);
    expect(await own('BDG')).toEqual([['BDG', all.get('BDG')], [null, all.get(null)]]);
    expect(await own('JKT')).toEqual([['JKT', all.get('JKT')], [null, all.get(null)]]);
    expect(await own('SBY')).toEqual([[null, all.get(null)]]);
    const region = await activity('UNIT', BY_HAND, { headers: reader('REGIONAL', 'JABAR') });
    expect(keys(region)).toEqual(['BDG', null]);
  }); // prettier-ignore

  it('is the same later, by what was known then', async () => {
    const args = 'asOf: "2003-03-31", knownAt: "2003-03-31T16:59:59.999Z"';
    const filter = { loan: 'L-2', types: ['PaymentReceived'] };
    expect((await activity('ACTOR', filter, { args: `, ${args}` })).rows).toEqual([]);
    expect((await activity('ACTOR', filter)).total).toMatchObject({ events: 2 });
  });

  it('of nothing is nothing', async () => {
    const { rows, total } = await activity('ACTOR', { actors: ['nobody'] });
    expect(rows).toEqual([]);
    expect(total).toEqual({
      ...{ events: 0, commands: 0, approvals: 0, rejections: 0, reversals: 0 },
      ...{ first: null, last: null, backdated: { events: 0, maxDays: 0, medianDays: null } },
    });
    expect((await activity('TYPE', { recordedFrom: '2030-01-01T00:00:00Z' })).rows).toEqual([]);
  });
});

describe('a filter that says nothing sensible', () => {
  it.each([
    ['{ roles: ["KING"] }', 'filter.roles'],
    ['{ sources: ["rumour"] }', 'filter.sources'],
    ['{ fields: ["a.b"] }', 'filter.fields'],
    ['{ backdatedAtLeast: -1 }', 'filter.backdatedAtLeast'],
    ['{ lateFor: { from: "2003-03-31", to: "2003-03-01" } }', 'filter.lateFor'],
    ['{ effectiveFrom: "2003-03-31", effectiveTo: "2003-03-30" }', 'filter.effectiveTo'],
    [
      '{ recordedFrom: "2003-03-31T00:00:00Z", recordedTo: "2003-03-30T00:00:00Z" }',
      'filter.recordedTo',
    ],
    ['{ types: ["LoanDisbursed", "LoanDisbursd"] }', 'filter.types'],
  ])('%s is BAD_INPUT at %s', async (filter, path) => {
    for (const query of [
      `{ history(filter: ${filter}) { totalCount } }`,
      `{ activity(by: ACTOR, filter: ${filter}) { total { events } } }`,
      `{ mitra(code: "M-1") { history(filter: ${filter}) { totalCount } } }`,
    ]) {
      const { errors } = await ask(service, query, {}, AUDITOR);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', fields: [{ path }] });
    }
  });

  it('reading the whole trail twenty times over is too much at once', async () => {
    const one = (n: number) => `a${n}: activity(by: ACTOR) { total { events } }`;
    const many = Array.from({ length: 20 }, (_, n) => one(n)).join(' ');
    expect(codes(await ask(service, `{ ${many} }`, {}, AUDITOR))).toEqual(['TOO_COMPLEX']);
  });
});
