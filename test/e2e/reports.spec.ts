import { hash } from 'node:crypto';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import type { Problem } from '../graphql/ask.js';
import {
  AUDITOR,
  HEAD,
  publish,
  published,
  reportingOffice,
  restated,
  shown,
} from './reporting.js';
import { as, freshId, get, type Service } from './service.js';

let service: Service;
beforeAll(async () => {
  service = await reportingOffice();
});
afterAll(() => service.stop());

const refusal = async (more: object, by = AUDITOR): Promise<unknown> => {
  const [problem] = (await publish(service, more, by)).errors ?? [];
  const { code, refusal: why, fields } = (problem as Problem).extensions;
  return why ?? fields?.[0]?.path ?? code;
};

describe('a published report', () => {
  it('is refused to whoever may not, for days to come, and where its name is none', async () => {
    expect(await refusal({}, HEAD)).toBe('FORBIDDEN');
    expect(await refusal({ asOf: '2023-04-04' })).toBe('EFFECTIVE_IN_FUTURE');
    expect(await refusal({ knownAt: '2023-04-03T03:00:00.001Z' })).toBe('KNOWN_IN_FUTURE');
    expect(await refusal({ report: 'tw1 2023' })).toBe('input.report');
    expect(await refusal({ effectiveOn: '2023-04-03' })).toBe('input.effectiveOn');
    expect(await shown(service)).toBeNull();
  });

  it('holds the figures of the fund as the service worked them out, under one digest', async () => {
    const asked = { groupBy: 'UNIT', reason: 'the quarter is over' };
    const { events } = await published(service, asked);
    const report = await shown(service);
    expect(report).toMatchObject({
      ...{ title: 'First quarter', asOf: '2023-03-31', publishedBy: 'wati', groupBy: 'UNIT' },
      ...{ publishedOn: '2023-04-03', eventId: events[0]?.id },
    });
    const figures = new Map(report?.figures.map((one) => [one.path, one.amount ?? one.count]));
    expect(figures.get('principalOutstanding')).toBe(23_000_000);
    expect(figures.get('groups/JKT/principalPaid')).toBe(1_000_000);
    expect(figures.get('groups/BDG/byCollectability/SUBSTANDARD/loanCount')).toBe(1);
    const { history } = await get<{ history: { edges: { node: { data: object } }[] } }>(
      service,
      '{ history(filter: { types: ["ReportPublished"] }) { edges { node { data } } } }',
      {},
      AUDITOR.headers,
    );
    const [edge] = history.edges;
    const { digest, ...rest } = (edge?.node.data ?? {}) as { digest?: string };
    expect([digest, report?.digest]).toEqual(
      Array(2).fill(hash('sha256', canonicalJson(rest), 'hex')),
    );
  });

  it('adds nothing when sent again, and is refused with anything else in it', async () => {
    const knownAt = '2023-04-02T00:00:00.000Z';
    const input = { report: 'TWICE', knownAt, commandId: freshId() };
    const first = await published(service, input);
    expect(first.duplicate).toBe(false);
    expect((await publish(service, input)).data?.['done']).toMatchObject({ duplicate: true });
    const again = await publish(service, { report: 'TWICE', knownAt });
    expect(again.data?.['done']).toMatchObject({ duplicate: true, events: [] });
    expect(await refusal({ report: 'TWICE', knownAt, asOf: '2023-03-30' })).toBe(
      'REPORT_PUBLISHED',
    );
    expect(await refusal({ report: 'TWICE', knownAt, title: 'Another' })).toBe('REPORT_PUBLISHED');
    expect(await refusal({ report: 'TWICE' })).toBe('REPORT_PUBLISHED');
  });
});

describe('who reads one unit', () => {
  const clerk = { ...as('OFFICER'), 'x-unit': 'BDG' };

  it('reads the reports on that unit alone', async () => {
    await published(service, { report: 'BDG', filter: { unit: 'BDG' } });
    const node = 'query ($id: ID!) { node(id: $id) { id ... on Report { title } } }';
    const whole = await shown(service);
    const found = { id: whole?.id };
    expect(await get(service, node, found, AUDITOR.headers)).toEqual({
      node: { ...found, title: 'First quarter' },
    });
    expect(await get(service, node, found, clerk)).toEqual({ node: null });
    expect(await shown(service, 'TW1-2023', clerk)).toBeNull();
    expect(await restated(service, {}, clerk)).toBeNull();
    expect((await shown(service, 'BDG', clerk))?.figures.length).toBeGreaterThan(10);
    const query = '{ reports { totalCount edges { node { report } } } }';
    interface Listed {
      reports: { totalCount: number; edges: { node: { report: string } }[] };
    }
    const own = await get<Listed>(service, query, {}, clerk);
    expect(own.reports).toEqual({ totalCount: 1, edges: [{ node: { report: 'BDG' } }] });
    const all = await get<Listed>(service, query, {}, AUDITOR.headers);
    expect(all.reports.edges.map(({ node }) => node.report)).toEqual(['TW1-2023', 'TWICE', 'BDG']);
    const trail = '{ history(filter: { types: ["ReportPublished"] }) { totalCount } }';
    const seen = await get<{ history: { totalCount: number } }>(service, trail, {}, clerk);
    expect(seen.history.totalCount).toBe(1);
  });
});
