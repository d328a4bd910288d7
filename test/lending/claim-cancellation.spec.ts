import { rupiah } from '../../src/kernel/rupiah.js';
import { OFFICER } from '../story.js';
import { addsUp, loanOf } from './adds-up.js';
import { with_, without } from './ending-rules.js';
import {
  cancellationProposed,
  cancelled,
  problem,
  recovered,
  writeOff,
  writeOffApproved,
  writeOffProposed,
  writtenOff,
} from './ending-story.js';
import type { LoanStep } from './restructuring-story.js';
import { given, lent, type LoanHistory, reversed, told } from './story.js';

const late = lent(); // 110 due on the 15th of February, March and April 2003; nothing is paid
const off = [...late, ...writtenOff()]; // 300 and 30 on 2004-09-01
const proposed = [...off, cancellationProposed('2006-09-01')];
const gone = [...proposed, cancelled('2006-09-02')];
const pledged: LoanStep = {
  decide: () => [
    {
      ...{ type: 'CollateralPledged', effectiveOn: '2003-01-15' as never },
      data: { collateral: 'B 1234', kind: 'VEHICLE_BPKB' },
    },
  ],
};
const seized: LoanStep = {
  decide: () => [
    {
      ...{ type: 'CollateralSeized', effectiveOn: '2006-09-01' as never },
      data: { collateral: 'B 1234' },
    },
  ],
};
const released: LoanStep = {
  decide: () => [
    {
      ...{ type: 'CollateralReleased', effectiveOn: '2006-09-01' as never },
      data: { collateral: 'B 1234' },
    },
  ],
};
const worthless = cancellationProposed('2006-09-01', {
  ...{ saleableCollateral: false, evidence: 'burnt out' },
});
/** 200 of the 330 came back, and the claim on the rest is proposed to end. */
const partly = [...off, recovered('V1', 200, '2005-01-01'), cancellationProposed('2006-09-01')];
const sold = { failed: [{ condition: 'NO_SALEABLE_COLLATERAL', figure: true, limit: false }] };
type Refused = readonly [string, LoanHistory, LoanStep, string, object?];

const refusals = (rows: readonly Refused[]): void => {
  for (const [why, history, command, refusal, details] of rows)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(refusal, details));
};

describe('hapus tagih proposed', () => {
  const on = '2006-09-01';
  refusals([
    ['of a loan not signed', [], cancellationProposed(on), 'LOAN_NOT_SIGNED'],
    ['of one in the accounts', late, cancellationProposed(on), 'LOAN_NOT_WRITTEN_OFF'],
    [
      'of a problem loan',
      [...late, problem('2004-06-01')],
      ...[cancellationProposed(on), 'LOAN_NOT_WRITTEN_OFF'],
    ] as never,
    ['of one cancelled', gone, cancellationProposed('2007-01-01'), 'NOTHING_CLAIMED'],
    [
      'where all is recovered',
      [...off, recovered('V1', 330, '2005-01-01')],
      ...[cancellationProposed(on), 'NOTHING_CLAIMED'],
    ] as never,
    [
      'before the write-off',
      ...[off, cancellationProposed('2004-08-31'), 'CANCELLATION_BEFORE_WRITE_OFF'],
    ] as never,
    [
      'dated before money that is recorded',
      [...off, recovered('V1', 3, '2006-09-02')],
      ...[cancellationProposed(on), 'CANCELLATION_BEFORE_MOVEMENT', { on: '2006-09-02' }],
    ] as never,
    ['in the future', off, cancellationProposed('2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    [
      'before any rule was in force',
      ...[off, cancellationProposed('2005-12-31'), 'NO_POLICY_IN_FORCE'],
      { kind: 'CLAIM_CANCELLATION', on: '2005-12-31' },
    ] as never,
  ]);

  it('names every condition that fails at once, with its figure, its limit and the rule', () =>
    given(...late, pledged, ...writtenOff())
      .when(
        cancellationProposed(
          '2006-08-31',
          { insured: true },
          with_('cancellation', { maxPrincipal: rupiah(299) }),
        ),
      )
      .thenRefused('CANCELLATION_CONDITIONS', {
        failed: [
          { condition: 'MAX_PRINCIPAL', figure: 300, limit: 299 },
          { condition: 'MIN_YEARS_WRITTEN_OFF', figure: 1, limit: 2 },
          { condition: 'NOT_INSURED', figure: true, limit: false },
          { condition: 'NO_SALEABLE_COLLATERAL', figure: true, limit: false },
        ],
        ...{ policy: 'cancellation', legalBasis: 'a rule for tests' },
      }));

  it('holds at the very limits; what is pledged counts as saleable unless said otherwise', () => {
    const limit = with_('cancellation', { maxPrincipal: rupiah(300) });
    const { events } = told(...off, cancellationProposed(on, {}, limit));
    expect(events.at(-1)?.data).toEqual({
      ...{ principal: 300, claim: 330, writtenOffOn: '2004-09-01', insured: false },
      ...{ saleableCollateral: false, policy: 'cancellation' },
    });
    const secured = [...late, pledged, ...writtenOff()];
    given(...secured)
      .when(cancellationProposed(on))
      .thenRefused('CANCELLATION_CONDITIONS');
    given(...secured)
      .when(cancellationProposed(on, { saleableCollateral: false, evidence: ' ' }))
      .thenRefused('EVIDENCE_REQUIRED', { field: 'evidence', collaterals: ['B 1234'] });
    expect(loanOf(...secured, worthless).pending.cancellation).toBeTruthy();
    given(...proposed)
      .when(cancellationProposed(on))
      .thenNothing();
  });
});

describe('a loan said not to be insured', () => {
  const on = '2008-03-01';
  const died = (insurance: 'NONE' | 'REFUSED') => [
    ...late,
    writeOffProposed(
      '2006-03-01',
      { ground: 'DEATH', documents: ['DEATH_CERTIFICATE'], insurance },
      { status: 'DECEASED', heirs: 1 },
    ),
    ...[writeOffApproved('2006-03-01', 'DIRECTORS'), writeOff('2006-03-01')],
  ];

  it('must prove it, where an insurer had answered', () => {
    given(...died('REFUSED'))
      .when(cancellationProposed(on))
      .thenRefused('EVIDENCE_REQUIRED', { field: 'evidence', insurer: 'REFUSED' });
    for (const history of [
      [...died('NONE'), cancellationProposed(on)],
      [...died('REFUSED'), cancellationProposed(on, { evidence: 'the policy had lapsed' })],
    ])
      expect(loanOf(...history).pending.cancellation).toBeTruthy();
  });

  it('must prove it, where something is pledged that the rule does not ask about', () => {
    const rules = with_('cancellation', { noSaleableCollateral: false });
    given(...late, pledged, ...writtenOff())
      .when(cancellationProposed(on, {}, rules))
      .thenRefused('EVIDENCE_REQUIRED', { collaterals: ['B 1234'] });
  });
});

describe('its approval', () => {
  const on = '2006-09-02';
  const digest = loanOf(...proposed).pending.cancellation?.digest ?? '';
  refusals([
    ['of a loan not signed', [], cancelled(on), 'LOAN_NOT_SIGNED'],
    ['where nothing is proposed', off, cancelled(on), 'NOTHING_PROPOSED'],
    ['by who proposed it', proposed, cancelled(on, 'DIRECTORS', { actor: OFFICER }), 'FOUR_EYES'],
    [
      'of another proposal',
      ...[proposed, cancelled(on, 'DIRECTORS', { proposal: 'f'.repeat(64) }), 'PROPOSAL_CHANGED'],
    ] as never,
    ['by the wrong authority', proposed, cancelled(on, 'MINISTER'), 'WRONG_AUTHORITY'],
    ['before it was proposed', proposed, cancelled('2006-08-31'), 'DECISION_BEFORE_PROPOSAL'],
    ['in the future', proposed, cancelled('2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    [
      'where the rule asks for more by then',
      proposed,
      cancelled(on, 'DIRECTORS', {}, with_('cancellation', { minYearsWrittenOff: 3 })),
      ...['CANCELLATION_CONDITIONS', { failed: [{ figure: 2, limit: 3 }] }],
    ] as never,
    [
      'where no rule is in force by then',
      proposed,
      cancelled(on, 'DIRECTORS', {}, without('CLAIM_CANCELLATION')),
      'NO_POLICY_IN_FORCE',
    ],
    [
      'where all was recovered since',
      [...proposed, recovered('V1', 330, on)],
      ...[cancelled(on), 'NOTHING_CLAIMED'],
    ] as never,
    [
      'where some was recovered since',
      [...proposed, recovered('V1', 130, '2006-09-01')],
      ...[cancelled(on), 'PROPOSAL_OUTDATED', { proposed: 330, now: 200 }],
    ] as never,
    [
      'where a recovery was taken back since',
      [...partly, reversed('V1')],
      ...[cancelled(on), 'PROPOSAL_OUTDATED', { proposed: 130, now: 330 }],
    ] as never,
    [
      'where something was pledged since, whatever its day',
      [...proposed, pledged],
      ...[cancelled(on), 'CANCELLATION_CONDITIONS', sold],
    ] as never,
    [
      'where what was said to be worthless was seized since',
      [...late, pledged, ...writtenOff(), worthless, seized],
      ...[cancelled(on), 'CANCELLATION_CONDITIONS', sold],
    ] as never,
  ]);

  it('holds where what was pledged since is released again', () =>
    expect(loanOf(...proposed, pledged, released, cancelled(on)).status).toBe('CANCELLED'));

  it('ends the claim that is left; again it adds nothing', () => {
    const story = [...partly, cancelled(on)];
    expect(told(...story).events.at(-1)).toMatchObject({
      ...{ type: 'ClaimCancelled', data: { amount: 130, authority: 'DIRECTORS' } },
    });
    expect(loanOf(...story).status).toBe('CANCELLED');
    addsUp(...story);
    given(...gone)
      .when(cancelled(on, 'DIRECTORS', { proposal: digest }))
      .thenNothing();
  });
});
