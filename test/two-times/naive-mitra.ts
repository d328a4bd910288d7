import type { Input, ToldOf, World } from './naive-list.js';

const FIELDS = [
  'name', 'address', 'phone', 'identityNumber', 'legalForm', 'sector', 'unit', 'region',
] as const; // prettier-ignore
type Fields = Record<(typeof FIELDS)[number], string | null>;

const CONSTANTS: Readonly<Record<string, (typeof FIELDS)[number]>> = {
  ...{ NAME: 'name', ADDRESS: 'address', PHONE: 'phone', IDENTITY_NUMBER: 'identityNumber' },
  ...{ LEGAL_FORM: 'legalForm', SECTOR: 'sector', UNIT: 'unit', REGION: 'region' },
};

const registered = (input: Input): Fields => {
  const fields = {} as Fields;
  for (const field of FIELDS) fields[field] = (input[field] as string | undefined) ?? null;
  return fields;
};

/** Who a mitra is: as registered, and as each correction leaves it. Null: not registered yet. */
export const naiveFields = ({ counting }: World, code: string) => {
  const events = counting.filter(({ mitra }) => mitra === code);
  const first = events.find((event) => event.type === 'MitraRegistered');
  if (!first) return null;
  const fields = registered(first.input);
  let status = 'ACTIVE';
  for (const event of events) {
    if (event.type === 'MitraStatusChanged') status = event.data.to;
    if (event.type !== 'MitraDataCorrected') continue;
    const field = CONSTANTS[event.input['field'] as string];
    if (!field) throw new Error('a field that nobody knows');
    fields[field] = (event.input['to'] as string | undefined) ?? null;
  }
  return { ...fields, registeredOn: first.effectiveOn, status, events };
};

/** What `mitra` answers. */
export const naiveMitra = (world: World, code: string) => {
  const mitra = naiveFields(world, code);
  if (!mitra) return null;
  const { events, ...fields } = mitra;
  const visits = events.filter(
    (event): event is ToldOf<'VisitRecorded'> => event.type === 'VisitRecorded',
  );
  const loans = new Set<string>();
  for (const event of world.counting)
    if (event.type === 'AgreementSigned' && event.data.mitra === code) loans.add(event.data.loan);
  return {
    ...{ code, ...fields, monitoring: visits.at(-1)?.data.outcome ?? 'NOT_MONITORED' },
    visitCount: visits.length,
    visits: {
      edges: visits.map(({ effectiveOn, data: { outcome, finding = null }, input }) => ({
        node: { effectiveOn, outcome, finding, notes: input['notes'] ?? null },
      })),
    },
    loans: { edges: [...loans].sort().map((number) => ({ node: { number } })) },
  };
};
