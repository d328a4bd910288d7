import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, decodeSealed, EVENT_TYPES } from '../../src/event-store/codec.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import type { JejakEvent } from '../../src/events.js';
import type { KeyStore } from '../../src/keys/port.js';

const keyOf = async (id: string): Promise<Buffer> =>
  Buffer.from(hash('sha256', `golden ${id}`, 'hex'), 'hex');
const keys: Pick<KeyStore, 'find'> = { find: keyOf };

const stored = (type: JejakEvent['type']): StoredEvent => {
  const text = readFileSync(join('test', 'golden', `${type}.v1.json`), 'utf8');
  return (JSON.parse(text) as { readonly stored: StoredEvent }).stored;
};

/** One event of every kind there is: as who may see all sees it, and as the log holds it. */
export const everyKind = (): Promise<
  readonly { readonly opened: JejakEvent; readonly sealed: JejakEvent }[]
> =>
  Promise.all(
    EVENT_TYPES.map(async (type) => {
      const event = stored(type);
      return { opened: await decode(event, keys), sealed: decodeSealed(event) };
    }),
  );

/** An event of that kind as the log holds it, with other data. */
export const anEventOf = <T extends JejakEvent['type']>(
  type: T,
  data: Partial<Extract<JejakEvent, { type: T }>['data']> = {},
): Extract<JejakEvent, { type: T }> => {
  const event = decodeSealed(stored(type)) as Extract<JejakEvent, { type: T }>;
  return { ...event, data: { ...event.data, ...data } };
};
