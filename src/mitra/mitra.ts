import { type Decider, unreachable } from '../kernel/decider.js';
import type { Position } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import {
  type MitraEvent,
  type MitraField,
  type MitraStatus,
  PERSONAL_FIELDS,
  PLAIN_FIELDS,
} from './mitra.events.js';

/** A value and the pair it was set by; on one day, the one recorded later stands. */
export interface Held<T> {
  readonly value: T;
  readonly effectiveOn: LocalDate;
  readonly position: Position;
}

/** Everything a field ever was, in the world's order. */
export type Course<T> = readonly Held<T>[];

export interface NoMitra {
  readonly status: 'NONE';
}

export interface RegisteredMitra {
  readonly status: 'REGISTERED';
  readonly code: string;
  readonly registeredOn: LocalDate;
  readonly fields: Readonly<Partial<Record<MitraField, Course<string | undefined>>>>;
  readonly statuses: Course<MitraStatus>;
}

export type MitraState = NoMitra | RegisteredMitra;

export const into = <T>(course: Course<T> | undefined, held: Held<T>): Course<T> =>
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

const registered = (
  event: Extract<Recorded<MitraEvent>, { type: 'MitraRegistered' }>,
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
    if (event.type === 'MitraRegistered') return registered(event);
    if (event.type === 'CommandAbandoned') return before;
    const mitra = known(before, event);
    switch (event.type) {
      case 'MitraDataCorrected': {
        const { field } = event.data;
        const to = isPersonal(field) ? event.personal?.to : event.data.to;
        const course = into(mitra.fields[field], held(event, to));
        return { ...mitra, fields: { ...mitra.fields, [field]: course } };
      }
      case 'MitraStatusChanged':
        return { ...mitra, statuses: into(mitra.statuses, held(event, event.data.to)) };
      default:
        return unreachable(event);
    }
  },
};

export const mitraStream = (code: string): string => `mitra-${code}`;
