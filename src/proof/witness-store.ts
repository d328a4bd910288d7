import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { holdStore, type StoreLock } from '../event-store/lock.js';
import { FOR_ALL, replaceWhole } from '../storage/private-file.js';
import { parseCheckpoint, type TreeHead, wholeNumber } from './checkpoint.js';
import { type NoteVerifier, openNote } from './note.js';

/** What a witness remembers is gone or changed: it must not begin anew as if it knew nothing. */
export class WitnessForgot extends Error {
  override readonly name = 'WitnessForgot';
}

const INDEX = 'witness.logs';
const LOCK = 'witness';

/** A line for each log: how many leaves of it were cosigned, and its name. */
const parseIndex = (text: string): Map<string, number> => {
  const bad = new WitnessForgot(`${INDEX} is not as it was written`);
  const lines = text.split('\n');
  if (lines.pop() !== '') throw bad;
  return new Map(
    lines.map((line): [string, number] => {
      const [, leaves = '', name = ''] = /^(\d+) (.+)$/.exec(line) ?? [];
      const size = wholeNumber(leaves);
      if (size === null) throw bad;
      return [name, size];
    }),
  );
};

/** @throws {WitnessForgot} a witness has worked there, and its index is gone */
const indexIn = (directory: string): Map<string, number> => {
  const file = join(directory, INDEX);
  if (existsSync(file)) return parseIndex(readFileSync(file, 'utf8'));
  const traces = readdirSync(directory).filter((name) => /\.(?:key|checkpoint)$/.test(name));
  if (traces.length > 0) throw new WitnessForgot(`${file} is gone, ${traces[0]} is there`);
  replaceWhole(file, '', FOR_ALL);
  return new Map();
};

/**
 * What a witness has cosigned last, a file for each log, each with the witness' own cosignature,
 * and an index of the logs by which one that is gone, or older, is missed. One process has the
 * directory to itself; all steps are done at once, without waiting. Who puts back the whole
 * directory as it was is not found out here: it is not to be restored from a backup.
 */
export class WitnessStore {
  /** What this process read or wrote: what is found later must be that. */
  private readonly found = new Map<string, string | null>();

  private constructor(
    private readonly directory: string,
    private readonly index: Map<string, number>,
    private readonly lock: StoreLock,
  ) {}

  /**
   * @throws {StoreHeld} another witness works in this directory
   * @throws {WitnessForgot}
   */
  static open(directory: string): WitnessStore {
    mkdirSync(directory, { recursive: true });
    const path = realpathSync(directory);
    const lock = holdStore(join(path, LOCK));
    try {
      return new WitnessStore(path, indexIn(path), lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** @throws {WitnessForgot} what is there is not what `own` has cosigned of this log last */
  last(origin: string, own: NoteVerifier): TreeHead | undefined {
    const file = this.fileOf(origin);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : null;
    const known = this.found.get(origin);
    if (known !== undefined && known !== text)
      throw new WitnessForgot(`${file} is not what was found or written there before`);
    const head = text === null ? undefined : this.read(text, origin, own);
    const cosigned = this.index.get(origin);
    if (cosigned !== undefined && (head === undefined || head.size < cosigned))
      throw new WitnessForgot(`${file} is gone or old: ${cosigned} leaves were cosigned`);
    this.found.set(origin, text);
    return head;
  }

  /** It is on the disk when this returns. */
  remember({ origin, size }: Pick<TreeHead, 'origin' | 'size'>, cosigned: string): void {
    replaceWhole(this.fileOf(origin), cosigned, FOR_ALL);
    this.found.set(origin, cosigned);
    // After it: whoever dies between the two has told nobody, and the file may be ahead.
    if (this.index.get(origin) === size) return;
    const lines = [...new Map(this.index).set(origin, size)].map(
      ([name, leaves]) => `${leaves} ${name}\n`,
    );
    replaceWhole(join(this.directory, INDEX), lines.join(''), FOR_ALL);
    this.index.set(origin, size);
  }

  close(): void {
    this.lock.release();
  }

  private read(text: string, origin: string, own: NoteVerifier): TreeHead {
    const file = this.fileOf(origin);
    try {
      const head = parseCheckpoint(openNote(text, [own]).text);
      if (head.origin === origin) return head;
    } catch (error) {
      throw new WitnessForgot(`${file}: ${String(error)}`, { cause: error });
    }
    throw new WitnessForgot(`${file} is about another log`);
  }

  /** A name may hold anything, and files do not tell capitals apart everywhere. */
  private fileOf(origin: string): string {
    return join(this.directory, `${hash('sha256', origin, 'hex').slice(0, 32)}.checkpoint`);
  }
}
