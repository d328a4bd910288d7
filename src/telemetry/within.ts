import { systemTiming } from '../house/clock.js';

/** It may still come, but nobody waits for it any more. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/** @throws {TooLate} after so many milliseconds; and whatever the work throws before */
export const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let cancel = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = systemTiming.after(ms, () => reject(new TooLate(`no answer after ${ms} ms`)));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
};
