import request from 'supertest';
import { ask, codes, paths, post } from './ask.js';
import { serve } from './serve.js';
import type { Served } from './serve.js';
import { counted } from './toy.js';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.app.close());

const REGISTER = 'mutation ($input: RegisterMitraInput!) { registerMitra(input: $input) }';
const SECRET = '3273010101700001';

describe('an input that is wrong', () => {
  for (const [what, given, path] of [
    ['a fraction of a rupiah', { amount: 1.5 }, 'input.amount'],
    ['money as text', { amount: '1000' }, 'input.amount'],
    ['money beyond what is exact', { amount: 9_007_199_254_740_992 }, 'input.amount'],
    ['an unknown sector', { sector: SECRET }, 'input.sector'],
    ['a day that no calendar has', { effectiveOn: '2025-02-30' }, 'input.effectiveOn'],
    ['a field that does not exist', { nik: SECRET }, 'input.nik'],
    ['a revision that is text', { expectedRevision: SECRET }, 'input.expectedRevision'],
    ['a name that is nothing', { name: '' }, 'input.name'],
    ['a name that is too long', { name: `${SECRET}${SECRET}` }, 'input.name'],
    ['a name that is missing', { name: undefined }, 'input.name'],
    ['a name with half a character', { name: '\ud800' }, 'input.name'],
  ] as const)
    it(`is BAD_INPUT and names the place, without the value: ${what}`, async () => {
      const input = { commandId: 'c', name: 'Sari', ...given };
      const reply = await ask(served, REGISTER, { input });
      expect([codes(reply), paths(reply)]).toEqual([['BAD_INPUT'], [path]]);
      expect(reply.text).not.toContain(SECRET);
    });

  for (const [what, literal, path] of [
    ['a fraction of a rupiah', 'amount: 1.5', 'input.amount'],
    ['a whole number with a fraction', 'amount: 1.0', 'input.amount'],
    ['money beyond what is exact', 'amount: 9007199254740993', 'input.amount'],
    ['money as text', 'amount: "1000"', 'input.amount'],
    ['an unknown sector', `sector: NIK${SECRET}`, 'input.sector'],
    ['a day that no calendar has', 'effectiveOn: "2025-02-30"', 'input.effectiveOn'],
    ['a field that does not exist', `nik: "${SECRET}"`, 'input.nik'],
    ['a revision that is text', `expectedRevision: "${SECRET}"`, 'input.expectedRevision'],
  ] as const)
    it(`is BAD_INPUT and names the place in a literal too: ${what}`, async () => {
      const reply = await ask(
        served,
        `mutation { registerMitra(input: { commandId: "c", name: "Sari", ${literal} }) }`,
      );
      expect([reply.status, codes(reply), paths(reply)]).toEqual([400, ['BAD_INPUT'], [path]]);
      expect(reply.text).not.toContain(SECRET);
    });

  it('names every wrong place at once, down to the item of a list', async () => {
    const query = 'mutation ($input: RecordVisitInput!) { recordVisit(input: $input) }';
    const evidence = [{ sha256: 'abc' }, { sha256: SECRET }, { sha256: SECRET }];
    const reply = await ask(served, query, { input: { evidence } });
    expect(paths(reply)).toEqual(['input.evidence.1.sha256', 'input.evidence.2.sha256']);
    const missing = await ask(served, query, { input: { evidence: [{}, { sha256: 1 }] } });
    expect(paths(missing)).toEqual(['input.evidence.0.sha256', 'input.evidence.1.sha256']);
  });

  it('never reaches the resolver', async () => {
    expect(counted.mutations).toEqual([]);
    await ask(served, REGISTER, { input: { commandId: 'c', name: 'Sari', amount: -5 } });
    expect(counted.mutations.splice(0)).toEqual(['Sari']);
  });

  it('is BAD_INPUT where a required argument is turned to null by a variable', async () => {
    const reply = await ask(served, 'query ($n: Int = 1) { required(n: $n) }', { n: null });
    expect(codes(reply)).toEqual(['BAD_INPUT']);
  });

  for (const [what, query] of [
    ['an unknown field', '{ mitra }'],
    ['a syntax error', `{ loan(number: "${SECRET}" "${SECRET}") { number } }`],
    ['an argument that is missing', '{ loan { number } }'],
    ['an unknown argument', `{ loan(number: "1", nik: "${SECRET}") { number } }`],
    ['a text where a number is due', `{ required(n: "${SECRET}") }`],
    ['no operation', 'fragment F on Loan { number }'],
  ] as const)
    it(`is BAD_INPUT with HTTP 400, without the value: ${what}`, async () => {
      const reply = await ask(served, query);
      expect([reply.status, new Set(codes(reply))]).toEqual([400, new Set(['BAD_INPUT'])]);
      expect(reply.errors?.[0]?.extensions.fields).toHaveLength(1);
      expect(reply.text).not.toContain(SECRET);
    });
});

describe('a request that is no GraphQL at all', () => {
  const large = JSON.stringify({ query: `{ whoami } # ${'x'.repeat(1_572_864)}` });
  for (const [what, status, body, type] of [
    ['nothing', 400, undefined, 'application/json'],
    ['nothing of no type', 415, undefined, ''],
    ['no JSON', 400, `{"query": "${SECRET}`, 'application/json'],
    ['a JSON text', 400, '"{ whoami }"', 'application/json'],
    ['JSON null', 400, 'null', 'application/json'],
    ['no query', 400, '{}', 'application/json'],
    ['a query that is a number', 400, '{"query": 1}', 'application/json'],
    ['a strange parameter', 400, `{"query": "{ whoami }", "${SECRET}": 1}`, 'application/json'],
    ['many questions at once', 400, '[{"query":"{ whoami }"}]', 'application/json'],
    ['one megabyte and a half', 413, large, 'application/json'],
    ['a form', 415, 'query={whoami}', 'application/x-www-form-urlencoded'],
    ['plain text', 415, '{ whoami }', 'text/plain'],
    ['a bare document', 415, '{ whoami }', 'application/graphql'],
  ] as const)
    it(`is answered with errors, BAD_INPUT and HTTP ${status}: ${what}`, async () => {
      const reply = await post(served, body, type);
      expect([reply.status, codes(reply)]).toEqual([status, ['BAD_INPUT']]);
      expect(reply.text).not.toContain(SECRET);
    });

  it('is answered so as well where JSON is not wanted back', async () => {
    const body = JSON.stringify({ query: '{ whoami }' });
    const reply = await post(served, body, 'application/json', 'text/plain');
    expect([reply.status, codes(reply)]).toEqual([406, ['BAD_INPUT']]);
  });

  for (const [what, status, address] of [
    ['a command by GET', 405, '?query=mutation{registerMitra(input:{commandId:"c",name:"x"})}'],
    ['variables that are no JSON', 400, `?query={whoami}&variables={${SECRET}`],
    ['no query', 400, ''],
  ] as const)
    it(`is answered with errors, BAD_INPUT and HTTP ${status}: ${what}`, async () => {
      const { body, status: got, text } = await request(served.url).get(`/graphql${address}`);
      expect([got, codes(body)]).toEqual([status, ['BAD_INPUT']]);
      expect(text).not.toContain(SECRET);
      expect(counted.mutations).toEqual([]);
    });

  for (const method of ['put', 'delete', 'patch', 'options'] as const)
    it(`is answered with 405 for ${method.toUpperCase()}`, async () => {
      const { status, body } = await request(served.url)[method]('/graphql');
      expect([status, codes(body)]).toEqual([405, ['BAD_INPUT']]);
    });

  it('is not confirmed to pages of other hosts', async () => {
    const { headers } = await request(served.url)
      .get('/graphql?query={whoami}')
      .set('origin', 'https://elsewhere.example');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('what a resolver throws', () => {
  for (const [how, code, beside] of [
    ['REFUSED', 'REFUSED', { refusal: 'RECEIPT_REUSED', details: { recorded: 40 } }],
    ['CONFLICT', 'CONFLICT', { currentRevision: 7 }],
    ['NOT_FOUND', 'NOT_FOUND', {}],
    ['FORBIDDEN', 'FORBIDDEN', {}],
    ['STORE', 'UNAVAILABLE', { retryAfterSeconds: 5 }],
    ['UNKNOWN', 'UNAVAILABLE', { retryAfterSeconds: 5 }],
  ] as const)
    it(`is answered with its code alone: ${how}`, async () => {
      const reply = await ask(served, 'query ($how: String!) { fails(how: $how) }', { how });
      expect(reply.errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
        { path: ['fails'], extensions: { code, ...beside } },
      ]);
      expect(reply.status).toBe(200);
      expect(reply.text).not.toContain('secret');
      expect(served.reports).toEqual([]);
    });

  for (const [what, query] of [
    ['a bug', '{ fails(how: "BUG") }'],
    ['nothing at all', '{ fails(how: "") }'],
    ['a value of ours that its scalar does not know', '{ broken }'],
  ] as const)
    it(`is INTERNAL with a reference, and whole in the log: ${what}`, async () => {
      const reply = await ask(served, query);
      const [[reference, error] = []] = served.reports.splice(0);
      expect(reply.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL', reference });
      expect(reply.text).not.toMatch(/Siti|stack|position of ours|\.ts/);
      if (what === 'a bug') expect(error).toMatchObject({ message: 'Siti is undefined' });
    });
});

describe('a document of several operations', () => {
  const query = 'query A { whoami } query B { required(n: 2) }';
  const named = async (operationName: string) =>
    post(served, JSON.stringify({ query, operationName }));

  it('executes the one that was named, each time', async () => {
    expect((await named('C')).status).toBe(400);
    expect((await named('A')).data).toEqual({ whoami: 'dev|OFFICER|||' });
    expect((await named('B')).data).toEqual({ required: 2 });
    expect((await named('A')).data).toEqual({ whoami: 'dev|OFFICER|||' });
  });

  it.each(['C', '', undefined])('executes none by the name %j, and says so', async (name) => {
    const { status, errors } = await post(served, JSON.stringify({ query, operationName: name }));
    expect(status).toBe(400);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_INPUT',
      fields: [{ path: 'operationName', message: 'names no operation of the document' }],
    });
  });

  it('executes commands in the order in which they are written', async () => {
    const one = (name: string) => `registerMitra(input: { commandId: "c", name: "${name}" })`;
    await ask(served, `mutation { a: ${one('A')} b: ${one('B')} c: ${one('C')} }`);
    expect(counted.mutations.splice(0)).toEqual(['A', 'B', 'C']);
  });
});
