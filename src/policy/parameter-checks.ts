import type { Role } from '../kernel/envelope.js';
import type { Rupiah } from '../kernel/rupiah.js';
import type {
  ApprovalRule,
  CollateralRule,
  CollectabilityRule,
  DocumentsRule,
  EligibilityRule,
  ParametersOf,
  PolicyKind,
  PolicyRule,
  RestructuringRule,
  WarningLettersRule,
} from './policy-rules.events.js';
import { COLLECTABILITIES } from './policy.events.js';

/** What is wrong with a rule's parameters taken together, in words; null: nothing. */
type Check<K extends PolicyKind> = (parameters: ParametersOf[K]) => string | null;

const rises = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number > Number(numbers[index - 1]));

const badReach = (bands: readonly { readonly upTo?: number | undefined }[]): string | null => {
  if (bands.length === 0 || bands.at(-1)?.upTo !== undefined)
    return 'the last band must have no limit';
  const limits = bands.slice(0, -1).map(({ upTo }) => upTo);
  if (limits.some((upTo) => upTo === undefined || !Number.isInteger(upTo) || upTo < 0))
    return 'every band but the last must reach up to a whole number, 0 or more';
  return rises(limits.map(Number)) ? null : 'each band must reach further than the one before';
};

const badBands = ({ bands }: CollectabilityRule): string | null => {
  const problem = badReach(bands);
  if (problem) return problem;
  const ranks = bands.map((band) => COLLECTABILITIES.indexOf(band.class));
  return rises(ranks) ? null : 'each class must be worse than the one before';
};

const badCollateral = ({ bands }: CollateralRule): string | null => badReach(bands);

const badWorkers = ({ person, ...limits }: EligibilityRule): string | null => {
  const own = { ...limits, ...person };
  const isBad = [limits, own].some(
    ({ minWorkers = 0, maxWorkers }) => maxWorkers !== undefined && maxWorkers < minWorkers,
  );
  return isBad ? 'the most workers must not be fewer than the fewest' : null;
};

const FORMS = ['PERSON', 'COOPERATIVE', 'COMPANY', 'UNINCORPORATED'] as const;

const badDocuments = ({ all, ifAny, ...rule }: DocumentsRule): string | null => {
  for (const form of FORMS) {
    const asked = [...all, ...rule[form], ...(ifAny?.[form] ?? [])];
    const twice = asked.find((kind, index) => asked.indexOf(kind) !== index);
    if (twice !== undefined) return `${twice} is asked of ${form} twice`;
  }
  return null;
};

/** Who decides about a loan at all, the higher office after the lower. */
const DECIDERS: readonly Role[] = ['BRANCH_HEAD', 'REGIONAL', 'HEAD_OFFICE'];

const reach = (upTo: Rupiah | undefined): number => upTo ?? Number.POSITIVE_INFINITY;

const badLevels = ({ levels }: ApprovalRule): string | null => {
  if (levels.length === 0) return 'at least one level must decide';
  const stranger = levels.find(({ role }) => !DECIDERS.includes(role));
  if (stranger) return `${stranger.role} decides about no loan`;
  if (!rises(levels.map(({ role }) => DECIDERS.indexOf(role))))
    return 'the levels must go from BRANCH_HEAD over REGIONAL to HEAD_OFFICE, each once';
  const isLess = levels.some(
    ({ upTo }, index) => index > 0 && reach(upTo) < reach(levels[index - 1]?.upTo),
  );
  return isLess ? 'a higher level must reach as far as the one before, or further' : null;
};

const LETTERS = ['I', 'II', 'III'] as const;

const badLetters = ({ letters }: WarningLettersRule): string | null => {
  if (letters.length === 0) return 'there must be a letter I';
  if (letters.some(({ letter }, index) => letter !== LETTERS[index]))
    return 'letter I must come before II and II before III, each once';
  const classes = letters.flatMap(({ fromClass }) => fromClass ?? []);
  const months = letters.flatMap(({ overMonths }) => overMonths ?? []);
  if (Math.max(classes.length, months.length) !== letters.length || classes.length * months.length)
    return 'the letters must all go by class, or all by months';
  if (classes.includes('CURRENT')) return 'a loan that is CURRENT gets no letter';
  const ranks = classes.map((one) => COLLECTABILITIES.indexOf(one));
  return rises(ranks) && rises(months) ? null : 'each letter must come later than the one before';
};

const badRestructuring = (rule: RestructuringRule): string | null => {
  if (rule.classes.length === 0) return 'at least one class must be open to restructuring';
  if ((rule.classAfter === 'KEPT') === (rule.keptInstalments !== undefined)) return null;
  return 'keptInstalments goes with classAfter KEPT, and only with it';
};

const CHECKS: { readonly [K in PolicyKind]?: Check<K> } = {
  COLLECTABILITY: badBands,
  ELIGIBILITY: badWorkers,
  DOCUMENTS: badDocuments,
  COLLATERAL: badCollateral,
  APPROVAL: badLevels,
  WARNING_LETTERS: badLetters,
  MORATORIUM: ({ from, to }) => (to < from ? 'a moratorium must not end before it begins' : null),
  RESTRUCTURING: badRestructuring,
  PROBLEM_LOAN: ({ fromClass }) =>
    fromClass === 'CURRENT' ? 'a loan that is CURRENT is no problem loan' : null,
};

export const problemIn = ({ kind, parameters }: PolicyRule): string | null =>
  (CHECKS[kind] as ((parameters: unknown) => string | null) | undefined)?.(parameters) ?? null;
