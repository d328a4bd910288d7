import { PROJECTORS } from '../../projections/all.js';
import type { Dice } from '../../src/demo/random.js';
import type { House } from '../../src/house/house.js';
import type { World } from './world.js';

export interface Turn {
  readonly draw: Dice;
  readonly isOver: () => boolean;
}

const PATIENCE_MS = 15_000;

/** Whatever comes of it: the process may die, or a store be away. */
const tryOn = async (
  { site, fleet }: World,
  draw: Dice,
  what: string,
  work: (house: House) => Promise<unknown>,
): Promise<void> => {
  const { scheduler, trace } = site;
  const up = fleet.up();
  const house = up.length > 0 ? draw.pick(up).house : null;
  if (!house) return;
  const told = work(house).then(
    () => 'done',
    (error: unknown) => String(error),
  );
  const late = scheduler.pause(PATIENCE_MS).then(() => 'no answer');
  trace.add(`${scheduler.now} ${what}: ${await Promise.race([told, late])}`);
};

/** Mends the projector amid the storms, and has what waits tried again. */
export const mending = async (world: World, { draw, isOver }: Turn): Promise<void> => {
  const { plan, ill, site } = world;
  if (plan.poison === null || !plan.mendsEarly) return;
  await site.scheduler.pause(draw.between(3_000, 15_000));
  ill.mended = true;
  while (!isOver()) {
    await tryOn(world, draw, 'unpark', ({ readModels }) => readModels.unpark());
    await site.scheduler.pause(draw.below(3_000));
  }
};

/** Builds read models anew, beside those that serve. */
export const rebuilding = async (world: World, { draw, isOver }: Turn): Promise<void> => {
  if (!world.plan.rebuilds) return;
  for (;;) {
    await world.site.scheduler.pause(draw.between(1_000, 9_000));
    if (isOver()) return;
    const { name } = draw.pick(PROJECTORS);
    await tryOn(world, draw, `rebuild ${name}`, ({ readModels }) => readModels.rebuild([name]));
  }
};
