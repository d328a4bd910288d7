import type { Position } from '../kernel/envelope.js';
import type { Timing } from '../kernel/timing.js';
import type { Projection } from './projection.js';

interface Waiter {
  readonly position: Position;
  readonly readModels: readonly string[] | undefined;
  readonly done: (reached: boolean) => void;
}

/** Those who wait for read models to come to a position. */
export class Waiters {
  private readonly waiting = new Set<Waiter>();

  constructor(
    private readonly timing: Timing,
    private readonly projections: readonly Projection[],
  ) {}

  stateAt(
    position: Position,
    readModels: readonly string[] | undefined,
  ): 'reached' | 'behind' | 'stopped' {
    const behind = this.asked(readModels).filter(
      ({ checkpoint }) => checkpoint.position < position,
    );
    if (behind.some(({ failure }) => failure)) return 'stopped';
    return behind.length === 0 ? 'reached' : 'behind';
  }

  wait(
    position: Position,
    timeoutMs: number,
    readModels: readonly string[] | undefined,
  ): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (reached: boolean): void => {
        cancel();
        this.waiting.delete(waiter);
        resolve(reached);
      };
      const waiter: Waiter = { position, readModels, done };
      const cancel = this.timing.after(timeoutMs, () => done(false));
      this.waiting.add(waiter);
    });
  }

  /** Whether somebody waits for what another process folds. */
  onOthers(): boolean {
    return [...this.waiting].some(({ readModels }) =>
      this.asked(readModels).some(({ fence }) => fence === null),
    );
  }

  look(): void {
    for (const waiter of this.waiting) {
      const state = this.stateAt(waiter.position, waiter.readModels);
      if (state !== 'behind') waiter.done(state === 'reached');
    }
  }

  end(): void {
    for (const waiter of this.waiting) waiter.done(false);
  }

  private asked(readModels: readonly string[] | undefined): readonly Projection[] {
    return this.projections.filter(
      ({ projector }) => !readModels || readModels.includes(projector.name),
    );
  }
}
