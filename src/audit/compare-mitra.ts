import type { EventOf } from '../events.js';
import { type Bitemporal, counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import { mitraDecider, type MitraState, valueOn } from '../mitra/mitra.js';
import { type MitraField, PERSONAL_FIELDS, PLAIN_FIELDS } from '../mitra/mitra.events.js';
import type { Measure, Value, Worlds } from './compare.js';
import { MITRA_LABELS } from './compare-labels.js';

type Happened = EventOf<'mitra' | 'monitoring'>;

/** A mitra's own events and those of its monitoring, in the order of the world. */
export interface MitraWorld {
  readonly events: readonly Happened[];
}

const isMonitoring = (event: Happened): event is EventOf<'monitoring'> =>
  event.type === 'VisitRecorded' || event.type === 'ContactMade';

export const mitraWorld = (events: readonly Happened[]): MitraWorld => ({
  events: events.toSorted(inWorldOrder),
});

export const MITRA_WORLDS: Worlds<MitraWorld> = {
  eventsOf: ({ events }) => events,
  keeping: ({ events }, keep) => {
    const kept = events.filter(keep);
    return { events: kept.some(({ type }) => type === 'MitraRegistered') ? kept : [] };
  },
};

const stateAt = ({ events }: MitraWorld, moment: Moment): MitraState => {
  let state: MitraState = mitraDecider.initial;
  for (const event of events)
    if (!isMonitoring(event) && counts(event, moment)) state = mitraDecider.evolve(state, event);
  return state;
};

/** Before it was registered, or before that was known, there is nothing to say of it. */
const registered =
  (shown: (mitra: MitraState & { readonly status: 'REGISTERED' }, on: Moment['asOf']) => unknown) =>
  (world: MitraWorld, moment: Moment): Value => {
    const state = stateAt(world, moment);
    if (state.status === 'NONE') return null;
    const value = shown(state, moment.asOf);
    return typeof value === 'string' ? value : null;
  };

type Path = keyof typeof MITRA_LABELS;
const measure = (
  path: Path,
  kind: Measure<MitraWorld>['kind'],
  value: Measure<MitraWorld>['value'],
  concerns: (event: Happened) => boolean,
): Measure<MitraWorld> => ({
  ...{ path, label: MITRA_LABELS[path], kind, value },
  concerns: (event: Bitemporal) => concerns(event as Happened),
});

const ofType =
  (...types: readonly Happened['type'][]) =>
  (event: Happened): boolean =>
    types.includes(event.type);

const field = (name: MitraField): Measure<MitraWorld> =>
  measure(
    name,
    name === 'legalForm' || name === 'sector' ? 'CODE' : 'TEXT',
    registered(({ fields }, on) => valueOn(fields[name], on)),
    (event) =>
      event.type === 'MitraRegistered' ||
      (event.type === 'MitraDataCorrected' && event.data.field === name),
  );

/** How often there was such an event by then; null while there is no such mitra. */
const count = (path: Path, type: 'VisitRecorded' | 'ContactMade'): Measure<MitraWorld> =>
  measure(
    path,
    'COUNT',
    (world, moment) =>
      stateAt(world, moment).status === 'NONE'
        ? null
        : world.events.filter((event) => event.type === type && counts(event, moment)).length,
    ofType(type),
  );

const lastOutcome = (world: MitraWorld, moment: Moment): Value => {
  if (stateAt(world, moment).status === 'NONE') return null;
  const last = world.events.findLast(
    (event) => event.type === 'VisitRecorded' && counts(event, moment),
  );
  return last?.type === 'VisitRecorded' ? last.data.outcome : 'NOT_MONITORED';
};

const PLAIN: readonly Measure<MitraWorld>[] = [
  measure(
    ...(['registeredOn', 'DATE', registered(({ registeredOn }) => registeredOn)] as const),
    ofType('MitraRegistered'),
  ),
  measure(
    ...(['status', 'CODE', registered(({ statuses }, on) => valueOn(statuses, on))] as const),
    ofType('MitraRegistered', 'MitraStatusChanged'),
  ),
  ...PLAIN_FIELDS.map(field),
  measure('monitoring', 'CODE', lastOutcome, ofType('VisitRecorded')),
  count('visitCount', 'VisitRecorded'),
  count('contactCount', 'ContactMade'),
];

/** What is asked of a mitra; who he is only for those who may see it. */
export const mitraMeasures = (sees: boolean): readonly Measure<MitraWorld>[] =>
  sees ? [...PERSONAL_FIELDS.map(field), ...PLAIN] : PLAIN;
