import type { MitraRegisterDocument } from '../../projections/mitra-register.js';
import type { PolicyRegisterDocument } from '../../projections/policy-register.js';
import { PROJECTORS } from '../../projections/all.js';
import type { ResolvedMoment } from '../audit/moments.js';
import { type EventStore, StoreUnavailable } from '../event-store/port.js';
import type { EventOf, JejakEvent } from '../events.js';
import type { Position } from '../kernel/envelope.js';
import { inWorldOrder } from '../kernel/moment.js';
import { accountAt } from '../lending/explain-account.js';
import { FIGURES, partsOf } from '../lending/explain.js';
import { loanView, paymentViews, positionView, scheduleView } from '../lending/loan.view.js';
import type { LoanTimeline } from '../lending/timeline.js';
import { mitraDecider, type MitraState, mitraStream, valueOn } from '../mitra/mitra.js';
import { documentView, heirView } from '../mitra/papers.view.js';
import { monitoringStream } from '../monitoring/monitoring.js';
import { contactView, visitView } from '../monitoring/monitoring.view.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import { versionOf } from '../read-model/generations.js';
import type { Filter, Reads, Stored } from '../read-model/port.js';
import type { What } from './package-layout.js';
import type { Opened } from './package-personal.js';

export interface Reading {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly kept: Reads;
  readonly moment: ResolvedMoment;
  readonly opened: Opened;
}

const READ = ['loan-timelines', 'mitra-register', 'policy-register'] as const;
type ReadModel = (typeof READ)[number];

/** @throws {StoreUnavailable} it was never built, or by another version of this software */
const collectionOf = async (kept: Reads, name: ReadModel): Promise<string> => {
  const collection = (await kept.serving()).get(name);
  const version = PROJECTORS.find((projector) => projector.name === name)?.version;
  if (collection !== undefined && versionOf(collection) === version) return collection;
  throw new StoreUnavailable(`${name} is a read model of another version: start the service once`);
};

/** How far the read models have come from which the documents are. */
export const reachedBy = async (
  kept: Reads,
): Promise<readonly { readonly name: string; readonly position: Position }[]> => {
  const reached: { readonly name: string; readonly position: Position }[] = [];
  for (const name of READ) {
    const checkpoint = await kept.checkpoint(await collectionOf(kept, name));
    if (checkpoint) reached.push({ name, position: checkpoint.position });
  }
  return reached;
};

async function* documentsOf<D>(
  { kept }: Reading,
  name: ReadModel,
  where?: Filter,
): AsyncGenerator<Stored<D>> {
  yield* kept.scan<D>(await collectionOf(kept, name), where);
}

const line = (document: unknown): string => `${JSON.stringify(document)}\n`;

const explained = ({ timeline, moment }: { timeline: LoanTimeline; moment: ResolvedMoment }) => {
  const account = accountAt(timeline, moment);
  if (!account) return {};
  const parts = FIGURES.map((figure) => {
    const of = partsOf(account, figure).map(({ amount, note, source, instalments }) => {
      const { event: eventId, effectiveOn, position } = source;
      return { amount, note, eventId, effectiveOn, position, instalments };
    });
    return [figure, of] as const;
  });
  return Object.fromEntries(parts.filter(([, of]) => of.length > 0));
};

/** What the loan itself or its schedule tells is left out. */
const standingOf = (seen: ReturnType<typeof positionView>) => {
  const { timeline: _, moment: __, ...position } = seen;
  const {
    status: ___,
    settledOn: ____,
    interestAgreed: _____,
    oldestUnpaidDueOn: ______,
    ...standing
  } = position;
  return standing;
};

const loanDocument = (
  { position, body: timeline }: Stored<LoanTimeline>,
  moment: ResolvedMoment,
  policies: readonly AdoptedPolicy[],
) => {
  const loan = loanView(timeline, moment);
  if (!loan) return null;
  const { id: _, timeline: __, moment: ___, ...shown } = loan;
  const standing = standingOf(positionView(loan, policies));
  return {
    ...{ ...shown, mitra: timeline.mitra, asOfPosition: position, position: standing },
    schedule: scheduleView(loan),
    payments: paymentViews(loan),
    explained: explained(loan),
  };
};

/** Loans as they stand, each figure with the events that add up to it. */
export async function* loanLines(reading: Reading, what: What): AsyncGenerator<string> {
  const policies: AdoptedPolicy[] = [];
  for await (const { body } of documentsOf<PolicyRegisterDocument>(reading, 'policy-register'))
    if (body.adoptedAt) policies.push({ ...body.terms, position: body.adoptedAt });
  const where: Filter =
    'loan' in what
      ? { field: 'id', eq: what.loan }
      : 'mitra' in what
        ? { field: 'mitra', eq: what.mitra }
        : { and: [] };
  for await (const stored of documentsOf<LoanTimeline>(reading, 'loan-timelines', where)) {
    const loan = loanDocument(stored, reading.moment, policies);
    if (loan) yield line(loan);
  }
}

const eventsOf = async ({ store, moment, opened }: Reading, stream: string) => {
  const stored = await store.readStream(stream);
  const known = stored.filter(({ position }) => position <= moment.known);
  const events: JejakEvent[] = [];
  for (const event of known.toSorted(inWorldOrder)) events.push(await opened(event));
  return events;
};

const identityOf = (mitra: MitraState, { asOf }: ResolvedMoment) => {
  const none = { name: null, address: null, phone: null, identityNumber: null };
  if (mitra.status === 'NONE') return none;
  const on = asOf < mitra.registeredOn ? mitra.registeredOn : asOf;
  const field = (name: keyof typeof mitra.fields) => valueOn(mitra.fields[name], on) ?? null;
  return {
    ...{ name: field('name'), address: field('address'), phone: field('phone') },
    identityNumber: field('identityNumber'),
  };
};

const mitraDocument = async (
  { position, body }: Stored<MitraRegisterDocument>,
  reading: Reading,
) => {
  const { search: _, set: __, name: ___, ...shown } = body;
  const own = (await eventsOf(reading, mitraStream(body.code))) as EventOf<'mitra'>[];
  const seen = (await eventsOf(reading, monitoringStream(body.code))) as EventOf<'monitoring'>[];
  const mitra = own.reduce(mitraDecider.evolve, mitraDecider.initial);
  return {
    ...{ ...shown, asOfPosition: position, ...identityOf(mitra, reading.moment) },
    papers: own.flatMap((event) => documentView(event) ?? []),
    heirs: own.flatMap((event) => heirView(event) ?? []),
    visitsMade: seen.flatMap((event) => visitView(event) ?? []),
    contactsMade: seen.flatMap((event) => contactView(event) ?? []),
  };
};

/** Who the mitra are, with their papers, visits and contacts. */
export async function* mitraLines(reading: Reading, what: What): AsyncGenerator<string> {
  const where: Filter = 'mitra' in what ? { field: 'id', eq: what.mitra } : { and: [] };
  for await (const stored of documentsOf<MitraRegisterDocument>(reading, 'mitra-register', where))
    yield line(await mitraDocument(stored, reading));
}

/** The rules, adopted or not: what the figures and classes follow. */
export async function* policyLines(reading: Reading): AsyncGenerator<string> {
  for await (const { id, body } of documentsOf<PolicyRegisterDocument>(reading, 'policy-register'))
    yield line({ id, ...body });
}
