/**
 * Whatever waits is given this: in production the machine's timers, in a simulation a queue that
 * one seed orders, so that a day of waiting passes in no time and a failing one is run again.
 */
export interface Timing {
  /** Milliseconds that only ever grow. */
  elapsed(): number;
  /** Ends early, and quietly, when the signal is aborted. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** Whoever else has work to do comes first. */
  turn(): Promise<void>;
  /** Once, after so many milliseconds, unless it is cancelled before; keeps no process alive. */
  after(ms: number, work: () => void): Cancel;
}

export type Cancel = () => void;
