import { hash } from 'node:crypto';
import type { StoredEvent } from '../../src/event-store/port.js';
import { position } from '../../src/kernel/envelope.js';

/** An event as the tree sees it: nothing else of it counts. */
export const event = (number: number, over: { recordedAt?: string } = {}): StoredEvent =>
  ({
    hash: hash('sha256', `event ${number}`, 'hex'),
    recordedAt: new Date(Date.UTC(2025, 0, 1) + number).toISOString(),
    position: position(number * 10),
    ...over,
  }) as StoredEvent;

export const events = (count: number): StoredEvent[] =>
  Array.from({ length: count }, (_, at) => event(at + 1));
