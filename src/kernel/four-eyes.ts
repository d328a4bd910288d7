import type { Actor } from './envelope.js';

/** However it is written: `ANI` is `ani`. */
const namesOf = ({ id, onBehalfOf }: Actor): readonly string[] =>
  [id, onBehalfOf ?? id].map((name) => name.trim().toLowerCase());

/** Both names of both people count: a delegate is not a second pair of eyes. */
export const samePerson = (a: Actor, b: Actor): boolean =>
  namesOf(a).some((name) => namesOf(b).includes(name));
