import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { NO_STREAM } from '../../src/event-store/port.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import { START } from '../../src/kernel/envelope.js';
import { Turns } from '../../src/storage/turns.js';
import { eventsAfter, freshStream } from './events.js';
import { freshDirectory } from './fresh-directory.js';

const directory = freshDirectory();
const clock = (): Instant => instant(Date.UTC(2024, 0, 15));

/** Somebody else who writes into the same file, until told to end. */
const writingUntilToldToEnd = (turns: Turns): (() => void) => {
  let end = (): void => undefined;
  const told = new Promise<void>((resolve) => (end = resolve));
  void turns.take(() => told);
  return end;
};

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('while somebody else writes into its file, a log', () => {
  let turns: Turns;
  let store: EmbeddedEventStore;
  let answered: number;
  beforeEach(() => {
    turns = new Turns();
    answered = 0;
    store = EmbeddedEventStore.open({ file: `${directory()}/log.db`, clock, turns });
  });
  afterEach(() => store.close());

  const append = async (stream = freshStream(), tag = 'first'): Promise<string> => {
    const events = eventsAfter(stream, NO_STREAM, 1, { tag });
    const { outcome } = await store.append(stream, NO_STREAM, events);
    answered += 1;
    return outcome;
  };

  it('answers no append, and takes all that came when its turn has come', async () => {
    const end = writingUntilToldToEnd(turns);
    const stream = freshStream();
    const appends = [append(), append(stream)];
    await soon();
    appends.push(append(), append(stream, 'too late'));
    await soon();
    expect([answered, (await store.readAll(START, 10)).length]).toEqual([0, 0]);
    end();
    expect(await Promise.all(appends)).toEqual(['appended', 'appended', 'appended', 'conflict']);
    expect(await store.readAll(START, 10)).toHaveLength(3);
  });

  it('is still read', async () => {
    const stream = freshStream();
    await append(stream);
    const end = writingUntilToldToEnd(turns);
    expect(await store.readStream(stream)).toHaveLength(1);
    end();
  });

  it('closes when its turn has come, what waited having been committed', async () => {
    const end = writingUntilToldToEnd(turns);
    const appends = [append(), append()];
    const closed = store.close();
    await soon();
    expect(answered).toBe(0);
    end();
    await closed;
    expect(await Promise.all(appends)).toEqual(['appended', 'appended']);
    await expect(append()).rejects.toThrow(/closed/);
  });
});
