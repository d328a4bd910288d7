import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.js';

const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** Ciphertext and authentication tag together, then base64. */
export interface Box {
  readonly nonce: string;
  readonly ciphertext: string;
}

const subKey = (key: Buffer): Buffer => createHmac('sha256', key).update('jejak nonce v1').digest();

/**
 * AES-256-GCM bound to the event it belongs to. The nonce is the first 12 bytes of HMAC-SHA-256
 * over event id and plaintext under a sub-key, so that a repeated write is the same bytes.
 */
export const seal = (key: Buffer, eventId: string, value: object): Box => {
  const plaintext = canonicalJson(value);
  const nonce = createHmac('sha256', subKey(key))
    .update(`${eventId}\n${plaintext}`)
    .digest()
    .subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(eventId));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return {
    nonce: nonce.toString('base64'),
    ciphertext: Buffer.concat([ciphertext, cipher.getAuthTag()]).toString('base64'),
  };
};

/** @throws where the key, the event or a byte of the box is not the one it was sealed with. */
export const open = (key: Buffer, eventId: string, box: Box): object => {
  const bytes = Buffer.from(box.ciphertext, 'base64');
  const nonce = Buffer.from(box.nonce, 'base64');
  // Said outright, or a ciphertext cut short would be taken with a shorter tag.
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(eventId))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const plaintext = Buffer.concat([
    decipher.update(bytes.subarray(0, -TAG_BYTES)),
    decipher.final(),
  ]);
  return JSON.parse(plaintext.toString('utf8')) as object;
};

/** A keyed hash, hexadecimal: for values so few that a plain hash would give them away. */
export const keyedHash = (key: Buffer, value: unknown): string =>
  createHmac('sha256', key).update(canonicalJson(value)).digest('hex');
