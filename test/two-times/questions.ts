import type { Dice } from './dice.js';
import { naiveLoan } from './naive-answers.js';
import { daysAfter } from './naive-calendar.js';
import { type Asked, type Told, worldAt } from './naive-list.js';
import { naiveMitra } from './naive-mitra.js';
import { type Filter, type Grouping, GROUPINGS, naivePortfolio } from './naive-portfolio.js';
import { naiveSchedule, type Wording } from './naive-schedule.js';
import type { History } from './random-history.js';
import { COHORTS, MITRA, PROGRAMMES, REGIONS, UNITS } from './random-wishes.js';

/** A question to both: the service by its text, the model by a call. */
export interface Question {
  readonly args: Readonly<Record<string, unknown>>;
  readonly expected: () => unknown;
}

export const FRAGMENTS = {
  mitra: `fragment M on Mitra { code name address phone identityNumber legalForm sector unit
    region registeredOn status monitoring visitCount
    visits(first: 100) { edges { node { effectiveOn outcome finding notes } } }
    loans(first: 100) { edges { node { number } } } }`,
  loan: `fragment L on Loan { number status programme cohort unit settledOn
    terms { interestTotal }
    schedule { no dueOn principal interest paidPrincipal paidInterest paidOn }
    position { asOf knownAt basis disbursed principalPaid interestPaid principalOutstanding
      interestOutstanding lateFeeOutstanding totalOutstanding lateFeesCharged lateFeesPaid
      lateFeesWaived credit returned returnedInExcess principalArrears interestArrears
      daysPastDue collectability policy { id legalBasis } }
    payments(first: 60) { edges { node { receipt amount effectiveOn reversal { kind effectiveOn }
      allocation { lateFee interest principal credit
        instalments { no interest principal } } } } } }`,
  portfolio: `fragment P on Portfolio { asOf knownAt ...S0 groups { key ...S1 } }
    ${['Portfolio', 'PortfolioGroup'].map((type, at) => `fragment S${at} on ${type} {
      mitraCount loanCount openCount disbursed interestAgreed principalPaid interestPaid
      principalOutstanding interestOutstanding totalOutstanding lateFeeOutstanding credit
      writtenOff recovered claimOutstanding capitalised interestWaived
      byCollectability { class loanCount principalOutstanding } }`).join('\n')}`, // prettier-ignore
} as const;
export type Kind = keyof typeof FRAGMENTS;

const MOMENT = { asOf: 'Date', knownAt: 'DateTime', knownUpTo: 'Position' };
const ARGUMENTS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  mitra: { code: 'String!', ...MOMENT },
  loan: { number: 'String!', ...MOMENT },
  portfolio: { ...MOMENT, groupBy: 'PortfolioGrouping', filter: 'PortfolioFilterInput' },
};

/** So many questions of a kind in one request: the same document every time, other variables. */
export const documentOf = (kind: Kind, count: number): string => {
  const args = Object.entries(ARGUMENTS[kind]);
  const numbers = Array.from({ length: count }, (_, at) => at);
  const declared = numbers.flatMap((at) => args.map(([name, type]) => `$${name}${at}: ${type}`));
  const spread = kind.charAt(0).toUpperCase();
  const asked = numbers.map((at) => {
    const given = args.map(([name]) => `${name}: $${name}${at}`).join(', ');
    return `q${at}: ${kind}(${given}) { ...${spread} }`;
  });
  return `query (${declared.join(', ')}) { ${asked.join('\n')} } ${FRAGMENTS[kind]}`;
};

export const variablesOf = (questions: readonly Question[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    questions.flatMap(({ args }, at) =>
      Object.entries(args).map(([name, value]) => [`${name}${at}`, value]),
    ),
  );

/** Days and instants at which something changes, and those right before and after. */
interface Edges {
  readonly days: readonly string[];
  readonly instants: readonly string[];
}

export const edgesOf = (events: readonly Told[]): Edges => {
  const days = new Set<string>();
  const instants = new Set<string>();
  const edge = (day: string): void =>
    [-1, 0, 1].forEach((offset) => days.add(daysAfter(day, offset)));
  for (const event of events) {
    if (event.type !== 'PolicyAdopted') edge(event.effectiveOn);
    if (event.type === 'AgreementSigned')
      for (const { dueOn } of naiveSchedule(event.input as unknown as Wording)) edge(dueOn);
    for (const offset of [-1, 0, 1])
      instants.add(new Date(Date.parse(event.recordedAt) + offset).toISOString());
  }
  return { days: [...days], instants: [...instants] };
};

const FIRST = '2001-12-01';
const someMoment = (dice: Dice, { days, instants }: Edges, { events, today }: History) => {
  const asOf = dice.chance(8) ? null : dice.chance(60) ? dice.pick(days) : dice.day(FIRST, today);
  const by = dice.pick(['instant', 'instant', 'position', 'all'] as const);
  const known = {
    knownAt: by === 'instant' ? dice.pick(instants) : null,
    knownUpTo: by === 'position' ? dice.pick(events).position : null,
  };
  const asked: Asked = { asOf: asOf ?? today, ...known };
  return { asked, args: { asOf, ...known } };
};

const someFilter = (dice: Dice): Filter => ({
  ...(dice.chance(30) && { programme: dice.pick(PROGRAMMES) }),
  ...(dice.chance(20) && { unit: dice.pick(UNITS) }),
  ...(dice.chance(20) && { region: dice.pick(REGIONS) }),
  ...(dice.chance(20) && { cohort: dice.pick(COHORTS) }),
});

type Asking = (dice: Dice, history: History, edges: Edges) => Question;

const ofMitra: Asking = (dice, history, edges) => {
  const code = dice.pick(MITRA);
  const { asked, args } = someMoment(dice, edges, history);
  return {
    args: { code, ...args },
    expected: () => naiveMitra(worldAt(history.events, asked), code),
  };
};

const ofLoan: Asking = (dice, history, edges) => {
  const signed = history.events.filter(({ type }) => type === 'AgreementSigned');
  const number = dice.pick(signed).loan ?? '';
  const { asked, args } = someMoment(dice, edges, history);
  return {
    args: { number, ...args },
    expected: () => naiveLoan(worldAt(history.events, asked), number),
  };
};

const ofPortfolio: Asking = (dice, history, edges) => {
  const filter = someFilter(dice);
  const by: Grouping | null = dice.pick([null, ...GROUPINGS]);
  const { asked, args } = someMoment(dice, edges, history);
  return {
    args: { groupBy: by, filter, ...args },
    expected: () => naivePortfolio(worldAt(history.events, asked), filter, by),
  };
};

export const ASKING: Readonly<Record<Kind, Asking>> = {
  mitra: ofMitra,
  loan: ofLoan,
  portfolio: ofPortfolio,
};
