import { addDays, type Instant, localDate, type LocalDate } from '../kernel/local-date.js';
import { ChangeMitraStatus, CorrectMitraData, RegisterMitra } from '../mitra/mitra.commands.js';
import type { MitraField, MitraStatus } from '../mitra/mitra.events.js';
import type { VisitFinding } from '../monitoring/monitoring.events.js';
import { backlog, type Clerk, officer } from './clerk.js';
import * as names from './names.js';
import type { DemoMitra } from './portfolio.js';

/** What was first entered wrongly, and is put right later: field and wrong value. */
const slips = (mitra: DemoMitra, { dice }: Clerk): readonly (readonly [MitraField, string])[] => {
  const found: (readonly [MitraField, string])[] = [];
  if (dice.chance(5)) found.push(['name', mitra.name.replace(/[aiueo]/u, '$&$&')]);
  if (dice.chance(6)) found.push(['address', `Jl. di ${mitra.office.city}`]);
  if (dice.chance(3) && mitra.sector !== 'OTHER') found.push(['sector', 'OTHER']);
  return found;
};

const MERGED_ON = localDate('2015-01-02');
const PHONES_CHANGE_FROM = localDate('2005-01-03');

interface Correction {
  readonly kind: 'ERROR' | 'CHANGE';
  readonly field: MitraField;
  readonly to: string;
  readonly reason: string;
  readonly effectiveOn?: LocalDate;
}

const correct = (clerk: Clerk, mitra: DemoMitra, at: Instant, correction: Correction): void => {
  const { reason, ...corrected } = correction;
  const { kind, field } = corrected;
  const { code, office } = mitra;
  const sender = clerk.sender(officer(office.unit, clerk.dice), `${kind} ${code} ${field}`, reason);
  const evidence = kind === 'ERROR' ? 'Berkas permohonan asli' : 'Surat pemberitahuan';
  clerk.enter(at, new CorrectMitraData({ mitra: code, ...corrected, evidence }, sender));
};

/** What changed in the years after: a telephone number, and the office where two became one. */
const changes = (clerk: Clerk, mitra: DemoMitra, registeredAt: Instant, on: LocalDate): void => {
  const { dice } = clerk;
  if (dice.chance(16)) {
    const since = on > PHONES_CHANGE_FROM ? on : PHONES_CHANGE_FROM;
    const day = addDays(since, dice.between(60, 4_000));
    const at = clerk.hour(addDays(day, backlog(dice)), registeredAt);
    let to = names.phone(dice);
    while (to === mitra.phone) to = names.phone(dice);
    const reason = 'Nomor telepon baru';
    correct(clerk, mitra, at, { kind: 'CHANGE', field: 'phone', to, reason, effectiveOn: day });
  }
  if (mitra.office.unit === 'DURI' && dice.chance(40)) {
    const at = clerk.hour(addDays(MERGED_ON, dice.below(60)), registeredAt);
    const reason = 'Penggabungan kantor Duri ke Pekanbaru';
    const moved = { field: 'unit', to: 'PEKANBARU', reason, effectiveOn: MERGED_ON } as const;
    correct(clerk, mitra, at, { kind: 'CHANGE', ...moved });
  }
};

/** @returns when the registration was entered: nothing about the mitra comes before */
export const registerMitra = (clerk: Clerk, mitra: DemoMitra, agreedOn: LocalDate): Instant => {
  const { dice } = clerk;
  const { code, name, legalForm, sector, address, phone, identityNumber, office } = mitra;
  const effectiveOn = addDays(agreedOn, -dice.between(5, 30));
  const data = { code, name, legalForm, sector, address, phone, identityNumber };
  const { unit, region } = office;
  const wrong = slips(mitra, clerk);
  const entered = { ...data, ...Object.fromEntries(wrong), unit, region, effectiveOn };
  const at = clerk.enter(
    clerk.hour(addDays(effectiveOn, dice.below(25))),
    new RegisterMitra(entered, clerk.sender(officer(unit, dice), `register ${code}`)),
  );
  for (const [field] of wrong) {
    const later = clerk.hour(addDays(effectiveOn, dice.between(40, 2_500)), at);
    const to = { name, address, sector }[field as 'name' | 'address' | 'sector'];
    const reason = 'Salah ketik saat pencatatan awal';
    correct(clerk, mitra, later, { kind: 'ERROR', field, to, reason });
  }
  changes(clerk, mitra, at, effectiveOn);
  return at;
};

const STATUS: Partial<Record<VisitFinding, readonly [MitraStatus, percent: number]>> = {
  DIED: ['DECEASED', 100],
  MOVED: ['MOVED', 75],
  UNKNOWN_LOCALLY: ['NOT_FOUND', 60],
  ADDRESS_FICTITIOUS: ['NOT_FOUND', 60],
  BUSINESS_CLOSED: ['BUSINESS_CLOSED', 85],
};

/** What a visit found out about the mitra himself. */
export const changeStatus = (
  clerk: Clerk,
  { code, office }: DemoMitra,
  { finding, on }: { readonly finding: VisitFinding; readonly on: LocalDate },
  visitAt: Instant,
): void => {
  const { dice } = clerk;
  const [status, percent] = STATUS[finding] ?? ['ACTIVE', 0];
  if (!dice.chance(percent)) return;
  const evidence = `Lembar kunjungan ${on}`;
  const sender = clerk.sender(officer(office.unit, dice), `status ${code}`);
  const input = { mitra: code, status, evidence, effectiveOn: on };
  clerk.enter(clerk.hour(on, visitAt), new ChangeMitraStatus(input, sender));
};
