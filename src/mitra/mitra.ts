import { type Decider, unreachable } from '../kernel/decider.js';
import type { Position } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import {
  type DocumentKind,
  type MitraEvent,
  type MitraField,
  type MitraStatus,
  PERSONAL_FIELDS,
  PLAIN_FIELDS,
  type Relationship,
} from './mitra.events.js';

/** A value and the pair it was set by; on one day, the one recorded later stands. */
export interface Held<T> {
  readonly value: T;
  readonly effectiveOn: LocalDate;
  readonly position: Position;
}

/** Everything a field ever was, in the world's order. */
export type Course<T> = readonly Held<T>[];

/** A paper that came in; where the mitra's key was erased, its number is gone. */
export interface Paper extends Held<DocumentKind> {
  readonly sha256?: string | undefined;
  readonly number?: string | undefined;
}

export interface NoMitra {
  readonly status: 'NONE';
  /** On days before the registration there may be papers already: the office had the file first. */
  readonly documents?: readonly Paper[] | undefined;
}

export interface RecordedHeir extends Held<Relationship> {
  readonly documents: readonly DocumentKind[];
  readonly name?: string | undefined;
  readonly identityNumber?: string | undefined;
  readonly phone?: string | undefined;
  readonly address?: string | undefined;
}

export interface RegisteredMitra {
  readonly status: 'REGISTERED';
  readonly code: string;
  readonly registeredOn: LocalDate;
  readonly fields: Readonly<Partial<Record<MitraField, Course<string | undefined>>>>;
  readonly statuses: Course<MitraStatus>;
  readonly documents: readonly Paper[];
  readonly heirs: readonly RecordedHeir[];
}

export type MitraState = NoMitra | RegisteredMitra;

/** With one more, in the world's order. */
export const into = <H extends Held<unknown>>(
  course: readonly H[] | undefined,
  held: H,
): readonly H[] =>
  [...(course ?? []), held].toSorted((a, b) =>
    a.effectiveOn === b.effectiveOn
      ? a.position < b.position
        ? -1
        : 1
      : a.effectiveOn < b.effectiveOn
        ? -1
        : 1,
  );

/** What stood on a day, by everything known. */
export const valueOn = <T>(course: Course<T> | undefined, on: LocalDate): T | undefined =>
  course?.findLast(({ effectiveOn }) => effectiveOn <= on)?.value;

/**
 * Every number that is his on some day. One entered in error and put right is his no longer; one
 * that was truly his and changed remains: it was never anybody else's.
 */
export const identityNumbers = (mitra: MitraState): readonly string[] => {
  const course = (mitra.status === 'NONE' ? undefined : mitra.fields.identityNumber) ?? [];
  const seen = course.filter((one, at) => one.effectiveOn !== course[at + 1]?.effectiveOn);
  return [...new Set(seen.flatMap(({ value }) => value ?? []))];
};

const held = <T>(event: Recorded<MitraEvent>, value: T): Held<T> => ({
  value,
  effectiveOn: event.effectiveOn,
  position: event.position,
});

const paperOf = (event: Extract<Recorded<MitraEvent>, { type: 'DocumentReceived' }>): Paper => ({
  ...held(event, event.data.kind),
  ...{ sha256: event.data.sha256, number: event.personal?.number },
});

const registered = (
  event: Extract<Recorded<MitraEvent>, { type: 'MitraRegistered' }>,
  documents: readonly Paper[] = [],
): RegisteredMitra => {
  const fields: Partial<Record<MitraField, Course<string | undefined>>> = {};
  for (const field of PLAIN_FIELDS) fields[field] = [held(event, event.data[field])];
  for (const field of PERSONAL_FIELDS) fields[field] = [held(event, event.personal?.[field])];
  return {
    status: 'REGISTERED',
    code: event.data.code,
    registeredOn: event.effectiveOn,
    fields,
    statuses: [held(event, 'ACTIVE')],
    ...{ documents, heirs: [] },
  };
};

const known = (mitra: MitraState, event: Recorded<MitraEvent>): RegisteredMitra => {
  if (mitra.status === 'NONE')
    throw new Error(`${event.type} before any registration in ${event.streamId}`);
  return mitra;
};

export const isPersonal = (field: MitraField): boolean =>
  (PERSONAL_FIELDS as readonly string[]).includes(field);

export const mitraDecider: Decider<MitraState, MitraEvent> = {
  initial: { status: 'NONE' },
  evolve: (before, event) => {
    if (event.type === 'MitraRegistered')
      return registered(event, before.status === 'NONE' ? before.documents : []);
    if (event.type === 'CommandAbandoned') return before;
    if (event.type === 'DocumentReceived')
      return { ...before, documents: into(before.documents, paperOf(event)) };
    const mitra = known(before, event);
    switch (event.type) {
      case 'MitraDataCorrected': {
        const { field } = event.data;
        const to = isPersonal(field) ? event.personal?.to : event.data.to;
        const course = into(mitra.fields[field], held(event, to));
        return { ...mitra, fields: { ...mitra.fields, [field]: course } };
      }
      case 'HeirRecorded': {
        const { relationship, documents } = event.data;
        const { name, identityNumber, phone, address } = event.personal ?? {};
        const who = { name, identityNumber, phone, address };
        const heir: RecordedHeir = { ...held(event, relationship), documents, ...who };
        return { ...mitra, heirs: into(mitra.heirs, heir) };
      }
      case 'MitraStatusChanged':
        return { ...mitra, statuses: into(mitra.statuses, held(event, event.data.to)) };
      default:
        return unreachable(event);
    }
  },
};

export const mitraStream = (code: string): string => `mitra-${code}`;
