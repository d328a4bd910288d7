import type { StoredEvent } from '../event-store/port.js';

type Emmett = typeof import('@event-driven-io/emmett');

/** Emmett's in-memory database, filled by its own single-stream projection. */
export interface EmmettProjection {
  /** Every event folded into documents of a new database; how many documents there are then. */
  readonly project: () => Promise<number>;
}

interface Summary {
  readonly [key: string]: unknown;
  readonly loan: string;
  readonly principal: number;
  readonly paid: number;
  readonly payments: number;
  readonly paidOn: string;
}

const NOTHING: Summary = { loan: '', principal: 0, paid: 0, payments: 0, paidOn: '' };

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';

/** A development dependency: null where only what runs is installed. */
const emmettIfInstalled = (): Promise<Emmett | null> =>
  import('@event-driven-io/emmett').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });

const asRead = ({
  type,
  data,
  streamId,
  revision,
  position,
  eventId,
  effectiveOn,
}: StoredEvent) => ({
  ...{ type, kind: 'Event' as const },
  data: { ...data, effectiveOn } as StoredEvent['data'],
  metadata: {
    ...{ streamName: streamId, messageId: eventId, streamPosition: BigInt(revision) },
    globalPosition: BigInt(position),
  },
});

const evolve = (
  document: Summary,
  { type, data, metadata }: ReturnType<typeof asRead>,
): Summary => {
  const isPayment = type === 'PaymentReceived';
  return {
    loan: metadata.streamName,
    principal: type === 'AgreementSigned' ? Number(data['principal']) : document.principal,
    paid: document.paid + (isPayment ? Number(data['amount']) : 0),
    payments: document.payments + (isPayment ? 1 : 0),
    paidOn: JSON.stringify(data['effectiveOn']),
  };
};

/**
 * The same facts of loans for Emmett to make one small document of each: less than any read model
 * of ours holds. Null where it is not installed.
 */
export const emmettProjection = async (
  loans: readonly StoredEvent[],
): Promise<EmmettProjection | null> => {
  const emmett = await emmettIfInstalled();
  if (!emmett) return null;
  const { getInMemoryDatabase, handleInMemoryProjections, inMemorySingleStreamProjection } = emmett;
  const canHandle = [...new Set(loans.map(({ type }) => type))];
  const options = { canHandle, collectionName: 'loans', initialState: () => NOTHING, evolve };
  const projection = inMemorySingleStreamProjection(options as never);
  const events = loans.map(asRead);
  const project = async (): Promise<number> => {
    const database = getInMemoryDatabase();
    await handleInMemoryProjections({ projections: [projection], events, database });
    return (await database.collection('loans').find()).length;
  };
  return { project };
};
