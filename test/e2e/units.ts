import type { Role } from '../../src/kernel/envelope.js';
import { as, get, type Headers, type Service, start, tell } from './service.js';

/** A reader in a role, of a unit (a REGIONAL: of a region), or of none. */
export const reader = (role: Role, unit?: string): Headers => ({
  ...as(role),
  ...(unit !== undefined && { 'x-unit': unit }),
});

/** What each may read, as the units and regions below have it today. */
export interface Sight {
  readonly mitra: readonly string[];
  readonly loans: readonly string[];
}

/** Every mitra has a loan of its number; those of X-1 and C-1 differ in unit or have none. */
export const ALL: Sight = {
  mitra: ['B-1', 'B-2', 'B-3', 'C-1', 'J-1', 'J-2', 'J-3', 'N-1', 'X-1'],
  loans: ['L-B-1', 'L-B-2', 'L-B-3', 'L-C-1', 'L-J-1', 'L-J-2', 'L-J-3', 'L-N-1', 'L-X-1'],
};
export const JKT: Sight = {
  mitra: ['J-1', 'J-2', 'J-3'],
  loans: ['L-J-1', 'L-J-2', 'L-J-3', 'L-N-1', 'L-X-1'],
};
export const BDG: Sight = {
  mitra: ['B-1', 'B-2', 'B-3', 'N-1', 'X-1'],
  loans: ['L-B-1', 'L-B-2', 'L-B-3'],
};
export const JABAR: Sight = {
  mitra: ['B-1', 'B-2', 'B-3', 'C-1', 'N-1'],
  loans: ['L-B-1', 'L-B-2', 'L-B-3', 'L-C-1', 'L-N-1'],
};
export const NOBODY: Sight = { mitra: [], loans: [] };

const SINCE = '2024-01-10';
export const MOVED_ON = '2025-06-01';

const PLACES: Readonly<Record<string, object>> = {
  ...{ 'J-1': { unit: 'JKT', region: 'DKI' }, 'J-2': { unit: 'JKT', region: 'DKI' } },
  ...{ 'J-3': { unit: 'JKT', region: 'DKI' }, 'C-1': { region: 'JABAR' } },
  ...{ 'B-1': { unit: 'BDG', region: 'JABAR' }, 'B-2': { unit: 'BDG', region: 'JABAR' } },
  ...{ 'B-3': { unit: 'BDG', region: 'JABAR' }, 'X-1': { unit: 'BDG', region: 'BANTEN' } },
  'N-1': { unit: 'JKT', region: 'DKI' },
};

const lend = async (service: Service, code: string): Promise<void> => {
  const FIELD = { headers: as('OFFICER') };
  const loan = `L-${code}`;
  const agreement = {
    ...{ loan, mitra: code, principal: 1_200_000, method: 'AGREED', frequency: 'MONTHLY' },
    ...{ instalments: 12, interestTotal: 0, agreedOn: SINCE, beforeJejak: true, evidence: 'PKS' },
    // X-1 of BDG has borrowed at JKT
    ...(code === 'X-1' && { unit: 'JKT' }),
  };
  await tell(service, 'signAgreement', agreement, FIELD);
  const paidOut = { loan, amount: 1_200_000, reference: `T-${code}`, effectiveOn: SINCE };
  await tell(service, 'disburseLoan', paidOut, FIELD);
};

/** Two units, three regions, a mitra without unit (C-1), and one that moved (N-1). */
export const unitsIn = async (service: Service): Promise<void> => {
  const FIELD = { headers: as('OFFICER') };
  for (const [code, place] of Object.entries(PLACES)) {
    const who = { code, name: `Toko ${code}`, address: `Jalan ${code}`, ...place };
    await tell(service, 'registerMitra', { ...who, effectiveOn: SINCE }, FIELD);
    await tell(service, 'recordVisit', { mitra: code, outcome: 'FOUND' }, FIELD);
    await lend(service, code);
  }
  const moved = { mitra: 'N-1', kind: 'CHANGE', effectiveOn: MOVED_ON };
  await tell(service, 'correctMitraData', { ...moved, field: 'UNIT', to: 'BDG' }, FIELD);
  await tell(service, 'correctMitraData', { ...moved, field: 'REGION', to: 'JABAR' }, FIELD);
  await tell(service, 'recordContact', { mitra: 'N-1', channel: 'SMS', reached: true }, FIELD);
};

export const startUnits = async (): Promise<Service> => {
  const service = await start('2025-10-31T05:00:00.000Z');
  await unitsIn(service);
  return service;
};

interface Listed {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
}

/** One page of a list at the root, by the arguments as they are written. */
export const page = async (
  service: Service,
  [list, args, show]: readonly [string, string, string],
  headers: Headers,
): Promise<Listed> => {
  const given = args ? `(${args})` : '';
  const query = `{ list: ${list}${given} { totalCount pageInfo { hasNextPage endCursor }
    edges { node { ${show} } } } }`;
  return (await get<{ list: Listed }>(service, query, {}, headers)).list;
};

/** One field of every row of a list of at most 200, which says how long it is. */
export const column = async (
  service: Service,
  [list, args, field]: readonly [string, string, string],
  headers: Headers,
): Promise<readonly unknown[]> => {
  const sized = args ? `first: 200, ${args}` : 'first: 200';
  const { totalCount, edges } = await page(service, [list, sized, field], headers);
  expect(totalCount).toBe(edges.length);
  return edges.map(({ node }) => node[field]);
};
