import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, exportJWK } from 'jose';
import type { JSONWebKeySet } from 'jose';
import type { Actor } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import {
  createOnce,
  FOR_ALL,
  isFailure,
  readOwnerOnly,
  replaceWhole,
} from '../storage/private-file.js';
import { ISSUER } from './verify-tokens.js';

export interface TokenKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** RFC 7638 thumbprint of the public key. */
  readonly id: string;
}

const readOrCreate = (file: string): string => {
  try {
    return readOwnerOnly(file);
  } catch (error) {
    if (!isFailure(error, 'ENOENT')) throw error;
    const { privateKey } = generateKeyPairSync('ed25519');
    createOnce(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return readOwnerOnly(file);
  }
};

/** The local Ed25519 key for tokens (PKCS 8, PEM, mode 0600), made when first asked for. */
export const loadOrCreateTokenKey = async (file: string): Promise<TokenKey> => {
  const pem = readOrCreate(file);
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${file} is no Ed25519 key`);
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, id: await calculateJwkThumbprint(await exportJWK(publicKey)) };
};

export const publicKeys = async (...keys: readonly TokenKey[]): Promise<JSONWebKeySet> => ({
  keys: await Promise.all(
    keys.map(async ({ publicKey, id }) => ({
      ...(await exportJWK(publicKey)),
      kid: id,
      alg: 'EdDSA',
      use: 'sig',
    })),
  ),
});

/** Replaces the file in one step, so that a service that starts never reads half of it. */
export const writePublicKeys = async (file: string, key: TokenKey): Promise<void> =>
  replaceWhole(file, `${JSON.stringify(await publicKeys(key), null, 2)}\n`, FOR_ALL);

export interface TokenRequest {
  readonly actor: Actor;
  /** Seconds from `now`. */
  readonly expiresIn: number;
}

export const signToken = (
  { privateKey, id }: TokenKey,
  { actor, expiresIn }: TokenRequest,
  now: Instant,
): Promise<string> => {
  if (!Number.isSafeInteger(expiresIn) || expiresIn <= 0)
    throw new RangeError('a token lasts a whole number of seconds, at least one');
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  const { id: subject, ...claims } = actor;
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: id, typ: 'JWT' })
    .setIssuer(ISSUER)
    .setSubject(subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + expiresIn)
    .sign(privateKey);
};
