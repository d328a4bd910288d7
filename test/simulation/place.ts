import { StoreUnavailable } from '../../src/event-store/port.js';
import {
  type CheckpointPlace,
  PlaceContradicts,
  PlaceUnavailable,
  sizeOf,
} from '../../src/proof/checkpoint-place.js';
import { splitNote } from '../../src/proof/note.js';
import type { Link } from './network.js';

/** Every checkpoint that was published, by the size of its tree. */
export type PublishedNotes = Map<number, string>;

const unavailable = (error: unknown): never => {
  throw error instanceof StoreUnavailable ? new PlaceUnavailable(error.message) : error;
};

/** The second place, as one process reaches it. */
export const simulatedPlace = (notes: PublishedNotes, link: Link): CheckpointPlace => ({
  name: 'the simulated place',
  newest: () =>
    link({ name: 'newest' }, () => notes.get(Math.max(...notes.keys())) ?? null).catch(unavailable),
  write: (note) => {
    const size = sizeOf(note);
    return link({ name: 'publish', about: `${size}`, writes: true }, () => {
      const there = notes.get(size);
      if (there !== undefined && splitNote(there).text !== splitNote(note).text)
        throw new PlaceContradicts(`another checkpoint of ${size} events was published`);
      notes.set(size, note);
    }).catch(unavailable);
  },
});
