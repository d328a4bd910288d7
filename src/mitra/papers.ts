import { type Asked, inFuture, type Outcome } from '../kernel/decider.js';
import type { LocalDate } from '../kernel/local-date.js';
import { refuse } from '../kernel/refusal.js';
import { type MitraState, type Paper, type RecordedHeir, valueOn } from './mitra.js';
import type { DocumentKind, MitraEvent, Relationship } from './mitra.events.js';

export interface ReceiveDocument {
  readonly mitra: string;
  readonly kind: DocumentKind;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256?: string | undefined;
  /** What stands on the paper itself. */
  readonly number?: string | undefined;
  readonly effectiveOn: LocalDate;
}

const samePaper = (paper: Paper, command: ReceiveDocument): boolean =>
  paper.value === command.kind &&
  paper.effectiveOn === command.effectiveOn &&
  paper.sha256 === command.sha256 &&
  paper.number === command.number;

/** A paper may have come in before the registration: the office had the file first. */
export const receiveDocument = (
  command: ReceiveDocument,
  mitra: MitraState,
  asked: Asked,
): Outcome<MitraEvent> => {
  const { kind, sha256, number, effectiveOn } = command;
  if (mitra.status === 'NONE') return refuse('MITRA_NOT_REGISTERED', { mitra: command.mitra });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  if (mitra.documents.some((paper) => samePaper(paper, command))) return [];
  return [{ type: 'DocumentReceived', effectiveOn, data: { kind, sha256 }, personal: { number } }];
};

export interface RecordHeir {
  readonly mitra: string;
  readonly name: string;
  readonly relationship: Relationship;
  readonly identityNumber?: string | undefined;
  readonly phone?: string | undefined;
  readonly address?: string | undefined;
  /** The papers that show it: death certificate, family card, identity card, … */
  readonly documents: readonly DocumentKind[];
  readonly effectiveOn: LocalDate;
}

const sameHeir = (heir: RecordedHeir, command: RecordHeir): boolean =>
  heir.value === command.relationship &&
  heir.effectiveOn === command.effectiveOn &&
  (['name', 'identityNumber', 'phone', 'address'] as const).every(
    (field) => heir[field] === command[field],
  ) &&
  heir.documents.toSorted().join() === command.documents.toSorted().join();

/** Only somebody who died by that day has heirs. */
export const recordHeir = (
  command: RecordHeir,
  mitra: MitraState,
  asked: Asked,
): Outcome<MitraEvent> => {
  const { name, identityNumber, phone, address, relationship, documents, effectiveOn } = command;
  if (mitra.status === 'NONE') return refuse('MITRA_NOT_REGISTERED', { mitra: command.mitra });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  if (!name.trim()) return refuse('NAME_REQUIRED', { field: 'name' });
  const status = valueOn(mitra.statuses, effectiveOn);
  if (status !== 'DECEASED') return refuse('MITRA_NOT_DECEASED', { effectiveOn, status });
  if (mitra.heirs.some((heir) => sameHeir(heir, command))) return [];
  const data = { relationship, documents };
  const personal = { name, identityNumber, phone, address };
  return [{ type: 'HeirRecorded', effectiveOn, data, personal }];
};
