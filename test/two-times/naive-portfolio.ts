import { type Standing, standing } from './naive-answers.js';
import type { ToldOf, World } from './naive-list.js';
import { naiveFields } from './naive-mitra.js';

const CLASSES = ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS', 'PROBLEM'] as const;

export const GROUPINGS = [
  'UNIT', 'REGION', 'SECTOR', 'PROGRAMME', 'COLLECTABILITY', 'AGREEMENT_YEAR', 'COHORT',
] as const; // prettier-ignore
export type Grouping = (typeof GROUPINGS)[number];

export type Filter = Readonly<Partial<Record<'programme' | 'unit' | 'region' | 'cohort', string>>>;

/** A loan that was paid out, with all that it may be grouped or filtered by. */
interface Counted {
  readonly at: Standing;
  readonly mitra: string;
  readonly keys: Readonly<Record<Grouping, string | null>>;
}

/** A loan from before this system may be older than its mitra's registration (decisions.md). */
const asOnRegistration = (world: World, code: string) => {
  const own = world.known.filter(({ mitra }) => mitra === code);
  const on = own.find(({ type }) => type === 'MitraRegistered')?.effectiveOn ?? '';
  const counting = own
    .filter(({ effectiveOn }) => effectiveOn <= on)
    .toSorted((a, b) =>
      a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : 0,
    );
  return naiveFields({ ...world, counting }, code);
};

const countedOf = (world: World): readonly Counted[] => {
  const signed = world.counting.filter(
    (event): event is ToldOf<'AgreementSigned'> => event.type === 'AgreementSigned',
  );
  const all: Counted[] = [];
  for (const { data } of signed) {
    const at = standing(world, data.loan);
    if (!at || at.figures.disbursed === 0) continue;
    const mitra = naiveFields(world, data.mitra) ?? asOnRegistration(world, data.mitra);
    const keys = {
      UNIT: data.unit ?? null,
      REGION: mitra?.region ?? null,
      SECTOR: mitra?.sector ?? null,
      PROGRAMME: data.programme ?? null,
      COLLECTABILITY: at.collectability,
      AGREEMENT_YEAR: data.terms.agreedOn.slice(0, 4),
      COHORT: data.cohort ?? null,
    };
    all.push({ at, mitra: data.mitra, keys });
  }
  return all;
};

const SUMMED = [
  'disbursed', 'interestAgreed', 'principalPaid', 'interestPaid', 'principalOutstanding',
  'interestOutstanding', 'totalOutstanding', 'lateFeeOutstanding', 'credit',
] as const; // prettier-ignore

const summed = (loans: readonly Counted[]) => {
  const sums = {} as Record<(typeof SUMMED)[number], number>;
  for (const figure of SUMMED) {
    sums[figure] = 0;
    for (const { at } of loans) sums[figure] += at.figures[figure];
  }
  const open = loans.filter(({ at }) => at.status === 'ACTIVE');
  return {
    mitraCount: new Set(loans.map(({ mitra }) => mitra)).size,
    loanCount: loans.length,
    openCount: open.length,
    ...sums,
    ...{ writtenOff: 0, recovered: 0, claimOutstanding: 0, capitalised: 0, interestWaived: 0 },
    byCollectability: CLASSES.map((name) => {
      const of = open.filter(({ at }) => at.collectability === name);
      let principalOutstanding = 0;
      for (const { at } of of) principalOutstanding += at.figures.principalOutstanding;
      return { class: name, loanCount: of.length, principalOutstanding };
    }),
  };
};

const asked = ({ keys }: Counted, { programme, unit, region, cohort }: Filter): boolean =>
  (programme === undefined || keys.PROGRAMME === programme) &&
  (unit === undefined || keys.UNIT === unit) &&
  (region === undefined || keys.REGION === region) &&
  (cohort === undefined || keys.COHORT === cohort);

/** What `portfolio` answers; its groups by the text of their keys. */
export const naivePortfolio = (world: World, filter: Filter, by: Grouping | null) => {
  const loans = countedOf(world).filter((loan) => asked(loan, filter));
  const keys = by === null ? [] : [...new Set(loans.map((loan) => loan.keys[by]))];
  const groups = keys.map((key) => ({
    key,
    ...summed(loans.filter((loan) => by !== null && loan.keys[by] === key)),
  }));
  return { ...{ asOf: world.asOf, knownAt: world.knownAt }, ...summed(loans), groups };
};
