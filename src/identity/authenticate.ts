import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload, JWTVerifyGetKey } from 'jose';
import { ROLES } from '../kernel/envelope.js';
import type { Role } from '../kernel/envelope.js';
import { instant } from '../kernel/local-date.js';
import type { Instant } from '../kernel/local-date.js';
import { KeysUnavailable } from './who.js';
import type { Authenticate, Credentials, Unknown, Who } from './who.js';

export const ISSUER = 'jejak';
const ALGORITHM = 'EdDSA';
/** Names of people and units as other systems give them out; no control characters, no lists. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}._@:/ '-]{0,98}[\p{L}\p{N}.'])?$/u;

const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);
const unknown = (unauthenticated: string): Unknown => ({ unauthenticated });

const whoIs = (
  via: Who['via'],
  said: Readonly<Record<'id' | 'role' | 'unit' | 'onBehalfOf', unknown>>,
  name: (field: keyof typeof said) => string,
): Who | Unknown => {
  const { id, role, unit, onBehalfOf } = said;
  if (!isName(id)) return unknown(`${name('id')} must be a name of 1 to 100 letters and digits`);
  if (!isRole(role)) return unknown(`${name('role')} must be one of ${ROLES.join(', ')}`);
  if (unit !== undefined && !isName(unit)) return unknown(`${name('unit')} is not a unit`);
  if (onBehalfOf !== undefined && !isName(onBehalfOf))
    return unknown(`${name('onBehalfOf')} is not a name`);
  return {
    via,
    actor: { id, role, ...(unit && { unit }), ...(onBehalfOf && { onBehalfOf }) },
  };
};

const DEV_HEADERS = {
  id: 'x-actor',
  role: 'x-role',
  unit: 'x-unit',
  onBehalfOf: 'x-on-behalf-of',
} as const;

/**
 * AUTH=dev: whoever says so is so; only for a service that listens on this machine alone. Where a
 * token is shown all the same it is checked, and a wrong one never falls back to the headers.
 */
export const trustHeaders =
  (tokens?: Authenticate): Authenticate =>
  async (credentials) => {
    if (credentials['authorization'] !== undefined)
      return tokens
        ? tokens(credentials)
        : unknown('this service runs with AUTH=dev and knows no tokens; leave the header out');
    return whoIs(
      'dev',
      {
        id: credentials[DEV_HEADERS.id] ?? 'dev',
        role: credentials[DEV_HEADERS.role] ?? 'OFFICER',
        unit: credentials[DEV_HEADERS.unit],
        onBehalfOf: credentials[DEV_HEADERS.onBehalfOf],
      },
      (field) => DEV_HEADERS[field],
    );
  };

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
