import { createHmac, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { trustHeaders } from '../../src/identity/authenticate.js';
import { verifyTokens } from '../../src/identity/verify-tokens.js';
import { KeysUnavailable } from '../../src/identity/who.js';
import type { Authenticate } from '../../src/identity/who.js';
import { instant } from '../../src/kernel/local-date.js';
import { ask, codes } from '../graphql/ask.js';
import { serve } from '../graphql/serve.js';
import { keysIn } from './keys.js';
import type { Keys } from './keys.js';

const NOW = instant(Date.UTC(2024, 0, 15, 9, 30));
const SECONDS = Date.parse(NOW) / 1000;

describe('in development, without a token,', () => {
  const authenticate = trustHeaders();

  for (const [what, headers, actor] of [
    ['nobody named is the officer dev', {}, { id: 'dev', role: 'OFFICER' }],
    [
      'headers say who, in which role, of which unit, for whom',
      {
        'x-actor': 'siti.a',
        'x-role': 'FINANCE_HEAD',
        'x-unit': 'JKT 1',
        'x-on-behalf-of': 'budi',
      },
      { id: 'siti.a', role: 'FINANCE_HEAD', unit: 'JKT 1', onBehalfOf: 'budi' },
    ],
    [
      'a name has the letters of its language',
      { 'x-actor': 'Dewi Ålund' },
      { id: 'Dewi Ålund', role: 'OFFICER' },
    ],
  ] as const)
    it(what, async () => {
      expect(await authenticate(headers)).toEqual({ via: 'dev', actor });
    });

  for (const [what, headers, reason] of [
    ['an unknown role', { 'x-role': 'KING' }, 'x-role must be one of OFFICER'],
    ['a role in lower case', { 'x-role': 'officer' }, 'x-role must be one of'],
    ['two roles', { 'x-role': ['OFFICER', 'ADMIN'] }, 'x-role must be one of'],
    ['an empty name', { 'x-actor': '' }, 'x-actor must be'],
    ['two names', { 'x-actor': 'siti, budi' }, 'x-actor must be'],
    ['a control character', { 'x-actor': 'siti\u0000' }, 'x-actor must be'],
    ['a name without end', { 'x-actor': 'a'.repeat(101) }, 'x-actor must be'],
    ['a unit that is none', { 'x-unit': '\n' }, 'x-unit is not'],
    ['somebody without a name', { 'x-on-behalf-of': ' ' }, 'x-on-behalf-of is not'],
    ['a token that nobody can check', { authorization: 'Bearer a.b.c' }, 'knows no tokens'],
  ] as const)
    it(`${what} is refused, and told why`, async () => {
      expect(await authenticate(headers)).toEqual({
        unauthenticated: expect.stringContaining(reason),
      });
    });
});

describe('with a token', () => {
  let keys: Keys;
  let other: Keys;
  let authenticate: Authenticate;
  const bearing = (token: string) => authenticate({ authorization: `Bearer ${token}` });

  beforeAll(async () => {
    keys = await keysIn('tokens');
    other = await keysIn('strangers');
    authenticate = await verifyTokens({ file: keys.jwks }, () => NOW);
  });
  afterAll(() => Promise.all([keys.remove(), other.remove()]));

  it('the claims say who, in which role, of which unit, for whom, and until when', async () => {
    const actor = { id: 'siti', role: 'REGIONAL', unit: 'JABAR', onBehalfOf: 'budi' } as const;
    const token = await keys.token({ actor, expiresIn: 60 }, NOW);
    const expiresAt = instant((SECONDS + 60) * 1000);
    expect(await bearing(token)).toEqual({ via: 'token', actor, expiresAt });
  });

  const claims = { iss: 'jejak', sub: 'siti', role: 'OFFICER', exp: SECONDS + 60 };
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = (payload: object, key = keys.key) =>
    new SignJWT({ ...payload })
      .setProtectedHeader({ alg: 'EdDSA', kid: keys.key.id })
      .sign(key.privateKey);

  for (const [what, token] of [
    ['has expired', () => signed({ ...claims, exp: SECONDS - 1 })],
    ['expires this very second', () => signed({ ...claims, exp: SECONDS })],
    ['never expires', () => signed({ ...claims, exp: undefined })],
    ['is not valid yet', () => signed({ ...claims, nbf: SECONDS + 60 })],
    ['is from another issuer', () => signed({ ...claims, iss: 'elsewhere' })],
    ['names no issuer', () => signed({ ...claims, iss: undefined })],
    ['names nobody', () => signed({ ...claims, sub: undefined })],
    ['names no role', () => signed({ ...claims, role: undefined })],
    ['names a role that does not exist', () => signed({ ...claims, role: 'KING' })],
    ['names many roles', () => signed({ ...claims, role: ['OFFICER', 'ADMIN'] })],
    ['names a unit that is no text', () => signed({ ...claims, unit: 7 })],
    ['is signed by another key', () => signed(claims, other.key)],
    ['is not signed', async () => `${encoded({ alg: 'none' })}.${encoded(claims)}.`],
    [
      'is signed with the public key as a shared secret',
      async () => {
        const body = `${encoded({ alg: 'HS256', kid: keys.key.id })}.${encoded(claims)}`;
        const secret = keys.key.publicKey.export({ type: 'spki', format: 'pem' });
        return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
      },
    ],
    [
      'is signed with another algorithm',
      () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256' })
          .sign(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    ],
    [
      'was changed after it was signed',
      async () => {
        const [head, , signature] = (await signed(claims)).split('.');
        return `${head}.${encoded({ ...claims, role: 'HEAD_OFFICE' })}.${signature}`;
      },
    ],
  ] as const)
    it(`that ${what}, nobody is let in`, async () => {
      expect(await bearing(await token())).toEqual({ unauthenticated: expect.any(String) });
    });

  it('that is anything else, nobody is let in', async () => {
    const dots = fc.array(fc.base64String(), { maxLength: 4 }).map((parts) => parts.join('.'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), dots), async (text) => {
        for (const authorization of [text, `Bearer ${text}`, `Basic ${text}`])
          expect(await authenticate({ authorization })).toHaveProperty('unauthenticated');
      }),
    );
  });

  it('that is missing or wrong, headers do not help: neither here nor in development', async () => {
    const headers = { 'x-actor': 'dev', 'x-role': 'ADMIN' };
    const wrong = { ...headers, authorization: 'Bearer a.b.c' };
    for (const asked of [headers, wrong])
      expect(await authenticate(asked)).toHaveProperty('unauthenticated');
    const lenient = trustHeaders(authenticate);
    expect(await lenient(wrong)).toHaveProperty('unauthenticated');
    expect(await lenient(headers)).toMatchObject({ actor: { role: 'ADMIN' } });
    const authorization = `Bearer ${await keys.token({}, NOW)}`;
    expect(await lenient({ ...headers, authorization })).toMatchObject({ actor: { id: 'siti' } });
  });

  it('keys may be at an address; while it fails, nobody can tell who is asking', async () => {
    const published = await readFile(keys.jwks, 'utf8');
    let up = false;
    const server = createServer((_request, response) =>
      response.writeHead(up ? 200 : 500).end(published),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    const remote = await verifyTokens({ url }, () => NOW);
    const authorization = `Bearer ${await keys.token({}, NOW)}`;
    await expect(remote({ authorization })).rejects.toThrow(KeysUnavailable);
    up = true;
    expect(await remote({ authorization })).toMatchObject({ actor: { id: 'siti' } });
    expect(await remote({ authorization: 'Bearer x' })).toHaveProperty('unauthenticated');
    await new Promise((resolve) => server.close(resolve));
    const dead = await verifyTokens({ url }, () => NOW);
    await expect(dead({ authorization })).rejects.toThrow(KeysUnavailable);
  });

  it('over GraphQL, a wrong one is UNAUTHENTICATED, and failing keys are UNAVAILABLE', async () => {
    const served = await serve({ authenticate });
    const authorization = `Bearer ${await keys.token({}, NOW)}`;
    const asked = (headers: Record<string, string>) => ask(served, '{ whoami }', {}, headers);
    expect((await asked({ authorization })).data).toEqual({ whoami: 'siti|OFFICER|JKT||' });
    const others: Record<string, string>[] = [
      {},
      { authorization: 'Bearer x' },
      { 'x-role': 'ADMIN' },
    ];
    for (const headers of others) {
      const reply = await asked(headers);
      expect([reply.status, codes(reply), reply.data]).toEqual([
        401,
        ['UNAUTHENTICATED'],
        undefined,
      ]);
    }
    await served.app.close();
    const keyless = await serve({
      authenticate: () => Promise.reject(new KeysUnavailable('at http://keys.internal')),
    });
    const reply = await ask(keyless, '{ whoami }');
    expect([reply.status, codes(reply)]).toEqual([503, ['UNAVAILABLE']]);
    expect(reply.text).not.toContain('internal');
    await keyless.app.close();
  });
});

it('a position to wait for comes with the question, and must be one', async () => {
  const served = await serve();
  const at = '00000000000000000042';
  const good = await ask(served, '{ whoami }', {}, { 'x-at-least': at });
  expect(good.data).toEqual({ whoami: `dev|OFFICER|||${at}` });
  const bad = await ask(served, '{ whoami }', {}, { 'x-at-least': '42' });
  expect([bad.status, codes(bad)]).toEqual([400, ['BAD_INPUT']]);
  await served.app.close();
});
