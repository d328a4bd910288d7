import { SingleBar } from 'cli-progress';
import { elapsed } from '../house/clock.js';
import type { Progress } from '../house/jobs.js';

const EVERY_MS = 10_000;

export interface Shown {
  readonly progress: Progress;
  readonly stop: () => void;
}

const bar = (what: string): Shown => {
  const single = new SingleBar({
    format: `${what} {bar} {value}/{total} · {duration_formatted}`,
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    progress: (done, total) => {
      if (!started) single.start(total ?? done, done);
      started = true;
      single.setTotal(total ?? done);
      single.update(done);
    },
    stop: () => single.stop(),
  };
};

const lines = (what: string): Shown => {
  let last = elapsed();
  return {
    progress: (done, total) => {
      if (elapsed() - last < EVERY_MS) return;
      last = elapsed();
      process.stderr.write(`${what}: ${done}${total === null ? '' : ` of ${total}`}\n`);
    },
    stop: () => undefined,
  };
};

/** A bar on a terminal, one line every ten seconds elsewhere. */
export const showProgress = (what: string): Shown =>
  process.stderr.isTTY ? bar(what) : lines(what);
