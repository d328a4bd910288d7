import type { Expected } from './commit-check.js';
import type { Core } from './core.js';
import type { Proposed, Written } from './log.js';

export interface AppendRequest {
  readonly streamId: string;
  readonly expected: Expected;
  readonly events: readonly Proposed[];
  /** How long the server may take for it. */
  readonly limitMs: number;
  readonly peer: string;
}

type Answer = (result: Written | 'timeout') => void;

/** Stores it and answers, once at most, as the faults allow. */
export const store = (core: Core, request: AppendRequest, answer: Answer): void => {
  const { streamId, expected, events, limitMs, peer } = request;
  if (core.log.closed) return;
  const fault = core.faults.take();
  const strike = (): void => {
    if (fault?.how === 'reset') core.front.resetPeer(peer);
    if (fault?.how === 'timeout') core.after(limitMs, () => answer('timeout'));
  };
  if (fault?.when === 'before-storing') return strike();
  // It comes too late to be begun.
  if (limitMs <= 0) return answer('timeout');
  const write = (done: Answer): void => {
    const result = core.log.append(streamId, expected, events);
    if (fault) strike();
    else done(result);
  };
  if (core.faults.delayMs === 0) return write(answer);
  let late = false;
  const inTime = core.after(limitMs, () => {
    late = true;
    if (!fault) answer('timeout');
  });
  core.after(core.faults.delayMs, () => {
    inTime();
    write((result) => (late ? undefined : answer(result)));
  });
};

export const sizeOf = (events: readonly Proposed[]): number =>
  events.reduce((size, { data }) => size + data.length, 0);
