import type { EventOf } from '../events.js';
import type { Contact, Visit } from '../mitra/mitra.types.js';
import { FINDING_NAMES } from './names.js';

const MICRO = 1_000_000;

export const visitView = (event: EventOf<'monitoring'>): Visit | null => {
  if (event.type !== 'VisitRecorded') return null;
  const { eventId, effectiveOn, data, personal, actor } = event;
  const { latitude, longitude } = personal?.location ?? {};
  return {
    ...{ eventId, effectiveOn, outcome: data.outcome, evidence: data.evidence, actor: actor.id },
    finding: data.finding ?? null,
    findingName: data.finding ? FINDING_NAMES[data.finding].id : null,
    notes: personal?.notes ?? null,
    location:
      latitude === undefined || longitude === undefined
        ? null
        : { latitude: latitude / MICRO, longitude: longitude / MICRO },
  };
};

export const contactView = (event: EventOf<'monitoring'>): Contact | null => {
  if (event.type !== 'ContactMade') return null;
  const { eventId, effectiveOn, data, personal, actor } = event;
  return { eventId, effectiveOn, ...data, notes: personal?.notes ?? null, actor: actor.id };
};
