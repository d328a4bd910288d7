import { ROLES } from '../kernel/envelope.js';
import { isLocalDate } from '../kernel/local-date.js';
import { fractionOf, isRate, type Rate } from '../kernel/rate.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { COLLATERAL_KINDS, WRITE_OFF_DOCUMENTS } from '../lending/ending/ending.events.js';
import { DOCUMENT_KINDS } from '../mitra/mitra.events.js';
import {
  type Band,
  type CollectabilityRule,
  type DocumentsIfAny,
  type EligibilityLimits,
  type ParametersOf,
  POLICY_KINDS,
  type PolicyKind,
  type PolicyRule,
  RATE_METHODS,
} from './policy-rules.events.js';
import {
  flag, holding, listOf, matching, nullable, oneNamed, oneOf, optional, type Reader, record, setOf,
  whole,
} from './readers.js'; // prettier-ignore

/** A century: no loan lasts so long, and from any day on it the calendar still counts. */
const LONGEST = { DAYS: 36_500, MONTHS: 1_200 } as const;
const MOST = 1_000_000_000_000_000;

const CLASSES = ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS'] as const;
const LETTERS = ['I', 'II', 'III'] as const;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && /^(?=.*\S)[^]{1,200}$/.test(value) && value.isWellFormed();

const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,39}$/.test(value);

const isYearlyRate = (value: unknown): value is Rate => {
  if (!isRate(value)) return false;
  const { numerator, denominator } = fractionOf(value);
  return numerator <= denominator;
};

const rupiah = whole<Rupiah>(1, MOST);
const months = whole<number>(1, LONGEST.MONTHS);
const day = matching('a day such as "2020-03-31"', isLocalDate);
const authority = matching('a name in capitals such as "DIRECTORS"', isName);
const documents = setOf(oneNamed('DocumentKind', DOCUMENT_KINDS), 0, DOCUMENT_KINDS.length);
const writeOffDocuments = setOf(
  ...([oneNamed('WriteOffDocument', WRITE_OFF_DOCUMENTS), 0, WRITE_OFF_DOCUMENTS.length] as const),
);

const band = record<Band>({
  class: oneOf(CLASSES),
  upTo: optional(whole(0, LONGEST.DAYS)),
});

const collectability = holding(
  record<CollectabilityRule>({
    basis: oneOf(['OLDEST_UNPAID_INSTALMENT']),
    measure: oneOf(['DAYS', 'MONTHS']),
    bands: listOf(band, 0, 20),
  }),
  ({ measure, bands }, path) =>
    bands.flatMap(({ upTo = 0 }, index) =>
      upTo > LONGEST[measure]
        ? [`${path}.bands[${index}].upTo: expected a whole number, 0–${LONGEST[measure]}`]
        : [],
    ),
);

const limits = {
  maxNetAssets: optional(rupiah),
  maxYearlySales: optional(rupiah),
  minMonthsInBusiness: optional(months),
  minWorkers: optional(whole<number>(0, 1_000_000)),
  maxWorkers: optional(whole<number>(0, 1_000_000)),
  maxPercentOfAssets: optional(whole<number>(1, 1_000)),
  maxPercentOfSales: optional(whole<number>(1, 1_000)),
};

/** How the parameters of each kind are read; their shapes are what the API says about them. */
const READERS: { readonly [K in PolicyKind]: Reader<ParametersOf[K]> } = {
  COLLECTABILITY: collectability,
  ALLOCATION: record({
    order: oneOf(['INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD']),
    lateFee: optional(oneOf(['FIRST', 'AFTER_DUE'])),
  }),
  EARLY_SETTLEMENT: record({ forgivesComingInterest: flag }),
  LATE_FEE: record({ permille: whole(0, 1_000), capPercent: whole(0, 100) }),
  ELIGIBILITY: record({
    ...limits,
    ...{ indonesianOwned: flag, independent: flag, notBankable: flag },
    person: optional(record<EligibilityLimits>(limits)),
  }),
  LIMITS: record({
    maxPrincipal: optional(rupiah),
    maxMonths: optional(months),
    rate: optional(matching('a yearly rate such as "0.06", at most "1"', isYearlyRate)),
    rateMethod: optional(oneOf(RATE_METHODS)),
    topUp: optional(record({ maxPrincipal: rupiah, maxMonths: months })),
  }),
  DOCUMENTS: record({
    ...{ all: documents, PERSON: documents, COOPERATIVE: documents },
    ...{ COMPANY: documents, UNINCORPORATED: documents },
    ifAny: optional(
      record<DocumentsIfAny>({
        ...{ PERSON: optional(documents), COOPERATIVE: optional(documents) },
        ...{ COMPANY: optional(documents), UNINCORPORATED: optional(documents) },
      }),
    ),
  }),
  COLLATERAL: record({
    bands: listOf(
      record({ upTo: optional(rupiah), kind: nullable(oneOf(COLLATERAL_KINDS)) }),
      ...([0, 20] as const),
    ),
  }),
  APPROVAL: record({
    levels: listOf(record({ role: oneNamed('Role', ROLES), upTo: optional(rupiah) }), 0, 20),
  }),
  WARNING_LETTERS: record({
    letters: listOf(
      record({
        letter: oneOf(LETTERS),
        fromClass: optional(oneOf(CLASSES)),
        overMonths: optional(whole(0, LONGEST.MONTHS)),
      }),
      ...([0, LETTERS.length] as const),
    ),
  }),
  MORATORIUM: record({ cause: matching('a text of 1 to 200', isText), from: day, to: day }),
  RESTRUCTURING: record({
    classes: setOf(oneOf(CLASSES), 0, CLASSES.length),
    maxExtensionMonths: whole(0, LONGEST.MONTHS),
    classAfter: oneOf(['RECOUNTED', 'KEPT']),
    keptInstalments: optional(whole(1, LONGEST.MONTHS)),
  }),
  PROBLEM_LOAN: record({ fromClass: oneOf(CLASSES), needsLetter: optional(oneOf(LETTERS)) }),
  WRITE_OFF: record({
    authority,
    documents: writeOffDocuments,
    documentsOnDeath: optional(writeOffDocuments),
  }),
  CLAIM_CANCELLATION: record({
    authority,
    maxPrincipal: optional(rupiah),
    minYearsWrittenOff: whole(0, 100),
    ...{ notInsured: flag, noSaleableCollateral: flag },
  }),
};

/** Every kind with its shape, for whoever writes a rule. */
export const PARAMETER_SHAPES: string = POLICY_KINDS.map(
  (kind) => `${kind}: ${READERS[kind].shape}`,
).join('\n');

/** What is wrong with parameters: each as `parameters.bands[1].upTo: expected …`. */
export interface BadParameters {
  readonly problems: readonly string[];
}

/** Parameters as a client sent them, read as their kind's; or all that is wrong with them. */
export const ruleOf = (kind: PolicyKind, parameters: unknown): PolicyRule | BadParameters => {
  const problems: string[] = [];
  const read = READERS[kind].read(parameters, 'parameters', problems);
  return problems.length > 0 ? { problems } : ({ kind, parameters: read } as PolicyRule);
};
