import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOrCreateTokenKey, signToken, writePublicKeys } from '../../src/identity/token.js';
import type { TokenKey, TokenRequest } from '../../src/identity/token.js';
import type { Instant } from '../../src/kernel/local-date.js';

export interface Keys {
  readonly directory: string;
  readonly key: TokenKey;
  /** The file of public keys. */
  readonly jwks: string;
  readonly remove: () => Promise<void>;
  readonly token: (request: Partial<TokenRequest>, now: Instant) => Promise<string>;
}

/** A key of its own in a directory of its own. */
export const keysIn = async (name: string): Promise<Keys> => {
  const directory = await mkdtemp(join(tmpdir(), `jejak-${name}-`));
  const key = await loadOrCreateTokenKey(join(directory, 'token.pem'));
  const jwks = join(directory, 'jwks.json');
  await writePublicKeys(jwks, key);
  const actor = { id: 'siti', role: 'OFFICER', unit: 'JKT' } as const;
  const token: Keys['token'] = (request, now) =>
    signToken(key, { actor, expiresIn: 3600, ...request }, now);
  return { directory, key, jwks, token, remove: () => rm(directory, { recursive: true }) };
};
