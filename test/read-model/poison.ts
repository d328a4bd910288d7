import type { Projector } from '../../projections/projector.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import type { Stored } from '../../src/read-model/port.js';
import type { ReadModels, ReadModelsOptions } from '../../src/read-model/read-models.js';
import { cleanly, type Machine, type Machines } from './machines.js';
import { type Tally, tally } from './tally.js';

/** Software that cannot fold the events at these places of the log. */
export const poisonedAt = (
  places: readonly number[],
  over: Partial<Projector<Tally>> = {},
): Projector<unknown> => {
  const { evolve, ...sound } = tally(over);
  return {
    ...sound,
    evolve: (document, event) => {
      const place = Number(event.position);
      if (places.includes(place)) throw new Error(`what is ${place}?`);
      return evolve(document, event);
    },
  };
};

/** One process on stores of its own. */
export const alone = (
  world: Machines,
  projector: Projector<unknown>,
  over: Partial<ReadModelsOptions> & { readonly machine?: Machine } = {},
): Promise<ReadModels> => {
  const { machine = world.machine(), ...options } = over;
  return world.run(() =>
    world.open(machine, { projectors: [projector], shared: false, ...options }),
  );
};

export const contentOf = (world: Machines, models: ReadModels): Promise<readonly Stored[]> =>
  world.content(models.collection('tally'));

/** What an uninterrupted fold makes of these events. */
export const clean = async (
  events: readonly StoredEvent[],
  projector = tally(),
  over: Partial<ReadModelsOptions> = {},
): Promise<readonly Stored[]> => (await cleanly(events, [projector], over))[0] ?? [];

/** Without what waits: each document ends before its first event that cannot be folded. */
export const cleanBut = (
  events: readonly StoredEvent[],
  places: readonly number[],
): Promise<readonly Stored[]> => {
  const ended = new Set<string>();
  const folded = events.filter(({ position, streamId }) => {
    if (places.includes(Number(position))) ended.add(streamId);
    return !ended.has(streamId);
  });
  return clean(
    stamped(events).filter((event) => folded.some((one) => one.eventId === event.eventId)),
  );
};

/** With the running maximum, as the whole log gives it. */
const stamped = (events: readonly StoredEvent[]): readonly StoredEvent[] => {
  let [highest] = events.map(({ recordedAt }) => recordedAt);
  return events.map((event) => {
    if (!highest || event.recordedAt > highest) highest = event.recordedAt;
    return { ...event, recordedAt: highest };
  });
};

export const waiting = (models: ReadModels): readonly (readonly [string | null, number])[] =>
  models.parked().map(({ document, position }) => [document, Number(position)] as const);
