import type { JejakEvent } from '../src/events.js';
import { type Change, change, type Changes, fromNothing } from './change.js';
import { ENDING_CHANGES } from './history-changes-ending.js';
import { LOAN_CHANGES } from './history-changes-loan.js';
import type { EventType, Of } from './history-words.js';

const registered = (event: Of<'MitraRegistered'>): Change[] => {
  const { reason: _, ...identity } = event.personal ?? { reason: undefined };
  return fromNothing({ ...event.data, ...identity });
};

const heir = ({ data, personal }: Of<'HeirRecorded'>): Change[] => {
  const { name, identityNumber, phone, address } = personal ?? {};
  const documents = data.documents.join(', ') || undefined;
  const who = { name, identityNumber, phone, address };
  return fromNothing({ heir: data.relationship, documents, ...who });
};

const nothing = (): readonly Change[] => [];

/** One for each fact: a new one breaks the build until it says what it changed. */
const CHANGES: Changes<EventType> = {
  MitraRegistered: registered,
  MitraDataCorrected: ({ data: { field, from, to }, personal }) => [
    change(field, from ?? personal?.from, to ?? personal?.to),
  ],
  MitraStatusChanged: ({ data }) => [change('status', data.from, data.to)],
  DocumentReceived: ({ data: { kind, sha256 }, personal }) =>
    fromNothing({ document: kind, sha256, number: personal?.number }),
  HeirRecorded: heir,
  ...LOAN_CHANGES,
  ...ENDING_CHANGES,
  PolicyAdopted: ({ data: { validFrom, validTo } }) => fromNothing({ validFrom, validTo }),
  ReportPublished: ({ data: { asOf, knownAt, digest } }) => fromNothing({ asOf, knownAt, digest }),
  VisitRecorded: nothing,
  ContactMade: nothing,
  PolicyProposed: nothing,
  PolicyRejected: nothing,
  CommandAbandoned: nothing,
  Claimed: nothing,
  Released: nothing,
};

/**
 * Before and after of each field that an event changed, out of the event alone. What is personal
 * shows only where the event was given with its personal part: at a query, to who may see it.
 */
export const changesOf = (event: JejakEvent): readonly Change[] =>
  (CHANGES[event.type] as (event: JejakEvent) => readonly Change[])(event);
