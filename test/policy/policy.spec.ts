import type { Actor } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import {
  adoptBuiltIn,
  adoptPolicy,
  type Policies,
  policyDecider,
  proposalDigest,
  proposePolicy,
} from '../../src/policy/policy.js';
import type { Band } from '../../src/policy/policy-rules.events.js';
import type { PolicyEvent, PolicyTerms } from '../../src/policy/policy.events.js';
import { type Step, storiesOf, TODAY } from '../story.js';

type PolicyStep = Step<Policies, PolicyEvent>;
const { given, told } = storiesOf(policyDecider, 'policy-collectability');

const BANDS: readonly Band[] = [
  { class: 'CURRENT', upTo: 15 },
  { class: 'SUBSTANDARD', upTo: 90 },
  { class: 'LOSS' },
];

type Wish = Partial<Omit<PolicyTerms, 'kind' | 'parameters'>> & {
  readonly bands?: readonly Band[];
};

const terms = ({ bands = BANDS, ...wish }: Wish = {}): PolicyTerms => ({
  ...{ id: 'house-rule', kind: 'COLLECTABILITY', validFrom: localDate('2011-06-01') },
  ...{ legalBasis: 'Board decision 7/2010', ...wish },
  parameters: { basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'DAYS', bands },
});

const person = (id: string, onBehalfOf?: string): Actor => ({
  ...{ id, role: 'HEAD_OFFICE' },
  ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
});
const SITI = person('siti');
const BUDI = person('budi');

const propose = (wish?: Wish, actor = BUDI): PolicyStep => ({
  decide: (policies, asked) => proposePolicy(terms(wish), policies, asked),
  actor,
});
const adopt = (wish?: Wish, actor = SITI): PolicyStep => ({
  decide: (policies, asked) =>
    adoptPolicy({ kind: 'COLLECTABILITY', proposal: proposalDigest(terms(wish)) }, policies, asked),
  actor,
});
const adopted = (wish?: Wish): PolicyEvent => ({
  type: 'PolicyAdopted',
  effectiveOn: terms(wish).validFrom,
  data: { ...terms(wish), proposal: proposalDigest(terms(wish)) },
});

describe('proposing a rule', () => {
  it('happens today, whenever the rule itself is to begin', () => {
    for (const validFrom of ['1999-01-01', '2030-01-01'].map(localDate))
      given()
        .when(propose({ validFrom }))
        .thenFacts({ type: 'PolicyProposed', effectiveOn: TODAY, data: terms({ validFrom }) });
  });

  it('adds nothing when the very same one is proposed again, by whomever', () => {
    given(propose()).when(propose()).thenNothing();
    given(propose()).when(propose({}, SITI)).thenNothing();
  });

  for (const [why, bands] of [
    ['without bands', []],
    ['without an open last band', [{ class: 'CURRENT', upTo: 1 }]],
    ['with an open band before the last', [{ class: 'CURRENT' }, { class: 'LOSS' }]],
    ['with a negative limit', [{ class: 'CURRENT', upTo: -1 }, { class: 'LOSS' }]],
    ['with a fraction', [{ class: 'CURRENT', upTo: 1.5 }, { class: 'LOSS' }]],
    [
      'with a limit not beyond the last',
      [...BANDS.slice(0, 2), { class: 'DOUBTFUL', upTo: 90 }, { class: 'LOSS' }],
    ],
    [
      'with limits that fall',
      [{ class: 'CURRENT', upTo: 9 }, { class: 'DOUBTFUL', upTo: 8 }, { class: 'LOSS' }],
    ],
    ['with one class twice', [{ class: 'LOSS', upTo: 9 }, { class: 'LOSS' }]],
    ['with the better class after the worse', [{ class: 'LOSS', upTo: 9 }, { class: 'CURRENT' }]],
  ] as const satisfies readonly (readonly [string, readonly Band[]])[])
    it(`is refused ${why}`, () =>
      given().when(propose({ bands })).thenRefused('POLICY_PARAMETERS'));

  for (const [why, history, command, code] of [
    ['on no legal basis', [], propose({ legalBasis: ' ' }), 'LEGAL_BASIS_REQUIRED'],
    [
      'that ends before it begins',
      [],
      propose({ validTo: localDate('2011-05-31') }),
      'POLICY_ENDS_BEFORE_IT_BEGINS',
    ],
    [
      'under the name of one adopted',
      [propose(), adopt()],
      propose({ legalBasis: 'Another' }),
      'POLICY_ALREADY_ADOPTED',
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code));

  it('may be for a single day, and may forgive nothing', () => {
    const one = { validTo: localDate('2011-06-01'), bands: [{ class: 'LOSS' }] as const };
    given()
      .when(propose(one))
      .thenFacts({ type: 'PolicyProposed', effectiveOn: TODAY, data: terms(one) });
  });
});

describe('adopting a rule', () => {
  it('takes effect on the day from which the rule holds, and names the proposal', () =>
    given(propose()).when(adopt()).thenFacts(adopted()));

  it('adds nothing when it is adopted again', () =>
    given(propose(), adopt()).when(adopt()).thenNothing());

  it('is refused where no such proposal was made', () =>
    given(propose())
      .when(adopt({ legalBasis: 'Another' }))
      .thenRefused('PROPOSAL_UNKNOWN'));

  it('is refused where another proposal of that name was adopted: it is not the one he read', () =>
    given(propose(), propose({ legalBasis: 'Another' }), adopt({ legalBasis: 'Another' }))
      .when(adopt())
      .thenRefused('POLICY_ALREADY_ADOPTED', { id: 'house-rule' }));

  for (const [who, proposer, adopter] of [
    ['the proposer himself', BUDI, BUDI],
    ['the proposer, in the name of another', BUDI, person('budi', 'siti')],
    ['another, in the name of the proposer', BUDI, person('siti', 'budi')],
    ['the one in whose name it was proposed', person('budi', 'siti'), SITI],
    ['the one who proposed it in the name of another', person('budi', 'siti'), BUDI],
    ['a third, for the same principal', person('budi', 'siti'), person('ani', 'siti')],
    ['one who delegates to the delegate', person('budi', 'siti'), person('ani', 'budi')],
  ] as const)
    it(`is refused to ${who}`, () =>
      given(propose({}, proposer)).when(adopt({}, adopter)).thenRefused('FOUR_EYES'));

  it('is open to a delegate who has nothing to do with the proposal', () =>
    given(propose({}, person('budi', 'siti')))
      .when(adopt({}, person('ani', 'dewi')))
      .thenFacts(adopted()));

  it('stays refused to the proposer where a second person proposes the same', () =>
    given(propose(), propose({}, SITI)).when(adopt({}, BUDI)).thenRefused('FOUR_EYES'));
});

describe('the rules the house begins with', () => {
  const begin: PolicyStep = {
    decide: (policies) => adoptBuiltIn(BUILT_IN_POLICIES, policies),
    actor: { id: 'system', role: 'ADMIN' },
  };

  it('are adopted as they stand, each from its own day, without a proposal', () =>
    given()
      .when(begin)
      .thenFacts(
        ...BUILT_IN_POLICIES.map((data): PolicyEvent => {
          return { type: 'PolicyAdopted', effectiveOn: data.validFrom, data };
        }),
      ));

  it('are adopted once, and only those that are missing', () => {
    given(begin).when(begin).thenNothing();
    const some: PolicyStep = {
      decide: (policies) => adoptBuiltIn(BUILT_IN_POLICIES.slice(1), policies),
    };
    const { events } = told(some, begin);
    expect(events.map(({ data }) => data.id).toSorted()).toEqual(
      BUILT_IN_POLICIES.map(({ id }) => id).toSorted(),
    );
  });

  it('name their legal basis', () => {
    for (const { legalBasis } of BUILT_IN_POLICIES) expect(legalBasis.trim()).not.toBe('');
  });
});
