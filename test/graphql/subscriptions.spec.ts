import { createRequire } from 'node:module';
import { createClient } from 'graphql-ws';
import type { Client } from 'graphql-ws';
import request from 'supertest';
import { verifyTokens } from '../../src/identity/verify-tokens.js';
import { instant } from '../../src/kernel/local-date.js';
import { keysIn } from '../identity/keys.js';
import type { Keys } from '../identity/keys.js';
import { serve } from './serve.js';
import type { Served } from './serve.js';

// Node 20 has no web-socket client of its own; this is the server's library.
const WebSocket = createRequire(import.meta.url)('ws') as typeof globalThis.WebSocket;

const clientOf = ({ url }: Served, connectionParams: Record<string, unknown> = {}): Client =>
  createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  });

/** All that comes until it ends, each as JSON would show it; or what it ended with. */
const all = async (client: Client, query: string, variables = {}): Promise<unknown[]> => {
  const got: unknown[] = [];
  try {
    for await (const result of client.iterate({ query, variables })) got.push(result);
  } catch (error) {
    got.push(error);
  }
  await client.dispose();
  return got;
};

const COUNT = 'subscription ($n: Int!) { countTo(n: $n) }';
const counted = (...numbers: number[]) => numbers.map((countTo) => ({ data: { countTo } }));

describe('a subscription, in development', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.app.close());

  it('comes over a web socket', async () => {
    expect(await all(clientOf(served), COUNT, { n: 3 })).toEqual(counted(1, 2, 3));
  });

  it('comes as server-sent events', async () => {
    const { text } = await request(served.url)
      .post('/graphql')
      .set('accept', 'text/event-stream')
      .send({ query: COUNT, variables: { n: 2 } });
    const data = text.match(/(?<=^data: ?)\{.*\}$/gm)?.map((line) => JSON.parse(line) as unknown);
    expect(data).toEqual(counted(1, 2));
  });

  it('is asked by whom the connection parameters name', async () => {
    const client = clientOf(served, { 'X-Actor': 'siti', 'x-role': 'AUDITOR', 'x-unit': 'JKT' });
    expect(await all(client, '{ whoami }')).toEqual([{ data: { whoami: 'siti|AUDITOR|JKT||' } }]);
  });

  it('is not let in under a role that does not exist', async () => {
    const [closed] = await all(clientOf(served, { 'x-role': 'KING' }), COUNT, { n: 1 });
    expect(closed).toMatchObject({ code: 4401 });
  });

  it('meets the same errors as over HTTP, without an HTTP status', async () => {
    const said = async (query: string, variables = {}) =>
      JSON.stringify(await all(clientOf(served), query, variables));
    for (const [query, variables, code] of [
      ['{ nothing }', {}, 'BAD_INPUT'],
      ['{ whoami', {}, 'BAD_INPUT'],
      ['query A { whoami } query B { whoami }', {}, 'BAD_INPUT'],
      [COUNT, { n: 'Siti' }, 'BAD_INPUT'],
      ['{ fails(how: "NOT_FOUND") }', {}, 'NOT_FOUND'],
      [
        '{ loans(first:200) { edges { node { others(first:200) { totalCount }}}}}',
        {},
        'TOO_COMPLEX',
      ],
    ] as const) {
      const answer = await said(query, variables);
      expect(answer).toContain(`"code":"${code}"`);
      expect(answer).not.toMatch(/"http"|Siti/);
    }
  });

  it('ends with a reference where it breaks off, and says no more', async () => {
    const [first, failed] = await all(clientOf(served), 'subscription { breaksOff }');
    expect(first).toEqual({ data: { breaksOff: 1 } });
    expect(JSON.stringify(failed)).toMatch(/"reference":"id-\d+","code":"INTERNAL"/);
    expect(JSON.stringify(failed)).not.toContain('Siti');
    expect(served.reports.splice(0)).toHaveLength(1);
  });

  it('reads no message of more than a megabyte', async () => {
    const { error } = console;
    console.error = () => undefined; // where the library says so
    const large = await all(clientOf(served), `{ whoami } # ${'x'.repeat(1_100_000)}`);
    console.error = error;
    expect(large).toMatchObject([{ code: 1009 }]);
  });

  it('is not opened from a page of another host', async () => {
    const Opened = WebSocket as unknown as new (...args: readonly unknown[]) => WebSocket;
    const url = `${served.url.replace('http', 'ws')}/graphql`;
    const socket = new Opened(url, 'graphql-transport-ws', {
      origin: 'https://elsewhere.example',
    });
    const closed = await new Promise<CloseEvent>((resolve) => {
      socket.onopen = () => socket.send('{"type":"connection_init"}');
      socket.onclose = resolve;
    });
    expect(closed.code).toBe(4403);
  });
});

describe('a subscription, with tokens', () => {
  const opened = instant(Date.UTC(2024, 0, 15));
  let served: Served;
  let keys: Keys;
  let results = 0;
  beforeAll(async () => {
    keys = await keysIn('subscriptions');
    served = await serve({
      authenticate: await verifyTokens({ file: keys.jwks }, () => opened),
      // Half a minute passes from each result to the next.
      now: () => instant(Date.parse(opened) + (results += 1) * 30_000),
    });
  });
  afterAll(() => Promise.all([served.app.close(), keys.remove()]));

  it('is let in with a token in the connection parameters, and with none is not', async () => {
    const authorization = `Bearer ${await keys.token({}, opened)}`;
    expect(await all(clientOf(served, { authorization }), COUNT, { n: 1 })).toEqual(counted(1));
    const [closed] = await all(clientOf(served), COUNT, { n: 1 });
    expect(closed).toMatchObject({ code: 4401 });
  });

  it('tells nothing more once its token has expired', async () => {
    results = 0;
    const authorization = `Bearer ${await keys.token({ expiresIn: 60 }, opened)}`;
    const told = await all(clientOf(served, { authorization }), COUNT, { n: 3 });
    const expired = { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };
    expect(told).toMatchObject([...counted(1), expired, expired]);
    expect(told.slice(1)).not.toContainEqual(expect.objectContaining({ data: expect.anything() }));
  });
});
