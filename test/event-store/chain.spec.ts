import fc from 'fast-check';
import type { StoredEvent } from '../../src/event-store/port.js';
import { hashOf, NO_HASH, writersPart } from '../../src/event-store/seal.js';
import type { Json } from '../../src/kernel/canonical-json.js';
import { START } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { by, freshBooks } from './books.js';
import { lend, pay, register, reverse } from './doing.js';

type Path = readonly (string | number)[];

/** Every place in an event that holds a text, a number, a yes or no, or nothing inside. */
const leaves = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]))
    : [path];

/** The value with what stands at the path changed; without it where `change` gives nothing. */
const changed = (value: unknown, path: Path, change: (leaf: unknown) => unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item, at) => (String(at) === key ? changed(item, rest, change) : item));
  const members = value as Record<string, unknown>;
  return { ...members, [key]: changed(members[key], rest, change) };
};

const otherwise = (leaf: unknown): Json => {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  return typeof leaf === 'string' ? `${leaf.slice(0, -1)}${leaf.endsWith('x') ? 'y' : 'x'}` : 'x';
};

const hashed = (event: unknown): string => {
  const { hash: _, ...rest } = writersPart(event as StoredEvent);
  return hashOf(rest);
};

const whole = (events: readonly StoredEvent[]): boolean =>
  events.every(({ previousHash }, at) => previousHash === (events[at - 1]?.hash ?? NO_HASH));

describe('I1: the chain of a stream', () => {
  const books = freshBooks();

  const live = async (): Promise<readonly StoredEvent[]> => {
    const ledger = books.ledger();
    await register(ledger, 'M-1', { identityNumber: '3171' }, by('r', { reason: 'Form 17' }));
    await lend(ledger);
    await pay(ledger, { receipt: 'R-2', effectiveOn: localDate('2003-03-02') });
    await pay(ledger, { amount: 1_232_000 });
    await reverse(ledger, { receipt: 'R-2' });
    return ledger.store.readAll(START, 1000);
  };

  it('begins with 64 zeros and names, in every event, the hash of the one before', async () => {
    expect(NO_HASH).toBe('0'.repeat(64));
    const last = new Map<string, string>();
    const events = await live();
    expect(events.length).toBeGreaterThan(10);
    for (const { streamId, previousHash, hash } of events) {
      expect(previousHash).toBe(last.get(streamId) ?? NO_HASH);
      last.set(streamId, hash);
    }
    expect(last.size).toBeGreaterThan(4);
  });

  it('is over what the writer decided, and not over what the store assigned', async () => {
    for (const event of await live()) {
      expect(hashed(event)).toBe(event.hash);
      expect(hashed({ ...event, position: 'x', recordedAt: 'y' })).toBe(event.hash);
    }
  });

  it('breaks with any one member of an event changed, however deep it stands', async () => {
    let places = 0;
    for (const event of await live())
      for (const path of leaves(writersPart(event)).filter(([first]) => first !== 'hash')) {
        places += 1;
        expect({ path, hash: hashed(changed(event, path, otherwise)) }).not.toEqual({
          path,
          hash: event.hash,
        });
        // A member of a list is not left out by making it nothing.
        if (Number.isInteger(Number(path.at(-1)))) continue;
        expect(hashed(changed(event, path, () => undefined as never))).not.toBe(event.hash);
      }
    expect(places).toBeGreaterThan(300);
  });

  it('breaks with any member added, at the top or in what it holds', async () => {
    const events = await live();
    const name = fc.string({ minLength: 1 }).filter((key) => key !== '__proto__');
    fc.assert(
      fc.property(fc.constantFrom(...events), name, fc.maxSafeInteger(), (event, key, value) => {
        fc.pre(!(key in event) && !(key in event.data));
        expect(hashed({ ...event, [key]: value })).not.toBe(event.hash);
        expect(hashed({ ...event, data: { ...event.data, [key]: value } })).not.toBe(event.hash);
      }),
    );
  });

  it('breaks where an event is left out, doubled or moved', async () => {
    await live();
    const loan = await books.ledger().store.readStream('loan-L-1');
    expect(whole(loan)).toBe(true);
    fc.assert(
      fc.property(fc.shuffledSubarray([...loan, ...loan], { minLength: 1 }), (other) => {
        const begun = loan.slice(0, other.length).map(({ hash }) => hash);
        const prefix = other.map(({ hash }) => hash).join() === begun.join();
        expect(whole(other)).toBe(prefix && other.length <= loan.length);
      }),
    );
  });
});
