import 'reflect-metadata';
import { createHook } from 'node:async_hooks';
import { jest } from '@jest/globals';
import type { AppendResult, NewEvent, StoredEvent } from '../../src/event-store/port.js';
import { type Position, position } from '../../src/kernel/envelope.js';
import { Alarming } from '../../src/proof/alarms.js';
import { TreeDamaged } from '../../src/proof/tree-store.js';
import type { Parked, Stored } from '../../src/read-model/port.js';
import { DocumentsServer } from './documents-server.js';
import { SimulatedReadModelStore } from './documents.js';
import { LogServer } from './log.js';
import { Model } from './model.js';
import { Violation } from './violation.js';
import { planOf } from './plan.js';
import { Failed, type Parts, simulate } from './world.js';

/** A checker that finds nothing in what is broken would find nothing at all. */

/** True the nth time, and then no more. */
const once = (nth: number): (() => boolean) => {
  let count = 0;
  return () => ++count === nth;
};

const ofLoans = (stream: string): boolean => stream.startsWith('loan-');

class ForgettingLog extends LogServer {
  private readonly now = once(9);
  override append(stream: string, expected: number, events: readonly NewEvent[]): AppendResult {
    if (!ofLoans(stream) || !this.now()) return super.append(stream, expected, events);
    const revision = expected + events.length;
    return { outcome: 'appended', revision, position: position(BigInt(this.head()) + 1n) };
  }
}

class DoublingLog extends LogServer {
  private readonly now = once(12);
  override append(stream: string, expected: number, events: readonly NewEvent[]): AppendResult {
    const done = super.append(stream, expected, events);
    const last = this.events.at(-1);
    if (ofLoans(stream) && last && this.now())
      this.events.push({ ...last, position: position(BigInt(last.position) + 1n) });
    return done;
  }
}

/** Who comes second is told that he was first. */
class CarelessLog extends LogServer {
  override append(stream: string, expected: number, events: readonly NewEvent[]): AppendResult {
    const done = super.append(stream, expected, events);
    const last = this.stream(stream).at(-1);
    if (done.outcome === 'appended' || !last) return done;
    return { outcome: 'appended', revision: last.revision, position: last.position };
  }
}

/** Nobody finds out what others have reserved. */
class UnreservedLog extends LogServer {
  override append(stream: string, expected: number, events: readonly NewEvent[]): AppendResult {
    if (!stream.startsWith('reservation-')) return super.append(stream, expected, events);
    return { outcome: 'appended', revision: expected + 1, position: this.head() };
  }
}

class SkippingLog extends LogServer {
  private skipped: Position | undefined;
  override after(from: Position, limit: number): readonly StoredEvent[] {
    const found = super.after(from, limit);
    if (this.events.length > 35)
      this.skipped ??= found.find((one) => ofLoans(one.streamId))?.position;
    return found.filter((one) => one.position !== this.skipped);
  }
}

class LosingDocuments extends DocumentsServer {
  private readonly now = once(20);
  override replaceOlder(collection: string, document: Stored): void {
    if (!collection.startsWith('loan-') || !this.now()) super.replaceOlder(collection, document);
  }
}

class UnguardedDocuments extends DocumentsServer {
  override replaceOlder(collection: string, document: Stored): void {
    this.of(collection).delete(document.id);
    super.replaceOlder(collection, document);
  }
}

class UnparkedDocuments extends DocumentsServer {
  override park(parked: Parked): void {
    if (parked.asked) super.park(parked);
  }
}

/** The checkpoints are sent before the documents that they tell of. */
class HastyStore extends SimulatedReadModelStore {
  override async save(...[saves, checkpoints]: Parameters<SimulatedReadModelStore['save']>) {
    await super.save([], checkpoints);
    await super.save(saves, new Map());
  }
}

/** What is not acknowledged is taken for saved. */
class TrustingStore extends SimulatedReadModelStore {
  override async save(...[saves, checkpoints]: Parameters<SimulatedReadModelStore['save']>) {
    await super.save(saves, new Map()).catch(() => undefined);
    await super.save([], checkpoints);
  }
}

/** Two must fold at once for a document to be replaced by an older one: that is rare. */
const MOST = 240;

/** The first seed in which it is noticed. */
const foundIn = async (parts: Parts): Promise<{ seed: number; cause: unknown } | null> => {
  for (let seed = 1; seed <= MOST; seed++)
    try {
      await simulate(planOf(seed), parts);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      return { seed, cause: error.cause };
    }
  return null;
};

const BROKEN: readonly (readonly [string, Parts])[] = [
  ['a log that forgets an append it acknowledged', { log: (...a) => new ForgettingLog(...a) }],
  ['a log that holds an event twice', { log: (...a) => new DoublingLog(...a) }],
  ['a log in which two come first', { log: (...a) => new CarelessLog(...a) }],
  ['a log that keeps no reservation', { log: (...a) => new UnreservedLog(...a) }],
  ['a log that skips an event when it is read', { log: (...a) => new SkippingLog(...a) }],
  ['a read store that loses a document', { documents: () => new LosingDocuments() }],
  ['documents that an older one replaces', { documents: () => new UnguardedDocuments() }],
  ['a read store that forgets what is parked', { documents: () => new UnparkedDocuments() }],
  ['checkpoints before documents', { readModelStore: (...a) => new HastyStore(...a) }],
  ['saves that failed and count', { readModelStore: (...a) => new TrustingStore(...a) }],
];

describe('the checker of the simulation notices', () => {
  it.each(BROKEN)(
    '%s',
    async (_, parts) => {
      const found = await foundIn(parts);
      // By the checker or, where the proof meets it first, by the service itself.
      const kinds = [Violation, TreeDamaged, Alarming];
      expect(kinds.some((kind) => found?.cause instanceof kind)).toBe(true);
    },
    240_000,
  );
});

describe('what goes wrong in a job, while nobody waits for it', () => {
  it.each([
    ['with handlers alone', 4],
    ['over GraphQL', 14],
  ])('ends the run and names its seed: %s', async (_, seed) => {
    const wrong = new Violation('an import that is not whole');
    const certain = jest.spyOn(Model.prototype, 'certain').mockImplementation(() => {
      throw wrong;
    });
    const ended = simulate(planOf(seed)).catch((error: unknown) => error);
    expect(await ended).toMatchObject({ name: 'Failed', plan: { seed }, cause: wrong });
    certain.mockRestore();
  });
});

/** Everybody is given what he asks for: each process folds everything. */
class LeaselessDocuments extends DocumentsServer {
  override takeLease(...[collection, lease]: Parameters<DocumentsServer['takeLease']>): boolean {
    this.leases.set(collection, lease);
    return true;
  }
}

describe('where every process folds at once', () => {
  it('the read models are right all the same', async () => {
    let inTime = 0;
    for (let seed = 1; seed <= 25; seed++)
      try {
        await simulate(planOf(seed), { documents: () => new LeaselessDocuments() });
        inTime += 1;
      } catch (error) {
        // Who is robbed of every lease he takes may be late; what is told must be right.
        if (!(error instanceof Failed && /is behind/.test(String(error.cause)))) throw error;
      }
    expect(inTime).toBeGreaterThan(15);
  }, 120_000);
});

describe('a simulated run', () => {
  it('waits for nothing outside: no timer of the machine, no file, no socket', async () => {
    const outside: string[] = [];
    const watched = createHook({
      init: (_, type) => {
        if (/^(Timeout|Immediate|FS|TCP|PIPE|UDP|GETADDR|PROCESS|WORKER)/.test(type))
          outside.push(type);
      },
    });
    watched.enable();
    for (let seed = 1; seed <= 10; seed++)
      // Nest waits for the machine while it builds a service: no time passes then.
      await simulate({ ...planOf(seed), fronted: false });
    watched.disable();
    expect(outside).toEqual([]);
  }, 60_000);
});
