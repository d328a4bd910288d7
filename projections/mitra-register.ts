import type { EventOf } from '../src/events.js';
import { unreachable } from '../src/kernel/decider.js';
import type { LocalDate } from '../src/kernel/local-date.js';
import type { MitraField, MitraKind, MitraStatus } from '../src/mitra/mitra.events.js';
import type { VisitOutcome } from '../src/monitoring/monitoring.events.js';
import { searchText } from '../src/kernel/search-text.js';
import { begun, overtakes, type Projector, setBy, type SetBy } from './projector.js';

export type Monitored = VisitOutcome | 'NOT_MONITORED';

/**
 * Who the mitra are today, for lists and search. The only read model that holds names, and of what
 * is personal nothing else: numbers and addresses are read from the mitra's own stream.
 */
export interface MitraRegisterDocument extends MitraKind {
  readonly code: string;
  /** Absent once it is erased. */
  readonly name?: string | undefined;
  readonly registeredOn: LocalDate;
  readonly status: MitraStatus;
  /** The outcome of the last visit. */
  readonly monitoring: Monitored;
  readonly lastVisitOn?: LocalDate | undefined;
  readonly lastContactOn?: LocalDate | undefined;
  readonly visits: number;
  readonly contacts: number;
  /** Name and code as they are searched. */
  readonly search: string;
  /** The pair each field was set by, for what can be overtaken. */
  readonly set: Readonly<Partial<Record<MitraField | 'status' | 'monitoring', SetBy>>>;
}

type Doc = MitraRegisterDocument;
type Happened = EventOf<'mitra' | 'monitoring'>;

const searchable = (doc: Doc): Doc => ({ ...doc, search: searchText(doc.name, doc.code) });

const ELSEWHERE: ReadonlySet<MitraField> = new Set(['address', 'phone', 'identityNumber']);

const latest = (a: LocalDate | undefined, b: LocalDate): LocalDate => (a && a > b ? a : b);

const registered = (event: Extract<Happened, { type: 'MitraRegistered' }>): Doc => {
  const by = setBy(event);
  const fields = ['name', ...Object.keys(event.data)] as MitraField[];
  return searchable({
    name: event.personal?.name,
    ...event.data,
    registeredOn: event.effectiveOn,
    status: 'ACTIVE',
    monitoring: 'NOT_MONITORED',
    visits: 0,
    contacts: 0,
    search: '',
    set: { ...Object.fromEntries(fields.map((field) => [field, by])), status: by },
  });
};

const corrected = (doc: Doc, event: Extract<Happened, { type: 'MitraDataCorrected' }>): Doc => {
  const { field, to } = event.data;
  if (ELSEWHERE.has(field) || !overtakes(event, doc.set[field])) return doc;
  const value = event.sealed && to === undefined ? event.personal?.to : to;
  return searchable({ ...doc, [field]: value, set: { ...doc.set, [field]: setBy(event) } });
};

const visited = (doc: Doc, event: Extract<Happened, { type: 'VisitRecorded' }>): Doc => {
  const visits = doc.visits + 1;
  const lastVisitOn = latest(doc.lastVisitOn, event.effectiveOn);
  if (!overtakes(event, doc.set.monitoring)) return { ...doc, visits, lastVisitOn };
  const set = { ...doc.set, monitoring: setBy(event) };
  return { ...doc, visits, lastVisitOn, monitoring: event.data.outcome, set };
};

export const mitraRegister: Projector<MitraRegisterDocument, 'mitra' | 'monitoring'> = {
  name: 'mitra-register',
  version: 1,
  categories: ['mitra', 'monitoring'],
  indexes: [
    ['unit'],
    ['region'],
    ['sector'],
    ['status'],
    ['monitoring'],
    ['name'],
    ['registeredOn'],
    ['lastVisitOn'],
  ],
  readsPersonal: true,
  keyOf: (event) => (event.type === 'CommandAbandoned' ? null : (event.mitra ?? null)),
  evolve: (before, event) => {
    switch (event.type) {
      case 'MitraRegistered':
        return registered(event);
      case 'MitraDataCorrected':
        return corrected(begun(before, event), event);
      case 'MitraStatusChanged': {
        const doc = begun(before, event);
        if (!overtakes(event, doc.set.status)) return doc;
        return { ...doc, status: event.data.to, set: { ...doc.set, status: setBy(event) } };
      }
      case 'VisitRecorded':
        return visited(begun(before, event), event);
      case 'ContactMade': {
        const doc = begun(before, event);
        const lastContactOn = latest(doc.lastContactOn, event.effectiveOn);
        return { ...doc, contacts: doc.contacts + 1, lastContactOn };
      }
      case 'DocumentReceived':
      case 'HeirRecorded':
        return begun(before, event); // read from the mitra's own stream
      case 'CommandAbandoned':
        return begun(before, event); // keyless: it makes no mitra
      default:
        return unreachable(event);
    }
  },
};
