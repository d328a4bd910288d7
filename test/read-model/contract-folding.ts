import { position, START } from '../../src/kernel/envelope.js';
import type { Instant } from '../../src/kernel/local-date.js';
import type { Checkpoint, Lease, Parked, ReadModelStore } from '../../src/read-model/port.js';

const at = (number: number, fence?: number): Checkpoint => ({
  position: position(number),
  recordedAt: `2024-01-01T00:00:00.${String(number).padStart(3, '0')}Z` as Instant,
  ...(fence !== undefined && { fence }),
});
const lease = (holder: string, fence: number, beat = 0): Lease => ({ holder, fence, beat });
const parked = (over: Partial<Parked> = {}): Parked => ({
  ...{ collection: 'loans-v1', document: 'loan-L-1', position: position(7), after: position(6) },
  ...{ recordedAt: at(6).recordedAt, message: 'what is this?', asked: false },
  ...over,
});

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const keyOf = ({ collection, document }: Parked): string => JSON.stringify([collection, document]);

/** Those that are refused are tried too: what comes of it is all that counts. */
const checkpointsContract = (store: () => ReadModelStore): void => {
  const reach = (checkpoint: Checkpoint) => store().save([], new Map([['loans-v1', checkpoint]]));
  const reached = () => store().checkpoint('loans-v1');

  it('tells of all checkpoints at once, each with its fence', async () => {
    expect(await store().checkpoints()).toEqual(new Map());
    const all = new Map([
      ['loans-v1', at(3, 2)],
      ['mitra-v1', at(9)],
    ]);
    await store().save([], all);
    expect(await store().checkpoints()).toEqual(all);
    expect(await reached()).toEqual(at(3, 2));
    expect(await store().checkpoint('mitra-v1')).toEqual(at(9));
  });

  it.each([
    ['moves forwards under its fence', at(5, 2), at(6, 2), at(6, 2)],
    ['never moves back under its fence', at(5, 2), at(4, 2), at(5, 2)],
    ['never moves under a lower fence', at(5, 2), at(9, 1), at(5, 2)],
    ['never moves without a fence where it has one', at(5, 2), at(9), at(5, 2)],
    ['takes a higher fence where it is', at(5, 2), at(5, 3), at(5, 3)],
    ['moves forwards under a higher fence', at(5, 2), at(6, 9), at(6, 9)],
    ['never moves back under a higher fence', at(5, 2), at(4, 3), at(5, 2)],
    ['takes a fence where it has none', at(5), at(5, 1), at(5, 1)],
    ['stays as it is where nothing is new', at(5, 2), at(5, 2), at(5, 2)],
    ['of the beginning takes a fence', at(0, 1), at(0, 2), at(0, 2)],
  ])('a checkpoint %s', async (_, before, wanted, after) => {
    await reach(before);
    await reach(wanted);
    expect(await reached()).toEqual(after);
  });
};

const leasesContract = (store: () => ReadModelStore): void => {
  const take = (next: Lease, before: Lease | null, collection = 'loans-v1') =>
    store().takeLease(collection, next, before);
  const held = () => store().lease('loans-v1');
  const first = lease('a', 1);

  it('a lease is taken where there is none, once', async () => {
    expect(await held()).toBeNull();
    expect(await take(first, null)).toBe(true);
    expect(await take(lease('b', 1), null)).toBe(false);
    expect(await held()).toEqual(first);
    expect(await store().lease('mitra-v1')).toBeNull();
  });

  it.each([
    ['another holder', lease('b', 1)],
    ['another fence', lease('a', 2)],
    ['another beat', lease('a', 1, 1)],
  ])('is not taken by whoever saw %s there', async (_, seen) => {
    await take(first, null);
    expect(await take(lease('c', 3), seen)).toBe(false);
    expect(await held()).toEqual(first);
    expect(await take(lease('a', 1, 1), first)).toBe(true);
    expect(await held()).toEqual(lease('a', 1, 1));
  });

  it('is not taken from what is not there', async () => {
    expect(await take(first, lease('a', 0))).toBe(false);
    expect(await held()).toBeNull();
  });

  it('is let go of, and taken again', async () => {
    await take(first, null);
    expect(await take(lease('', 1), first)).toBe(true);
    expect(await held()).toEqual(lease('', 1));
    expect(await take(lease('b', 2), lease('', 1))).toBe(true);
  });

  it('is taken by one of many who try at once where there is none', async () => {
    const taken = await Promise.all(range(8).map((i) => take(lease(`h${i}`, 1), null)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await held()).toEqual(lease(`h${taken.indexOf(true)}`, 1));
  });
};

/** What takes a server that looks and writes in one step. */
const racesContract = (store: () => ReadModelStore): void => {
  it('a lease is taken over by one of many who try at once', async () => {
    let before: Lease | null = null;
    for (let fence = 1; fence <= 5; fence += 1) {
      const tries = range(8).map((i) => lease(`h${i}`, fence));
      const taken: readonly boolean[] = await Promise.all(
        tries.map((one) => store().takeLease('loans-v1', one, before)),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      before = await store().lease('loans-v1');
      expect(before).toEqual(tries[taken.indexOf(true)]);
    }
  });

  it('a checkpoint ends at the last of the highest fence, whoever saves at once', async () => {
    const reach = (checkpoint: Checkpoint) => store().save([], new Map([['loans-v1', checkpoint]]));
    await reach(at(0, 1));
    const fences = [1, 3, 2];
    const saves = range(10).flatMap((i) =>
      fences.map((fence) => reach(at(fence * 100 + i, fence))),
    );
    await Promise.all(saves);
    expect(await store().checkpoint('loans-v1')).toEqual(at(309, 3));
  });
};

const parkedContract = (store: () => ReadModelStore): void => {
  const inOrder = (some: readonly Parked[]) =>
    some.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const all = async () => inOrder(await store().parked());
  const hostile = `mitra-x:y'"$.ü\u{1f600}`;

  it('what is parked is told, in every collection, until it is unparked', async () => {
    expect(await all()).toEqual([]);
    const kept = [
      parked(),
      parked({ document: hostile, asked: true, message: '«"\n» \u{1f600}' }),
      parked({ document: null, recordedAt: null, after: START }),
      parked({ collection: 'mitra-v1' }),
    ];
    for (const one of kept) await store().park(one);
    expect(await all()).toEqual(inOrder(kept));
    for (const { collection, document } of kept) await store().unpark({ collection, document });
    expect(await all()).toEqual([]);
  });

  it('the whole of a collection is parked beside its documents', async () => {
    await store().park(parked({ document: null }));
    await store().park(parked());
    await store().unpark({ collection: 'loans-v1', document: null });
    expect(await all()).toEqual([parked()]);
    await store().unpark({ collection: 'loans-v1', document: null });
    await store().unpark({ collection: 'loans-v1', document: 'another' });
    expect(await all()).toEqual([parked()]);
  });

  it('what is parked again takes the place of what was known', async () => {
    await store().park(parked({ asked: true }));
    const later = parked({ position: position(12), after: position(11), message: 'again' });
    await store().park(later);
    expect(await all()).toEqual([later]);
  });
};

/** What is kept beside the documents: how far each projection is, who folds it, what waits. */
export const foldingContract = (store: () => ReadModelStore, isAtomic: boolean): void => {
  checkpointsContract(store);
  leasesContract(store);
  parkedContract(store);
  if (isAtomic) racesContract(store);
  else it.todo('leases and checkpoints that many would take at once: on another server');

  it('drop forgets checkpoint, lease and what is parked, of that collection alone', async () => {
    for (const collection of ['loans-v1', 'loans-v10']) {
      await store().ensure({ name: collection, indexes: [] });
      await store().save([], new Map([[collection, at(9, 3)]]));
      await store().takeLease(collection, lease('a', 3), null);
      for (const document of ['x', null]) await store().park(parked({ collection, document }));
    }
    await store().drop('loans-v1');
    expect(await store().checkpoints()).toEqual(new Map([['loans-v10', at(9, 3)]]));
    expect(await store().lease('loans-v1')).toBeNull();
    expect(await store().lease('loans-v10')).toEqual(lease('a', 3));
    expect((await store().parked()).map(({ collection }) => collection)).toEqual([
      'loans-v10',
      'loans-v10',
    ]);
    await store().save([], new Map([['loans-v1', at(1)]]));
    expect(await store().checkpoint('loans-v1')).toEqual(at(1));
  });
};
