import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentVersion, decode, EVENT_TYPES } from '../../src/event-store/codec.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { hashOf, writersPart } from '../../src/event-store/seal.js';
import type { KeyStore } from '../../src/keys/port.js';

/** What was once stored, and what it must be read as for ever. Such a file is never changed. */
interface Golden {
  readonly stored: StoredEvent;
  readonly decoded: { readonly data: object; readonly personal?: object };
}

const DIRECTORY = join('test', 'golden');
const read = (name: string): Golden =>
  JSON.parse(readFileSync(join(DIRECTORY, name), 'utf8')) as Golden;

const keyOf = async (id: string): Promise<Buffer> =>
  Buffer.from(hash('sha256', `golden ${id}`, 'hex'), 'hex');
const keys: KeyStore = { find: keyOf, findOrCreate: keyOf, close: async () => undefined };

/** One file for each version that any event ever had. */
const expected = EVENT_TYPES.flatMap((type) =>
  Array.from({ length: currentVersion(type) }, (_, index) => `${type}.v${index + 1}.json`),
);

describe('the golden files', () => {
  it('hold every version of every event that the house knows, and no other', () => {
    expect(readdirSync(DIRECTORY).toSorted()).toEqual(expected.toSorted());
  });

  it.each(expected)('%s is read as it always was, to the last member', async (name) => {
    const { stored, decoded } = read(name);
    expect(name).toBe(`${stored.type}.v${stored.schemaVersion}.json`);
    const { data, personal } = await decode(stored, keys);
    expect({ data, personal }).toEqual({ data: decoded.data, personal: decoded.personal });
  });

  it.each(expected)('%s still has the hash that it was stored with', (name) => {
    const { stored } = read(name);
    expect(hashOf(writersPart(stored))).toBe(stored.hash);
  });
});

describe('an event that this software cannot read', () => {
  const { stored } = read('ContactMade.v1.json');

  it.each([
    ['of a type that it does not know', { type: 'LoanForgotten' }, /unknown event type LoanF/],
    ['of a type named like a part of every object', { type: 'constructor' }, /constructor/],
    ['of a version yet to come', { schemaVersion: 2 }, /ContactMade version 2 .* 1 to 1/],
    ['of a version that never was', { schemaVersion: 0 }, /version 0/],
  ])('%s is never guessed at, and named with its position', async (_, over, message) => {
    const event = { ...stored, ...over };
    await expect(decode(event, keys)).rejects.toMatchObject({ name: 'UnreadableEvent' });
    await expect(decode(event, keys)).rejects.toThrow(message);
    await expect(decode(event, keys)).rejects.toThrow(stored.position);
  });
});
