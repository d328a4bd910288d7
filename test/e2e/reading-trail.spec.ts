import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from 'graphql-ws';
import { systemClock } from '../../src/house/clock.js';
import { globalId } from '../../src/graphql/node.js';
import { type Role, ROLES } from '../../src/kernel/envelope.js';
import { ask, codes } from '../graphql/ask.js';
import { type Keys, keysIn } from '../identity/keys.js';
import { type Stores, storesFor } from '../stores/places.js';
import { as, freshId, get, type Headers, type Service, start, tell } from './service.js';
import { column, page, reader, unitsIn } from './units.js';

// Node 20 has no web-socket client of its own; this is the server's library.
const WebSocket = createRequire(import.meta.url)('ws') as typeof globalThis.WebSocket;

const AT = '2025-10-31T05:00:00.000Z';
const directory = mkdtempSync(join(tmpdir(), 'jejak-reading-'));
let stores: Stores;
let service: Service;
beforeAll(async () => {
  stores = await storesFor(directory, () => Date.parse(AT));
  service = await start(AT, { directory, stores });
  await unitsIn(service);
  // Its number is reserved in a stream of its own, which names no mitra and is not everybody's.
  const number = { field: 'IDENTITY_NUMBER', kind: 'CHANGE', to: '3174012345678901' };
  const put = { mitra: 'J-1', ...number, evidence: 'KTP' };
  await tell(service, 'correctMitraData', put, { headers: as('OFFICER') });
}, 30_000);
afterAll(async () => {
  await stores.stop();
  rmSync(directory, { recursive: true });
});

const ENTRIES = 'history(first: 200) { totalCount edges { node { id mitra loan type } } }';
interface Entry {
  readonly id: string;
  readonly mitra: string | null;
  readonly loan: string | null;
  readonly type: string;
}
const trail = async (headers: Headers): Promise<readonly Entry[]> => {
  const { history } = await get<{
    history: { totalCount: number; edges: readonly { readonly node: Entry }[] };
  }>(service, `{ ${ENTRIES} }`, {}, headers);
  expect(history.totalCount).toBe(history.edges.length);
  return history.edges.map(({ node }) => node);
};
const isLoan = ({ loan }: Entry): boolean => loan !== null;
const isRule = ({ type }: Entry): boolean => type.startsWith('Policy');

/** What was recorded for a unit: N-1 was of JKT until its unit was put right, in October. */
const READERS: readonly (readonly [Role, string, (entry: Entry) => boolean])[] = [
  ['AUDITOR', 'JKT', () => true],
  [
    'OFFICER',
    'JKT',
    (e) =>
      isLoan(e)
        ? /^L-[JNX]/.test(e.loan ?? '')
        : /^[JN]/.test(e.mitra ?? '') && !(e.mitra === 'N-1' && LATER.has(e.id)),
  ],
  [
    'OFFICER',
    'BDG',
    (e) =>
      isLoan(e)
        ? /^L-[B]/.test(e.loan ?? '')
        : /^[BX]/.test(e.mitra ?? '') || (e.mitra === 'N-1' && LATER.has(e.id)),
  ],
  ['REGIONAL', 'JABAR', ({ mitra }) => /^[BCN]/.test(mitra ?? '')],
  ['REGIONAL', 'DKI', ({ mitra }) => /^[J]/.test(mitra ?? '')],
];
/** Of N-1: what was recorded after it had become BDG's. */
const LATER = new Set<string>();

describe('the trail', () => {
  let all: readonly Entry[];
  beforeAll(async () => {
    all = await trail(as('AUDITOR'));
    const moved = all.filter(({ mitra, loan }) => mitra === 'N-1' && !loan);
    const first = moved.findIndex(({ type }) => type === 'MitraDataCorrected');
    for (const { id } of moved.slice(first + 1)) LATER.add(id);
    expect(LATER.size).toBe(2);
    expect(all.some(({ type }) => type === 'Claimed')).toBe(true);
  });

  it.each(READERS)('of a %s of %s: what was recorded for it, and the rules', async (...who) => {
    const [role, unit, sees] = who;
    const expected = all.filter((entry) => isRule(entry) || sees(entry));
    expect(await trail(reader(role, unit))).toEqual(expected);
    expect(expected.some(isRule)).toBe(true);
  });

  it.each(READERS)('of a %s of %s: entry by entry the same', async (role, unit, sees) => {
    const found: Entry[] = [];
    for (const entry of all) {
      const query = `{ node(id: "${entry.id}") { id } }`;
      if ((await get(service, query, {}, reader(role, unit)))['node']) found.push(entry);
    }
    expect(found).toEqual(all.filter((entry) => isRule(entry) || sees(entry)));
  });

  it('has pages, too, of what one may read alone', async () => {
    const headers = reader('OFFICER', 'BDG');
    const whole = await column(service, ['history', '', 'position'], headers);
    const first = await page(service, ['history', 'first: 5', 'position'], headers);
    const after = `first: 200, after: "${first.pageInfo.endCursor}"`;
    const rest = await page(service, ['history', after, 'position'], headers);
    expect([...first.edges, ...rest.edges].map(({ node }) => node['position'])).toEqual(whole);
    expect(first.totalCount).toBe(whole.length);
  });
});

const wsClient = ({ url }: Service, connectionParams: Headers): Client =>
  createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  });

/** All it is told until it is told of a rule, which everybody is told of. */
const listen = async (client: Client, told: string[]): Promise<readonly string[]> => {
  const query = 'subscription { historyAdded { type mitra } }';
  for await (const { data, errors } of client.iterate<{ historyAdded: Entry }>({ query })) {
    if (!data) throw new Error(JSON.stringify(errors));
    told.push(data.historyAdded.mitra ?? data.historyAdded.type);
    if (data.historyAdded.type === 'PolicyProposed') break;
  }
  await client.dispose();
  return told;
};

/** Until a subscription is heard: what is asked over the same socket after it is answered. */
const heard = async (client: Client): Promise<void> => {
  await new Promise<void>((resolve) => client.on('connected', () => resolve()));
  for await (const { data } of client.iterate({ query: '{ system { uptime } }' }))
    expect(data).toBeDefined();
  await new Promise((resolve) => setTimeout(resolve, 50));
};

const POLICY = {
  ...{ kind: 'ALLOCATION', policyId: 'allocation-2026', validFrom: '2026-01-01' },
  legalBasis: 'SK-1/2025',
  parameters: { order: 'INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD' },
};

describe('historyAdded', () => {
  it('tells each of what he may read, and of the rules', async () => {
    const readers: readonly (readonly [Headers, readonly string[]])[] = [
      [reader('OFFICER', 'JKT'), ['J-1']],
      [reader('FINANCE_HEAD', 'BDG'), ['B-1', 'N-1', 'X-1', 'B-9']],
      [reader('REGIONAL', 'JABAR'), ['B-1', 'C-1', 'N-1', 'B-9']],
      [reader('OFFICER', 'SBY'), []],
      [reader('OFFICER'), ['J-1', 'B-1', 'C-1', 'N-1', 'X-1', 'B-9']],
      [reader('AUDITOR', 'JKT'), ['J-1', 'B-1', 'C-1', 'N-1', 'X-1', 'B-9']],
    ];
    const clients = readers.map(([headers]) => wsClient(service, headers));
    const following = Promise.all(clients.map((client) => listen(client, [])));
    await Promise.all(clients.map(heard));
    const FIELD = { headers: as('OFFICER') };
    for (const mitra of ['J-1', 'B-1', 'C-1', 'N-1', 'X-1'])
      await tell(service, 'recordContact', { mitra, channel: 'SMS', reached: true }, FIELD);
    const place = { unit: 'BDG', region: 'JABAR' };
    await tell(service, 'registerMitra', { code: 'B-9', name: 'Toko Baru', ...place }, FIELD);
    await tell(service, 'proposePolicy', POLICY, FIELD);
    expect(await following).toEqual(readers.map(([, told]) => [...told, 'PolicyProposed']));
  }, 15_000);
});

const NEED_A_UNIT = ROLES.filter((role) => !['HEAD_OFFICE', 'AUDITOR', 'ADMIN'].includes(role));

describe('with tokens', () => {
  let keys: Keys;
  let guarded: Service;
  const bearing = async (role: Role, unit?: string): Promise<Headers> => {
    const actor = { id: 'siti', role, ...(unit && { unit }) };
    return { authorization: `Bearer ${await keys.token({ actor }, systemClock())}` };
  };
  beforeAll(async () => {
    await service.stop();
    keys = await keysIn('reading');
    const settings = { AUTH: 'token', HOST: '127.0.0.1', TOKEN_KEYS: keys.jwks };
    const guard = { ...stores, settings: { ...stores.settings, ...settings } };
    guarded = await start(AT, { directory, stores: guard });
  }, 30_000);
  afterAll(async () => {
    await guarded.stop();
    await keys.remove();
  });

  const ABOUT_SOMEBODY = [
    '{ mitra(code: "J-1") { id } }',
    '{ mitra(code: "NONE") { id } }',
    '{ mitras { totalCount } }',
    '{ loan(number: "L-J-1") { id } }',
    '{ loan(number: "NONE") { id } }',
    '{ loans { totalCount } }',
    '{ history { totalCount } }',
    '{ portfolio { loanCount } }',
    ...['Mitra', 'Loan', 'AuditEntry'].map((t) => `{ node(id: "${globalId(t, 'J-1')}") { id } }`),
  ];

  it.each(NEED_A_UNIT)('a %s that does not say its unit reads of nobody', async (role) => {
    const headers = await bearing(role);
    for (const query of ABOUT_SOMEBODY) {
      const reply = await ask(guarded, query, {}, headers);
      expect([query, codes(reply)]).toEqual([query, ['FORBIDDEN']]);
      expect(reply.errors?.[0]?.message).toContain(`the token of a role ${role} must say its`);
    }
    const query = '{ system { version } policies { kind } }';
    expect(codes(await ask(guarded, query, {}, headers))).toEqual([]);
  });

  it('a unit, a region or the whole is read as it is with headers', async () => {
    for (const [role, unit, count] of [
      ['OFFICER', 'JKT', 3],
      ['REGIONAL', 'DKI', 3],
      ['AUDITOR', undefined, 10],
      ['HEAD_OFFICE', undefined, 10],
      ['ADMIN', undefined, 10],
    ] as const) {
      const headers = await bearing(role, unit);
      const { mitras } = await get<{ mitras: object }>(
        guarded,
        '{ mitras { totalCount } }',
        {},
        headers,
      );
      expect([role, mitras]).toEqual([role, { totalCount: count }]);
    }
  });

  it('a command without a unit is done, and shows nothing that it could not read', async () => {
    const command = `mutation ($input: RecordContactInput!) { recordContact(input: $input) {
      events { type } mitra { code contactCount } } }`;
    const input = { commandId: freshId(), mitra: 'J-2', channel: 'SMS', reached: true };
    expect(await get(guarded, command, { input }, await bearing('OFFICER'))).toEqual({
      recordContact: { events: [{ type: 'ContactMade' }], mitra: null },
    });
  });

  it('a subscription without a unit is refused', async () => {
    const client = wsClient(guarded, await bearing('OFFICER'));
    await expect(listen(client, [])).rejects.toThrow('FORBIDDEN');
  });
});
