import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { DOCUMENT_KINDS, type DocumentKind, type LegalForm } from '../../mitra/mitra.events.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { EligibilityRule, LimitsRule } from '../../policy/policy-rules.events.js';
import type { BusinessFigures } from './application.events.js';

/** A loan as it is asked for, and who asks. */
export interface Wish {
  readonly amount: Rupiah;
  readonly months: number;
  readonly topUp: boolean;
  readonly legalForm: LegalForm;
  readonly figures: BusinessFigures;
}

/** A rule that is not met: what it asks for, what was found; null where a figure is not given. */
export interface Failed {
  readonly rule: string;
  readonly limit: number | boolean;
  readonly figure: number | boolean | null;
  /** The loan asked for, where the limit is a percentage that it may be of the figure. */
  readonly amount?: Rupiah;
  readonly policy: string;
  readonly legalBasis: string;
}
type Broken = Omit<Failed, 'policy' | 'legalBasis'>;

/** Which rules: of a programme, on a day, by all that is known. */
export interface When {
  readonly programme: string | undefined;
  readonly on: LocalDate;
}

const at = ({ programme, on }: When) => ({ programme, on, known: NEXT });

const naming =
  ({ id: policy, legalBasis }: AdoptedPolicy) =>
  (broken: Broken): Failed => ({ ...broken, policy, legalBasis });

const most = (rule: string, limit: number | undefined, figure: number | undefined): Broken[] =>
  limit === undefined || (figure !== undefined && figure <= limit)
    ? []
    : [{ rule, limit, figure: figure ?? null }];

const least = (rule: string, limit: number | undefined, figure: number | undefined): Broken[] =>
  limit === undefined || (figure !== undefined && figure >= limit)
    ? []
    : [{ rule, limit, figure: figure ?? null }];

const must = (rule: string, asked: boolean, limit: boolean, figure?: boolean): Broken[] =>
  !asked || figure === limit ? [] : [{ rule, limit, figure: figure ?? null }];

/** Exact: the products stay far inside the safe integers only as BigInt. */
const shareOf = (
  rule: string,
  percent: number | undefined,
  figure: Rupiah | undefined,
  amount: Rupiah,
): Broken[] =>
  percent === undefined ||
  (figure !== undefined && BigInt(amount) * 100n <= BigInt(figure) * BigInt(percent))
    ? []
    : [{ rule, limit: percent, figure: figure ?? null, amount }];

const notEligible = (rule: EligibilityRule, { amount, legalForm, figures }: Wish): Broken[] => {
  const limits = legalForm === 'PERSON' ? { ...rule, ...rule.person } : rule;
  const { netAssets, yearlySales, monthsInBusiness, workers } = figures;
  return [
    ...most('NET_ASSETS', limits.maxNetAssets, netAssets),
    ...most('YEARLY_SALES', limits.maxYearlySales, yearlySales),
    ...least('MONTHS_IN_BUSINESS', limits.minMonthsInBusiness, monthsInBusiness),
    ...least('WORKERS_AT_LEAST', limits.minWorkers, workers),
    ...most('WORKERS_AT_MOST', limits.maxWorkers, workers),
    ...shareOf('PERCENT_OF_ASSETS', limits.maxPercentOfAssets, netAssets, amount),
    ...shareOf('PERCENT_OF_SALES', limits.maxPercentOfSales, yearlySales, amount),
    ...must('INDONESIAN_OWNED', rule.indonesianOwned, true, figures.indonesianOwned),
    ...must('INDEPENDENT', rule.independent, true, figures.independent),
    ...must('NOT_BANKABLE', rule.notBankable, false, figures.bankable),
  ];
};

const overLimits = (rule: LimitsRule, { amount, months, topUp }: Wish): Broken[] => {
  const caps = topUp ? rule.topUp : rule;
  return [
    ...most('MAX_PRINCIPAL', caps?.maxPrincipal, amount),
    ...most('MAX_MONTHS', caps?.maxMonths, months),
  ];
};

/** The rules it was held against; where none is in force that day, nothing limits. */
export interface Held {
  readonly policies: readonly string[];
}

/** Every rule that is not met is named at once. Legal: see the policy of each. */
export const heldAgainstRules = (
  wish: Wish,
  when: When,
  policies: readonly AdoptedPolicy[],
): Held | Refusal => {
  const eligibility = inForce(policies, 'ELIGIBILITY', at(when));
  const limits = inForce(policies, 'LIMITS', at(when));
  if (wish.topUp && limits && !limits.parameters.topUp)
    return refuse('TOP_UP_NOT_ALLOWED', { policy: limits.id, legalBasis: limits.legalBasis });
  const failed = [
    ...(eligibility ? notEligible(eligibility.parameters, wish).map(naming(eligibility)) : []),
    ...(limits ? overLimits(limits.parameters, wish).map(naming(limits)) : []),
  ];
  if (failed.length > 0) return refuse('NOT_ELIGIBLE', { failed });
  return { policies: [eligibility, limits].flatMap((policy) => policy?.id ?? []) };
};

const isKind = (kind: string): kind is DocumentKind => DOCUMENT_KINDS.some((one) => one === kind);

/** What the checklist of the day asks a legal form for and is not there. */
export const checklist = (
  legalForm: LegalForm,
  documents: readonly DocumentKind[],
  when: When,
  policies: readonly AdoptedPolicy[],
): Held & { readonly missing: readonly DocumentKind[] } => {
  const policy = inForce(policies, 'DOCUMENTS', at(when));
  if (!policy) return { policies: [], missing: [] };
  const { all, [legalForm]: own } = policy.parameters;
  const missing = [...new Set([...own, ...all])]
    .filter(isKind)
    .filter((kind) => !documents.includes(kind));
  return { policies: [policy.id], missing };
};
