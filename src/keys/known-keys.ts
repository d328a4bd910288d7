import { DIGEST_KEY, RESERVATION_KEY } from './port.js';

/** A key that was destroyed is used for no longer than this, in milliseconds. */
export const KNOWN_MS = 5_000;
const MOST = 10_000;

/** Of no person: these are never destroyed. */
const SECRETS: readonly string[] = [DIGEST_KEY, RESERVATION_KEY];

interface Known {
  /** Null where it was erased. */
  readonly key: Buffer | null;
  readonly until: number;
}

/**
 * Keys as they were last found, so that not every use of one asks the store. Each is forgotten
 * after some seconds: who destroys a key need not tell every process that has used it.
 */
export class KnownKeys {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly elapsed: () => number,
    private readonly most = MOST,
  ) {}

  find(id: string): Buffer | null | undefined {
    const found = this.known.get(id);
    if (!found || this.elapsed() < found.until) return found?.key;
    this.known.delete(id);
    return undefined;
  }

  keep(id: string, key: Buffer | null): void {
    const until = SECRETS.includes(id) ? Infinity : this.elapsed() + KNOWN_MS;
    this.known.delete(id);
    this.known.set(id, { key, until });
    const [oldest] = this.known.keys();
    if (this.known.size > this.most && oldest !== undefined) this.known.delete(oldest);
  }

  clear(): void {
    this.known.clear();
  }
}
