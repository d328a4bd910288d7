import { elapsed } from '../house/clock.js';
import type { CommandOutcome } from './observed-commands.js';

/** By then whoever was told to ask again has asked again. */
const FRESH_MS = 60_000;

/**
 * Whether what commands have to record can be recorded: a store that is full answers everything
 * else. Told from the last command that tried, for as long as that says anything.
 */
export class Recording {
  private failedAt: number | undefined;

  constructor(private readonly clock = elapsed) {}

  /**
   * What was refused or lost a race says nothing; what is there already was recorded; what ended in
   * an accident of ours (a damaged file) was not.
   */
  heard(outcome: CommandOutcome): void {
    if (outcome === 'unavailable' || outcome === 'failed') this.failedAt = this.clock();
    if (outcome === 'done' || outcome === 'duplicate') this.failedAt = undefined;
  }

  get isFailing(): boolean {
    return this.failedAt !== undefined && this.clock() - this.failedAt < FRESH_MS;
  }
}
