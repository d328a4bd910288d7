import { type Config, demoConfig } from '../config.js';
import { makeKey, systemClock } from '../house/clock.js';
import type { PublishedSigner } from '../proof/note-key.js';
import {
  type KeyPlace,
  loadSigners,
  publicFile,
  retireKeys,
  rotateKey,
} from '../proof/signing-keys.js';
import { asJson, type ExitStatus, type Terminal } from './outcome.js';

export interface KeysFlags {
  readonly demo?: boolean;
  readonly json?: boolean;
}

const placeOf = (config: Config): KeyPlace => {
  const { signingKey, signingKeyFile, origin } = config.proof;
  return { env: signingKey, file: signingKeyFile, origin };
};

const KEYS = {
  make: (place) => loadSigners(place, makeKey),
  show: (place) => loadSigners(place, null),
  rotate: (place) => rotateKey(place, makeKey),
  retire: (place) => retireKeys(place, systemClock()),
} as const satisfies Record<string, (place: KeyPlace) => readonly PublishedSigner[]>;

export type KeysCommand = keyof typeof KEYS;

/** Prints the public keys that sign now, the newest first. */
export const keys = (
  config: Config,
  what: KeysCommand,
  flags: KeysFlags,
  { out }: Terminal,
): ExitStatus => {
  const place = placeOf(flags.demo ? demoConfig(config) : config);
  const signers = KEYS[what](place).map(({ vkey }) => vkey);
  const published = place.env === undefined ? publicFile(place.file) : null;
  if (flags.json) out(asJson({ keys: signers, published }));
  else for (const vkey of signers) out(vkey);
  return 0;
};
