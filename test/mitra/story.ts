import { localDate } from '../../src/kernel/local-date.js';
import { mitraDecider, type MitraState } from '../../src/mitra/mitra.js';
import type { MitraEvent, MitraField } from '../../src/mitra/mitra.events.js';
import {
  type ReceiveDocument,
  receiveDocument,
  type RecordHeir,
  recordHeir,
} from '../../src/mitra/papers.js';
import {
  changeMitraStatus,
  type ChangeMitraStatus,
  correctMitraData,
  type CorrectMitraData,
  registerMitra,
  type RegisterMitra,
} from '../../src/mitra/registration.js';
import { type Step, storiesOf } from '../story.js';

export type MitraStep = Step<MitraState, MitraEvent>;
export const { given, told } = storiesOf(mitraDecider, 'mitra-M-1');

export const ON = localDate('2003-01-15');
export const MITRA: RegisterMitra = {
  ...{ code: 'M-1', effectiveOn: ON, name: 'Ade Putra Agung', legalForm: 'PERSON' },
  ...{ sector: 'TRADE', unit: 'JKT', region: 'DKI', phone: '0811-1', address: 'Jl. Mawar 1' },
  identityNumber: '3174012345678901',
};

export const register = (wish: Partial<RegisterMitra> = {}): MitraStep => ({
  decide: (mitra, asked) => registerMitra({ ...MITRA, ...wish }, mitra, asked),
});
const correct = (wish: Omit<CorrectMitraData, 'mitra'>): MitraStep => ({
  decide: (mitra, asked) => correctMitraData({ mitra: 'M-1', ...wish }, mitra, asked),
});
export const error = (field: MitraField, to?: string, on?: string): MitraStep =>
  correct({ kind: 'ERROR', field, to, effectiveOn: on === undefined ? on : localDate(on) });
export const change = (field: MitraField, to?: string, on?: string): MitraStep =>
  correct({ kind: 'CHANGE', field, to, effectiveOn: on === undefined ? on : localDate(on) });
export const status = (to: ChangeMitraStatus['status'], on: string): MitraStep => ({
  decide: (mitra, asked) =>
    changeMitraStatus({ mitra: 'M-1', status: to, effectiveOn: localDate(on) }, mitra, asked),
});

export const PAPER: ReceiveDocument = {
  ...{ mitra: 'M-1', kind: 'IDENTITY_CARD', sha256: 'ab'.repeat(32), number: '3174-77' },
  effectiveOn: localDate('2003-01-10'),
};
export const document = (wish: Partial<ReceiveDocument> = {}): MitraStep => ({
  decide: (mitra, asked) => receiveDocument({ ...PAPER, ...wish }, mitra, asked),
});

export const HEIR: RecordHeir = {
  ...{ mitra: 'M-1', name: 'Nunung Agung', relationship: 'SPOUSE', phone: '0811-3' },
  ...{ identityNumber: '3271014202720008', address: 'Jl. Kenanga 3' },
  ...{ documents: ['DEATH_CERTIFICATE', 'FAMILY_CARD'], effectiveOn: localDate('2009-03-01') },
};
export const heir = (wish: Partial<RecordHeir> = {}): MitraStep => ({
  decide: (mitra, asked) => recordHeir({ ...HEIR, ...wish }, mitra, asked),
});
