import type { Actor } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import {
  adoptPolicy,
  type Policies,
  policyDecider,
  proposalDigest,
  proposePolicy,
  rejectPolicy,
} from '../../src/policy/policy.js';
import type { PolicyEvent, PolicyTerms } from '../../src/policy/policy.events.js';
import { type Step, storiesOf, TODAY } from '../story.js';

type PolicyStep = Step<Policies, PolicyEvent>;
const { given, told } = storiesOf(policyDecider, 'policy-late_fee');

const BUDI: Actor = { id: 'budi', role: 'OFFICER' };
const SITI: Actor = { id: 'siti', role: 'HEAD_OFFICE' };
const ANI: Actor = { id: 'ani', role: 'REGIONAL' };

const terms = (permille = 2, id = 'late-fee-of-ours'): PolicyTerms => ({
  ...{ id, kind: 'LATE_FEE', validFrom: localDate('2011-06-01'), legalBasis: 'SK 7/2010' },
  parameters: { permille, capPercent: 5 },
});
const propose = (rule = terms(), actor = BUDI): PolicyStep => ({
  decide: (policies, asked) => proposePolicy(rule, policies, asked),
  actor,
});
const decision = (rule: PolicyTerms, revision?: number) => ({
  ...{ kind: rule.kind, proposal: proposalDigest(rule), revision },
});
const adopt = (rule = terms(), { actor = SITI, revision = undefined as number | undefined } = {}) =>
  ({
    decide: (policies, asked) => adoptPolicy(decision(rule, revision), policies, asked),
    actor,
  }) satisfies PolicyStep;
const reject = (
  rule = terms(),
  { actor = SITI, reason = 'too dear', revision = undefined as number | undefined } = {},
) =>
  ({
    decide: (policies, asked) =>
      rejectPolicy({ ...decision(rule, revision), reason }, policies, asked),
    actor,
  }) satisfies PolicyStep;

const rejection = (rule: PolicyTerms, more = {}): PolicyEvent => ({
  type: 'PolicyRejected',
  effectiveOn: TODAY,
  data: { id: rule.id, proposal: proposalDigest(rule), ...more },
});
const adoption = (rule: PolicyTerms, more = {}): PolicyEvent => ({
  type: 'PolicyAdopted',
  effectiveOn: rule.validFrom,
  data: { ...rule, proposal: proposalDigest(rule), ...more },
});

describe('the revision that was seen', () => {
  it('is kept with the adoption and with the rejection', () => {
    given(propose())
      .when(adopt(terms(), { revision: 0 }))
      .thenFacts(adoption(terms(), { seenRevision: 0 }));
    given(propose())
      .when(reject(terms(), { revision: 0 }))
      .thenFacts(rejection(terms(), { seenRevision: 0 }));
    given(propose())
      .when(reject(terms(), { revision: 1 }))
      .thenRefused('REVISION_UNKNOWN', { revision: 0 });
  });

  it('does not become part of the rule: it is the same when it is adopted again', () => {
    const history = [propose(), adopt(terms(), { revision: 0 })];
    given(...history)
      .when(adopt())
      .thenNothing();
    const [held] = told(...history).state.adopted;
    expect(held).toEqual({ ...terms(), position: expect.any(String) });
  });

  const other = terms(9, 'late-fee-of-others');
  for (const [why, history, rule, revision] of [
    ['is from before the proposal', [propose(other), propose()], terms(), 0],
    ['is from before another one under its name', [propose(), propose(terms(3))], terms(), 0],
    ['is from before it was proposed again', [propose(), reject(), propose()], terms(), 1],
  ] as const)
    it(`is refused where it ${why}`, () => {
      for (const step of [adopt(rule, { revision }), reject(rule, { revision })])
        given(...history)
          .when(step)
          .thenRefused('PROPOSAL_CHANGED');
    });

  it('says which proposal took its place, and where it is', () =>
    given(propose(), propose(terms(3)))
      .when(adopt(terms(), { revision: 0 }))
      .thenRefused('PROPOSAL_CHANGED', { proposal: proposalDigest(terms(3)), revision: 1 }));

  it('may be older than the proposal of another name', () =>
    given(propose(), propose(other))
      .when(adopt(terms(), { revision: 0 }))
      .thenFacts(adoption(terms(), { seenRevision: 0 })));

  it('may be left out: the digest says what was read', () =>
    given(propose(), propose(terms(3)))
      .when(adopt())
      .thenFacts(adoption(terms())));
});

describe('rejecting a rule', () => {
  it('happens today and names the proposal', () =>
    given(propose()).when(reject()).thenFacts(rejection(terms())));

  it('adds nothing when it is rejected again', () =>
    given(propose(), reject()).when(reject()).thenNothing());

  for (const [why, history, step, code] of [
    ['where no such proposal was made', [propose()], reject(terms(3)), 'PROPOSAL_UNKNOWN'],
    ['to the proposer', [propose()], reject(terms(), { actor: BUDI }), 'FOUR_EYES'],
    [
      'to the proposer in the name of another',
      [propose()],
      reject(terms(), { actor: { ...BUDI, onBehalfOf: 'siti' } }),
      'FOUR_EYES',
    ],
    ['without a reason', [propose()], reject(terms(), { reason: ' ' }), 'REASON_REQUIRED'],
    ['once it is adopted', [propose(), adopt()], reject(), 'POLICY_ALREADY_ADOPTED'],
    [
      'once another of its name is adopted',
      [propose(), propose(terms(3)), adopt(terms(3))],
      reject(),
      'POLICY_ALREADY_ADOPTED',
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(step)
        .thenRefused(code));

  it('bars its adoption', () =>
    given(propose(), reject()).when(adopt()).thenRefused('PROPOSAL_REJECTED'));

  it('leaves another proposal of its name open', () =>
    given(propose(), propose(terms(3)), reject())
      .when(adopt(terms(3)))
      .thenFacts(adoption(terms(3))));

  it('lets the same be proposed again, by anybody, and be decided anew', () => {
    given(propose(), reject())
      .when(propose(terms(), ANI))
      .thenFacts({ type: 'PolicyProposed', effectiveOn: TODAY, data: terms() });
    given(propose(), reject(), propose(terms(), ANI))
      .when(adopt(terms(), { actor: ANI }))
      .thenRefused('FOUR_EYES', { proposer: 'ani' });
    given(propose(), reject(), propose()).when(adopt()).thenFacts(adoption(terms()));
    given(propose(), reject(), propose()).when(reject()).thenFacts(rejection(terms()));
  });
});
