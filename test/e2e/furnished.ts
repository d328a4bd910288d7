import { as, get, type Service, start, tell } from './service.js';

/** The service with thirty mitra and their loans in it, of every kind that a list tells apart. */
export interface Furnished {
  readonly service: Service;
  readonly codes: readonly string[];
}

const FIELD = { headers: as('OFFICER', 'siti') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };
const FIRST = ['Toko', 'Warung', 'UD', 'Kopkar'];
const LAST = ['Rosalina', 'Sejahtera', 'Rosa Indah', 'Tiga Putera', 'Édelweiss'];
const SECTORS = ['TRADE', 'FISHERIES', 'SERVICES'];
const UNITS = ['JKT', 'BDG', 'SBY'];
const OUTCOMES = ['FOUND', 'NOT_FOUND', 'FOLLOW_UP'];

const cycle = <T>(values: readonly T[], at: number): T => values[at % values.length] as T;
const two = (number: number): string => String(number).padStart(2, '0');

const mitra = (at: number) => ({
  code: `M-${two(at)}`,
  name: `${cycle(FIRST, at)} ${cycle(LAST, at)}`,
  unit: cycle(UNITS, at),
  region: cycle(['Jawa Barat', 'Bali'], at),
  ...(at % 4 !== 3 && { sector: cycle(SECTORS, at) }),
  effectiveOn: `20${10 + (at % 7)}-03-01`,
});

/** Signed on the tenth of a month, from January 2024 on: the older, the longer past due. */
const agreement = (at: number) => ({
  ...{ loan: `L-${two(at)}`, mitra: `M-${two(at % 30)}`, principal: 600_000 + at * 12_000 },
  ...{ method: 'FLAT', rate: '0.06', frequency: 'MONTHLY', instalments: 12 },
  agreedOn: `${2024 + Math.trunc((at % 22) / 12)}-${two(1 + ((at % 22) % 12))}-10`,
  ...(at % 5 === 0 && { programme: 'UJI' }),
  ...{ beforeJejak: true, evidence: `PKS ${at}` },
});

const lend = async (service: Service, at: number): Promise<void> => {
  const { loan, principal: amount, agreedOn: effectiveOn } = agreement(at);
  await tell(service, 'signAgreement', agreement(at), FIELD);
  if (at % 11 === 10) return; // never paid out
  await tell(service, 'disburseLoan', { loan, amount, reference: `T-${at}`, effectiveOn }, FINANCE);
  const paid = cycle([0, 0, 150_000, 0, 400_000, 5_000_000], at);
  if (paid > 0)
    await tell(service, 'receivePayment', { loan, amount: paid, receipt: 'R' }, FINANCE);
};

export const furnish = async (): Promise<Furnished> => {
  const service = await start('2025-10-31T05:00:00.000Z');
  const numbers = Array.from({ length: 30 }, (_, at) => at);
  for (const at of numbers) {
    const { code } = mitra(at);
    await tell(service, 'registerMitra', mitra(at), FIELD);
    const day = { mitra: code, effectiveOn: `2025-0${1 + (at % 9)}-20` };
    const [outcome, finding] = [cycle(OUTCOMES, Math.trunc(at / 2)), 'MOVED'];
    if (at % 3 > 0) await tell(service, 'recordVisit', { ...day, outcome, finding }, FIELD);
    const status = at % 8 === 1 ? 'MOVED' : 'DECEASED';
    if (at % 4 === 1) await tell(service, 'changeMitraStatus', { ...day, status }, FIELD);
  }
  for (const at of [...numbers, 30, 31, 32, 33]) await lend(service, at);
  return { service, codes: numbers.map((at) => mitra(at).code) };
};

export type Row = Readonly<Record<string, unknown>>;
export interface Page {
  readonly totalCount: number;
  readonly pageInfo: Readonly<Record<string, unknown>>;
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
}

const PAGE = 'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
/** A list at the root of the schema: its pages, by arguments. */
export const pageOf = async (
  house: Furnished,
  list: string,
  show: string,
  args: object,
  types = '',
): Promise<Page> => {
  const declared = `$first: Int, $after: String, $last: Int, $before: String${types}`;
  const filter = types.includes('$filter') ? ', filter: $filter' : '';
  const order = types.includes('$orderBy') ? ', orderBy: $orderBy' : '';
  const query = `query (${declared}) { list: ${list}(first: $first, after: $after, last: $last,
    before: $before${filter}${order}) { ${PAGE} edges { cursor node { ${show} } } } }`;
  return (await get<{ list: Page }>(house.service, query, args)).list;
};
export const rowsOf = ({ edges }: Page): readonly Row[] => edges.map(({ node }) => node);

export const inside = (row: Row, object: string, field: string): unknown =>
  (row[object] as Row)[field];
