import type { ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import type { Faults } from './faults.js';
import type { Front } from './front.js';
import type { Log } from './log.js';

/** What a call is to those who only follow it. */
export interface AnyCall {
  getPath(): string;
  getPeer(): string;
}

/** grpc-js shows a server its calls, and hides the streams that carry them. */
interface Carried {
  readonly call: { readonly stream: ServerHttp2Stream };
}

export const carrierOf = (call: AnyCall): ServerHttp2Stream =>
  (call as unknown as Carried).call.stream;

/** What all services of one double share. */
export class Core {
  /** How often each method was called, such as `Streams/BatchAppend`. */
  readonly calls = new Map<string, number>();
  private readonly streams = new Set<ServerHttp2Stream>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private idle: (() => void) | undefined;

  constructor(
    readonly log: Log,
    readonly front: Front,
    readonly faults: Faults,
    readonly options: {
      readonly liveSlots: number;
      readonly oddCheckpoints: boolean;
      readonly commitTimeoutMs: number;
      readonly now: () => number;
    },
  ) {}

  /** Every handler says so first. */
  opened(call: AnyCall): void {
    const method = call.getPath().replace(/^.*\./, '');
    this.calls.set(method, (this.calls.get(method) ?? 0) + 1);
    const stream = carrierOf(call);
    this.streams.add(stream);
    stream.once('close', () => {
      this.streams.delete(stream);
      if (this.streams.size === 0) this.idle?.();
    });
  }

  /** Resolved when no call is open, or after `ms`, when those that are left were cut off. */
  async drain(ms: number): Promise<void> {
    if (this.streams.size === 0) return;
    const drained = new Promise<void>((resolve) => (this.idle = resolve));
    this.after(ms, () => {
      for (const stream of this.streams) stream.close(constants.NGHTTP2_NO_ERROR);
    });
    await drained;
  }

  after(ms: number, work: () => void): () => void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    this.timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  /** What was waiting for its time never happens. */
  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.log.close();
  }
}
