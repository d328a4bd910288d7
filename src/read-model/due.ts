import type { Parked } from './port.js';
import type { Projection } from './projection.js';

/** What stopped it, as it is marked where anybody can see it. */
const stopOf = ({ collection, checkpoint, failure }: Projection): readonly Parked[] => {
  if (!failure) return [];
  const { position: after, recordedAt } = checkpoint;
  return [{ collection, document: null, ...failure, after, recordedAt, asked: true }];
};

/**
 * What is to be tried again: what somebody asks for; what waits here though nothing tells of it any
 * more; and what is marked though nothing of it waits here. The last two are left by one who slept
 * and did not know that another had taken over.
 */
export const dueOf = (marked: readonly Parked[], projection: Projection): readonly Parked[] => {
  const { parked, failure } = projection;
  const documents = new Set(marked.map(({ document }) => document));
  const isOurs = ({ document, position }: Parked): boolean =>
    (document === null ? failure : parked.get(document))?.position === position;
  // Where what waits here began to wait before that, it is tried from there: nothing is skipped.
  const fromWhereItWaits = (one: Parked): Parked => {
    const own = parked.get(one.document ?? '');
    return own && own.position < one.position ? own : one;
  };
  return [
    ...marked.filter((one) => one.asked || !isOurs(one)).map(fromWhereItWaits),
    ...[...parked.values(), ...stopOf(projection)].filter(
      ({ document }) => !documents.has(document),
    ),
  ];
};
