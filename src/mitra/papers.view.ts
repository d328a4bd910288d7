import type { EventOf } from '../events.js';
import type { Heir, MitraDocument } from './mitra.types.js';
import { DOCUMENT_NAMES, RELATIONSHIP_NAMES } from './names.js';

export const documentView = (event: EventOf<'mitra'>): MitraDocument | null => {
  if (event.type !== 'DocumentReceived') return null;
  const { eventId, effectiveOn: receivedOn, data, personal } = event;
  return {
    ...{ eventId, receivedOn, kind: data.kind, kindName: DOCUMENT_NAMES[data.kind].id },
    sha256: data.sha256 ?? null,
    number: personal?.number ?? null,
  };
};

export const heirView = (event: EventOf<'mitra'>): Heir | null => {
  if (event.type !== 'HeirRecorded') return null;
  const { eventId, effectiveOn: recordedOn, data, personal } = event;
  const { relationship, documents } = data;
  return {
    ...{ eventId, recordedOn, relationship, documents },
    relationshipName: RELATIONSHIP_NAMES[relationship].id,
    documentNames: documents.map((kind) => DOCUMENT_NAMES[kind].id),
    name: personal?.name ?? null,
    identityNumber: personal?.identityNumber ?? null,
    phone: personal?.phone ?? null,
    address: personal?.address ?? null,
  };
};
