import { failureOf, type Execute } from '../importing/import-report.js';
import type { Instant } from '../kernel/local-date.js';
import type { Step } from './clerk.js';

export interface Stage {
  readonly execute: Execute;
  /** Sets the clock by which the next command is recorded. */
  readonly setClock: (at: Instant) => void;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** A command of the demo was not taken: the demo and the rules of the house disagree. */
export class DemoStopped extends Error {
  override readonly name = 'DemoStopped';
}

const PROGRESS_EVERY = 100;

/**
 * Plays the demo under its own clock, command after command. One that is recorded already adds
 * nothing, so that a demo that was interrupted goes on where it ended.
 * @returns how many commands were new
 * @throws {DemoStopped} naming the command, where one is refused
 */
export const playDemo = async (scenario: readonly Step[], stage: Stage): Promise<number> => {
  let added = 0;
  for (const [index, { recordedAt, command }] of scenario.entries()) {
    stage.setClock(recordedAt);
    const handled = await stage.execute(command);
    const failure = failureOf(handled);
    if (failure !== undefined) {
      const { commandId } = command.sender;
      const what = `${command.constructor.name} ${commandId} of ${recordedAt}`;
      throw new DemoStopped(`${what}: ${failure} ${JSON.stringify(command.input)}`);
    }
    if ('duplicate' in handled && !handled.duplicate) added += 1;
    const done = index + 1;
    if (done % PROGRESS_EVERY === 0 || done === scenario.length)
      stage.progress?.(done, scenario.length);
  }
  return added;
};
