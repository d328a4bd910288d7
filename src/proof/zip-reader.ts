import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { createInflateRaw } from 'node:zlib';

/** Not a ZIP that can be read, or one that two programs could read differently. */
export class BadZip extends Error {
  override readonly name = 'BadZip';
}

interface Entry {
  readonly path: string;
  readonly stored: boolean;
  /** Where its own header stands, before what is packed. */
  readonly local: number;
  readonly begin: number;
  readonly packed: number;
  readonly bytes: number;
}

const END = 0x06054b50;
const LISTED = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const MOST_LISTED = 128 * 1024 * 1024;
/** What is read at once: all but the events and what a person reads. */
const MOST_AT_ONCE = 64 * 1024 * 1024;
/** A signed note, a proof, a key: with all the signatures and hashes that one may have. */
export const MOST_NOTE = 256 * 1024;

const STORED = 0;
const DEFLATED = 8;

const isCut = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_OUT_OF_RANGE';

/** A ZIP as its central directory lists it; every entry is where that says, and nowhere else. */
export class ZipReader {
  private readonly entries = new Map<string, Entry>();
  private readonly descriptor: number;

  /** @throws {BadZip} */
  constructor(private readonly file: string) {
    this.descriptor = openSync(file, 'r');
    try {
      this.list();
    } catch (error) {
      this.close();
      throw isCut(error) ? new BadZip(`${file}: it is cut short`) : error;
    }
  }

  get paths(): readonly string[] {
    return [...this.entries.keys()];
  }

  has(path: string): boolean {
    return this.entries.has(path);
  }

  /** @throws {BadZip} there is none of that name, or it does not unpack to what is listed */
  async *read(path: string): AsyncGenerator<Buffer> {
    const entry = this.entry(path);
    if (entry.packed === 0 && entry.stored) return;
    const end = entry.begin + entry.packed - 1;
    const packed = createReadStream(this.file, { start: entry.begin, end });
    let bytes = 0;
    try {
      const chunks = entry.stored ? packed : packed.pipe(createInflateRaw());
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > entry.bytes) break;
        yield chunk;
      }
    } catch (error) {
      throw new BadZip(`${path}: ${String(error)}`, { cause: error });
    } finally {
      packed.destroy();
    }
    if (bytes !== entry.bytes) throw new BadZip(`${path} is not as long as it is listed`);
  }

  /** @throws {BadZip} also where it is too long to be read at once */
  async text(path: string, most = MOST_AT_ONCE): Promise<string> {
    const bytes = await this.whole(path, most);
    return bytes.toString('utf8');
  }

  async whole(path: string, most = MOST_AT_ONCE): Promise<Buffer> {
    if (this.entry(path).bytes > most) throw new BadZip(`${path} is too long`);
    const chunks: Buffer[] = [];
    for await (const chunk of this.read(path)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private entry(path: string): Entry {
    const entry = this.entries.get(path);
    if (!entry) throw new BadZip(`${path} is missing`);
    return entry;
  }

  private bytesAt(begin: number, length: number): Buffer {
    const bytes = Buffer.alloc(Math.max(length, 0));
    const got = begin < 0 ? 0 : readSync(this.descriptor, bytes, 0, bytes.length, begin);
    if (got !== length) throw new BadZip(`${this.file}: it is cut short`);
    return bytes;
  }

  private list(): void {
    const { size } = fstatSync(this.descriptor);
    const tail = this.bytesAt(...lastOf(size));
    const at = tail.lastIndexOf(Buffer.from('PK\x05\x06'));
    const isEnd = at >= 0 && tail.readUInt32LE(at) === END;
    // Nothing stands behind the end: another program might find another end there.
    if (!isEnd || at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length)
      throw new BadZip(`${this.file} is no ZIP, or it is cut short`);
    const [count, length, begin] = [
      tail.readUInt16LE(at + 10),
      tail.readUInt32LE(at + 12),
      tail.readUInt32LE(at + 16),
    ];
    if (length > MOST_LISTED) throw new BadZip(`${this.file}: its list is too long`);
    const listed = this.bytesAt(begin, length);
    for (let entry = 0, next = 0; entry < count; entry += 1) next = this.add(listed, next);
    this.checkApart();
  }

  /** Files that share bytes unpack to any size: what is read stays in proportion to the file. */
  private checkApart(): void {
    let end = 0;
    for (const { path, local, begin, packed } of [...this.entries.values()].sort(byPlace)) {
      if (local < end) throw new BadZip(`${path} overlaps another file`);
      end = begin + packed;
    }
  }

  private add(listed: Buffer, at: number): number {
    if (listed.readUInt32LE(at) !== LISTED) throw new BadZip(`${this.file}: its list is damaged`);
    const [nameLength, extra, comment] = [28, 30, 32].map((by) => listed.readUInt16LE(at + by));
    const name = listed.subarray(at + 46, at + 46 + (nameLength ?? 0));
    const path = name.toString('utf8');
    const method = listed.readUInt16LE(at + 10);
    if (method !== STORED && method !== DEFLATED)
      throw new BadZip(`${path} is packed in a way that is not known here`);
    if (this.entries.has(path)) throw new BadZip(`${path} is there twice`);
    const local = listed.readUInt32LE(at + 42);
    const header = this.bytesAt(local, 30 + name.length);
    if (header.readUInt32LE(0) !== LOCAL || !header.subarray(30).equals(name))
      throw new BadZip(`${path} has another name where it stands`);
    this.entries.set(path, {
      ...{ path, stored: method === STORED, local },
      begin: local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28),
      packed: listed.readUInt32LE(at + 20),
      bytes: listed.readUInt32LE(at + 24),
    });
    return at + 46 + name.length + (extra ?? 0) + (comment ?? 0);
  }
}

const byPlace = (a: Entry, b: Entry): number => a.local - b.local;

const lastOf = (size: number): [begin: number, length: number] => {
  const length = Math.min(size, END_BYTES + LONGEST_COMMENT);
  return [size - length, length];
};
