import { parseCheckpoint, wholeNumber } from './checkpoint.js';
import { BadNote, type NoteVerifier, openNote, splitNote } from './note.js';
import { formatAddCheckpoint } from './witness-request.js';

export interface Witness {
  /** What `/add-checkpoint` is put after. */
  readonly url: string;
  readonly verifier: NoteVerifier;
}

/** A witness was not reached, or did not answer as one. */
export class WitnessUnavailable extends Error {
  override readonly name = 'WitnessUnavailable';
}

/** A witness says that this log has gone back or forked. That is an alarm, not weather. */
export class WitnessRefused extends Error {
  override readonly name = 'WitnessRefused';
  /** @param seen how many leaves, where he was shown more than he was asked about */
  constructor(
    message: string,
    readonly seen: number | null = null,
  ) {
    super(message);
  }
}

const PATIENCE_MS = 5_000;
const LARGEST = 64 * 1024;

const textOf = async (answer: Response): Promise<string> => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length > LARGEST) throw new WitnessUnavailable('the answer is too long');
  }
  return text;
};

const post = async (url: string, body: string): Promise<{ status: number; text: string }> => {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const request = { method: 'POST', body, signal, redirect: 'error' } as const;
    const answer = await fetch(`${url.replace(/\/+$/, '')}/add-checkpoint`, request);
    return { status: answer.status, text: await textOf(answer) };
  } catch (error) {
    if (error instanceof WitnessUnavailable) throw error;
    throw new WitnessUnavailable(`${url} does not answer: ${String(error)}`, { cause: error });
  }
};

/** The witness' own line of an answer; whatever else it holds is passed over. */
const cosignatureIn = (note: string, lines: string, verifier: NoteVerifier): string => {
  try {
    const { text } = splitNote(note);
    const { signatures } = openNote(`${text}\n${lines}`, [verifier]);
    return signatures[0]?.line ?? '';
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    throw new WitnessUnavailable(`the answer holds no cosignature: ${error.message}`);
  }
};

/** Between two tries another instance of this log may have been there. */
const TRIES = 3;

/**
 * Has a checkpoint cosigned; the witness says itself which tree it has seen last.
 * @param proofFrom that the tree of the note begins with one of so many leaves
 * @returns the witness' signature line, verified
 * @throws {WitnessUnavailable} @throws {WitnessRefused}
 */
export const cosign = async (
  { url, verifier }: Witness,
  note: string,
  proofFrom: (size: number) => Promise<readonly Buffer[]>,
): Promise<string> => {
  const { size } = parseCheckpoint(splitNote(note).text);
  let oldSize = 0;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const proof = await proofFrom(oldSize);
    const { status, text } = await post(url, formatAddCheckpoint({ oldSize, proof, note }));
    if (status === 200) return cosignatureIn(note, text, verifier);
    if (status === 422) throw new WitnessRefused(`${verifier.name}: ${text.trim().slice(0, 200)}`);
    const known = status === 409 ? wholeNumber(text.replace(/\n$/, '')) : null;
    if (known === null)
      throw new WitnessUnavailable(`${url} answers ${status}: ${text.trim().slice(0, 200)}`);
    if (known > size)
      throw new WitnessRefused(
        `${verifier.name} has seen ${known} leaves, more than ${size}`,
        known,
      );
    if (known === oldSize)
      throw new WitnessRefused(`${verifier.name} has seen another tree of ${known} leaves`);
    oldSize = known;
  }
  throw new WitnessUnavailable(`${url}: what it has seen changes all the time`);
};
