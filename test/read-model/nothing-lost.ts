import { type Position, START } from '../../src/kernel/envelope.js';
import type { Stored } from '../../src/read-model/port.js';
import type { Machines } from './machines.js';
import type { Tally } from './tally.js';

/** What each stream comes to at each of its events, with the running maximum of the stamps. */
const statesOf = ({ events }: Machines): ReadonlyMap<string, ReadonlyMap<Position, Tally>> => {
  const states = new Map<string, Map<Position, Tally>>();
  let [stamp] = events.map(({ recordedAt }) => recordedAt);
  for (const { streamId, position, type, recordedAt } of events) {
    if (!stamp || recordedAt > stamp) stamp = recordedAt;
    const own = states.get(streamId) ?? new Map<Position, Tally>();
    const before = [...own.values()].at(-1);
    own.set(position, {
      events: (before?.events ?? 0) + 1,
      types: [...(before?.types ?? []), type],
      stamps: [...(before?.stamps ?? []), stamp],
    });
    states.set(streamId, own);
  }
  return states;
};

/**
 * As the server of documents has it, whoever has died: each document is what its stream comes to
 * somewhere, and no checkpoint has passed what is neither folded nor marked as waiting.
 */
export const checkNothingLost = (world: Machines, collection: string): void => {
  const reached = world.server.reached.get(collection)?.position ?? START;
  const documents: ReadonlyMap<string, Stored> = world.server.of(collection);
  const parked = [...world.server.parkedOnes.values()].filter(
    (one) => one.collection === collection,
  );
  for (const [id, states] of statesOf(world)) {
    const document = documents.get(id);
    if (document) expect(document.body).toEqual(states.get(document.position));
    const waits = parked.find((one) => one.document === id);
    const due = [...states.keys()].findLast(
      (at) => at <= reached && (!waits || at < waits.position),
    );
    const stands = document?.position ?? START;
    if (due && stands < due) throw new Error(`${id} stands at ${stands}, and is due at ${due}`);
  }
};
