import { Injectable } from '@nestjs/common';
import type { Change } from '../../projections/change.js';
import { changesOf } from '../../projections/history-changes.js';
import type { HistoryDocument } from '../../projections/history.js';
import type { JejakEvent } from '../events.js';
import { type Connection, pageOf } from '../graphql/connections.js';
import type { ApiContext } from '../graphql/context.js';
import { globalId } from '../graphql/node.js';
import type { PageArgs } from '../graphql/paging.js';
import { Questions } from '../house/questions.js';
import { maySeePersonalData } from '../identity/may.js';
import { maySeePayers } from '../identity/reads.js';
import type { Position } from '../kernel/envelope.js';
import { open } from '../keys/cipher.js';
import type { Filter, Stored } from '../read-model/port.js';
import type { AuditEntry, HistoryFilter } from './history.types.js';

/** What a query may narrow the trail to; `known` is where a past moment ends it. */
export type TrailFilter = HistoryFilter & { readonly known?: Position };

const filterOf = (asked: TrailFilter): Filter => {
  const { types, actors, effectiveFrom, effectiveTo, recordedFrom, recordedTo, known } = asked;
  const equal = (['mitra', 'loan', 'stream'] as const).flatMap((field) => {
    const eq = asked[field];
    return eq ? [{ field, eq }] : [];
  });
  const range = (field: string, gte?: string | null, lte?: string | null): Filter[] =>
    gte || lte ? [{ field, ...(gte && { gte }), ...(lte && { lte }) }] : [];
  return {
    and: [
      ...equal,
      ...(types ? [{ field: 'type', in: types }] : []),
      ...(actors ? [{ field: 'actorId', in: actors }] : []),
      ...range('effectiveOn', effectiveFrom, effectiveTo),
      ...range('recordedAt', recordedFrom, recordedTo),
      ...range('id', null, known),
    ],
  };
};

export const entryOf = ({ position, body }: Stored<HistoryDocument>): AuditEntry => {
  const { eventId, type, stream, revision, effectiveOn, recordedAt, actor, source } = body;
  const { commandId, correlationId, summary, data, hash, previousHash } = body;
  return {
    id: globalId('AuditEntry', position),
    ...{ eventId, type, stream, revision, position, effectiveOn, recordedAt, source },
    ...{ commandId, correlationId, data, hash, previousHash, document: body },
    mitra: body.mitra ?? null,
    loan: body.loan ?? null,
    actor: { ...actor, unit: actor.unit ?? null, onBehalfOf: actor.onBehalfOf ?? null },
    summary: { english: summary.en, indonesian: summary.id },
  };
};

@Injectable()
export class HistoryService {
  constructor(private readonly questions: Questions) {}

  /** What who asks may read of the trail, in the order of the log, oldest first. */
  async page(
    context: ApiContext,
    asked: TrailFilter,
    page: PageArgs,
  ): Promise<Connection<AuditEntry>> {
    this.questions.notStopped(['history']);
    const { readModels } = this.questions.house;
    const collection = readModels.collection('history');
    const listing = {
      where: filterOf(asked),
      within: await this.questions.scope(context).entries(),
    };
    const found = await pageOf<HistoryDocument>(readModels.store, collection, listing, page);
    return {
      ...found,
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
