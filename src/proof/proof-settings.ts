import { resolve } from 'node:path';
import { isAddress } from './checkpoint-place.js';
import { parseVkey } from './note-key.js';
import { isKeyName, type NoteVerifier } from './note.js';

/** A witness as it was named: `VKEY@URL`. */
export interface NamedWitness {
  readonly verifier: NoteVerifier;
  readonly url: string;
}

export interface ProofConfig {
  /** The second place: a directory, or an http(s) address. */
  readonly place: string;
  readonly events: number;
  readonly minutes: number;
  /** What the log, and each of its keys, is called. */
  readonly origin: string;
  /** Private keys themselves, instead of the file. */
  readonly signingKey: string | undefined;
  readonly signingKeyFile: string;
  readonly witnesses: readonly NamedWitness[];
}

/** Name, what it is where it is not given, and what it means. */
export const PROOF_SETTINGS: readonly (readonly [string, string, string])[] = [
  ['CHECKPOINT_PLACE', './data/checkpoints', 'where they are published: a directory or an address'],
  ['CHECKPOINT_EVENTS', '1000', 'a checkpoint is signed after so many events'],
  ['CHECKPOINT_MINUTES', '60', 'and after so many minutes, where there is anything new'],
  ['LOG_ORIGIN', 'jejak.local/log', 'what this log is called in checkpoints; never changed'],
  ['SIGNING_KEY_FILE', './data/signing.key', 'signs checkpoints; made once, mode 0600'],
  ['SIGNING_KEY', '', 'the signing keys themselves, a line each; instead of the file'],
  ['WITNESSES', '', 'who cosigns checkpoints: VKEY@URL, separated by commas'],
];

const witnessOf = (text: string): NamedWitness | null => {
  const [, vkey = '', url = ''] = /^(.+?)@(https?:\/\/\S+)$/.exec(text) ?? [];
  try {
    return URL.canParse(url) ? { verifier: parseVkey(vkey), url } : null;
  } catch {
    return null;
  }
};

/** @param problem is told what is wrong, in a sentence that begins with the setting's name */
export const proofSettings = (
  of: (name: string) => string,
  problem: (said: string) => void,
): ProofConfig => {
  const count = (name: string): number => {
    const number = /^[1-9]\d{0,8}$/.test(of(name)) ? Number(of(name)) : 0;
    if (number === 0) problem(`${name}: expected a whole number from 1`);
    return number;
  };
  const place = of('CHECKPOINT_PLACE');
  if (isAddress(place) && !URL.canParse(place))
    problem('CHECKPOINT_PLACE: expected a directory, or an http(s) address');
  const origin = of('LOG_ORIGIN');
  if (!isKeyName(origin)) problem('LOG_ORIGIN: expected a name without spaces and "+"');
  const named = of('WITNESSES')
    .split(',')
    .map((text) => text.trim());
  const witnesses = named.filter(Boolean).map(witnessOf);
  if (witnesses.includes(null)) problem('WITNESSES: expected VKEY@URL, separated by commas');
  return {
    place: isAddress(place) ? place : resolve(place),
    events: count('CHECKPOINT_EVENTS'),
    minutes: count('CHECKPOINT_MINUTES'),
    origin,
    signingKey: of('SIGNING_KEY') || undefined,
    signingKeyFile: resolve(of('SIGNING_KEY_FILE')),
    witnesses: witnesses.filter((one) => one !== null),
  };
};

/** The demo's log is one of its own: nobody outside is told of it. */
export const demoProof = (config: ProofConfig, directory: string): ProofConfig => ({
  ...config,
  place: resolve(directory, 'demo-checkpoints'),
  origin: 'jejak.local/demo',
  signingKey: undefined,
  signingKeyFile: resolve(directory, 'demo-signing.key'),
  witnesses: [],
});
