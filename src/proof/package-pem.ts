import { createPublicKey } from 'node:crypto';
import type { PublicNoteKey } from './note-key.js';

/** SubjectPublicKeyInfo, as openssl reads it. */
export const pemOf = ({ publicKey }: PublicNoteKey): string => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return key.export({ type: 'spki', format: 'pem' }).toString();
};
