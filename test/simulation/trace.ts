const KEPT = 200;

/** What happened, in order: a digest of all of it, and the last lines. */
export class Trace {
  lines = 0;
  private readonly last: string[] = [];
  private high = 0x811c9dc5;
  private low = 0x01000193;

  /** @param say is told each line as it comes */
  constructor(private readonly say?: (line: string) => void) {}

  add(line: string): void {
    this.lines += 1;
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      this.high = Math.imul(this.high ^ code, 0x01000193);
      this.low = Math.imul(this.low + code, 0x85ebca6b) ^ (this.low >>> 13);
    }
    this.last.push(line);
    if (this.last.length > 2 * KEPT) this.last.splice(0, KEPT);
    this.say?.(line);
  }

  /** 64 bits, hexadecimal: the same for the same lines. */
  get digest(): string {
    return [this.high, this.low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }

  tail(count: number): readonly string[] {
    return this.last.slice(-count);
  }
}
