import { existsSync, readFileSync } from 'node:fs';
import type { Instant } from '../kernel/local-date.js';
import { createOnce, FOR_ALL, readOwnerOnly, replaceWhole } from '../storage/private-file.js';
import {
  BadKey,
  noteSigner,
  parseSkey,
  parseVkey,
  type PublicNoteKey,
  type PublishedSigner,
  skeyOf,
} from './note-key.js';

export interface KeyPlace {
  /** One private key or several, a line each; instead of the file. */
  readonly env?: string | undefined;
  readonly file: string;
  /** What the log is called, and so each of its keys. */
  readonly origin: string;
}

/** Makes 32 random bytes. */
type MakeKey = () => Buffer;

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/**
 * The keys of a public file: all with which the log has ever signed, as a verifier needs them.
 * @throws {BadKey}
 */
export const parsePublicKeys = (text: string): readonly PublicNoteKey[] =>
  linesOf(text).map(parseVkey);

export const publicFile = (file: string): string => `${file}.pub`;

const signersIn = (text: string, where: string, origin: string): readonly PublishedSigner[] => {
  const signers = linesOf(text).map((line) => {
    try {
      return noteSigner(parseSkey(line));
    } catch (error) {
      throw new BadKey(`${where}: ${error instanceof BadKey ? error.message : 'not a key'}`);
    }
  });
  const other = signers.find(({ name }) => name !== origin);
  if (other) throw new BadKey(`${where}: the key is named ${other.name}, but the log ${origin}`);
  if (signers.length === 0) throw new BadKey(`${where} holds no key`);
  return signers;
};

/** Adds what is missing in front: the newest key first. */
const publish = (file: string, signers: readonly PublishedSigner[]): void => {
  const path = publicFile(file);
  const published = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const known = new Set(linesOf(published));
  const missing = signers.map(({ vkey }) => vkey).filter((vkey) => !known.has(vkey));
  if (missing.length > 0) replaceWhole(path, `${missing.join('\n')}\n${published}`, FOR_ALL);
};

const signersOf = ({ file, origin }: KeyPlace): readonly PublishedSigner[] => {
  const signers = signersIn(readOwnerOnly(file), file, origin);
  // Also after a death between the two files.
  publish(file, signers);
  return signers;
};

/**
 * All keys that sign, the newest first; where there is none, one is made, if `makeKey` is given.
 * @throws {BadKey} none is there, or others may read it, or it is not of this log
 */
export const loadSigners = (
  place: KeyPlace,
  makeKey: MakeKey | null,
): readonly PublishedSigner[] => {
  const { env, file, origin } = place;
  if (env !== undefined) return signersIn(env, 'SIGNING_KEY', origin);
  if (!existsSync(file)) {
    if (!makeKey) throw new BadKey(`${file}: there is no signing key here`);
    if (existsSync(publicFile(file)))
      throw new BadKey(`${file} is missing, but ${publicFile(file)} is there: a key was lost`);
    createOnce(file, `${skeyOf(origin, makeKey())}\n`);
  }
  return signersOf(place);
};

const ownFile = (place: KeyPlace): readonly string[] => {
  if (place.env !== undefined)
    throw new BadKey('the keys are in SIGNING_KEY: change them where that is set');
  loadSigners(place, null);
  return linesOf(readOwnerOnly(place.file));
};

/**
 * A new key in front of the others: from now on all of them sign, so that whoever knows only the
 * old one can follow, until it is retired.
 */
export const rotateKey = (place: KeyPlace, makeKey: MakeKey): readonly PublishedSigner[] => {
  const lines = [skeyOf(place.origin, makeKey()), ...ownFile(place)];
  replaceWhole(place.file, `${lines.join('\n')}\n`);
  return signersOf(place);
};

/**
 * From now on only the newest key signs. The public file keeps the others, for the checkpoints
 * that they signed, under a comment that says since when they do not.
 */
export const retireKeys = (place: KeyPlace, now: Instant): readonly PublishedSigner[] => {
  const [newest, ...old] = ownFile(place);
  if (newest === undefined || old.length === 0)
    throw new BadKey(`${place.file} holds one key only: rotate before the old one is retired`);
  const retired = new Set(old.map((line) => noteSigner(parseSkey(line)).vkey));
  const published = readFileSync(publicFile(place.file), 'utf8').split('\n');
  const text = published.flatMap((line) =>
    retired.has(line) ? [`# retired ${now}: signs no checkpoint made since`, line] : [line],
  );
  replaceWhole(publicFile(place.file), text.join('\n'), FOR_ALL);
  replaceWhole(place.file, `${newest}\n`);
  return signersOf(place);
};
