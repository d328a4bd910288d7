import type { EventOf } from '../src/events.js';
import { unreachable } from '../src/kernel/decider.js';
import type { MitraKind, MitraStatus, PlainField } from '../src/mitra/mitra.events.js';
import type {
  ContactChannel,
  VisitFinding,
  VisitOutcome,
} from '../src/monitoring/monitoring.events.js';
import { begun, type Projector, setBy, type SetBy } from './projector.js';

/** What groups and counts need to know of a mitra on any day, as known at any moment. No names. */
export interface MitraTimelineDocument {
  readonly code: string;
  readonly registered: SetBy;
  /** What changed, in the order it was recorded. */
  readonly kinds: readonly (SetBy & { readonly kind: MitraKind })[];
  readonly statuses: readonly (SetBy & { readonly status: MitraStatus })[];
  readonly visits: readonly (SetBy & {
    readonly outcome: VisitOutcome;
    readonly finding?: VisitFinding | undefined;
  })[];
  readonly contacts: readonly (SetBy & { readonly channel: ContactChannel })[];
}

type Doc = MitraTimelineDocument;
type Happened = EventOf<'mitra' | 'monitoring'>;
const PLAIN: readonly string[] = ['legalForm', 'sector', 'unit', 'region'] satisfies PlainField[];

const corrected = (doc: Doc, event: Extract<Happened, { type: 'MitraDataCorrected' }>): Doc => {
  const { field, to } = event.data;
  if (!PLAIN.includes(field)) return doc;
  return { ...doc, kinds: [...doc.kinds, { ...setBy(event), kind: { [field]: to ?? null } }] };
};

export const mitraTimelines: Projector<MitraTimelineDocument, 'mitra' | 'monitoring'> = {
  name: 'mitra-timelines',
  version: 1,
  categories: ['mitra', 'monitoring'],
  indexes: [],
  readsPersonal: false,
  keyOf: (event) => (event.type === 'CommandAbandoned' ? null : (event.mitra ?? null)),
  evolve: (before, event) => {
    switch (event.type) {
      case 'MitraRegistered': {
        const [{ code, ...kind }, at] = [event.data, setBy(event)];
        const kinds = [{ ...at, kind }];
        return { code, registered: at, kinds, statuses: [], visits: [], contacts: [] };
      }
      case 'MitraDataCorrected':
        return corrected(begun(before, event), event);
      case 'MitraStatusChanged': {
        const doc = begun(before, event);
        const changed = { ...setBy(event), status: event.data.to };
        return { ...doc, statuses: [...doc.statuses, changed] };
      }
      case 'VisitRecorded': {
        const doc = begun(before, event);
        const { outcome, finding } = event.data;
        return { ...doc, visits: [...doc.visits, { ...setBy(event), outcome, finding }] };
      }
      case 'ContactMade': {
        const doc = begun(before, event);
        const contact = { ...setBy(event), channel: event.data.channel };
        return { ...doc, contacts: [...doc.contacts, contact] };
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
