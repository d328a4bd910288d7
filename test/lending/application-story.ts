import { type Actor, NEXT, position } from '../../src/kernel/envelope.js';
import type { Recorded } from '../../src/kernel/fact.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  type Borrower,
  signAgreement,
  type SignAgreement,
} from '../../src/lending/application/agreement.js';
import { proposeLoan, type ProposeLoan } from '../../src/lending/application/application.js';
import type {
  BusinessFigures,
  SurveyedFigures,
} from '../../src/lending/application/application.events.js';
import { approveLoan, recommendLoan, rejectLoan } from '../../src/lending/application/approval.js';
import {
  assessFeasibility,
  type AssessFeasibility,
} from '../../src/lending/application/feasibility.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { isSigned, type LoanState } from '../../src/lending/loan.js';
import { mitraDecider, type MitraState } from '../../src/mitra/mitra.js';
import type { DocumentKind, LegalForm, MitraEvent } from '../../src/mitra/mitra.events.js';
import { type AdoptedPolicy, inForce } from '../../src/policy/in-force.js';
import type { ParametersOf } from '../../src/policy/policy-rules.events.js';
import { recorded, type Step } from '../story.js';
import { type LoanHistory, POLICIES, told } from './story.js';
import { request, type Spoken } from './terms.js';

export type LoanStep = Step<LoanState, LoanEvent>;

export const person = (id: string, role: Actor['role'] = 'OFFICER', onBehalfOf?: string): Actor =>
  onBehalfOf === undefined ? { id, role } : { id, role, onBehalfOf };
export const ANI = person('ani');
export const SURI = person('suri');
export const HEAD = person('hasan', 'SECTION_HEAD');
export const REGION = person('rina', 'REGIONAL');

/** All that the checklist of a legal form asks for. */
export const papersOf = (legalForm: LegalForm): readonly DocumentKind[] => {
  const at = { programme: undefined, on: localDate('2008-01-01'), known: NEXT };
  const rule = inForce(POLICIES, 'DOCUMENTS', at)?.parameters;
  return [...(rule?.[legalForm] ?? []), ...(rule?.all ?? [])] as DocumentKind[];
};

/** Registered in 2003; the papers came in on the days said, all on one day where none is. */
export const mitraWith = (
  legalForm: LegalForm | null = 'COOPERATIVE',
  papers: Readonly<Partial<Record<DocumentKind, string>>> | string = '2008-01-10',
): MitraState => {
  const registered: MitraEvent = {
    type: 'MitraRegistered',
    effectiveOn: localDate('2003-01-15'),
    data: { code: 'M-1', legalForm: legalForm ?? undefined, unit: 'JKT', sector: 'TRADE' },
    personal: { name: 'Kopkar' },
  };
  const days =
    typeof papers === 'string'
      ? papersOf(legalForm ?? 'PERSON').map((kind) => [kind, papers] as const)
      : (Object.entries(papers) as [DocumentKind, string][]);
  const received = days.map(([kind, on]): MitraEvent => ({
    ...{ type: 'DocumentReceived', effectiveOn: localDate(on), data: { kind } },
  }));
  return [registered, ...received]
    .map((fact, at) => recorded(fact, 'mitra-M-1', at) as Recorded<MitraEvent>)
    .reduce(mitraDecider.evolve, mitraDecider.initial);
};
export const KOPKAR = mitraWith();

/** Eligible under every rule the house begins with. */
export const SOUND: BusinessFigures = {
  ...{ netAssets: rupiah(100_000_000), yearlySales: rupiah(40_000_000), monthsInBusiness: 36 },
  ...{ workers: 3, indonesianOwned: true, independent: true, bankable: false },
};

export interface Around {
  readonly by?: Actor;
  readonly mitra?: MitraState;
  readonly policies?: readonly AdoptedPolicy[];
}

export const proposed = (
  more: Partial<Omit<ProposeLoan, 'effectiveOn' | 'amount'>> & {
    on?: string;
    amount?: number;
  } = {},
  { by = ANI, mitra = KOPKAR, policies = POLICIES }: Around = {},
): LoanStep => {
  const { on = '2008-02-01', amount = 10_000_000, ...rest } = more;
  const command = {
    ...{ loan: 'L-1', mitra: 'M-1', months: 24, purpose: 'a second oven', figures: SOUND },
    ...{ ...rest, amount: rupiah(amount), effectiveOn: localDate(on) },
  };
  return {
    actor: by,
    decide: (loan, asked) => proposeLoan(command, loan, asked, { mitra, policies }),
  };
};

export const FIGURES: SurveyedFigures = {
  ...{ currentAssets: rupiah(30_000_000), shortTermDebt: rupiah(9_000_000) },
  ...{ totalAssets: rupiah(70_000_000), totalDebt: rupiah(20_000_000) },
  ...{ equity: rupiah(50_000_000), yearlySales: rupiah(40_000_000), netProfit: rupiah(7_000_000) },
};
export const SCORES = { character: 4, capacity: 3, capital: 3, collateral: 2, condition: 5 };

export const surveyed = (
  more: Partial<Omit<AssessFeasibility, 'effectiveOn'>> & { on?: string; amount?: number } = {},
  by: Actor = SURI,
): LoanStep => {
  const { on = '2008-02-10', amount = 9_000_000, ...rest } = more;
  const command = {
    ...{ loan: 'L-1', scores: SCORES, figures: FIGURES, notes: 'the oven is old' },
    ...{ ...rest, recommendedAmount: rupiah(amount), effectiveOn: localDate(on) },
  };
  return { actor: by, decide: (loan, asked) => assessFeasibility(command, loan, asked) };
};

interface Deciding extends Around {
  readonly on?: string;
  readonly amount?: number;
  /** What was read; left out: what stands. */
  readonly seen?: { readonly proposal?: string; readonly revision?: number };
}

const NONE = { digest: '0'.repeat(64), revision: 0 };

/** What whoever looks at the application before he decides is shown. */
const shown = (loan: LoanState): { readonly digest: string; readonly revision: number } => {
  const application = isSigned(loan) || loan.status !== 'NONE' ? loan.application : undefined;
  return application
    ? { digest: application.proposal.digest, revision: application.lastRevision }
    : NONE;
};

const deciding = ({ on = '2008-03-01', amount, seen }: Deciding, loan: LoanState) => {
  const { digest, revision } = shown(loan);
  return {
    ...{ loan: 'L-1', proposal: seen?.proposal ?? digest, revision: seen?.revision ?? revision },
    ...{ amount: amount === undefined ? undefined : rupiah(amount), effectiveOn: localDate(on) },
  };
};

const knownIn = ({ mitra = KOPKAR, policies = POLICIES }: Around) => ({ mitra, policies });

export const recommended = (about: Deciding = {}): LoanStep => ({
  actor: about.by ?? HEAD,
  decide: (loan, asked) =>
    recommendLoan(deciding({ on: '2008-02-20', ...about }, loan), loan, asked, knownIn(about)),
});

export const approved = (about: Deciding = {}): LoanStep => ({
  actor: about.by ?? REGION,
  decide: (loan, asked) => approveLoan(deciding(about, loan), loan, asked, knownIn(about)),
});

export const rejected = (about: Deciding & { readonly reason?: string } = {}): LoanStep => ({
  actor: about.by ?? REGION,
  decide: (loan, asked) => {
    const reason = 'reason' in about ? about.reason : 'no prospects';
    return rejectLoan({ ...deciding(about, loan), reason }, loan, asked);
  },
});

/** Everything up to the approval of 9 million, on 1 March 2008. */
export const APPROVED: readonly LoanStep[] = [
  proposed(), surveyed(), recommended(), approved(),
]; // prettier-ignore

/** Nine million at 6 % a year, in 24 months from 1 March 2008. */
export const TERMS: Spoken = {
  ...{ principal: 9_000_000, method: 'DECLINING', rate: '0.06', instalments: 24 },
  agreedOn: '2008-03-01',
};

/** The agreement that carries out what was approved. */
export const carriedOut = (
  spoken: Spoken = {},
  more: Partial<SignAgreement> = {},
  { borrower = {}, policies = POLICIES }: Around & { readonly borrower?: Partial<Borrower> } = {},
): LoanStep => ({
  actor: person('bram', 'BRANCH_HEAD'),
  decide: (loan, asked) =>
    signAgreement(
      { loan: 'L-1', mitra: 'M-1', ...request({ ...TERMS, ...spoken }), ...more },
      loan,
      asked,
      { registered: true, unit: 'JKT', ...borrower },
      policies,
    ),
});

export const rule = <K extends AdoptedPolicy['kind']>(
  kind: K,
  parameters: ParametersOf[K],
  validFrom = '2008-02-15',
): AdoptedPolicy =>
  ({
    ...{ id: `house-${kind}`, kind, legalBasis: 'Board 1/2008', parameters },
    ...{ validFrom: localDate(validFrom), position: position(90) },
  }) as AdoptedPolicy;
/** The rules of the house, and others beside them. */
export const withRule = (...more: readonly AdoptedPolicy[]) => [...POLICIES, ...more];

/** What the proposal that stands is named by. */
export const digestAfter = (...history: LoanHistory): string => {
  const { state } = told(...history);
  if (isSigned(state) || state.status === 'NONE') throw new Error('nothing is proposed');
  return state.application.proposal.digest;
};
