import { position } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { AdoptedPolicy } from '../../src/policy/in-force.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import { mitraWith } from './application-story.js';
import { POLICIES } from './story.js';

export const PROGRAMME = 'PK';
/** Registered, and all his papers in, on the day on which the lives of these tests begin. */
export const MITRA = mitraWith('COOPERATIVE', '2003-01-15');

const FROM = { validFrom: localDate('1990-01-01'), legalBasis: 'a rule for tests' };

/** Chosen so that small loans meet every rule in a few years, and the days on which they change. */
const OWN: readonly PolicyTerms[] = [
  {
    ...{ ...FROM, id: 'fee-of-two-percent', kind: 'LATE_FEE' },
    parameters: { permille: 20, capPercent: 6 },
  },
  {
    ...{ ...FROM, id: 'fees-first', kind: 'ALLOCATION', validFrom: localDate('2003-08-01') },
    validTo: localDate('2004-03-31'),
    parameters: { order: 'INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD', lateFee: 'FIRST' },
  },
  {
    ...{ ...FROM, id: 'forgives-early', kind: 'EARLY_SETTLEMENT' },
    ...{ validFrom: localDate('2003-02-20'), validTo: localDate('2003-12-31') },
    parameters: { forgivesComingInterest: true },
  },
  {
    ...{ ...FROM, id: 'flood', kind: 'MORATORIUM' },
    parameters: {
      ...{ cause: 'flood', from: localDate('2003-03-01'), to: localDate('2004-12-31') },
    },
  },
  {
    ...{ ...FROM, id: 'class-kept', kind: 'RESTRUCTURING', validFrom: localDate('2003-09-01') },
    parameters: {
      classes: ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'],
      ...{ maxExtensionMonths: 24, classAfter: 'KEPT', keptInstalments: 2 },
    },
  },
  {
    ...{ ...FROM, id: 'cancellation', kind: 'CLAIM_CANCELLATION' },
    parameters: {
      ...{ authority: 'DIRECTORS', maxPrincipal: rupiah(1000), minYearsWrittenOff: 0 },
      ...{ notInsured: true, noSaleableCollateral: true },
    },
  },
];

const REPLACED = ['LATE_FEE', 'CLAIM_CANCELLATION'];
export const RULES: readonly AdoptedPolicy[] = [
  ...POLICIES.filter(({ kind }) => !REPLACED.includes(kind)),
  ...OWN.map((terms): AdoptedPolicy => ({ ...terms, position: position(1) })),
];
