import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { LoanProposed } from '../../src/lending/application/application.events.js';
import { mitraDecider } from '../../src/mitra/mitra.js';
import {
  ANI,
  APPROVED,
  approved,
  carriedOut,
  KOPKAR,
  mitraWith,
  papersOf,
  person,
  proposed,
  recommended,
  rejected,
  SOUND,
  surveyed,
} from './application-story.js';
import { given, signed, told } from './story.js';

const proposal = (more: Partial<LoanProposed['data']> = {}, on = '2008-02-01'): LoanProposed => ({
  type: 'LoanProposed',
  effectiveOn: localDate(on),
  data: {
    ...{ loan: 'L-1', mitra: 'M-1', unit: 'JKT', sector: 'TRADE', legalForm: 'COOPERATIVE' },
    ...{ amount: rupiah(10_000_000), months: 24, topUp: false, figures: SOUND },
    ...{ documents: papersOf('COOPERATIVE'), missing: [] },
    policies: ['eligibility-per-05-2007', 'limits-per-05-2007', 'documents-by-legal-form'],
    ...more,
  },
  personal: { purpose: 'a second oven' },
});

describe('proposing a loan', () => {
  it('records what is asked for, what is there, and the rules it was held against', () =>
    given().when(proposed()).thenFacts(proposal()));

  it('takes unit and sector from the mitra unless they are named', () => {
    const named = { unit: 'BDG', sector: 'FISHERIES' } as const;
    given().when(proposed(named)).thenFacts(proposal(named));
  });

  it('lists what the checklist asks for and had not come by that day', () => {
    const mitra = mitraWith('PERSON', { IDENTITY_CARD: '2008-01-31', FAMILY_CARD: '2008-02-02' });
    given()
      .when(proposed({}, { mitra }))
      .thenFacts(
        proposal({
          ...{ legalForm: 'PERSON', documents: ['IDENTITY_CARD'] },
          missing: papersOf('PERSON').filter((kind) => kind !== 'IDENTITY_CARD'),
        }),
      );
  });

  it('is limited by nothing where no rule is in force, and names none', () => {
    const mitra = mitraWith('PERSON', {});
    given()
      .when(proposed({ figures: {}, topUp: true }, { mitra, policies: [] }))
      .thenFacts(
        proposal({
          ...{ legalForm: 'PERSON', figures: {}, topUp: true },
          ...{ documents: [], missing: [], policies: [] },
        }),
      );
  });

  it('again takes the place of what was proposed: survey and recommendation begin anew', () => {
    const anew = proposed({ amount: 8_000_000, on: '2008-02-25' }, { by: person('tono') });
    const after = proposal({ amount: rupiah(8_000_000) }, '2008-02-25');
    given(proposed(), surveyed()).when(anew).thenFacts(after);
    given(proposed(), surveyed(), recommended()).when(anew).thenFacts(after);
    const { state } = told(proposed(), surveyed(), recommended(), anew);
    expect(state).toMatchObject({ status: 'PROPOSED' });
    expect(state).not.toHaveProperty('application.survey');
    expect(state).not.toHaveProperty('application.recommended');
    expect(state).toMatchObject({ application: { proposal: { proposer: { id: 'tono' } } } });
  });

  it('entered twice adds nothing, surveyed and recommended or not, by whomever', () => {
    given(proposed()).when(proposed()).thenNothing();
    given(proposed(), surveyed(), recommended())
      .when(proposed({}, { by: person('tono') }))
      .thenNothing();
  });

  it('for another purpose is another proposal', () =>
    given(proposed())
      .when(proposed({ purpose: 'a roof' }))
      .thenFacts({ ...proposal(), personal: { purpose: 'a roof' } }));

  const ended = [...APPROVED, carriedOut()];
  const unregistered = { mitra: mitraDecider.initial };

  for (const [why, history, command, code, details] of [
    ['of nothing', [], proposed({ amount: 0 }), 'AMOUNT_NOT_POSITIVE', {}],
    ['for no time', [], proposed({ months: 0 }), 'MONTHS_NOT_POSITIVE', {}],
    ['for no purpose', [], proposed({ purpose: ' ' }), 'PURPOSE_REQUIRED', {}],
    ['by an unknown mitra', [], proposed({}, unregistered), 'MITRA_NOT_REGISTERED', {}],
    [
      'while the legal form is unknown',
      [],
      proposed({}, { mitra: mitraWith(null, {}) }),
      'LEGAL_FORM_REQUIRED',
      { mitra: 'M-1' },
    ],
    [
      'before the mitra was registered',
      [],
      proposed({ on: '2003-01-14' }),
      'EFFECTIVE_BEFORE_REGISTRATION',
      { registeredOn: '2003-01-15' },
    ],
    ['tomorrow', [], proposed({ on: '2011-01-01' }), 'EFFECTIVE_IN_FUTURE', {}],
    [
      'before the step it follows',
      [proposed(), surveyed()],
      proposed({ amount: 1, on: '2008-02-09' }),
      'BEFORE_LAST_STEP',
      { lastOn: '2008-02-10' },
    ],
    [
      'as a top-up where the rule has none',
      [],
      proposed({ topUp: true }),
      'TOP_UP_NOT_ALLOWED',
      { policy: 'limits-per-05-2007' },
    ],
    ['once approved', APPROVED, proposed(), 'LOAN_ALREADY_APPROVED', { approvedOn: '2008-03-01' }],
    [
      'once rejected: that takes a new number',
      [proposed(), rejected()],
      proposed({ amount: 1 }),
      'LOAN_REJECTED',
      { rejectedOn: '2008-03-01' },
    ],
    ['once signed', ended, proposed(), 'LOAN_ALREADY_SIGNED', { agreedOn: '2008-03-01' }],
    ['for a loan from before', [signed()], proposed(), 'LOAN_ALREADY_SIGNED', {}],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));

  it('is refused for another mitra under a number that is taken', () => {
    const other = { ...KOPKAR, code: 'M-2' };
    given(proposed())
      .when(proposed({ mitra: 'M-2' }, { mitra: other }))
      .thenRefused('MITRA_DIFFERS', { mitra: 'M-1' });
  });

  it('names every rule that is not met at once', () => {
    const figures = { ...SOUND, netAssets: rupiah(200_000_001), independent: false };
    const by = { policy: 'eligibility-per-05-2007' };
    given()
      .when(proposed({ figures: { ...figures, workers: undefined, monthsInBusiness: undefined } }))
      .thenRefused('NOT_ELIGIBLE', {
        failed: [
          { rule: 'NET_ASSETS', limit: 200_000_000, figure: 200_000_001, ...by },
          { rule: 'MONTHS_IN_BUSINESS', limit: 12, figure: null, ...by },
          { rule: 'INDEPENDENT', limit: true, figure: false, ...by },
        ].map((one) => ({ ...one, legalBasis: expect.stringContaining('PER-05/MBU/2007') })),
      });
  });
});

it('an application tells who did each step, and the last revision seen', () => {
  const { state } = told(...APPROVED);
  expect(state).toMatchObject({
    status: 'APPROVED',
    application: {
      proposal: { proposer: ANI, revision: 0 },
      recommended: { by: { id: 'hasan' }, amount: 9_000_000 },
      approved: { by: { id: 'rina' }, amount: 9_000_000, on: '2008-03-01' },
      ...{ lastRevision: 3, lastOn: '2008-03-01' },
    },
  });
  expect(told(proposed(), surveyed(), recommended(), approved({ amount: 1 })).state).toMatchObject({
    application: { approved: { amount: 1 } },
  });
});
