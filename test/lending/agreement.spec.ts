import { agreement, given, lent, signed, THREE } from './story.js';

describe('signing an agreement', () => {
  it('records the terms, every due date and amount, and the evidence apart', () => {
    const about = { programme: 'JAMSOSTEK', cohort: '2002', unit: 'JKT' };
    given().when(signed(THREE, about)).thenFacts(agreement(THREE, about));
    given()
      .when(signed({ ...THREE, maturesOn: '2003-04-14' }))
      .thenFacts(agreement({ ...THREE, maturesOn: '2003-04-14' }));
  });

  it('says where the method was inferred from the totals', () =>
    given()
      .when(signed(THREE, { methodInferred: true }))
      .thenFacts(agreement(THREE, { methodInferred: true })));

  it('takes effect on the day it was agreed; today is the last such day', () =>
    given()
      .when(signed({ ...THREE, agreedOn: '2010-12-31' }))
      .thenFacts(agreement({ ...THREE, agreedOn: '2010-12-31' })));

  for (const [why, history, command, code] of [
    ['a second time, even on the same terms', lent(), signed(), 'LOAN_ALREADY_SIGNED'],
    ['for an unknown mitra', [], signed(THREE, {}, { registered: false }), 'MITRA_NOT_REGISTERED'],
    [
      'without an approved proposal, the loan being a new one',
      [],
      signed(THREE, { beforeJejak: false }),
      'PROPOSAL_NOT_APPROVED',
    ],
    [
      'without saying which of the two',
      [],
      signed(THREE, { beforeJejak: undefined }),
      'PROPOSAL_NOT_APPROVED',
    ],
    ['without evidence', [], signed(THREE, { evidence: undefined }), 'EVIDENCE_REQUIRED'],
    ['with blank evidence', [], signed(THREE, { evidence: ' \t' }), 'EVIDENCE_REQUIRED'],
    ['tomorrow', [], signed({ ...THREE, agreedOn: '2011-01-01' }), 'EFFECTIVE_IN_FUTURE'],
    ['on terms that are none', [], signed({ ...THREE, principal: 0 }), 'PRINCIPAL_NOT_POSITIVE'],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code));
});
