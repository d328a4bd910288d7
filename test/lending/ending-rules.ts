import { position } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { AdoptedPolicy } from '../../src/policy/in-force.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import { POLICIES } from './story.js';

const FROM = { validFrom: localDate('1990-01-01'), legalBasis: 'a rule for tests' };

const ENDING: readonly PolicyTerms[] = [
  {
    ...{ ...FROM, id: 'restructuring', kind: 'RESTRUCTURING' },
    parameters: {
      classes: ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'],
      ...{ maxExtensionMonths: 24, classAfter: 'RECOUNTED' },
    },
  },
  { ...{ ...FROM, id: 'problem', kind: 'PROBLEM_LOAN' }, parameters: { fromClass: 'LOSS' } },
  {
    ...{ ...FROM, id: 'write-off-early', kind: 'WRITE_OFF', validTo: localDate('2005-12-31') },
    parameters: { authority: 'MINISTER', documents: ['WARNING_LETTERS', 'HAND_OVER_LETTER'] },
  },
  {
    ...{ ...FROM, id: 'write-off-late', kind: 'WRITE_OFF', validFrom: localDate('2006-01-01') },
    parameters: {
      ...{ authority: 'DIRECTORS', documents: ['WARNING_LETTERS'] },
      documentsOnDeath: ['DEATH_CERTIFICATE'],
    },
  },
  {
    ...{ ...FROM, id: 'cancellation', kind: 'CLAIM_CANCELLATION' },
    validFrom: localDate('2006-01-01'),
    parameters: {
      ...{ authority: 'DIRECTORS', maxPrincipal: rupiah(1000), minYearsWrittenOff: 2 },
      ...{ notInsured: true, noSaleableCollateral: true },
    },
  },
];

const KEPT_KINDS = ['COLLECTABILITY', 'ALLOCATION'];
const adopted = (terms: PolicyTerms): AdoptedPolicy => ({ ...terms, position: position(1) });
export const RULES: readonly AdoptedPolicy[] = [
  ...POLICIES.filter(({ kind }) => KEPT_KINDS.includes(kind)),
  ...ENDING.map(adopted),
];
/** The same rules, one of them with other parameters. */
export const with_ = (id: string, parameters: object): readonly AdoptedPolicy[] =>
  RULES.map((rule) =>
    rule.id === id
      ? ({ ...rule, parameters: { ...rule.parameters, ...parameters } } as AdoptedPolicy)
      : rule,
  );
export const without = (kind: string): readonly AdoptedPolicy[] =>
  RULES.filter((rule) => rule.kind !== kind);
export const forgiving = (from = '1990-01-01'): readonly AdoptedPolicy[] => [
  ...RULES,
  adopted({
    ...{ ...FROM, id: 'early', kind: 'EARLY_SETTLEMENT', validFrom: localDate(from) },
    parameters: { forgivesComingInterest: true },
  }),
];
