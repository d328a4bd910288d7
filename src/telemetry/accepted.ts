import { within } from './within.js';

/** What was accepted and is not answered yet. */
export class Accepted {
  private under = 0;
  private waiting: (() => void)[] = [];

  get count(): number {
    return this.under;
  }

  /** Until what it gives is called; again means nothing. */
  begin(): () => void {
    this.under += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.under -= 1;
      if (this.under === 0) for (const done of this.waiting.splice(0)) done();
    };
  }

  /** True as soon as there is nothing left, false where that takes longer. */
  async settled(ms: number): Promise<boolean> {
    if (this.under === 0) return true;
    const done = new Promise<true>((resolve) => this.waiting.push(() => resolve(true)));
    return within(ms, done).catch(() => false);
  }
}
