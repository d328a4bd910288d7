import type { Cancel, Timing } from '../kernel/timing.js';
import { BEAT_MS, type Leases } from '../read-model/leases.js';

/** The lease of whoever signs what is due: two at once would show witnesses one after the other. */
const SIGNING = 'checkpoints';

/** Which of several processes signs what is due: it shows that it is there as long as it works. */
export class SigningLease {
  constructor(
    private readonly leases: Leases,
    private readonly timing: Timing,
  ) {}

  /**
   * Work that asks whether it is ours, and again before it does what no other may do meanwhile.
   * Once it was found to be another's it stays so: what we know may be older than what that one
   * has signed.
   */
  async during<T>(work: (isOurs: () => Promise<boolean>) => Promise<T>): Promise<T> {
    let fence: number | null | undefined;
    let cancel: Cancel | undefined;
    let isOver = false;
    const isOurs = async (): Promise<boolean> => {
      const now = await this.leases.tend(SIGNING);
      if (fence === undefined) fence = now;
      else if (now !== fence) fence = null;
      if (fence !== null && !isOver) cancel ??= this.timing.after(BEAT_MS, beat);
      return fence !== null;
    };
    const beat = (): void => {
      cancel = undefined;
      // A beat that was not heard is followed by the next.
      isOurs().catch(() => isOver || (cancel ??= this.timing.after(BEAT_MS, beat)));
    };
    try {
      return await work(isOurs);
    } finally {
      isOver = true;
      cancel?.();
    }
  }

  /** Another may sign at once. */
  async release(): Promise<void> {
    await this.leases.release();
  }
}
