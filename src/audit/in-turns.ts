import { setImmediate as nextTurn } from 'node:timers/promises';
import { elapsed } from '../house/clock.js';
import type { Steps } from './compare.js';

/** For so long others wait, and for the one step that was begun. */
const TURN_MS = 10;

/** Takes all the steps; whoever asks for something small meanwhile is served between two. */
export const inTurns = async <T>(steps: Steps<T>): Promise<T> => {
  for (;;) {
    await nextTurn();
    const begun = elapsed();
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (elapsed() - begun < TURN_MS);
  }
};
