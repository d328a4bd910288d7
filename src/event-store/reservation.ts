import { v5 as uuidv5 } from 'uuid';
import type { JejakFact } from '../events.js';
import { type Decider, unreachable } from '../kernel/decider.js';
import { SYSTEM } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import { jakartaDate } from '../kernel/local-date.js';
import { type Refusal, refuse } from '../kernel/refusal.js';
import { keyedHash } from '../keys/cipher.js';
import { DIGEST_KEY, RESERVATION_KEY } from '../keys/port.js';
import { decodeSealed } from './codec.js';
import { appendForSure, type Command, type Ledger } from './ledger.js';
import { NO_STREAM, type StoredEvent } from './port.js';
import type { ReservationEvent } from './reservation.events.js';
import { sealAll, type Subject } from './sealing.js';

/** A value that only one stream may hold: `kind` names the space it is unique in. */
export interface Claim {
  readonly kind: 'identity-number' | 'live-loan';
  readonly value: string;
  /** The refusal of whoever comes second. */
  readonly taken: string;
}

/** Who claims: a stream, for a command, and how to tell what streams of its kind hold. */
export interface Claimant {
  readonly stream: string;
  readonly mitra?: string | undefined;
  readonly command: Command;
  readonly holds: (history: readonly StoredEvent[], claim: Claim) => Promise<boolean>;
}

interface Holder {
  readonly stream: string;
  readonly command: string;
  readonly mitra?: string | undefined;
}

const reservation: Decider<Holder | null, ReservationEvent> = {
  initial: null,
  evolve: (_, event) => {
    switch (event.type) {
      case 'Claimed':
        return event.data;
      case 'Released':
        return null;
      default:
        return unreachable(event);
    }
  },
};

const streamOf = async (
  ledger: Pick<Ledger, 'keys'>,
  { kind, value }: Pick<Claim, 'kind' | 'value'>,
): Promise<string> => {
  const key = await ledger.keys.findOrCreate(RESERVATION_KEY);
  return `reservation-${kind}-${keyedHash(key, { kind, value })}`;
};

/** Appends one fact of the house's own after `history`; false if another writer came first. */
const note = async (
  ledger: Ledger,
  streamId: string,
  history: readonly StoredEvent[],
  fact: JejakFact,
  cause: Command,
  subject: Subject = {},
): Promise<boolean> => {
  const { commandId, correlationId } = cause;
  const digestKey = await ledger.keys.findOrCreate(DIGEST_KEY);
  const command = {
    ...cause,
    name: fact.type,
    commandId: uuidv5(`${fact.type}\n${streamId}\n${history.length}`, commandId),
    digest: keyedHash(digestKey, { name: fact.type, input: fact.data }),
    actor: SYSTEM,
    reason: undefined,
    causationId: commandId,
    correlationId: correlationId ?? commandId,
  };
  const stream = { streamId, last: history.at(-1) };
  const events = await sealAll(ledger.keys, subject, { facts: [fact], command, stream });
  const recordedAt = ledger.stampsStandIn ? ledger.clock() : undefined;
  const appended = await appendForSure(
    ledger,
    streamId,
    history.at(-1)?.revision ?? NO_STREAM,
    events.map((event) => ({ event, recordedAt })),
  );
  return appended.outcome === 'appended';
};

const holderIn = (history: readonly StoredEvent[]): Holder | null =>
  history
    .map((event) => decodeSealed(event) as Recorded<ReservationEvent>)
    .reduce(reservation.evolve, reservation.initial);

const landed = (history: readonly StoredEvent[], command: string): boolean =>
  history.some((event) => event.commandId === command);

const shutOut = (history: readonly StoredEvent[], command: string): boolean =>
  history.some(({ type, data }) => type === 'CommandAbandoned' && data['command'] === command);

/**
 * A claim stands while its holder's stream says so. Where it never did, the command that claimed
 * is shut out first; where it no longer does, the value is free, released or not.
 */
const stands = async (
  ledger: Ledger,
  holder: Holder,
  wanted: Claim,
  { command: cause, holds }: Claimant,
): Promise<boolean> => {
  for (;;) {
    const history = await ledger.store.readStream(holder.stream);
    if (await holds(history, wanted)) return true;
    if (landed(history, holder.command) || shutOut(history, holder.command)) return false;
    const effectiveOn = jakartaDate(ledger.clock());
    const data = { command: holder.command };
    const fact = { type: 'CommandAbandoned', effectiveOn, data } as const;
    // At the very revision that was seen not to hold it: the late writer then meets a conflict.
    const { mitra } = holder;
    if (await note(ledger, holder.stream, history, fact, cause, { mitra })) return false;
  }
};

/**
 * Takes the value for a stream, before the command that needs it is appended there. A claim whose
 * command never arrived is taken over, its late writer being shut out first.
 */
export const claim = async (
  ledger: Ledger,
  wanted: Claim,
  claimant: Claimant,
): Promise<Refusal | null> => {
  const { stream, mitra, command } = claimant;
  const streamId = await streamOf(ledger, wanted);
  for (;;) {
    const history = await ledger.store.readStream(streamId);
    const holder = holderIn(history);
    if (holder?.stream === stream && holder.command === command.commandId) return null;
    if (holder && holder.stream !== stream && (await stands(ledger, holder, wanted, claimant)))
      return refuse(wanted.taken);
    const effectiveOn = jakartaDate(ledger.clock());
    const data = { kind: wanted.kind, stream, mitra, command: command.commandId };
    const fact = { type: 'Claimed', effectiveOn, data } as const;
    if (await note(ledger, streamId, history, fact, command)) return null;
  }
};

/** Lets the value go, unless its stream holds it again or a command of it is about to. */
export const release = async (ledger: Ledger, given: Claim, claimant: Claimant): Promise<void> => {
  const { stream, command, holds } = claimant;
  const streamId = await streamOf(ledger, given);
  for (;;) {
    const history = await ledger.store.readStream(streamId);
    const holder = holderIn(history);
    if (holder?.stream !== stream) return;
    const own = await ledger.store.readStream(stream);
    if (!landed(own, holder.command) || (await holds(own, given))) return;
    const effectiveOn = jakartaDate(ledger.clock());
    const data = { kind: given.kind, stream };
    const fact = { type: 'Released', effectiveOn, data } as const;
    if (await note(ledger, streamId, history, fact, command)) return;
  }
};

/** The stream that took the value last; whether it still holds it, that stream says. */
export const claimedBy = async (
  ledger: Pick<Ledger, 'store' | 'keys'>,
  wanted: Pick<Claim, 'kind' | 'value'>,
): Promise<string | undefined> =>
  holderIn(await ledger.store.readStream(await streamOf(ledger, wanted)))?.stream;
