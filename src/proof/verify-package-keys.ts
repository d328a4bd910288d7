import { ED25519, type PublicNoteKey } from './note-key.js';
import { inHex } from './package-checkpoints.js';
import { PEM, pemFile, VKEYS } from './package-layout.js';
import { pemOf } from './package-pem.js';
import { parsePublicKeys } from './signing-keys.js';
import type { Problems } from './verify-package-files.js';
import { MOST_NOTE, type ZipReader } from './zip-reader.js';

/** The keys that a package names as the log's; none where they cannot be read. */
export const keysIn = async (zip: ZipReader): Promise<readonly PublicNoteKey[]> =>
  zip
    .text(VKEYS, MOST_NOTE)
    .then(parsePublicKeys)
    .catch(() => []);

/**
 * Whoever follows VERIFY.md uses the keys of the package: the first has to be one that was given.
 * @param given from elsewhere; none: the keys of the package only have to fit each other
 * @returns the files that hold keys that were given, and nothing else
 */
export const checkKeys = async (
  zip: ZipReader,
  given: readonly PublicNoteKey[],
  problems: Problems,
): Promise<ReadonlySet<string>> => {
  const keys = await keysIn(zip);
  const known = new Set(given.map(({ vkey }) => vkey));
  const [first] = keys;
  const why = 'its first key is not one that was given: do not use the keys of this package';
  if (!first) problems.add({ file: VKEYS, kind: 'CHANGED', why: 'it holds no public keys' });
  else if (given.length > 0 && !known.has(first.vkey))
    problems.add({ file: VKEYS, kind: 'UNPROVEN', why });
  const held = new Set([VKEYS]);
  const proven = new Set(keys.every(({ vkey }) => known.has(vkey)) ? [VKEYS] : []);
  for (const [at, key] of keys.entries()) {
    const file = at === 0 ? PEM : pemFile(inHex(key.keyHash));
    held.add(file);
    const isIt =
      key.type === ED25519 && (await zip.text(file, MOST_NOTE).catch(() => '')) === pemOf(key);
    if (!isIt) problems.add({ file, kind: 'CHANGED', why: `it is not key ${at + 1} of ${VKEYS}` });
    else if (known.has(key.vkey)) proven.add(file);
  }
  for (const file of zip.paths)
    if (file.startsWith('public-key') && !held.has(file))
      problems.add({ file, kind: 'ADDED', why: `it is no key of ${VKEYS}` });
  return proven;
};
