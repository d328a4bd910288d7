import { addDays, localDate } from '../kernel/local-date.js';
import { rate } from '../kernel/rate.js';
import { type Rupiah, rupiah } from '../kernel/rupiah.js';
import type { DocumentKind } from '../mitra/mitra.events.js';
import {
  FROM_THE_START, JAMSOSTEK, KEP_236, SERVES_BEFORE, UNTIL_2007,
} from './built-in-periods.js'; // prettier-ignore
import type { DocumentsRule, EligibilityRule, LimitsRule } from './policy-rules.events.js';
import type { PolicyTerms } from './policy.events.js';

const million = (amount: number): Rupiah => rupiah(amount * 1_000_000);
const dayBefore = (day: string) => addDays(localDate(day), -1);

const PER_05_2007 = localDate('2007-04-27');
const PER_09_2015 = '2015-07-03';
const PER_05_2021 = '2021-04-01';
const PER_6_2022 = '2022-09-08';
const PER_1_2023 = '2023-03-01';

const OWN = { indonesianOwned: true, independent: true } as const;
const SMALL_OF_2003: EligibilityRule = {
  ...{ maxNetAssets: million(200), maxYearlySales: million(1_000), minMonthsInBusiness: 12 },
  ...{ ...OWN, notBankable: false },
};

const ELIGIBILITY: readonly PolicyTerms[] = [
  {
    ...{ id: 'eligibility-kep-236-2003', kind: 'ELIGIBILITY' },
    ...{ validFrom: FROM_THE_START, validTo: UNTIL_2007, legalBasis: KEP_236 },
    note:
      `${SERVES_BEFORE} Net assets are without land and building. Persons, cooperatives, ` +
      'companies and businesses without legal form alike.',
    certainty: 'STATED',
    parameters: SMALL_OF_2003,
  },
  {
    ...{ id: 'eligibility-per-05-2007', kind: 'ELIGIBILITY' },
    ...{ validFrom: PER_05_2007, validTo: dayBefore(PER_09_2015) },
    legalBasis: 'PER-05/MBU/2007, read with the figures of KEP-236/MBU/2003',
    note: 'Its own figures could not be read: those of KEP-236/MBU/2003 are read on.',
    certainty: 'READ_SO',
    parameters: SMALL_OF_2003,
  },
  {
    ...{ id: 'eligibility-jamsostek', kind: 'ELIGIBILITY', ...JAMSOSTEK },
    legalBasis: "PT Jamsostek's own procedure, beside KEP-236/MBU/2003",
    note:
      'Ownership, independence and the limit of yearly sales are those of KEP-236/MBU/2003, ' +
      'which held beside it. Licence and registration are asked for as documents; prospects and ' +
      'character are for the survey to judge.',
    certainty: 'READ_SO',
    parameters: {
      ...{ maxNetAssets: million(200), maxYearlySales: million(1_000), minMonthsInBusiness: 24 },
      ...{ maxPercentOfAssets: 75, ...OWN, notBankable: true },
      person: {
        ...{ maxYearlySales: million(50), minWorkers: 1, maxWorkers: 4 },
        maxPercentOfSales: 30,
      },
    },
  },
  {
    ...{ id: 'eligibility-per-09-2015', kind: 'ELIGIBILITY' },
    ...{ validFrom: localDate(PER_09_2015), validTo: dayBefore(PER_05_2021) },
    legalBasis: 'PER-09/MBU/07/2015',
    note:
      'Some programmes ask for a year in business instead of six months. Ownership and ' +
      'independence are read on from KEP-236/MBU/2003.',
    certainty: 'READ_SO',
    parameters: {
      ...{ maxNetAssets: million(500), maxYearlySales: million(2_500), minMonthsInBusiness: 6 },
      ...{ ...OWN, notBankable: false },
    },
  },
  {
    ...{ id: 'eligibility-per-05-2021', kind: 'ELIGIBILITY' },
    ...{ validFrom: localDate(PER_05_2021), legalBasis: 'PER-05/MBU/04/2021' },
    note:
      'No limit of assets or sales. Its number names April 2021: the first of that month is ' +
      'read. No other conditions were read in PER-6/MBU/09/2022 and PER-1/MBU/03/2023.',
    certainty: 'READ_SO',
    parameters: { ...OWN, notBankable: true },
  },
];

const CAPS_OF_2022 = {
  ...{ maxPrincipal: million(250), maxMonths: 36, rate: rate('0.03') },
  topUp: { maxPrincipal: million(100), maxMonths: 12 },
} satisfies LimitsRule;

const LIMITS: readonly PolicyTerms[] = [
  {
    ...{ id: 'limits-kep-236-2003', kind: 'LIMITS' },
    ...{ validFrom: FROM_THE_START, validTo: UNTIL_2007, legalBasis: KEP_236 },
    note: `No cap, tenor or fee of it could be read: none is checked. ${SERVES_BEFORE}`,
    certainty: 'NOT_SETTLED',
    parameters: {},
  },
  {
    ...{ id: 'limits-per-05-2007', kind: 'LIMITS' },
    ...{ validFrom: PER_05_2007, validTo: dayBefore(PER_09_2015) },
    legalBasis: 'PER-05/MBU/2007',
    note: 'No cap or tenor of it could be read.',
    certainty: 'STATED',
    parameters: { rate: rate('0.06') },
  },
  {
    ...{ id: 'limits-per-09-2015', kind: 'LIMITS' },
    ...{ validFrom: localDate(PER_09_2015), validTo: localDate('2019-12-31') },
    legalBasis: 'PER-09/MBU/07/2015, 3 July 2015',
    note: 'Six percent a year of the balance at the start of each loan year. No tenor was read.',
    certainty: 'STATED',
    parameters: { maxPrincipal: million(75), rate: rate('0.06'), rateMethod: 'ANNUAL_REST' },
  },
  {
    ...{ id: 'limits-practice-2020', kind: 'LIMITS' },
    ...{ validFrom: localDate('2020-01-01'), validTo: dayBefore(PER_6_2022) },
    legalBasis: "The programmes' practice by 2020; no regulation is named for it",
    note: 'The day it began is not known: the first of 2020 is read.',
    certainty: 'PRACTICE',
    parameters: { maxPrincipal: million(200), maxMonths: 36, rate: rate('0.03') },
  },
  {
    ...{ id: 'limits-per-6-2022', kind: 'LIMITS' },
    ...{ validFrom: localDate(PER_6_2022), validTo: dayBefore(PER_1_2023) },
    legalBasis: 'PER-6/MBU/09/2022, 8 September 2022',
    note:
      'Three percent a year of the balance at the start of the year, or a flat rate that costs ' +
      'the same.',
    certainty: 'STATED',
    parameters: { ...CAPS_OF_2022, rateMethod: 'ANNUAL_REST' },
  },
  {
    ...{ id: 'limits-per-1-2023', kind: 'LIMITS' },
    ...{ validFrom: localDate(PER_1_2023), legalBasis: 'PER-1/MBU/03/2023' },
    note:
      'Three percent effective, or its flat equivalent; the caps are those of PER-6/MBU/09/2022. ' +
      'Of its day only March 2023 is known: the first of that month is read.',
    certainty: 'READ_SO',
    parameters: { ...CAPS_OF_2022, rateMethod: 'DECLINING' },
  },
];

const FOR_ALL: readonly DocumentKind[] = [
  'COOPERATIVE_OFFICE_RECOMMENDATION', 'FEASIBILITY_FORM', 'TRANSFER_REQUEST',
]; // prettier-ignore
const PERSON: readonly DocumentKind[] = [
  'IDENTITY_CARD', 'FAMILY_CARD', 'PHOTOGRAPHS', 'SPOUSE_CONSENT', 'NO_OTHER_LOAN_STATEMENT',
  'DOMICILE_LETTER',
]; // prettier-ignore
const COOPERATIVE: readonly DocumentKind[] = [
  'BOARD_APPROVAL', 'ARTICLES_OF_ASSOCIATION', 'MEMBERS_MEETING_MINUTES',
  'CLASSIFICATION_CERTIFICATE', 'BUSINESS_LICENCE', 'TAX_NUMBER', 'DOMICILE_LETTER',
  'NO_OTHER_AID_STATEMENT', 'FINANCIAL_REPORT', 'BANK_STATEMENTS',
]; // prettier-ignore
const COMPANY: readonly DocumentKind[] = [
  'DEED_OF_ESTABLISHMENT', 'DEED_RATIFICATION', 'DIRECTORS_IDENTITY_CARDS', 'TAX_NUMBER',
  'DOMICILE_LETTER', 'BUSINESS_LICENCE', 'SHAREHOLDERS_MINUTES', 'FINANCIAL_REPORT',
  'BANK_STATEMENTS', 'NO_OTHER_LOAN_STATEMENT',
]; // prettier-ignore
const LEASE: readonly DocumentKind[] = ['LEASE'];
const PERSON_IF_ANY: readonly DocumentKind[] = [...LEASE, 'FINANCIAL_REPORT', 'BANK_STATEMENTS'];

const BY_LEGAL_FORM: DocumentsRule = {
  ...{ all: FOR_ALL, PERSON, UNINCORPORATED: PERSON, COOPERATIVE, COMPANY },
  ifAny: { PERSON: PERSON_IF_ANY, UNINCORPORATED: PERSON_IF_ANY, COMPANY: LEASE },
};

const FILE: readonly PolicyTerms[] = [
  {
    ...{ id: 'documents-by-legal-form', kind: 'DOCUMENTS', validFrom: FROM_THE_START },
    legalBasis: "The programmes' own checklists; no regulation is named for them",
    note:
      'A business without legal form is read as a person. The agreement itself is signed in this ' +
      'system. Financial reports cover one year, bank statements three months.',
    certainty: 'PRACTICE',
    parameters: BY_LEGAL_FORM,
  },
  {
    ...{ id: 'collateral-jamsostek', kind: 'COLLATERAL', ...JAMSOSTEK },
    legalBasis: "PT Jamsostek's own procedure",
    note: 'Over 50 and up to 500 million rupiah it says nothing: a person must fill the gap.',
    certainty: 'STATED',
    parameters: {
      bands: [
        { upTo: million(20), kind: 'VEHICLE_BPKB' },
        { upTo: million(50), kind: 'LAND_CERTIFICATE' },
        { upTo: million(500), kind: null },
        { kind: 'LAND_CERTIFICATE' },
      ],
    },
  },
  {
    ...{ id: 'approval-regional-head-office', kind: 'APPROVAL', validFrom: FROM_THE_START },
    legalBasis: "The programmes' own procedure; no regulation is named for it",
    note: 'The regional office decides, any amount; nothing is left to a branch.',
    certainty: 'PRACTICE',
    parameters: { levels: [{ role: 'REGIONAL' }, { role: 'HEAD_OFFICE' }] },
  },
];

/** Who may borrow, how much, on which papers, and who decides it. */
export const APPLICATION_RULES: readonly PolicyTerms[] = [...ELIGIBILITY, ...LIMITS, ...FILE];
