import type { JejakFact } from '../events.js';
import type { Bilingual } from '../kernel/bilingual.js';
import type { Role, Source } from '../kernel/envelope.js';
import type { ActivityGrouping } from './activity.js';
import { eventName } from './event-names.js';

type Named<K extends string> = Readonly<Record<K, readonly [english: string, indonesian: string]>>;

const ROLE_NAMES: Named<Role> = {
  OFFICER: ['officer', 'petugas lapangan'],
  SECTION_HEAD: ['section head', 'kepala seksi'],
  BRANCH_HEAD: ['branch head', 'kepala cabang'],
  REGIONAL: ['regional office', 'kantor wilayah'],
  HEAD_OFFICE: ['head office', 'kantor pusat'],
  FINANCE_OFFICER: ['finance officer', 'petugas keuangan'],
  FINANCE_HEAD: ['head of finance', 'kepala keuangan'],
  ARCHIVIST: ['archivist', 'petugas arsip'],
  EXAMINER: ['examiner', 'pemeriksa'],
  AUDITOR: ['auditor', 'auditor'],
  ADMIN: ['administrator', 'administrator'],
};

const SOURCE_NAMES: Named<Source> = {
  api: ['entered by a person', 'dicatat oleh orang'],
  import: ['imported', 'impor'],
  job: ['by the service itself', 'oleh sistem'],
  demo: ['demo', 'demo'],
};

const MONTHS: readonly (readonly [english: string, indonesian: string])[] = [
  ['January', 'Januari'],
  ['February', 'Februari'],
  ['March', 'Maret'],
  ['April', 'April'],
  ['May', 'Mei'],
  ['June', 'Juni'],
  ['July', 'Juli'],
  ['August', 'Agustus'],
  ['September', 'September'],
  ['October', 'Oktober'],
  ['November', 'November'],
  ['December', 'Desember'],
];

const monthName = (key: string): readonly string[] => {
  const [year, month] = key.split('-');
  return (MONTHS[Number(month) - 1] ?? []).map((name) => `${name} ${year}`);
};

const LABELS: Readonly<Record<ActivityGrouping, (key: string) => readonly string[]>> = {
  ACTOR: (key) => [key, key],
  ROLE: (key) => ROLE_NAMES[key as Role],
  UNIT: (key) => [key, key],
  TYPE: (key) => {
    const { en, id } = eventName(key as JejakFact['type']);
    return [en, id];
  },
  SOURCE: (key) => SOURCE_NAMES[key as Source],
  MONTH: monthName,
};

/** The key of a row in words of both languages. */
export const labelOf = (by: ActivityGrouping, key: string | null): Bilingual => {
  const [en = '', id = ''] = key === null ? ['none', 'tidak ada'] : LABELS[by](key);
  return { en, id };
};
