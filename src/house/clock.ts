import { randomBytes, randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pause } from '../event-store/back-off.js';
import { type Instant, instant } from '../kernel/local-date.js';
import type { Timing } from '../kernel/timing.js';

/** The one place that looks at a clock or rolls dice: everything else is given what it says. */
export const systemClock = (): Instant => instant(Date.now());
export const newId = (): string => randomUUID();
export const makeKey = (): Buffer => randomBytes(32);
/** Milliseconds that only ever grow: for how long something took or lasts. */
export const elapsed = (): number => performance.now();

/** The machine's timers. */
export const systemTiming: Timing = {
  elapsed,
  pause,
  turn: () => nextTurn(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms).unref();
    return () => clearTimeout(timer);
  },
};
