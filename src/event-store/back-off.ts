import { setTimeout as sleep } from 'node:timers/promises';

/** At most 2 s: what comes back is to be found, and caught up with, within 5 s. */
const RETRY_MS = [100, 300, 1000, 2000] as const;

/** How long to wait after so many failures on end, in milliseconds: sooner at first. */
export const backOff = (failures: number): number =>
  RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? RETRY_MS[0];

/** Ends early, and quietly, when the signal is aborted. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  sleep(ms, undefined, signal && { signal }).catch(() => undefined);

/** What `work` gives, or undefined as soon as the signal is aborted; `work` must not fail. */
export const unlessAborted = async <T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> => {
  if (signal.aborted) return undefined;
  let abort = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    abort = () => resolve(undefined);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};
