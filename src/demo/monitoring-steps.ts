import { hash } from 'node:crypto';
import { addDays, type Instant } from '../kernel/local-date.js';
import { RecordContact, RecordVisit } from '../monitoring/monitoring.commands.js';
import type { EvidenceFile, VisitFinding } from '../monitoring/monitoring.events.js';
import { type Clerk, officer } from './clerk.js';
import type { DemoContact, DemoVisit } from './monitoring-plan.js';

const NOTES: Readonly<Record<VisitFinding, string>> = {
  FRAUD: 'Identitas dipakai orang lain; yang bersangkutan menyangkal pernah meminjam.',
  DIED: 'Menurut keluarga dan tetangga, mitra sudah meninggal dunia.',
  PAID_NOT_RECORDED: 'Mengaku sudah membayar tunai dan menunjukkan kuitansi lama.',
  WILLING_TO_PAY: 'Bersedia mencicil sesuai kemampuan.',
  MOVED: 'Sudah pindah; alamat baru tidak diketahui tetangga.',
  ADDRESS_INCOMPLETE: 'Alamat pada berkas tidak lengkap, lokasi tidak ditemukan.',
  ADDRESS_FICTITIOUS: 'Alamat pada berkas tidak pernah ada.',
  UNKNOWN_LOCALLY: 'Tidak dikenal oleh RT/RW dan warga sekitar.',
  BUSINESS_CLOSED: 'Usaha sudah tutup.',
  OTHER: 'Perlu pembahasan lebih lanjut.',
};

/** No files are kept for the demo: digests stand in for them. */
const evidenceOf = (about: string, found: boolean): readonly EvidenceFile[] =>
  (found ? (['PHOTO', 'VISIT_SHEET'] as const) : (['VISIT_SHEET'] as const)).map((kind) => ({
    kind,
    sha256: hash('sha256', `${about} ${kind}`, 'hex'),
  }));

/** @returns when the visit was entered */
export const enterVisit = (clerk: Clerk, visit: DemoVisit, notBefore: Instant): Instant => {
  const { dice } = clerk;
  const { on: effectiveOn, outcome, finding } = visit;
  const { code, office } = visit.mitra;
  const about = `visit ${code} ${effectiveOn}`;
  const found = outcome !== 'NOT_FOUND';
  const location = {
    latitude: office.latitude + dice.between(-90_000, 90_000),
    longitude: office.longitude + dice.between(-90_000, 90_000),
  };
  const input = {
    mitra: code,
    outcome,
    finding,
    effectiveOn,
    notes: NOTES[finding],
    evidence: evidenceOf(about, found),
    location: found ? location : undefined,
  };
  const at = clerk.hour(addDays(effectiveOn, dice.below(12)), notBefore);
  const sender = clerk.sender(officer(office.unit, dice), about);
  return clerk.enter(at, new RecordVisit(input, sender));
};

export const enterContact = (clerk: Clerk, contact: DemoContact, notBefore: Instant): Instant => {
  const { dice } = clerk;
  const { mitra, on: effectiveOn, channel, reached } = contact;
  const notes = reached ? 'Akan datang ke kantor untuk membicarakan sisa pinjaman.' : undefined;
  const input = { mitra: mitra.code, channel, reached, notes, effectiveOn };
  const sender = clerk.sender(officer(mitra.office.unit, dice), `contact ${mitra.code}`);
  const at = clerk.hour(addDays(effectiveOn, dice.below(3)), notBefore);
  return clerk.enter(at, new RecordContact(input, sender));
};
