import { END, type EventStoreDBClient, excludeSystemEvents } from '@eventstore/db-client';
import { backOff, pause } from './back-off.js';

/** How long nothing is looked for while nothing rings, in milliseconds. */
const SILENCE_MS = 15_000;

interface Ended {
  readonly confirmed: boolean;
  readonly error: string | undefined;
}

/**
 * Rings when something may have been appended. A live subscription is used for nothing else: what
 * was appended is read in pages, so that a subscription that the server drops (a slow consumer, a
 * restart) loses nothing, and nothing piles up before a slow reader.
 */
export class Bell {
  private readonly closing = new AbortController();
  private readonly sleepers = new Set<() => void>();
  private running: Promise<void> | undefined;
  /** How often it has rung. */
  rings = 0;

  constructor(
    private readonly client: EventStoreDBClient,
    private readonly tell: (message: string, details: object) => void,
  ) {}

  /**
   * Until it has rung more than `heard` times, or is closed, or `signal` is aborted; and at times
   * without any reason.
   */
  async after(heard: number, signal: AbortSignal): Promise<void> {
    this.running ??= this.listen(this.closing.signal);
    if (this.rings > heard || signal.aborted || this.closing.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(silence);
        this.sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      // A node that is cut off from the others rings no more, and does not say so.
      const silence = setTimeout(wake, SILENCE_MS);
      this.sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.ring();
    await this.running;
  }

  private ring(): void {
    this.rings += 1;
    for (const wake of this.sleepers) wake();
  }

  private async listen(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const { confirmed, error } = await this.subscription(signal, failures);
      if (signal.aborted) return;
      failures = confirmed ? 1 : failures + 1;
      if (failures === 1) this.tell('is not heard any more: trying again', { error });
      await pause(backOff(failures - 1), signal);
    }
  }

  /**
   * One subscription, until the server ends it: the client never subscribes again by itself. It
   * rings when it is confirmed, too: what came before that was not heard.
   * @returns whether it was ever confirmed, and why it ended
   */
  private subscription(signal: AbortSignal, failures: number): Promise<Ended> {
    let confirmed = false;
    const subscription = this.client.subscribeToAll({
      fromPosition: END,
      filter: excludeSystemEvents(),
      requiresLeader: true,
    });
    const ring = (): void => this.ring();
    return new Promise((resolve) => {
      const end = (why?: unknown): void => {
        signal.removeEventListener('abort', end);
        subscription.removeListener('data', ring);
        // Where it ended by itself there is nothing left to end.
        subscription.unsubscribe().catch(() => undefined);
        resolve({ confirmed, error: why instanceof Error ? why.message : undefined });
      };
      signal.addEventListener('abort', end);
      // Errors after the first still come, and must not be unheard.
      subscription.on('error', end).on('end', end).on('close', end);
      subscription.on('data', ring).on('confirmation', () => {
        if (failures > 0 && !confirmed) this.tell('is heard again', {});
        confirmed = true;
        ring();
      });
    });
  }
}
