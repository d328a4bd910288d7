import type { JejakFact } from '../events.js';
import type { SealedPersonal } from '../kernel/envelope.js';
import { seal } from '../keys/cipher.js';
import { type KeyStore, mitraKey } from '../keys/port.js';
import { currentVersion } from './codec.js';
import type { Command } from './ledger.js';
import type { Tip } from './chain.js';
import { NO_STREAM, type SealedEvent } from './port.js';
import { eventIdOf, NO_HASH, sealed } from './seal.js';

/** Whom a fact is about; `unit` is where the mitra or the loan belongs. */
export interface Subject {
  readonly mitra?: string | undefined;
  readonly loan?: string | undefined;
  readonly unit?: string | undefined;
  /** What seals the personal part where no mitra is known; left out: the mitra's key. */
  readonly key?: string | undefined;
}

interface Writing {
  readonly facts: readonly JejakFact[];
  readonly command: Command & { readonly digest: string };
  readonly stream: { readonly streamId: string; readonly last: Tip | undefined };
}

/** The personal part and, where there is a key for it, the reason: it may name a person. */
const personalPart = async (
  keys: KeyStore,
  eventId: string,
  key: string | undefined,
  personal: object | undefined,
): Promise<SealedPersonal | undefined> => {
  const values = Object.values(personal ?? {}).filter((value) => value !== undefined);
  if (!personal || values.length === 0) return undefined;
  if (key === undefined) throw new Error('a personal part needs a mitra whose key seals it');
  return { key, ...seal(await keys.findOrCreate(key), eventId, personal) };
};

/** Facts become events: ids, chain and ciphertext, in the order decided. */
export const sealAll = async (
  keys: KeyStore,
  subject: Subject,
  { facts, command, stream }: Writing,
): Promise<SealedEvent[]> => {
  const { commandId, digest } = command;
  const { key = subject.mitra && mitraKey(subject.mitra), ...about } = subject;
  const events: SealedEvent[] = [];
  let [previousHash, revision] = [stream.last?.hash ?? NO_HASH, stream.last?.revision ?? NO_STREAM];
  for (const [index, fact] of facts.entries()) {
    const eventId = eventIdOf(commandId, stream.streamId, digest, index);
    const inPersonal = key !== undefined;
    const personal = inPersonal ? { ...fact.personal, reason: command.reason } : fact.personal;
    revision += 1;
    const event = sealed({
      eventId,
      type: fact.type,
      schemaVersion: currentVersion(fact.type),
      streamId: stream.streamId,
      revision,
      effectiveOn: fact.effectiveOn,
      ...present(about),
      actor: present({ ...command.actor }),
      commandId,
      commandDigest: digest,
      correlationId: command.correlationId ?? commandId,
      causationId: command.causationId ?? commandId,
      ...present({ reason: inPersonal ? undefined : command.reason }),
      source: command.source,
      previousHash,
      data: fact.data as SealedEvent['data'],
      ...present({ personal: await personalPart(keys, eventId, key, personal) }),
    });
    previousHash = event.hash;
    events.push(event);
  }
  return events;
};

type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];
type Present<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> };

/** Absent members are left out, not stored as nothing. */
const present = <T extends object>(members: T): Present<T> =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Present<T>;
