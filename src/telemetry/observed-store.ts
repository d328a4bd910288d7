import type { AppendResult, EventStore, NewEvent } from '../event-store/port.js';
import { OutcomeUnknown, StoreUnavailable } from '../event-store/port.js';
import { elapsed } from '../house/clock.js';
import type { Logger } from '../house/logger.js';
import type { Metrics } from './metrics.js';
import type { Tracing } from './tracing.js';

interface Watching {
  readonly log: Pick<Logger, 'warn' | 'info'>;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

type AppendOutcome = AppendResult['outcome'] | 'unavailable' | 'unknown' | 'failed';

const outcomeOf = (error: unknown): AppendOutcome => {
  if (error instanceof StoreUnavailable) return 'unavailable';
  return error instanceof OutcomeUnknown ? 'unknown' : 'failed';
};

/** `loan` of `loan-L-1`: whose code or number it is, is nobody's business here. */
const categoryOf = (streamId: string): string => /^[a-z]+/.exec(streamId)?.[0] ?? 'other';

const aboutResult = (result: AppendResult) => ({
  'jejak.outcome': result.outcome,
  ...(result.outcome === 'appended' && { 'jejak.position': result.position }),
});

/** An event store whose appends are counted, timed and traced; else it is the one given. */
export class ObservedEventStore implements EventStore {
  /** Told once, when it begins and when it is over: whoever waits asks again and again. */
  private isRefusing = false;

  constructor(
    private readonly store: EventStore,
    private readonly watching: Watching,
  ) {}

  get stampsRise(): boolean {
    return this.store.stampsRise;
  }

  async append(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    const began = elapsed();
    const ended = (outcome: AppendOutcome): void => {
      const seconds = (elapsed() - began) / 1000;
      this.watching.metrics.record(({ appends, appendedEvents, conflicts }) => {
        appends.observe({ outcome }, seconds);
        if (outcome === 'appended') appendedEvents.inc(events.length);
        if (outcome === 'conflict') conflicts.inc();
      });
    };
    try {
      const result = await this.traced(streamId, events, () =>
        this.store.append(streamId, expectedRevision, events),
      );
      ended(result.outcome);
      this.tell(false);
      return result;
    } catch (error) {
      ended(outcomeOf(error));
      if (outcomeOf(error) !== 'failed') this.tell(true, error);
      throw error;
    }
  }

  private tell(isRefusing: boolean, error?: unknown): void {
    if (isRefusing === this.isRefusing) return;
    this.isRefusing = isRefusing;
    const { log } = this.watching;
    if (isRefusing) log.warn('the log takes no events: commands are UNAVAILABLE', { error });
    else log.info('the log takes events again');
  }

  private traced(
    streamId: string,
    events: readonly NewEvent[],
    append: () => Promise<AppendResult>,
  ): Promise<AppendResult> {
    const { tracing } = this.watching;
    const category = categoryOf(streamId);
    const about = { 'jejak.stream.category': category, 'jejak.events': events.length };
    return tracing.span(
      `append ${category}`,
      about,
      () => {
        // Before they are appended: whoever follows the log may be told of them sooner than we are.
        tracing.remember([...new Set(events.map(({ event }) => event.commandId))]);
        return append();
      },
      aboutResult,
    );
  }

  readStream: EventStore['readStream'] = (...asked) => this.store.readStream(...asked);
  readAll: EventStore['readAll'] = (...asked) => this.store.readAll(...asked);
  head: EventStore['head'] = () => this.store.head();
  subscribe: EventStore['subscribe'] = (...asked) => this.store.subscribe(...asked);
  close: EventStore['close'] = () => this.store.close();
}
