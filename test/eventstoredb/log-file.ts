import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Recorded } from './log.js';

interface Line extends Omit<Recorded, 'data' | 'metadata'> {
  readonly data: string;
  readonly metadata: string;
}

const toLine = (record: Recorded): Line => ({
  ...record,
  data: record.data.toString('base64'),
  metadata: record.metadata.toString('base64'),
});

const fromLine = (line: Line): Recorded => ({
  ...line,
  data: Buffer.from(line.data, 'base64'),
  metadata: Buffer.from(line.metadata, 'base64'),
});

/** The log on disk: one line of JSON for each transaction, so that a torn one is no one's. */
export class LogFile {
  private readonly descriptor: number;
  /** What earlier runs wrote, a transaction each. */
  readonly transactions: readonly (readonly Recorded[])[];

  constructor(path: string) {
    const text = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const whole = text.subarray(0, text.lastIndexOf('\n') + 1);
    const lines = whole.toString('utf8').split('\n').filter(Boolean);
    this.transactions = lines.map((line) => (JSON.parse(line) as Line[]).map(fromLine));
    this.descriptor = openSync(path, 'a');
    // A write that the end of the process cut short was never acknowledged.
    ftruncateSync(this.descriptor, whole.length);
  }

  write(records: readonly Recorded[]): void {
    const bytes = Buffer.from(`${JSON.stringify(records.map(toLine))}\n`);
    for (let at = 0; at < bytes.length;) at += writeSync(this.descriptor, bytes, at);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
