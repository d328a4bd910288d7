import type { StoredEvent } from './port.js';
import type { RecordedCommands } from './recorded-commands.js';

/** What a command needs of the last event it decided on. */
export type Last = Pick<StoredEvent, 'revision' | 'position' | 'hash'>;

/** A stream as it was read: folded up to its last event. */
export interface Folded<S> {
  readonly state: S;
  /** Undefined where the stream holds nothing. */
  readonly last: Last | undefined;
  readonly commands: RecordedCommands;
}

interface Kept extends Folded<unknown> {
  /** The decider itself: another folds the same stream to something else. */
  readonly decider: object;
  readonly last: Last;
}

/** About 12 MB. */
const MOST_EVENTS = 20_000;

/**
 * Streams as they were last folded, so that a command reads and folds only what is newer. A
 * memory and never an authority: whoever takes a state from here reads on from the very event it
 * ends with, and folds anew where the log does not hold that event there (`readFolded`). Another
 * process may therefore append as it likes, and a log put back from a backup is decided on as it
 * is. What was decrypted is not kept at all (`Decider.mayBeKept`): a destroyed key takes effect
 * within five seconds (`KnownKeys`). Bounded by the events folded; what was used longest ago goes
 * first.
 */
export class FoldedStreams {
  /** In the order of their last use. */
  private readonly kept = new Map<string, Kept>();
  private held = 0;

  constructor(private readonly most = MOST_EVENTS) {}

  /** How many events the states that are kept were folded from. */
  get events(): number {
    return this.held;
  }

  find<S>(streamId: string, decider: object): (Folded<S> & { readonly last: Last }) | undefined {
    const found = this.kept.get(streamId);
    if (found?.decider !== decider) return undefined;
    this.kept.delete(streamId);
    this.kept.set(streamId, found);
    return found as Folded<S> & Kept;
  }

  keep<S>(streamId: string, decider: object, { state, last, commands }: Folded<S>): void {
    this.forget(streamId);
    if (!last || last.revision >= this.most) return;
    this.kept.set(streamId, { state, last, commands, decider });
    this.held += last.revision + 1;
    for (const oldest of this.kept.keys()) {
      if (this.held <= this.most) return;
      this.forget(oldest);
    }
  }

  forget(streamId: string): void {
    const found = this.kept.get(streamId);
    if (!found) return;
    this.kept.delete(streamId);
    this.held -= found.last.revision + 1;
  }
}
