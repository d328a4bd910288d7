import type { Actor, Source } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { KeyStore } from '../keys/port.js';
import type { FoldedStreams } from './folded-streams.js';
import { type EventStore, OutcomeUnknown, StoreUnavailable } from './port.js';

/** What a client sent, and who he is. `input` is digested as it came, before defaults. */
export interface Command {
  readonly name: string;
  readonly commandId: string;
  readonly input: object;
  readonly actor: Actor;
  readonly source: Source;
  readonly reason?: string | undefined;
  /** The revision the client saw; without it a lost race is decided anew. */
  readonly expectedRevision?: number | undefined;
  readonly correlationId?: string | undefined;
  readonly causationId?: string | undefined;
}

export interface Ledger {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly clock: () => Instant;
  /** True in copied and demo logs: `recordedAt` is carried by the event itself. */
  readonly stampsStandIn: boolean;
  /** What commands remember of the streams they decided on; without it, each reads them whole. */
  readonly folded?: FoldedStreams | undefined;
}

/**
 * An unknown outcome is repeated with the very same events at the revision first decided on: the
 * store answers as the first time if it holds them, and with a conflict if another came first.
 * Where it cannot be asked again, the outcome stays unknown.
 * @throws {StoreUnavailable | OutcomeUnknown}
 */
export const appendForSure = async (
  { store }: { readonly store: Pick<EventStore, 'append'> },
  ...[streamId, revision, events]: Parameters<EventStore['append']>
): ReturnType<EventStore['append']> => {
  try {
    return await store.append(streamId, revision, events);
  } catch (unknown) {
    if (!(unknown instanceof OutcomeUnknown)) throw unknown;
    return store.append(streamId, revision, events).catch((error: unknown) => {
      throw error instanceof StoreUnavailable ? unknown : error;
    });
  }
};
