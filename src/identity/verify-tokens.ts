import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload, JWTVerifyGetKey } from 'jose';
import { instant } from '../kernel/local-date.js';
import type { Instant } from '../kernel/local-date.js';
import { unknown, whoIs } from './authenticate.js';
import { KeysUnavailable } from './who.js';
import type { Authenticate, Credentials, Unknown, Who } from './who.js';

export const ISSUER = 'jejak';
const ALGORITHM = 'EdDSA';

/** Where public keys are: a JWKS file, read once, or an address, fetched when first needed. */
export type KeySource = { readonly file: string } | { readonly url: string };

const keysFrom = async (source: KeySource): Promise<JWTVerifyGetKey> =>
  'url' in source
    ? createRemoteJWKSet(new URL(source.url))
    : createLocalJWKSet(JSON.parse(await readFile(source.file, 'utf8')) as JSONWebKeySet);

const bearer = (credentials: Credentials): string | undefined => {
  const header = credentials['authorization'];
  return typeof header === 'string' ? /^Bearer +([\w.-]+) *$/i.exec(header)?.[1] : undefined;
};

const CLAIMS = { id: 'sub', role: 'role', unit: 'unit', onBehalfOf: 'onBehalfOf' } as const;

const whoClaims = (payload: JWTPayload): Who | Unknown => {
  const { sub, role, unit, onBehalfOf, exp } = payload as JWTPayload & Record<string, unknown>;
  const who = whoIs('token', { id: sub, role, unit, onBehalfOf }, (field) => CLAIMS[field]);
  return 'actor' in who && exp !== undefined ? { ...who, expiresAt: instant(exp * 1000) } : who;
};

/** A key that cannot be had is weather; anything else about a token is the token's fault. */
const whyNot = (error: unknown): Unknown => {
  if (error instanceof errors.JWTExpired) return unknown('the token has expired');
  const fault =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC';
  if (fault || error instanceof SyntaxError) return unknown('the token is not valid here');
  throw new KeysUnavailable('the keys for tokens cannot be had', { cause: error });
};

/**
 * AUTH=token: `Authorization: Bearer`, signed EdDSA by one of the keys; issuer `jejak`, with an
 * end (`exp`); `sub` is the actor, `role`, `unit` and `onBehalfOf` say the rest.
 * @throws {KeysUnavailable} when asked, while a key address does not answer
 */
export const verifyTokens = async (
  source: KeySource,
  now: () => Instant,
): Promise<Authenticate> => {
  const keys = await keysFrom(source);
  return async (credentials) => {
    if (credentials['authorization'] === undefined) return unknown('a token is required');
    const token = bearer(credentials);
    if (token === undefined) return unknown('the header must read "Authorization: Bearer <token>"');
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: ISSUER,
        algorithms: [ALGORITHM],
        requiredClaims: ['sub', 'role', 'exp'],
        currentDate: new Date(now()),
      });
      return whoClaims(payload);
    } catch (error) {
      return whyNot(error);
    }
  };
};
