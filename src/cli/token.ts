import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import type { Config } from '../config.js';
import { systemClock } from '../house/clock.js';
import {
  loadOrCreateTokenKey,
  publicKeys,
  signToken,
  type TokenKey,
  writePublicKeys,
} from '../identity/token.js';
import { type Role, ROLES } from '../kernel/envelope.js';
import { asJson, type ExitStatus, type Terminal } from './outcome.js';

export interface TokenFlags {
  readonly actor: string;
  readonly role: string;
  readonly unit?: string;
  readonly onBehalfOf?: string;
  readonly hours: string;
}

/** Puts our public key where there is none yet; a file that lacks it is somebody else's. */
const publishes = async (file: string, key: TokenKey): Promise<boolean> => {
  if (!existsSync(file)) await writePublicKeys(file, key);
  const { keys } = JSON.parse(await readFile(file, 'utf8')) as Partial<JSONWebKeySet>;
  return keys?.some(({ kid }) => kid === key.id) ?? false;
};

/** For a first start: who is to ask is told by tokens signed with our own key, made here. */
export const makeTokenKey = async ({ tokenKeys, tokenKeyFile }: Config): Promise<void> => {
  if ('file' in tokenKeys && !existsSync(tokenKeys.file))
    await writePublicKeys(tokenKeys.file, await loadOrCreateTokenKey(tokenKeyFile));
};

const LONGEST_HOURS = 24 * 366;

/** Prints a signed token; the public key goes where a service with AUTH=token looks for it. */
export const printToken = async (
  config: Config,
  { actor: id, role: asked, unit, onBehalfOf, hours: text }: TokenFlags,
  { out, err }: Terminal,
): Promise<ExitStatus> => {
  const role: Role | undefined = ROLES.find((known) => known === asked);
  const hours = Number(text);
  if (!role) err(`jejak: --role: expected ${ROLES.join(', ')}`);
  if (!Number.isInteger(hours) || hours < 1 || hours > LONGEST_HOURS)
    err(`jejak: --hours: expected a whole number from 1 to ${LONGEST_HOURS}`);
  if (!role || !Number.isInteger(hours) || hours < 1 || hours > LONGEST_HOURS) return 2;
  const key = await loadOrCreateTokenKey(config.tokenKeyFile);
  if ('file' in config.tokenKeys && !(await publishes(config.tokenKeys.file, key))) {
    err(`jejak: ${config.tokenKeys.file} holds the keys of others, and is left as it is.`);
    err(`Add this key to it first:\n${asJson((await publicKeys(key)).keys[0])}`);
    return 1;
  }
  const actor = { id, role, ...(unit && { unit }), ...(onBehalfOf && { onBehalfOf }) };
  out(await signToken(key, { actor, expiresIn: hours * 3600 }, systemClock()));
  return 0;
};
