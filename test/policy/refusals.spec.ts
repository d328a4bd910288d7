import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import { problemIn } from '../../src/policy/parameter-checks.js';
import { policyDecider, proposePolicy } from '../../src/policy/policy.js';
import type {
  ApprovalRule,
  CollateralRule,
  DocumentsRule,
  EligibilityRule,
  PolicyRule,
  RestructuringRule,
  WarningLettersRule,
} from '../../src/policy/policy-rules.events.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import { storiesOf } from '../story.js';

const { given } = storiesOf(policyDecider, 'policy-any');

const eligibility = (limits: Partial<EligibilityRule>): PolicyRule => ({
  kind: 'ELIGIBILITY',
  parameters: { indonesianOwned: true, independent: true, notBankable: false, ...limits },
});
const documents = (asked: Partial<DocumentsRule>): PolicyRule => ({
  kind: 'DOCUMENTS',
  parameters: { all: [], PERSON: [], COOPERATIVE: [], COMPANY: [], UNINCORPORATED: [], ...asked },
});
const collateral = (...bands: readonly [number | null, string?][]): PolicyRule => ({
  kind: 'COLLATERAL',
  parameters: {
    bands: bands.map(([upTo, kind = 'OTHER']) => ({
      ...(upTo === null ? {} : { upTo: rupiah(upTo) }),
      kind: kind as CollateralRule['bands'][number]['kind'],
    })),
  },
});
const approval = (...levels: readonly [string, number?][]): PolicyRule => ({
  kind: 'APPROVAL',
  parameters: {
    levels: levels.map(([role, upTo]) => ({
      role: role as ApprovalRule['levels'][number]['role'],
      ...(upTo === undefined ? {} : { upTo: rupiah(upTo) }),
    })),
  },
});
type Letter = WarningLettersRule['letters'][number];
const letters = (...all: readonly Letter[]): PolicyRule => ({
  kind: 'WARNING_LETTERS',
  parameters: { letters: all },
});
const restructuring = (rule: Partial<RestructuringRule>): PolicyRule => ({
  kind: 'RESTRUCTURING',
  parameters: { classes: ['LOSS'], maxExtensionMonths: 24, classAfter: 'RECOUNTED', ...rule },
});
const moratorium = (from: string, to: string): PolicyRule => ({
  kind: 'MORATORIUM',
  parameters: { cause: 'flood', from: localDate(from), to: localDate(to) },
});

const termsOf = (rule: PolicyRule): PolicyTerms => ({
  ...{ id: 'one', validFrom: localDate('2011-01-01'), legalBasis: 'SK 1', ...rule },
});
const proposed = (rule: PolicyRule) => ({
  decide: (
    policies: Parameters<typeof proposePolicy>[1],
    asked: Parameters<typeof proposePolicy>[2],
  ) => proposePolicy(termsOf(rule), policies, asked),
});

const BRANCH = ['BRANCH_HEAD', 100] as const;
const I = { letter: 'I', overMonths: 6 } as const;
const II = { letter: 'II', overMonths: 9 } as const;

describe('proposing a rule', () => {
  it.each(BUILT_IN_POLICIES)('takes the parameters of $id', (terms) => {
    expect(problemIn(terms)).toBeNull();
  });

  // prettier-ignore
  it.each<readonly [string, PolicyRule, RegExp]>([
    ['fewer workers at most than at least', eligibility({ minWorkers: 5, maxWorkers: 4 }), /fewer/],
    ['the same for persons alone', eligibility({ minWorkers: 5, person: { maxWorkers: 4 } }),
      /fewer/],
    ['a paper asked of all and of one', documents({ all: ['LEASE'], COMPANY: ['LEASE'] }),
      /LEASE is asked of COMPANY twice/],
    ['a paper asked if any and always',
      documents({ PERSON: ['LEASE'], ifAny: { PERSON: ['LEASE'] } }),
      /LEASE is asked of PERSON twice/],
    ['no collateral at all', collateral(), /last band/],
    ['collateral only up to an amount', collateral([5]), /last band/],
    ['an open band before the last', collateral([null], [null]), /every band but the last/],
    ['collateral that falls', collateral([5], [5], [null]), /further/],
    ['nobody to approve', approval(), /at least one/],
    ['an auditor who approves', approval(['AUDITOR']), /AUDITOR decides about no loan/],
    ['a level twice', approval(['REGIONAL', 5], ['REGIONAL']), /each once/],
    ['levels upside down', approval(['HEAD_OFFICE', 5], ['REGIONAL']), /from BRANCH_HEAD/],
    ['a region with less than a branch', approval([...BRANCH], ['REGIONAL', 99]), /higher level/],
    ['a branch without limit under a region with one', approval(['BRANCH_HEAD'], ['REGIONAL', 99]),
      /higher level/],
    ['no letters', letters(), /letter I/],
    ['letter II alone', letters(II), /I must come before II/],
    ['letter III after I', letters(I, { letter: 'III', overMonths: 9 }), /II before III/],
    ['letter I twice', letters(I, { ...I, overMonths: 9 }), /each once/],
    ['a letter by nothing', letters({ letter: 'I' }), /all go by class, or all by months/],
    ['a letter by both', letters({ ...I, fromClass: 'LOSS' }), /all go by class/],
    ['one by class, one by months', letters({ letter: 'I', fromClass: 'LOSS' }, II), /all go by/],
    ['letters in the same month', letters(I, { ...II, overMonths: 6 }), /come later/],
    ['letters for better classes',
      letters({ letter: 'I', fromClass: 'LOSS' }, { letter: 'II', fromClass: 'DOUBTFUL' }),
      /later/],
    ['a letter for who owes nothing', letters({ letter: 'I', fromClass: 'CURRENT' }), /CURRENT/],
    ['a moratorium that ends before it begins', moratorium('2020-04-01', '2020-03-31'), /not end/],
    ['no class to restructure', restructuring({ classes: [] }), /at least one class/],
    ['a class kept for no time', restructuring({ classAfter: 'KEPT' }), /keptInstalments/],
    ['a class counted anew and kept', restructuring({ keptInstalments: 3 }), /keptInstalments/],
    ['problem loans that are current',
      { kind: 'PROBLEM_LOAN', parameters: { fromClass: 'CURRENT' } }, /CURRENT/],
  ])('is refused with %s', (_, rule, problem) => {
    given()
      .when(proposed(rule))
      .thenRefused('POLICY_PARAMETERS', { problem: expect.stringMatching(problem) });
  });

  it.each<readonly [string, PolicyRule]>([
    ['one level for all', approval(['HEAD_OFFICE'])],
    ['a branch up to an amount', approval([...BRANCH], ['REGIONAL', 100], ['HEAD_OFFICE'])],
    ['one letter alone', letters(I)],
    ['a moratorium of a day', moratorium('2020-03-31', '2020-03-31')],
    [
      'a class kept for three instalments',
      restructuring({ classAfter: 'KEPT', keptInstalments: 3 }),
    ],
    ['one kind of collateral', collateral([null])],
    ['one worker exactly', eligibility({ minWorkers: 1, maxWorkers: 1 })],
  ])('is not refused with %s', (_, rule) => {
    const data = termsOf(rule);
    given()
      .when(proposed(rule))
      .thenFacts({ type: 'PolicyProposed', effectiveOn: localDate('2010-12-31'), data });
  });
});
