import type { Front } from './front.js';
import type { Log } from './log.js';

export interface AppendFault {
  readonly when: 'before-storing' | 'after-storing';
  /**
   * `reset`: the connection that the append came by breaks, for all who share it. `silent`: no
   * answer, ever. `timeout`: the server says that it took too long, when that time has passed.
   */
  readonly how: 'reset' | 'silent' | 'timeout';
}

/** What a test can make go wrong. */
export class Faults {
  /** Milliseconds that an append waits before it is stored. */
  delayMs = 0;
  private readonly appends: AppendFault[] = [];
  private readonly droppers = new Set<() => void>();

  constructor(
    private readonly front: Front,
    private readonly log: Log,
  ) {}

  /** Called again before it struck, for the one after the next. */
  failNextAppend(fault: AppendFault): void {
    this.appends.push(fault);
  }

  /** From now on; 0 for as fast as it goes. */
  delayAppends(ms: number): void {
    this.delayMs = ms;
  }

  /** Ends every subscription as the server ends one whose consumer is too slow. */
  dropSubscriptions(): void {
    for (const drop of this.droppers) drop();
  }

  /** Connections stay, and nothing moves on them until `thaw`. */
  freeze(): void {
    this.front.freeze();
  }

  thaw(): void {
    this.front.thaw();
  }

  /** Those that are open stay. */
  refuseConnections(): Promise<void> {
    return this.front.refuse();
  }

  acceptConnections(): Promise<void> {
    return this.front.accept();
  }

  resetConnections(): void {
    this.front.reset();
  }

  writeSystemEvent(): void {
    this.log.writeSystemEvent();
  }

  /** The fault that the append which is being answered meets. */
  take(): AppendFault | undefined {
    return this.appends.shift();
  }

  /** Until what it returns is called, `drop` is what ends a subscription. */
  canDrop(drop: () => void): () => void {
    this.droppers.add(drop);
    return () => void this.droppers.delete(drop);
  }
}
