import { fromBase64 } from './base64.js';

/** Text with signatures under it: C2SP's signed-note, as Go's `sumdb/note` reads and writes it. */
export interface NoteSigner {
  readonly name: string;
  /** The key's number: 32 bits of its hash. */
  readonly keyHash: number;
  readonly sign: (text: string) => Uint8Array;
}

export interface NoteVerifier {
  readonly name: string;
  readonly keyHash: number;
  readonly verify: (text: string, signature: Uint8Array) => boolean;
}

/** A line under the text. */
export interface NoteSignature {
  readonly name: string;
  readonly keyHash: number;
  /** Without the key's number, which stands before it in the line. */
  readonly signature: Buffer;
  /** The line itself, without its end. */
  readonly line: string;
}

export class BadNote extends Error {
  override readonly name = 'BadNote';
}

const MOST_SIGNATURES = 100;
const LONGEST = 1_000_000;
const NAME = /^[^\p{White_Space}+]+$/u;
const KEY_HASH_BYTES = 4;

export const isKeyName = (name: string): boolean => NAME.test(name) && name.isWellFormed();

/** A new line is the only character below U+0020 that a note may hold. */
const isPlain = (text: string): boolean =>
  text.isWellFormed() && !/[^\P{Cc}\n\x7f-\x9f]/u.test(text);

const isSame = (a: NoteSigner | NoteVerifier | NoteSignature, b: NoteSignature): boolean =>
  a.name === b.name && a.keyHash === b.keyHash;

/**
 * A signature line as it stands in a note.
 * @throws {BadNote}
 */
export const parseSignature = (line: string): NoteSignature => {
  const [, name = '', base64 = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = fromBase64(base64);
  if (!isKeyName(name) || !bytes || bytes.length <= KEY_HASH_BYTES)
    throw new BadNote('not a signature line');
  const signature = bytes.subarray(KEY_HASH_BYTES);
  return { name, keyHash: bytes.readUInt32BE(), signature, line };
};

/**
 * The text and the signature lines, nothing of it verified.
 * @throws {BadNote} not a note
 */
export const splitNote = (
  note: string,
): { readonly text: string; readonly signatures: readonly NoteSignature[] } => {
  if (note.length > LONGEST || !isPlain(note))
    throw new BadNote('not a note: too long, or not plain');
  const at = note.lastIndexOf('\n\n');
  const lines = note.slice(at + 2).split('\n');
  if (at < 0 || lines.pop() !== '' || lines.length === 0)
    throw new BadNote('not a note: no signature');
  if (lines.length > MOST_SIGNATURES) throw new BadNote('too many signatures');
  return { text: note.slice(0, at + 1), signatures: lines.map(parseSignature) };
};

const signatureLine = (text: string, { name, keyHash, sign }: NoteSigner): string => {
  if (!isKeyName(name)) throw new BadNote(`not a name of a key: ${JSON.stringify(name)}`);
  const number = Buffer.alloc(KEY_HASH_BYTES);
  number.writeUInt32BE(keyHash);
  return `— ${name} ${Buffer.concat([number, sign(text)]).toString('base64')}`;
};

/**
 * @throws {BadNote} the text cannot be that of a note, or nobody signs
 */
export const signNote = (text: string, signers: readonly NoteSigner[]): string => {
  if (!text.endsWith('\n') || !isPlain(text)) throw new BadNote('not a text of a note');
  if (signers.length === 0) throw new BadNote('nobody signs');
  return `${text}\n${signers.map((signer) => `${signatureLine(text, signer)}\n`).join('')}`;
};

type Signed = Pick<OpenNote, 'text' | 'signatures'>;

/**
 * The note of a text with these signatures and no others, one by each key.
 * @throws {BadNote} so many that it could not be read again
 */
export const noteOf = ({ text, signatures }: Signed): string => {
  const once = signatures.filter(
    (one, at) => signatures.findIndex((other) => isSame(one, other)) === at,
  );
  if (once.length > MOST_SIGNATURES) throw new BadNote('too many signatures');
  return `${text}\n${once.map(({ line }) => `${line}\n`).join('')}`;
};

/**
 * Adds signature lines; one by the same key is replaced.
 * @throws {BadNote}
 */
export const addSignatureLines = (note: string, lines: readonly string[]): string => {
  const { text, signatures } = splitNote(note);
  const added = lines.map(parseSignature);
  const kept = signatures.filter((one) => !added.some((other) => isSame(one, other)));
  return noteOf({ text, signatures: [...kept, ...added] });
};

export const addSignature = (note: string, signer: NoteSigner): string =>
  addSignatureLines(note, [signatureLine(splitNote(note).text, signer)]);

export interface OpenNote {
  readonly text: string;
  /** Names of the keys whose signatures hold, each once. */
  readonly verified: readonly string[];
  /** Names in signatures by keys that are not among the verifiers'. */
  readonly unknown: readonly string[];
  /** The signatures that hold. */
  readonly signatures: readonly NoteSignature[];
}

const namesOf = (signatures: readonly NoteSignature[]): readonly string[] => [
  ...new Set(signatures.map(({ name }) => name)),
];

/**
 * The text of a note that at least one of the verifiers' keys has signed.
 * @throws {BadNote} not a note, signed by none of them, or a signature by one of them is wrong
 */
export const openNote = (note: string, verifiers: readonly NoteVerifier[]): OpenNote => {
  const { text, signatures } = splitNote(note);
  const known = signatures.filter((one) => verifiers.some((key) => isSame(key, one)));
  const wrong = known.find((one) =>
    verifiers.some((key) => isSame(key, one) && !key.verify(text, one.signature)),
  );
  if (wrong) throw new BadNote(`the signature of ${wrong.name} does not fit the text`);
  if (known.length === 0) throw new BadNote('signed by no key that is known here');
  const unknown = signatures.filter((one) => !known.includes(one));
  return { text, verified: namesOf(known), unknown: namesOf(unknown), signatures: known };
};
