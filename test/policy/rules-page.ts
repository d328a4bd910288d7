import type { Rupiah } from '../../src/kernel/rupiah.js';
import { CLASS_NAMES } from '../../src/policy/class-names.js';
import {
  type DocumentsRule,
  type EligibilityLimits,
  type EligibilityRule,
  type LimitsRule,
  type ParametersOf,
  POLICY_KINDS,
  type PolicyKind,
  type WarningLettersRule,
  type WriteOffRule,
} from '../../src/policy/policy-rules.events.js';
import type { Certainty, PolicyTerms } from '../../src/policy/policy.events.js';

const inRupiah = (amount: Rupiah): string =>
  `Rp ${String(amount).replace(/\B(?=(\d{3})+$)/g, ',')}`;
const said = (parts: readonly (string | false | undefined)[], between = '; '): string =>
  parts.filter((part) => part).join(between);
const list = (names: readonly string[]): string => names.join(', ') || 'none';

const upTo = <T>(
  bands: readonly T[],
  limit: (band: T) => string | null,
  what: (band: T) => string,
) => bands.map((band) => `${limit(band) ?? 'beyond'}: ${what(band)}`).join(' · ');

const limited = (limits: EligibilityLimits): string => {
  const { maxNetAssets, maxYearlySales, minMonthsInBusiness, minWorkers, maxWorkers } = limits;
  const { maxPercentOfAssets, maxPercentOfSales } = limits;
  return said([
    maxNetAssets !== undefined && `net assets ≤ ${inRupiah(maxNetAssets)}`,
    maxYearlySales !== undefined && `yearly sales ≤ ${inRupiah(maxYearlySales)}`,
    minMonthsInBusiness !== undefined && `in business ≥ ${minMonthsInBusiness} months`,
    minWorkers !== undefined && `workers ≥ ${minWorkers}`,
    maxWorkers !== undefined && `workers ≤ ${maxWorkers}`,
    maxPercentOfAssets !== undefined && `loan ≤ ${maxPercentOfAssets} % of net assets`,
    maxPercentOfSales !== undefined && `loan ≤ ${maxPercentOfSales} % of a year's sales`,
  ]);
};

const eligible = ({ person, ...rule }: EligibilityRule): string =>
  said([
    limited(rule),
    rule.indonesianOwned && 'Indonesian owned',
    rule.independent && 'independent of larger companies',
    rule.notBankable && 'without access to a bank',
    person && `persons instead: ${limited(person)}`,
  ]);

const caps = ({ maxPrincipal, maxMonths, rate, rateMethod, topUp }: LimitsRule): string =>
  said([
    maxPrincipal !== undefined && `principal ≤ ${inRupiah(maxPrincipal)}`,
    maxMonths !== undefined && `at most ${maxMonths} months`,
    rate && `fee ${rate} a year${rateMethod ? ` (${rateMethod})` : ''}`,
    topUp && `top-up ≤ ${inRupiah(topUp.maxPrincipal)} for at most ${topUp.maxMonths} months`,
  ]) || 'no limit';

const papers = ({ all, ifAny, ...rule }: DocumentsRule): string =>
  said([
    `all: ${list(all)}`,
    ...(['PERSON', 'UNINCORPORATED', 'COOPERATIVE', 'COMPANY'] as const).map((form) => {
      const some = ifAny?.[form];
      return `${form}: ${list(rule[form])}${some ? `, and if any ${list(some)}` : ''}`;
    }),
  ]);

const warned = ({ letters }: WarningLettersRule): string =>
  letters
    .map(({ letter, fromClass, overMonths }) =>
      fromClass
        ? `${letter} from ${CLASS_NAMES[fromClass]} on`
        : `${letter} over ${overMonths} months`,
    )
    .join(' · ');

const writtenOff = ({ authority, documents, documentsOnDeath }: WriteOffRule): string =>
  said([
    `decided by ${authority}`,
    `documents: ${list(documents)}`,
    documentsOnDeath && `on death instead: ${list(documentsOnDeath)}`,
  ]);

const WORDS: { readonly [K in PolicyKind]: (parameters: ParametersOf[K]) => string } = {
  COLLECTABILITY: ({ measure, bands, basis }) => {
    const unit = measure === 'DAYS' ? 'days' : 'months';
    const limit = (band: (typeof bands)[number]) =>
      band.upTo === undefined ? null : `up to ${band.upTo} ${unit}`;
    return `${upTo(bands, limit, (band) => CLASS_NAMES[band.class])} (from ${basis})`;
  },
  ALLOCATION: ({ order, lateFee = 'AFTER_DUE' }) => `${order}; late fee ${lateFee}`,
  EARLY_SETTLEMENT: ({ forgivesComingInterest }) =>
    `coming interest is ${forgivesComingInterest ? 'forgiven' : 'owed'}`,
  LATE_FEE: ({ permille, capPercent }) =>
    `${permille} ‰ a late instalment, at most ${capPercent} %`,
  ELIGIBILITY: eligible,
  LIMITS: caps,
  DOCUMENTS: papers,
  COLLATERAL: ({ bands }) =>
    upTo(
      bands,
      (band) => (band.upTo === undefined ? null : `up to ${inRupiah(band.upTo)}`),
      ({ kind }) => kind ?? 'not said',
    ),
  APPROVAL: ({ levels }) =>
    levels
      .map((one) => `${one.role} ${one.upTo ? `up to ${inRupiah(one.upTo)}` : 'any'}`)
      .join(' · '),
  WARNING_LETTERS: warned,
  MORATORIUM: ({ cause, from, to }) => `${cause}: ${from} to ${to}`,
  RESTRUCTURING: ({ classes, maxExtensionMonths, classAfter, keptInstalments }) =>
    said([
      `only ${list(classes.map((one) => CLASS_NAMES[one]))}`,
      `at most ${maxExtensionMonths} months longer`,
      `class ${classAfter}${keptInstalments ? ` for ${keptInstalments} instalments` : ''}`,
    ]),
  PROBLEM_LOAN: ({ fromClass, needsLetter }) =>
    `from ${CLASS_NAMES[fromClass]} on${needsLetter ? `, after letter ${needsLetter}` : ''}`,
  WRITE_OFF: writtenOff,
  CLAIM_CANCELLATION: (rule) =>
    said([
      `decided by ${rule.authority}`,
      rule.maxPrincipal !== undefined && `principal ≤ ${inRupiah(rule.maxPrincipal)}`,
      `written off ≥ ${rule.minYearsWrittenOff} years`,
      rule.notInsured && 'not insured',
      rule.noSaleableCollateral && 'no saleable collateral',
    ]),
};

/** Of the rules adopted before a rule said so itself: they stay as the logs hold them. */
const OLDEST: Readonly<Record<string, Certainty>> = {
  'collectability-kep-236-2003': 'READ_SO',
  'collectability-jamsostek-months': 'READ_SO',
  'collectability-per-05-2007': 'READ_SO',
  'allocation-interest-first': 'READ_SO',
};

const rowOf = (terms: PolicyTerms): string => {
  const words = (WORDS[terms.kind] as (parameters: unknown) => string)(terms.parameters);
  const { id, scope = 'all', validFrom, validTo = '', legalBasis, note = '' } = terms;
  const certainty = terms.certainty ?? OLDEST[id] ?? '';
  const period = [validFrom, validTo];
  return `| \`${id}\` | ${[scope, ...period, words, legalBasis, note, certainty].join(' | ')} |`;
};

const HEAD = `# The rules this service begins with

Rules are data: each is adopted from a date, for all programmes or for one, and the narrower one
wins. These are adopted by the house itself when a store is opened that lacks them; people propose
and adopt others beside them, or after them. Nothing in a log changes what it says: a rule that is
to say something else is another rule, with another name.

How sure a rule is: **STATED**, its source says it. **READ_SO**, the source leaves a gap, filled as
the note says. **PRACTICE**, what was done, without a text. **NOT_SETTLED**, no text that could be
read settles it; it is never to be called the law. The rules of collectability and allocation were
adopted before a rule said so itself: of them it is said on this page alone.

This page follows from the rules; a test compares them. To write it anew:
\`RULES_PAGE=write npm test -- test/policy/rules-page\`.
`;

const COLUMNS = ['Rule', 'Programme', 'From', 'To', 'What it says', 'Source', 'Note', 'Certainty'];

const tableOf = (kind: PolicyKind, rules: readonly PolicyTerms[]): string =>
  [
    `## ${kind}\n`,
    `| ${COLUMNS.join(' | ')} |`,
    `|${'---|'.repeat(COLUMNS.length)}`,
    ...rules.map(rowOf),
  ].join('\n');

/** `docs/rules.md`, as it follows from the rules. */
export const rulesPage = (rules: readonly PolicyTerms[]): string => {
  const tables = POLICY_KINDS.flatMap((kind) => {
    const ofKind = rules.filter((rule) => rule.kind === kind);
    return ofKind.length > 0 ? [tableOf(kind, ofKind)] : [];
  });
  const none = POLICY_KINDS.filter((kind) => !rules.some((rule) => rule.kind === kind));
  const tail = none.map((kind) => `## ${kind}\n\nNo rule is built in.`);
  return `${[HEAD, ...tables, ...tail].join('\n\n').replaceAll(/\n{3,}/g, '\n\n')}\n`;
};
