import { as, get, type Service } from './service.js';
import { asked, askedOffice, AUDITOR } from './questions-office.js';

let service: Service;
beforeAll(async () => {
  service = await askedOffice();
}, 60_000);
afterAll(() => service.stop());

const nodes = async (filter: object, show: string) =>
  (await asked(service, filter, show)).edges.map(({ node }) => node);

const WHO = 'effectiveOn actor { id onBehalfOf } changes { field before after }';

describe('who changed this mitra’s data, and what was it before?', () => {
  it('is asked by the fields', async () => {
    const filter = { mitra: 'M-1', types: ['MitraDataCorrected'], fields: ['phone', 'region'] };
    expect(await nodes(filter, WHO)).toEqual([
      {
        ...{ effectiveOn: '2003-02-20', actor: { id: 'dewi', onBehalfOf: 'siti' } },
        changes: [{ field: 'phone', before: '0811', after: '0812' }],
      },
      {
        ...{ effectiveOn: '2002-05-01', actor: { id: 'siti', onBehalfOf: null } },
        changes: [{ field: 'region', before: 'DKI', after: 'Banten' }],
      },
    ]);
    expect((await asked(service, { mitra: 'M-1', fields: ['sector'] }, 'type')).totalCount).toBe(0);
  });

  it('shows no telephone number to who may not see it', async () => {
    const filter = { types: ['MitraDataCorrected'], fields: ['phone'] };
    const { edges } = await asked(service, filter, WHO, { headers: as('ADMIN') });
    const changes = [{ field: 'phone', before: null, after: null }];
    expect(edges.map(({ node }) => node['changes'])).toEqual([changes]);
  });

  it('is asked of the mitra itself, and by whom a delegate acted for', async () => {
    const query = `query ($filter: HistoryFilter) { mitra(code: "M-1") {
      history(filter: $filter) { totalCount edges { node { type actor { id } } } } } }`;
    const answer = (filter: object) => get(service, query, { filter }, AUDITOR);
    const delegated = { node: { type: 'MitraDataCorrected', actor: { id: 'dewi' } } };
    expect(await answer({ onBehalfOf: ['siti'] })).toEqual({
      mitra: { history: { totalCount: 1, edges: [delegated] } },
    });
    expect(await answer({ mitra: 'M-2' })).toEqual({
      mitra: { history: { totalCount: 0, edges: [] } },
    });
  });
});

describe('which loans changed class in March, and why?', () => {
  const MARCH = { effectiveFrom: '2003-03-01', effectiveTo: '2003-03-31' };
  const SHOW = 'loan effectiveOn summary { english indonesian } changes { field before after }';

  it('is asked by the type and the days', async () => {
    const moved = await nodes({ ...MARCH, types: ['CollectabilityChanged'] }, SHOW);
    expect(moved.map(({ loan, summary }) => [loan, summary])).toEqual([
      [
        'L-1',
        {
          english: expect.stringMatching(
            /^Collectability: substandard → current, nothing past due, by policy \S+$/,
          ),
          indonesian: expect.stringMatching(
            /^Kolektibilitas: Kurang Lancar → Lancar, tidak ada tunggakan, menurut kebijakan \S+$/,
          ),
        },
      ],
      [
        'L-2',
        {
          english: expect.stringContaining(
            'current → substandard, 26 days past due (instalment 1 of 2003-03-05), by policy ',
          ),
          indonesian: expect.stringContaining('menunggak 26 hari (angsuran 1 tanggal 2003-03-05)'),
        },
      ],
    ]);
    expect(moved[1]?.['changes']).toEqual([
      { field: 'collectability', before: 'CURRENT', after: 'SUBSTANDARD' },
      { field: 'daysPastDue', before: null, after: '26' },
      { field: 'oldestUnpaid', before: null, after: '1' },
      { field: 'dueOn', before: null, after: '2003-03-05' },
      { field: 'policy', before: null, after: expect.stringMatching(/^collectability-/) },
    ]);
  });

  it('is asked of a loan itself', async () => {
    const query = `query ($filter: HistoryFilter) { loan(number: "L-2") {
      history(filter: $filter) { totalCount edges { node { effectiveOn } } } } }`;
    const filter = { fields: ['collectability'], sources: ['api'] };
    expect(await get(service, query, { filter }, AUDITOR)).toEqual({
      loan: { history: { totalCount: 1, edges: [{ node: { effectiveOn: '2003-03-31' } }] } },
    });
  });

  it('is the same by the field that changed', async () => {
    const byField = await nodes({ ...MARCH, fields: ['collectability'] }, 'loan type');
    expect(byField.map(({ loan }) => loan)).toEqual(['L-1', 'L-2']);
  });
});

describe('what was entered after the period’s end for dates before it?', () => {
  const lateFor = { from: '2003-03-01', to: '2003-03-31' };

  it('is asked by the period, whose end is midnight in Jakarta', async () => {
    const late = await nodes({ lateFor }, 'type effectiveOn recordedAt backdatedDays');
    expect(late).toEqual([
      {
        ...{ type: 'ContactMade', effectiveOn: '2003-03-31', backdatedDays: 1 },
        recordedAt: '2003-03-31T17:00:00.000Z',
      },
      {
        ...{ type: 'PaymentReceived', effectiveOn: '2003-03-28', backdatedDays: 13 },
        recordedAt: '2003-04-10T03:00:00.000Z',
      },
    ]);
  });

  it('or by how late it was', async () => {
    const until = { recordedTo: '2003-12-31T00:00:00Z', types: ['PaymentReceived'] };
    const late = (backdatedAtLeast: number) => nodes({ ...until, backdatedAtLeast }, 'type loan');
    expect(await late(13)).toEqual([{ type: 'PaymentReceived', loan: 'L-2' }]);
    expect(await late(14)).toEqual([]);
    expect(await late(0)).toHaveLength(3);
  });

  it('comes page by page', async () => {
    const first = await asked(service, { lateFor }, 'type', { args: 'first: 1' });
    expect(first).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    const args = `first: 1, after: "${first.pageInfo.endCursor}"`;
    const second = await asked(service, { lateFor }, 'type', { args });
    expect(second.edges).toEqual([{ node: { type: 'PaymentReceived' } }]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('was unknown at the period’s end', async () => {
    const args = 'first: 9, knownAt: "2003-03-31T16:59:59.999Z"';
    expect(await asked(service, { lateFor }, 'type', { args })).toMatchObject({
      totalCount: 0,
      edges: [],
    });
  });
});
