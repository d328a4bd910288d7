import { type Position, position } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import {
  adoptPolicy,
  policyDecider,
  proposalDigest,
  proposePolicy,
} from '../../src/policy/policy.js';
import type { AdoptedPolicy } from '../../src/policy/in-force.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import { given, lent, paid, POLICIES, told, timelineOf } from '../lending/story.js';
import { storiesOf } from '../story.js';

/** Known from here on, though it holds from 2003: after all that the stories tell. */
const LATE = position(900);
const BEFORE = position(899);

const STRICT: PolicyTerms = {
  ...{ id: 'strict-for-2003', kind: 'COLLECTABILITY', validFrom: localDate('2003-01-01') },
  ...{ validTo: localDate('2003-12-31'), legalBasis: 'SK 9/2010' },
  parameters: {
    ...{ basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'DAYS' },
    bands: [{ class: 'CURRENT', upTo: 0 }, { class: 'LOSS' }],
  },
};
const FEES_FIRST: PolicyTerms = {
  ...{ id: 'fees-first', kind: 'ALLOCATION', validFrom: localDate('2003-01-01') },
  legalBasis: 'SK 9/2010',
  parameters: { order: 'INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD', lateFee: 'FIRST' },
};

const restated = (...late: readonly PolicyTerms[]): readonly AdoptedPolicy[] => [
  ...POLICIES,
  ...late.map((terms) => ({ ...terms, position: LATE })),
];

describe('a rule adopted late for a past date', () => {
  const timeline = timelineOf(...lent());
  const seen = (on: string, known: Position) => {
    const found = positionAt(timeline, { asOf: localDate(on), known }, restated(STRICT));
    return [found?.collectability, found?.policy?.id];
  };

  it('may be proposed and adopted', () => {
    const step = { actor: { id: 'siti', role: 'HEAD_OFFICE' } } as const;
    const proposal = proposalDigest(STRICT);
    storiesOf(policyDecider, 'policy-collectability')
      .given({ decide: (state, asked) => proposePolicy(STRICT, state, asked) })
      .when({
        ...step,
        decide: (state, asked) => adoptPolicy({ kind: STRICT.kind, proposal }, state, asked),
      })
      .thenFacts({
        ...{ type: 'PolicyAdopted', effectiveOn: STRICT.validFrom },
        data: { ...STRICT, proposal },
      });
  });

  it('leaves every class as it was known before', () => {
    expect(seen('2003-03-01', BEFORE)).toEqual(['SUBSTANDARD', 'collectability-kep-236-2003']);
    expect(seen('2003-12-31', BEFORE)).toEqual(['DOUBTFUL', 'collectability-kep-236-2003']);
  });

  it('restates those of its own days for who asks after it', () => {
    expect(seen('2003-03-01', LATE)).toEqual(['LOSS', STRICT.id]);
    expect(seen('2003-12-31', HEAD.known)).toEqual(['LOSS', STRICT.id]);
    expect(seen('2004-01-01', HEAD.known)).toEqual(['DOUBTFUL', 'collectability-kep-236-2003']);
  });

  it('leaves every payment under the rule that it was used by', () => {
    const history = [...lent(), paid('R1', 110, '2003-02-15')];
    const later = paid('R2', 110, '2003-03-15', restated(FEES_FIRST));
    const ids = told(...history, later).events.flatMap((event) =>
      event.type === 'PaymentReceived' ? `${event.data.receipt} ${event.data.policy}` : [],
    );
    expect(ids).toEqual(['R1 allocation-interest-first', 'R2 fees-first']);
    const moved = told(...history, later).events.map(({ type }) => type);
    expect(moved).not.toContain('PaymentsReallocated');
  });

  it('leaves a payment that is entered again what it was', () => {
    const history = [...lent(), paid('R1', 110, '2003-02-15')];
    given(...history)
      .when(paid('R1', 110, '2003-02-15', restated(FEES_FIRST)))
      .thenNothing();
  });
});
