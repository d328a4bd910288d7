import { join } from 'node:path';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { readFolded } from '../../src/event-store/fold.js';
import { FoldedStreams } from '../../src/event-store/folded-streams.js';
import { foldStream } from '../../src/event-store/handle.js';
import type { Ledger } from '../../src/event-store/ledger.js';
import { type EventStore, OutcomeUnknown } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { loanDecider, loanStream } from '../../src/lending/loan.js';
import { mitraDecider, mitraStream } from '../../src/mitra/mitra.js';
import { by, freshBooks, said, typesOf, withStore } from './books.js';
import { lend, pay, register, reverse } from './doing.js';

const LOAN = loanStream('L-1');
const day = (no: number) => localDate(`2003-03-${String(no).padStart(2, '0')}`);
const next = (no: number) => ({ receipt: `R-${no}`, amount: 1_000, effectiveOn: day(no) });

/** Another process at the same log: it has a memory of its own, or none. */
const remembering = (ledger: Ledger, most?: number): Ledger & { folded: FoldedStreams } => ({
  ...ledger,
  folded: new FoldedStreams(most),
});

/** Says what was read: a stream, and from which revision on. */
const watched = (ledger: Ledger, reads: [string, number][]): Ledger => {
  const readStream: EventStore['readStream'] = (stream, from = 0) => {
    reads.push([stream, from]);
    return ledger.store.readStream(stream, from);
  };
  return withStore(ledger, { readStream });
};

const same = async (ledger: Ledger): Promise<void> => {
  const { folded: _, ...plain } = ledger;
  const fresh = await foldStream(plain, LOAN, loanDecider);
  expect(await foldStream(ledger, LOAN, loanDecider)).toEqual(fresh);
};

describe('a stream that was folded before', () => {
  const books = freshBooks();
  const loan = () => books.ledger().store.readStream(LOAN);

  it('is read from its last event on, and folds to the same', async () => {
    await lend(books.ledger());
    const ledger = remembering(books.ledger());
    await pay(ledger, next(1));
    const reads: [string, number][] = [];
    await pay(watched(ledger, reads), next(2));
    expect(reads.filter(([stream]) => stream === LOAN)).toEqual([[LOAN, 1]]);
    await same(ledger);
  });

  it('is decided on with what another process appended since', async () => {
    await lend(books.ledger());
    const [one, other] = [remembering(books.ledger()), remembering(books.ledger())];
    await pay(one, next(1));
    await pay(other, next(2));
    expect(said(await pay(one, { ...next(2), amount: 5 }, by('again')))).toBe('RECEIPT_REUSED');
    expect(said(await reverse(one, { receipt: 'R-2' }))).toBe('done');
    expect(said(await reverse(other, { receipt: 'R-2' }))).toBe('again');
    await same(one);
    await same(other);
  });

  it('is decided on anew after a race that was lost', async () => {
    await lend(books.ledger());
    const ledger = remembering(books.ledger());
    await pay(ledger, next(1));
    let first = true;
    const late = withStore(ledger, {
      append: async (...args) => {
        if (first) {
          first = false;
          await pay(remembering(books.ledger()), { ...next(2), amount: 7 }, by('other'));
        }
        return books.ledger().store.append(...args);
      },
    });
    expect(said(await pay(late, next(2)))).toBe('RECEIPT_REUSED');
    await same(ledger);
  });

  it.each([true, false])('is read again after an unknown outcome (written: %s)', async (was) => {
    await lend(books.ledger());
    const ledger = remembering(books.ledger());
    await pay(ledger, next(1));
    const going = withStore(ledger, {
      append: async (...args) => {
        if (was) await books.ledger().store.append(...args);
        throw new OutcomeUnknown('the line went dead');
      },
    });
    await expect(pay(going, next(2))).rejects.toThrow(OutcomeUnknown);
    expect(said(await pay(ledger, next(2)))).toBe(was ? 'again' : 'done');
    expect(typesOf(await loan())).toHaveLength(4);
    await same(ledger);
  });

  it('tells a command that is sent again, whether it is still remembered or not', async () => {
    await lend(books.ledger());
    const ledger = remembering(books.ledger());
    const first = await pay(ledger, next(1));
    await pay(ledger, next(2));
    expect(await pay(ledger, next(1))).toEqual({ ...first, duplicate: true });
    ledger.folded.forget(LOAN);
    expect(await pay(ledger, next(1))).toEqual({ ...first, duplicate: true });
    expect(await loan()).toHaveLength(4);
  });

  it('takes a hundred commands at once as one that is read whole does', async () => {
    await lend(books.ledger());
    const ledger = remembering(books.ledger());
    const all = Array.from({ length: 100 }, (_, no) =>
      pay(ledger, { receipt: `P-${no % 60}`, amount: 100, effectiveOn: day((no % 28) + 1) }),
    );
    const words = (await Promise.all(all)).map(said);
    expect(words.filter((word) => word === 'done')).toHaveLength(60);
    const receipts = (await loan()).flatMap(({ data, type }) =>
      type === 'PaymentReceived' ? [data['receipt']] : [],
    );
    expect(new Set(receipts).size).toBe(receipts.length);
    await same(ledger);
  });

  it('holds nothing that was sealed: with what can be erased, all is read each time', async () => {
    const ledger = remembering(books.ledger());
    await register(ledger, 'M-1', { name: 'Sitiawati' });
    const stream = mitraStream('M-1');
    const named = await readFolded(ledger, { streamId: stream, decider: mitraDecider });
    expect(JSON.stringify(named.state)).toContain('Sitiawati');
    expect(ledger.folded.find(stream, mitraDecider)).toBeUndefined();
    const erased = { ...ledger.keys, find: async () => null };
    const state = await foldStream({ ...ledger, keys: erased }, stream, mitraDecider);
    expect(JSON.stringify(state)).not.toContain('Sitiawati');
  });
});

describe('what is remembered of streams', () => {
  const books = freshBooks();

  it('is bounded by events, and what was used longest ago goes first', async () => {
    for (const no of ['L-1', 'L-2', 'L-3']) await lend(books.ledger(), no);
    const ledger = remembering(books.ledger(), 5);
    const { folded } = ledger;
    const use = (no: string) => foldStream(ledger, loanStream(no), loanDecider);
    const kept = () =>
      ['L-1', 'L-2', 'L-3'].filter((no) => folded.find(loanStream(no), loanDecider));
    await use('L-1');
    await use('L-2');
    await use('L-1');
    await use('L-3');
    expect(folded.events).toBe(4);
    expect(kept()).toEqual(['L-1', 'L-3']);
  });

  it('leaves out one stream that is longer than all that may be held', async () => {
    await lend(books.ledger());
    const ledger = remembering(books.ledger(), 1);
    await foldStream(ledger, LOAN, loanDecider);
    expect(ledger.folded.events).toBe(0);
  });
});

describe('a log that was put back under a running service', () => {
  const books = freshBooks();
  const older = async (name: string) => {
    const { clock } = books.ledger();
    const store = EmbeddedEventStore.open({ file: join(books.directory(), name), clock });
    for (const stream of [...new Set((await seen()).map(({ streamId }) => streamId))])
      await store.append(
        stream,
        -1,
        (await books.ledger().store.readStream(stream)).map((event) => {
          const { position: _, recordedAt: __, ...sealed } = event;
          return { event: sealed };
        }),
      );
    return store;
  };
  const seen = () => books.ledger().store.readAll(START, 1000);

  it('is decided on as it is, whether it is shorter or went on otherwise', async () => {
    await lend(books.ledger());
    const store = await older('older.db');
    const folded = new FoldedStreams();
    const before: Ledger = { ...books.ledger(), folded };
    for (const no of [1, 2, 3]) await pay(before, next(no));
    const after: Ledger = { ...before, store };
    try {
      expect(said(await reverse(after, { receipt: 'R-1' }))).toBe('RECEIPT_UNKNOWN');
      expect(said(await pay(after, { ...next(2), amount: 2_000 }))).toBe('done');
      expect(said(await pay(after, next(1)))).toBe('done');
      expect(typesOf(await store.readStream(LOAN))).toHaveLength(4);
      await same(after);
      // And back: the list of commands of the one log says nothing of the other.
      expect(said(await pay(before, next(3)))).toBe('again');
      await same(before);
    } finally {
      await store.close();
    }
  });
});
