import { existsSync, readFileSync } from 'node:fs';
import { makeKey } from '../house/clock.js';
import { Alarming } from './alarms.js';
import { parseVkey, type PublicNoteKey } from './note-key.js';
import type { NoteSigner, NoteVerifier } from './note.js';
import type { ProofConfig } from './proof-settings.js';
import { type KeyPlace, loadSigners, parsePublicKeys, publicFile } from './signing-keys.js';

/** Who signs for the log now, and whose signatures were ever the log's. */
export interface LogKeys {
  readonly signers: readonly NoteSigner[];
  readonly verifiers: readonly NoteVerifier[];
}

/** @param first whether nothing was ever signed here: only then a key is made */
export type FindKeys = (first: boolean) => LogKeys;

/** Looked up each time: a key that was rotated signs from then on, without a restart. */
export const keysAt =
  (place: KeyPlace): FindKeys =>
  (first) => {
    try {
      const signers = loadSigners(place, first ? makeKey : null);
      const file = publicFile(place.file);
      const retired = existsSync(file) ? parsePublicKeys(readFileSync(file, 'utf8')) : [];
      return { signers, verifiers: [...signers.map(({ vkey }) => parseVkey(vkey)), ...retired] };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new Alarming('SIGNING_KEY_UNAVAILABLE', said, { cause: error });
    }
  };

/** All with which the log has ever signed, as far as is known here; no private key is needed. */
export const publicKeysOf = (
  config: Pick<ProofConfig, 'signingKey' | 'signingKeyFile' | 'origin'>,
): readonly PublicNoteKey[] => {
  const { signingKey: env, signingKeyFile: file, origin } = config;
  const published = existsSync(publicFile(file)) ? readFileSync(publicFile(file), 'utf8') : '';
  const signing = env === undefined ? [] : loadSigners({ env, file, origin }, null);
  return [...signing.map(({ vkey }) => parseVkey(vkey)), ...parsePublicKeys(published)];
};
