import type { JejakEvent } from '../src/events.js';
import type { Actor, SealedPersonal, Source } from '../src/kernel/envelope.js';
import {
  daysBetween,
  type Instant,
  jakartaDate,
  type LocalDate,
} from '../src/kernel/local-date.js';
import type { Change } from './change.js';
import { changesOf } from './history-changes.js';
import { summaryOf } from './history-texts.js';
import type { Summary } from './history-words.js';
import type { Projector } from './projector.js';

/**
 * One entry per event, under its position: the trail itself. It holds no plaintext of a personal
 * part, only the ciphertext, which a query opens for those who may see it.
 */
export interface HistoryDocument {
  readonly eventId: string;
  readonly type: JejakEvent['type'];
  readonly schemaVersion: number;
  readonly stream: string;
  readonly revision: number;
  readonly effectiveOn: LocalDate;
  readonly recordedAt: Instant;
  readonly mitra?: string | undefined;
  readonly loan?: string | undefined;
  readonly unit?: string | undefined;
  readonly actorId: string;
  readonly actor: Actor;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly reason?: string | undefined;
  readonly source: Source;
  readonly hash: string;
  readonly previousHash: string;
  readonly summary: Summary;
  readonly changes: readonly Change[];
  /** The fields changed, those of one word: a filter takes no list. */
  readonly changed: Readonly<Record<string, true>>;
  /** From the day it took effect to the day it was recorded; 0 for what was to come. */
  readonly backdatedDays: number;
  readonly data: JejakEvent['data'];
  readonly sealed?: SealedPersonal | undefined;
}

const ONE_WORD = /^[A-Za-z]\w{0,39}$/;

const namesOf = (changes: readonly Change[]): HistoryDocument['changed'] =>
  Object.fromEntries(
    changes.filter(({ field }) => ONE_WORD.test(field)).map(({ field }) => [field, true]),
  );

// Written out: an object put together from others is so much slower to make, to keep and to store.
export const historyEntry = (event: JejakEvent): HistoryDocument => {
  const { effectiveOn, recordedAt } = event;
  const changes = changesOf(event);
  return {
    eventId: event.eventId,
    type: event.type,
    schemaVersion: event.schemaVersion,
    stream: event.streamId,
    revision: event.revision,
    effectiveOn,
    recordedAt,
    mitra: event.mitra,
    loan: event.loan,
    unit: event.unit,
    actorId: event.actor.id,
    actor: event.actor,
    commandId: event.commandId,
    correlationId: event.correlationId,
    causationId: event.causationId,
    reason: event.reason,
    source: event.source,
    hash: event.hash,
    previousHash: event.previousHash,
    data: event.data,
    sealed: event.sealed,
    summary: summaryOf(event),
    changes,
    changed: namesOf(changes),
    backdatedDays: Math.max(0, daysBetween(effectiveOn, jakartaDate(recordedAt))),
  };
};

export const history: Projector<HistoryDocument> = {
  name: 'history',
  version: 3,
  categories: ['mitra', 'loan', 'monitoring', 'policy', 'suspense', 'report', 'reservation'],
  indexes: [
    ['mitra'],
    ['loan'],
    ['stream'],
    ['unit'],
    ['type'],
    ['actorId'],
    ['eventId'],
    ['effectiveOn'],
    ['recordedAt'],
    ['commandId'],
    ['correlationId'],
    ['backdatedDays'],
  ],
  readsPersonal: false,
  whole: true,
  once: true,
  keyOf: (event) => event.position,
  evolve: (_, event) => historyEntry(event),
};
