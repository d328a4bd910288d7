import { type Asked, inFuture, type Outcome } from '../kernel/decider.js';
import type { LocalDate } from '../kernel/local-date.js';
import { refuse } from '../kernel/refusal.js';
import { isPersonal, type MitraState, type RegisteredMitra, valueOn } from './mitra.js';
import {
  type CorrectionKind,
  LEGAL_FORMS,
  type MitraDataCorrected,
  type MitraEvent,
  type MitraField,
  type MitraIdentity,
  type MitraKind,
  type MitraStatus,
  SECTORS,
} from './mitra.events.js';

export interface RegisterMitra extends MitraIdentity, MitraKind {
  readonly code: string;
  readonly effectiveOn: LocalDate;
}

export const registerMitra = (
  command: RegisterMitra,
  mitra: MitraState,
  asked: Asked,
): Outcome<MitraEvent> => {
  const { code, effectiveOn, name, address, phone, identityNumber, ...kind } = command;
  if (mitra.status !== 'NONE')
    return refuse('MITRA_ALREADY_REGISTERED', { code, registeredOn: mitra.registeredOn });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  if (!name.trim()) return refuse('NAME_REQUIRED', { field: 'name' });
  const { legalForm, sector, unit, region } = kind;
  const data = { code, legalForm, sector, unit, region };
  const personal = { name, address, phone, identityNumber };
  return [{ type: 'MitraRegistered', effectiveOn, data, personal }];
};

export interface CorrectMitraData {
  readonly mitra: string;
  readonly kind: CorrectionKind;
  readonly field: MitraField;
  /** The new value; absent: there is none. */
  readonly to?: string | undefined;
  readonly evidence?: string | undefined;
  readonly effectiveOn?: LocalDate | undefined;
}

const MUST_BE: Readonly<Partial<Record<MitraField, readonly string[]>>> = {
  legalForm: LEGAL_FORMS,
  sector: SECTORS,
};

/**
 * A correction edits nothing: it says what the field was, what it is and why. ERROR puts the
 * value right from the day of the fact it corrects (the registration, unless another is named);
 * CHANGE is true from the day of the change.
 */
export const correctMitraData = (
  command: CorrectMitraData,
  mitra: MitraState,
  asked: Asked,
): Outcome<MitraEvent> => {
  const { kind, field, to, evidence } = command;
  if (mitra.status === 'NONE') return refuse('MITRA_NOT_REGISTERED', { mitra: command.mitra });
  const effectiveOn = command.effectiveOn ?? (kind === 'ERROR' ? mitra.registeredOn : asked.today);
  const refusal = misdated(effectiveOn, mitra, asked);
  if (refusal) return refusal;
  if (field === 'name' && !to?.trim()) return refuse('NAME_REQUIRED', { field });
  const allowed = MUST_BE[field];
  if (to !== undefined && allowed && !allowed.includes(to))
    return refuse('VALUE_NOT_ALLOWED', { field, allowed });
  const from = valueOn(mitra.fields[field], effectiveOn);
  if (from === to) return [];
  const fact = { type: 'MitraDataCorrected', effectiveOn } as const;
  const corrected: MitraDataCorrected = isPersonal(field)
    ? { ...fact, data: { kind, field }, personal: { from, to, evidence } }
    : { ...fact, data: { kind, field, from, to }, personal: { evidence } };
  return [corrected];
};

export interface ChangeMitraStatus {
  readonly mitra: string;
  readonly status: MitraStatus;
  readonly evidence?: string | undefined;
  readonly effectiveOn: LocalDate;
}

export const changeMitraStatus = (
  command: ChangeMitraStatus,
  mitra: MitraState,
  asked: Asked,
): Outcome<MitraEvent> => {
  const { status: to, evidence, effectiveOn } = command;
  if (mitra.status === 'NONE') return refuse('MITRA_NOT_REGISTERED', { mitra: command.mitra });
  const refusal = misdated(effectiveOn, mitra, asked);
  if (refusal) return refusal;
  const from = valueOn(mitra.statuses, effectiveOn) ?? 'ACTIVE';
  if (from === to) return [];
  const personal = { evidence };
  return [{ type: 'MitraStatusChanged', effectiveOn, data: { from, to }, personal }];
};

const misdated = (effectiveOn: LocalDate, { registeredOn }: RegisteredMitra, asked: Asked) =>
  effectiveOn > asked.today
    ? refuse('EFFECTIVE_IN_FUTURE', { effectiveOn, today: asked.today })
    : effectiveOn < registeredOn
      ? refuse('EFFECTIVE_BEFORE_REGISTRATION', { registeredOn })
      : null;
