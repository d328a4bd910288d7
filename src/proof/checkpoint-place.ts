import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOnce, FOR_ALL, isFailure, replaceWhole } from '../storage/private-file.js';
import { parseCheckpoint } from './checkpoint.js';
import { splitNote } from './note.js';

/** Where checkpoints are published: outside log and read models, best on another machine. */
export interface CheckpointPlace {
  readonly name: string;
  /** Of the largest tree published; null before the first. @throws {PlaceUnavailable} */
  newest(): Promise<string | null>;
  /**
   * Publishes a note; the same one with other signatures takes the place of what is there.
   * @throws {PlaceUnavailable} @throws {PlaceContradicts}
   */
  write(note: string): Promise<void>;
  /**
   * The newest was found to be the log's own: what a crash or a loss left beside it is made good;
   * only of a directory.
   * @returns whether whoever asked for the newest had found another, or none
   * @throws {PlaceUnavailable} @throws {PlaceContradicts}
   */
  settle?(newest: string): Promise<boolean>;
  /** Every checkpoint that was published, smallest first; only of a directory. */
  all?(): Promise<readonly string[]>;
}

export class PlaceUnavailable extends Error {
  override readonly name = 'PlaceUnavailable';
}

/** Another checkpoint of the same size was published there: that one stays. */
export class PlaceContradicts extends Error {
  override readonly name = 'PlaceContradicts';
}

export const isAddress = (place: string): boolean => /^https?:\/\//.test(place);

/** @throws {BadNote | BadCheckpoint} */
export const sizeOf = (note: string): number => parseCheckpoint(splitNote(note).text).size;

const NEWEST = 'checkpoint';
const ONE = /^(\d{12,})\.checkpoint$/;
const fileOf = (size: number): string => `${String(size).padStart(12, '0')}.checkpoint`;

/** Null for what is no checkpoint. */
const soundSize = (note: string): number | null => {
  try {
    return sizeOf(note);
  } catch {
    return null;
  }
};

/** `checkpoint` is the newest, and each is kept under its size. */
class Directory implements CheckpointPlace {
  constructor(readonly name: string) {}

  /** `checkpoint` may be lost, or an older copy, while those under their sizes tell of more. */
  async newest(): Promise<string | null> {
    const note = this.read(NEWEST);
    const size = note === null ? -1 : soundSize(note);
    if (size === null) return note;
    for (const one of this.sizes().toReversed()) {
      if (one <= size) break;
      const larger = this.kept(one);
      if (larger !== null) return larger;
    }
    return note;
  }

  async write(note: string): Promise<void> {
    const [size, newest] = [sizeOf(note), this.read(NEWEST)];
    this.keep(size, note);
    if ((newest === null ? -1 : (soundSize(newest) ?? -1)) <= size) this.put(NEWEST, note);
  }

  async settle(note: string): Promise<boolean> {
    const [size, newest] = [sizeOf(note), this.read(NEWEST)];
    if (this.kept(size) !== note) this.keep(size, note);
    if (newest !== null && (soundSize(newest) ?? -1) >= size) return false;
    this.put(NEWEST, note);
    return true;
  }

  async all(): Promise<readonly string[]> {
    return this.sizes().flatMap((size) => this.kept(size) ?? []);
  }

  /** As the files are named, smallest first. */
  private sizes(): readonly number[] {
    const files = this.found(() => readdirSync(this.name)) ?? [];
    return files
      .map((file) => Number(ONE.exec(file)?.[1] ?? Number.NaN))
      .filter(Number.isSafeInteger)
      .toSorted((a, b) => a - b);
  }

  private kept(size: number): string | null {
    const note = this.read(fileOf(size));
    return note !== null && soundSize(note) === size ? note : null;
  }

  /** First come, first kept: what was published of a size is never published otherwise. */
  private keep(size: number, note: string): void {
    const file = fileOf(size);
    if (this.failing(() => createOnce(join(this.name, file), note, FOR_ALL))) return;
    const there = this.read(file) ?? '';
    if (there === note) return;
    if (soundSize(there) !== size || splitNote(there).text !== splitNote(note).text)
      throw new PlaceContradicts(`${join(this.name, file)} holds another checkpoint of this size`);
    this.put(file, note);
  }

  private read(file: string): string | null {
    return this.found(() => readFileSync(join(this.name, file), 'utf8'));
  }

  private put(file: string, note: string): void {
    this.failing(() => replaceWhole(join(this.name, file), note, FOR_ALL));
  }

  private failing<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  private found<T>(read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (isFailure(error, 'ENOENT')) return null;
      throw this.unavailable(error);
    }
  }

  private unavailable(error: unknown): PlaceUnavailable {
    return new PlaceUnavailable(`${this.name}: ${String(error)}`, { cause: error });
  }
}

const ANSWER_MS = 10_000;

/** GET gives the newest (404 before the first), PUT takes a new one. */
class Address implements CheckpointPlace {
  readonly name: string;
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(place: string) {
    const url = new URL(place);
    const { username, password } = url;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const basic = `Basic ${Buffer.from(credentials).toString('base64')}`;
    url.username = '';
    url.password = '';
    this.headers = username === '' ? {} : { authorization: basic };
    this.url = url.href;
    this.name = `${url.origin}${url.pathname}`;
  }

  async newest(): Promise<string | null> {
    const answer = await this.ask('GET');
    if (answer.status === 404) return null;
    return this.checked(answer).text();
  }

  async write(note: string): Promise<void> {
    this.checked(await this.ask('PUT', note));
  }

  private checked(answer: Response): Response {
    if (!answer.ok) throw new PlaceUnavailable(`${this.name} answers ${answer.status}`);
    return answer;
  }

  private async ask(method: 'GET' | 'PUT', body?: string): Promise<Response> {
    const headers = { ...this.headers, 'content-type': 'text/plain; charset=utf-8' };
    try {
      return await fetch(this.url, {
        ...{ method, headers, redirect: 'error' },
        ...(body !== undefined && { body }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    } catch (error) {
      throw new PlaceUnavailable(`${this.name} cannot be reached: ${String(error)}`, {
        cause: error,
      });
    }
  }
}

export const openPlace = (place: string): CheckpointPlace =>
  isAddress(place) ? new Address(place) : new Directory(place);
