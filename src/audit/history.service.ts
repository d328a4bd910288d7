import { Injectable } from '@nestjs/common';
import type { Change } from '../../projections/change.js';
import { changesOf } from '../../projections/history-changes.js';
import type { HistoryDocument } from '../../projections/history.js';
import type { JejakEvent } from '../events.js';
import { type Connection, pageOf } from '../graphql/connections.js';
import type { ApiContext } from '../graphql/context.js';
import { globalId } from '../graphql/node.js';
import { Questions } from '../house/questions.js';
import { maySeePersonalData } from '../identity/may.js';
import { maySeePayers } from '../identity/reads.js';
import { open } from '../keys/cipher.js';
import type { Moment } from '../kernel/moment.js';
import type { Stored } from '../read-model/port.js';
import { trailFilter, type TrailLimits } from './history.filter.js';
import type { TrailArgs } from './history.inputs.js';
import type { AuditEntry } from './history.types.js';

/** A page of the trail, and where the trail of it ends. */
export interface Trail extends Connection<AuditEntry> {
  readonly limits: TrailLimits;
}

/** The trail of something shown ends where its moment does. */
export const until = ({ asOf, known }: Moment): TrailLimits => ({ asOf, known });

export const entryOf = ({ position, body }: Stored<HistoryDocument>): AuditEntry => {
  const { eventId, type, stream, revision, effectiveOn, recordedAt, actor, source } = body;
  const { commandId, correlationId, summary, data, hash, previousHash, backdatedDays } = body;
  return {
    id: globalId('AuditEntry', position),
    ...{ eventId, type, stream, revision, position, effectiveOn, recordedAt, source },
    ...{ commandId, correlationId, data, hash, previousHash, backdatedDays, document: body },
    mitra: body.mitra ?? null,
    loan: body.loan ?? null,
    actor: { ...actor, unit: actor.unit ?? null, onBehalfOf: actor.onBehalfOf ?? null },
    summary: { english: summary.en, indonesian: summary.id },
  };
};

@Injectable()
export class HistoryService {
  constructor(private readonly questions: Questions) {}

  /** What who asks may read of the trail within its limits, in the order of the log. */
  async page(
    context: ApiContext,
    limits: TrailLimits,
    { filter, ...page }: TrailArgs,
  ): Promise<Trail> {
    this.questions.notStopped(['history']);
    const { readModels } = this.questions.house;
    const collection = readModels.collection('history');
    const listing = {
      where: trailFilter(filter ?? {}, limits),
      within: await this.questions.scope(context).entries(),
    };
    const found = await pageOf<HistoryDocument>(readModels.store, collection, listing, page);
    return {
      ...{ ...found, limits },
      edges: found.edges.map(({ cursor, node }) => ({ cursor, node: entryOf(node) })),
    };
  }

  /** The personal part, for who may see it; null where there is none, or its key was erased. */
  async personal(context: ApiContext, entry: AuditEntry): Promise<Record<string, unknown> | null> {
    const { sealed, eventId } = entry.document;
    const { who } = context;
    // Who may have paid is as secret in the trail as in the suspense account itself.
    const maySee = entry.stream.startsWith('suspense-')
      ? maySeePayers(who)
      : maySeePersonalData(who.actor.role);
    if (!sealed || !maySee) return null;
    const key = await this.questions.house.ledger.keys.find(sealed.key);
    return key ? (open(key, eventId, sealed) as Record<string, unknown>) : null;
  }

  /** Before and after of each field, personal ones included for who may see them. */
  async changes(context: ApiContext, entry: AuditEntry): Promise<readonly Change[]> {
    const personal = await this.personal(context, entry);
    if (!personal) return entry.document.changes;
    const { type, data } = entry.document;
    return changesOf({ type, data, personal } as unknown as JejakEvent);
  }
}
