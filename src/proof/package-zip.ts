import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackagedFile } from './package-layout.js';

/** There is a file of that name already. */
export class FileThere extends Error {
  override readonly name = 'FileThere';
}

/** What a ZIP without its 64-bit extension can hold. */
const MOST_FILES = 65_000;
const MOST_BYTES = 4_200_000_000;
/** The first day a ZIP can name: the same package is the same bytes, whenever it is made. */
const MTIME = '1980-01-01T00:00:00';
/** Little texts are gathered, or each would be a block of its own. */
const GATHERED = 64 * 1024;

type Chunk = string | Uint8Array;
export type Content = Chunk | Iterable<Chunk> | AsyncIterable<Chunk>;

const isOne = (content: Content): content is Chunk =>
  typeof content === 'string' || content instanceof Uint8Array;

async function* gathered(content: Content): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of isOne(content) ? [content] : content) {
    const next = Buffer.from(chunk as Uint8Array);
    waiting.push(next);
    bytes += next.length;
    if (bytes < GATHERED) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  yield Buffer.concat(waiting);
}

/**
 * A ZIP file, written as it comes, readable by its owner alone. It gets its name when it is whole;
 * until then it is a draft beside that name, which is gone if it is given up.
 */
export class PackageZip {
  readonly files: PackagedFile[] = [];
  private readonly drafts: string;
  private readonly draft: string;
  private readonly descriptor: number;
  private readonly zip: Zip;
  private failure: Error | null = null;
  private written = 0;
  private closed = false;

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.drafts = mkdtempSync(`${file}.new-`);
    this.draft = join(this.drafts, 'package.zip');
    this.descriptor = openSync(this.draft, 'wx', 0o600);
    this.zip = new Zip((error, chunk) => this.take(error, chunk));
  }

  /** @param packed false: bytes that no compression makes fewer */
  async add(path: string, content: Content, packed = true): Promise<void> {
    const entry = packed ? new ZipDeflate(path, { level: 6 }) : new ZipPassThrough(path);
    entry.mtime = MTIME;
    this.zip.add(entry);
    const digest = createHash('sha256');
    let bytes = 0;
    for await (const chunk of gathered(content)) {
      bytes += chunk.length;
      digest.update(chunk);
      entry.push(chunk);
      this.check(bytes);
    }
    entry.push(new Uint8Array(), true);
    this.check(bytes);
    this.files.push({ path, bytes, sha256: digest.digest('hex') });
  }

  /** Whole, and on the disk, before it has its name. @throws {FileThere} */
  end({ over }: { readonly over: boolean }): void {
    this.zip.end();
    this.check(0);
    fsyncSync(this.descriptor);
    try {
      if (over) renameSync(this.draft, this.file);
      else linkSync(this.draft, this.file);
    } catch (error) {
      const there = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      throw there ? new FileThere(`${this.file} is there already`) : error;
    } finally {
      this.close();
    }
  }

  /** Leaves nothing behind. */
  close(): void {
    rmSync(this.drafts, { recursive: true, force: true });
    if (!this.closed) closeSync(this.descriptor);
    this.closed = true;
  }

  /** What is thrown here comes back as an error of the library's, without the file's name. */
  private take(error: Error | null, chunk: Uint8Array | null): void {
    if (error || !chunk) {
      this.failure ??= error;
      return;
    }
    try {
      for (let at = 0; at < chunk.length;) at += writeSync(this.descriptor, chunk, at);
    } catch (cause) {
      this.failure ??= new Error(`${this.file}: ${String(cause)}`, { cause });
    }
    this.written += chunk.length;
  }

  private check(bytes: number): void {
    if (this.failure) throw this.failure;
    if (this.files.length >= MOST_FILES || Math.max(bytes, this.written) > MOST_BYTES)
      throw new RangeError(`${this.file}: more than one ZIP can hold; package a part of the log`);
  }
}
