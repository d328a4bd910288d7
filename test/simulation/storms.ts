import type { Dice } from '../../src/demo/random.js';
import type { Server, Weather } from './network.js';
import type { Storm } from './plan.js';
import type { Scheduler } from './scheduler.js';
import type { Fleet } from './fleet.js';
import type { Trace } from './trace.js';

const HOUR_MS = 3_600_000;

interface Sky {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly weather: Weather;
  readonly fleet: Fleet;
  /** Moves the clock of the log's own server. */
  readonly moveLogClock: (ms: number) => void;
  readonly draw: Dice;
}

const SERVERS: Readonly<Partial<Record<Storm, readonly ['down' | 'full', Server]>>> = {
  'log down': ['down', 'log'],
  'documents down': ['down', 'documents'],
  'keys down': ['down', 'keys'],
  'log full': ['full', 'log'],
  'documents full': ['full', 'documents'],
};

/** For a while: what is done here is undone before it returns. */
const strike = async (storm: Storm, sky: Sky, ms: number): Promise<void> => {
  const { scheduler, weather, fleet, moveLogClock, draw } = sky;
  const [what, server] = SERVERS[storm] ?? [];
  if (what && server) {
    weather[what].add(server);
    await scheduler.pause(ms);
    weather[what].delete(server);
  }
  if (storm === 'cut off') {
    const name = fleet.anyName(draw);
    weather.cut.add(name);
    await scheduler.pause(ms);
    weather.cut.delete(name);
  }
  if (storm === 'crash') await fleet.crash(draw, ms);
  if (storm === 'restart') await fleet.restart(draw, ms);
  if (storm === 'clock back') await fleet.skew(draw, -HOUR_MS, ms);
  if (storm === 'clock forth') await fleet.skew(draw, 24 * HOUR_MS, ms);
  if (storm === 'log clock back') moveLogClock(-draw.below(HOUR_MS));
};

/** One after the other, and sometimes two at once, until it is over. */
export const storms = async (
  kinds: readonly Storm[],
  sky: Sky,
  isOver: () => boolean,
): Promise<void> => {
  const { scheduler, trace, draw } = sky;
  if (kinds.length === 0) return;
  const raging = new Set<Promise<void>>();
  for (;;) {
    await scheduler.pause(draw.below(4_000));
    if (isOver()) break;
    const [storm, ms] = [draw.pick(kinds), draw.chance(70) ? draw.below(2_000) : draw.below(9_000)];
    trace.add(`${scheduler.now} storm: ${storm} for ${ms}`);
    const over = strike(storm, sky, ms);
    raging.add(over);
    if (draw.chance(70)) await over;
  }
  await Promise.all(raging);
};
