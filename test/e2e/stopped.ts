import type { Projection } from '../../src/read-model/projection.js';

/**
 * As if it had stopped there, until the function given back is called. Whoever folds it would try a
 * stop again that nothing in the store tells of, so it holds against that.
 */
export const stoppedAt = (
  projection: Projection,
  failure: NonNullable<Projection['failure']>,
): (() => void) => {
  Object.defineProperty(projection, 'failure', {
    ...{ configurable: true, enumerable: true },
    get: () => failure,
    set() {
      // What is tried again meanwhile ends nothing here.
    },
  });
  return () => {
    const value = undefined;
    const plain = { configurable: true, enumerable: true, writable: true, value };
    Object.defineProperty(projection, 'failure', plain);
  };
};
