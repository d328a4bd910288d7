/**
 * Those who write into one file, one after another, in the order in which they come: SQLite lets
 * one write at a time, and whoever meets another there stands still, with his whole thread, until
 * that one is done.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private isTaken = false;

  /** At once, where nobody writes; the turn ends when `work` does, if only because it fails. */
  async take<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.isTaken) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.isTaken = true;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // Handed over, and not let go of: nobody who comes just now is before one who waits.
      if (next) next();
      else this.isTaken = false;
    }
  }
}
