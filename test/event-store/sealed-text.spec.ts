import fc from 'fast-check';
import type { SealedEvent } from '../../src/event-store/port.js';
import { hashOf, NO_HASH, sealed, textOf } from '../../src/event-store/seal.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';

const text = fc.oneof(fc.string(), fc.constant(NO_HASH), fc.constant(`"hash":"${NO_HASH}",`));
const held = fc.oneof(text, fc.record({ hash: text }, { noNullPrototype: true }));
const data = fc.dictionary(fc.constantFrom('hash', 'a', 'z'), held, { noNullPrototype: true });

describe('an event as it is sealed', () => {
  it('has the hash and the text of its content, whatever that holds', () => {
    fc.assert(
      fc.property(data, text, fc.option(text), (content, streamId, reason) => {
        const event = sealed({
          ...{ eventId: 'e', type: 'T', schemaVersion: 1, streamId, revision: 0 },
          ...{ effectiveOn: '2003-01-01', actor: { id: 'budi', role: 'OFFICER' } },
          ...{ commandId: 'c', commandDigest: 'd', correlationId: 'c', causationId: 'c' },
          ...{ source: 'api', previousHash: NO_HASH, data: content },
          ...(reason === null ? {} : { reason }),
        } as unknown as Omit<SealedEvent, 'hash'>);
        expect(event.hash).toBe(hashOf(event));
        expect(textOf(event)).toBe(canonicalJson(event));
        // What was changed since is not what was sealed.
        const other = { ...event, revision: 1 };
        expect(textOf(other)).toBe(canonicalJson(other));
      }),
      { numRuns: 500 },
    );
  });
});
