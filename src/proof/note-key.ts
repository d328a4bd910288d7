import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import type { Instant } from '../kernel/local-date.js';
import { fromBase64 } from './base64.js';
import { cosignedText, packCosignature, unpackCosignature } from './cosignature.js';
import { isKeyName, type NoteSigner, type NoteVerifier } from './note.js';

/** How a key signs: the text itself, or as a witness with the time. */
export const ED25519 = 0x01;
export const COSIGNATURE_V1 = 0x04;
export type KeyType = typeof ED25519 | typeof COSIGNATURE_V1;

const KEY_BYTES = 32;
/** What stands before the 32 secret bytes in PKCS 8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const PRIVATE = 'PRIVATE+KEY+';

export class BadKey extends Error {
  override readonly name = 'BadKey';
}

/** What the line of a key holds: `name+hash+base64 of its type and its bytes`. */
interface KeyLine {
  readonly name: string;
  readonly keyHash: number;
  readonly type: KeyType;
  readonly bytes: Buffer;
}

/** A key that verifies, and the line in which it is told to others. */
export interface PublicNoteKey extends NoteVerifier {
  readonly vkey: string;
  readonly type: KeyType;
  /** As RFC 8032 has it, 32 bytes. */
  readonly publicKey: Buffer;
}

export interface PrivateNoteKey {
  readonly name: string;
  readonly publicKey: Buffer;
  readonly privateKey: KeyObject;
}

export interface PublishedSigner extends NoteSigner {
  readonly vkey: string;
}

const typed = (type: KeyType, bytes: Uint8Array): Buffer => Buffer.concat([Buffer.of(type), bytes]);

const keyHashOf = (name: string, type: KeyType, publicKey: Uint8Array): number =>
  hash(
    'sha256',
    Buffer.concat([Buffer.from(`${name}\n`), typed(type, publicKey)]),
    'buffer',
  ).readUInt32BE();

const lineOf = ({ name, keyHash, type, bytes }: KeyLine): string =>
  `${name}+${keyHash.toString(16).padStart(8, '0')}+${typed(type, bytes).toString('base64')}`;

const parseLine = (line: string): KeyLine => {
  const [, name = '', number = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(line) ?? [];
  const bytes = fromBase64(base64);
  const type = [ED25519, COSIGNATURE_V1].find((known) => known === bytes?.[0]) as
    KeyType | undefined;
  if (!isKeyName(name) || bytes?.length !== 1 + KEY_BYTES || type === undefined)
    throw new BadKey('not the line of an Ed25519 key: expected name+hash+base64');
  return { name, keyHash: Number.parseInt(number, 16), type, bytes: bytes.subarray(1) };
};

export const vkeyOf = (name: string, type: KeyType, publicKey: Buffer): string =>
  lineOf({ name, type, bytes: publicKey, keyHash: keyHashOf(name, type, publicKey) });

/**
 * A public key as it is told to others.
 * @throws {BadKey}
 */
export const parseVkey = (text: string): PublicNoteKey => {
  const { name, keyHash, type, bytes: publicKey } = parseLine(text);
  if (keyHash !== keyHashOf(name, type, publicKey))
    throw new BadKey(`the key of ${name} is not the one that its number says`);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const holds = (message: string, signature: Uint8Array): boolean =>
    verify(null, Buffer.from(message), key, signature);
  const cosigns = (message: string, bytes: Uint8Array): boolean => {
    const unpacked = unpackCosignature(bytes);
    return !!unpacked && holds(cosignedText(unpacked.seconds, message), unpacked.signature);
  };
  return {
    ...{ name, keyHash, type, publicKey, vkey: text },
    verify: type === ED25519 ? holds : cosigns,
  };
};

const privateKeyOf = (name: string, secret: Buffer): PrivateNoteKey => {
  const der = Buffer.concat([PKCS8, secret]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { name, privateKey, publicKey: Buffer.from(x, 'base64url') };
};

/**
 * The private line of a new key, as Go's `note.GenerateKey` writes it.
 * @param secret 32 random bytes
 * @throws {BadKey} no such name
 */
export const skeyOf = (name: string, secret: Buffer): string => {
  if (!isKeyName(name)) throw new BadKey(`a key cannot be named ${JSON.stringify(name)}`);
  const { publicKey } = privateKeyOf(name, secret);
  const keyHash = keyHashOf(name, ED25519, publicKey);
  return `${PRIVATE}${lineOf({ name, keyHash, type: ED25519, bytes: secret })}`;
};

/**
 * A private key. What is wrong with it is said without repeating it.
 * @throws {BadKey}
 */
export const parseSkey = (text: string): PrivateNoteKey => {
  if (!text.startsWith(PRIVATE)) throw new BadKey(`a private key begins with ${PRIVATE}`);
  const { name, keyHash, type, bytes } = parseLine(text.slice(PRIVATE.length));
  const key = privateKeyOf(name, bytes);
  if (type !== ED25519 || keyHash !== keyHashOf(name, ED25519, key.publicKey))
    throw new BadKey(`the private key of ${name} is not the one that its number says`);
  return key;
};

export const noteSigner = ({ name, publicKey, privateKey }: PrivateNoteKey): PublishedSigner => ({
  name,
  keyHash: keyHashOf(name, ED25519, publicKey),
  vkey: vkeyOf(name, ED25519, publicKey),
  sign: (text) => sign(null, Buffer.from(text), privateKey),
});

/** Signs as a witness does, with the time of its signing. */
export const cosigner = (
  { name, publicKey, privateKey }: PrivateNoteKey,
  now: () => Instant,
): PublishedSigner => ({
  name,
  keyHash: keyHashOf(name, COSIGNATURE_V1, publicKey),
  vkey: vkeyOf(name, COSIGNATURE_V1, publicKey),
  sign: (text) => {
    const seconds = BigInt(Math.floor(Date.parse(now()) / 1000));
    const signature = sign(null, Buffer.from(cosignedText(seconds, text)), privateKey);
    return packCosignature(seconds, signature);
  },
});
