import { PROJECTORS } from '../../projections/all.js';
import type { Projector } from '../../projections/projector.js';
import type { JejakEvent } from '../../src/events.js';
import type { Poison } from './plan.js';

/** A fault in a projector, until it is mended. */
export interface Ill {
  mended: boolean;
}

const isBad = ({ type, data }: JejakEvent): boolean =>
  type === 'PaymentReceived' && data.receipt === 'R-3';

/** The projectors of the house, one of them with a fault where the plan says so. */
export const projectorsWith = (poison: Poison, ill: Ill): readonly Projector<unknown>[] => {
  if (poison === null) return PROJECTORS;
  const failing = (event: JejakEvent): void => {
    if (!ill.mended && isBad(event)) throw new Error('this projector cannot fold it');
  };
  return PROJECTORS.map((projector) => {
    if (projector.name !== 'loan-book') return projector;
    const { keyOf, evolve } = projector;
    return poison === 'document'
      ? {
          ...projector,
          evolve: (document: unknown, event: JejakEvent) => {
            failing(event);
            return evolve(document, event);
          },
        }
      : {
          ...projector,
          keyOf: (event: JejakEvent) => {
            failing(event);
            return keyOf(event);
          },
        };
  });
};
