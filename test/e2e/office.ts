import type { Problem } from '../graphql/ask.js';
import { as, type Done, send, type Service, start, tell } from './service.js';

/** What the checklist of the house asks a person for. */
export const PAPERS = [
  'IDENTITY_CARD', 'FAMILY_CARD', 'PHOTOGRAPHS', 'SPOUSE_CONSENT', 'NO_OTHER_LOAN_STATEMENT',
  'DOMICILE_LETTER', 'COOPERATIVE_OFFICE_RECOMMENDATION', 'FEASIBILITY_FORM', 'TRANSFER_REQUEST',
] as const; // prettier-ignore

export const ANI = { headers: as('OFFICER', 'ani') };
const SURI = { headers: as('OFFICER', 'suri') };
export const HEAD = { headers: as('SECTION_HEAD', 'hasan') };
export const REGION = { headers: as('REGIONAL', 'rina') };
export const BRANCH = { headers: as('BRANCH_HEAD', 'bram') };
export const FINANCE = { headers: as('FINANCE_OFFICER', 'fitri') };
type By = typeof ANI;

export const FIGURES = {
  ...{ netAssets: 90_000_000, yearlySales: 120_000_000, monthsInBusiness: 30, workers: 2 },
  ...{ indonesianOwned: true, independent: true, bankable: false },
};
const SURVEY = {
  scores: { character: 4, capacity: 3, capital: 3, collateral: 2, condition: 5 },
  figures: {
    ...{ currentAssets: 30_000_000, shortTermDebt: 9_000_000, totalAssets: 70_000_000 },
    ...{ totalDebt: 20_000_000, equity: -5_000_000, yearlySales: 0, netProfit: -1_000_000 },
  },
  ...{ recommendedAmount: 20_000_000, notes: 'Bu Siti was at home' },
};

export interface Application {
  readonly proposal: string;
  readonly revision: number;
  readonly [field: string]: unknown;
}
interface Applied extends Done {
  readonly application: Application;
}

/** A person in the unit JKT, with the papers named. */
export const applicant = async (
  service: Service,
  code: string,
  papers: readonly string[] = PAPERS,
): Promise<void> => {
  const about = { legalForm: 'PERSON', sector: 'TRADE', unit: 'JKT', effectiveOn: '2020-01-01' };
  await tell(service, 'registerMitra', { code, name: `Ibu ${code}`, ...about }, ANI);
  for (const kind of papers)
    await tell(service, 'receiveDocument', { mitra: code, kind, effectiveOn: '2025-01-05' }, ANI);
};

export const wish = (loan: string, more: object = {}) => ({
  ...{ loan, mitra: 'M-1', amount: 25_000_000, months: 24, purpose: 'a second oven for Bu Siti' },
  ...{ figures: FIGURES, effectiveOn: '2025-02-01', ...more },
});
export const agreement = (loan: string, more: object = {}) => ({
  ...{ loan, mitra: 'M-2', principal: 5_000_000, method: 'DECLINING', rate: '0.03' },
  ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2025-02-10', ...more },
});
/** What a decision names. */
export const seen = ({ proposal, revision }: Application) => ({ proposal, revision });

export const refused = (name: string, details: object = {}) =>
  expect.objectContaining({
    ...{ code: 'REFUSED', refusal: name },
    details: expect.objectContaining(details),
  });

const SHOW = `application { number status statusName amount recommendedAmount approvedAmount
  proposal revision proposedBy mitra { code } missingDocuments { kind kindName } }`;

/** People at work on applications in one service. */
export const office = (service: Service) => {
  const decide = async (command: string, by: By, input: object): Promise<Application> =>
    (await tell<Applied>(service, command, input, { ...by, show: SHOW })).application;
  const propose = (loan: string, more: object = {}, by: By = ANI): Promise<Application> =>
    decide('proposeLoan', by, wish(loan, more));
  const survey = (loan: string, more: object = {}): Promise<Application> =>
    decide('assessFeasibility', SURI, { loan, ...SURVEY, effectiveOn: '2025-02-03', ...more });
  const refusal = async (
    command: string,
    input: object,
    by: By,
  ): Promise<Problem['extensions'] | undefined> =>
    (await send(service, command, input, by)).errors?.[0]?.extensions;
  /** From proposal to approval in one go, of a mitra whose papers are complete. */
  const approve = async (loan: string, more: object = {}): Promise<Application> => {
    await propose(loan, { mitra: 'M-2', amount: 20_000_000, months: 12, ...more });
    const surveyed = await survey(loan, { recommendedAmount: 5_000_000 });
    const about = { loan, ...seen(surveyed), effectiveOn: '2025-02-05' };
    const read = await decide('recommendLoan', HEAD, about);
    return decide('approveLoan', REGION, { ...about, ...seen(read) });
  };
  return { decide, propose, survey, refusal, approve };
};

export const opened = (): Promise<Service> => start('2025-03-01T05:00:00.000Z');
