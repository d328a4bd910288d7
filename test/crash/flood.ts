import { v4 as newId } from 'uuid';
import { EventStoreDBEventStore } from '../../src/event-store/eventstoredb.js';
import { NO_STREAM, type SealedEvent } from '../../src/event-store/port.js';
import { NO_HASH, sealed } from '../../src/event-store/seal.js';
import { localDate } from '../../src/kernel/local-date.js';

/**
 * Appends much at once to a server that breaks the connection meanwhile, and says what became of
 * each. Arguments: the server's address, how many appends, the size of each in bytes.
 */
const [url = '', count = '', size = ''] = process.argv.slice(2);

const large = (streamId: string): SealedEvent =>
  sealed({
    ...{ eventId: newId(), type: 'ContactMade', schemaVersion: 1, streamId, revision: 0 },
    ...{ effectiveOn: localDate('2003-12-31'), actor: { id: 'budi', role: 'OFFICER' } },
    ...{ commandId: newId(), commandDigest: NO_HASH, correlationId: newId() },
    ...{ causationId: newId(), source: 'api', previousHash: NO_HASH },
    data: { note: 'x'.repeat(Number(size)) },
  });

const store = await EventStoreDBEventStore.open({ url, name: 'double', answerMs: 5_000 });
const warm = `mitra-${newId()}`;
await store.append(warm, NO_STREAM, [{ event: large(warm) }]);
process.stdout.write('begun\n');
const outcomes = await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const stream = `mitra-${newId()}`;
    return store.append(stream, NO_STREAM, [{ event: large(stream) }]).then(
      ({ outcome }) => outcome,
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
  }),
);
await store.close();
process.stdout.write(`${[...new Set(outcomes)].toSorted().join(' ')} ${outcomes.length}\n`);
