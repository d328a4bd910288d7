import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { confirmReceipt } from '../../src/lending/application/receipt-confirmation.js';
import { APPROVED, carriedOut, type LoanStep, rule, withRule } from './application-story.js';
import { pledged, released } from './collateral-story.js';
import { disbursed, given, lent, POLICIES, signed, told } from './story.js';

describe('paying out a loan that was approved here', () => {
  const live = [...APPROVED, carriedOut()];
  const onDay = (on: string) => ({ accountCheck: { by: 'TELEPHONE', on: localDate(on) } }) as const;
  const bands = [
    { upTo: rupiah(5_000_000), kind: 'OTHER' },
    { upTo: rupiah(9_000_000), kind: 'VEHICLE_BPKB' },
    { kind: null },
  ] as const;
  const policies = withRule(rule('COLLATERAL', { bands }));
  const open = [{ upTo: rupiah(8_999_999), kind: 'OTHER' }, { kind: null }] as const;
  const gap = withRule(rule('COLLATERAL', { bands: open }));
  const paying = (on: string, checkedOn?: string, by = POLICIES) =>
    disbursed('D1', 9_000_000, on, { ...(checkedOn ? onDay(checkedOn) : {}), policies: by });

  it('keeps how the account was checked, on any day from the agreement to the payment', () => {
    for (const checkedOn of ['2008-03-01', '2008-03-05'])
      given(...live)
        .when(paying('2008-03-05', checkedOn))
        .thenFacts({
          ...{ type: 'LoanDisbursed', effectiveOn: localDate('2008-03-05') },
          data: { amount: rupiah(9_000_000), reference: 'D1', ...onDay(checkedOn) },
        });
  });

  it('needs what the rule of the day asks for, pledged by then and not released', () => {
    const secured = [...live, pledged('2008-03-04')];
    const { events } = told(...secured, paying('2008-03-05', '2008-03-02', policies));
    expect(events.at(-1)).toMatchObject({ type: 'LoanDisbursed' });
    const missing = { needs: 'VEHICLE_BPKB', amount: 9_000_000, policy: 'house-COLLATERAL' };
    for (const history of [
      live,
      [...live, pledged('2008-03-06')],
      [...live, pledged('2008-03-04', { kind: 'LAND_CERTIFICATE' })],
      [...secured, released('2008-03-05')],
    ])
      given(...history)
        .when(paying('2008-03-05', '2008-03-02', policies))
        .thenRefused('COLLATERAL_MISSING', missing);
  });

  it.each([
    ['not checked', paying('2008-03-05'), 'ACCOUNT_NOT_CHECKED'],
    ['checked before the agreement', paying('2008-03-05', '2008-02-29'), 'ACCOUNT_NOT_CHECKED'],
    ['checked after the payment', paying('2008-03-05', '2008-03-06'), 'ACCOUNT_NOT_CHECKED'],
    ['where the rule has a gap', paying('2008-03-05', '2008-03-05', gap), 'COLLATERAL_RULE_GAP'],
  ] as const)('is refused: %s', (_, command, code) =>
    given(...live)
      .when(command)
      .thenRefused(code),
  );

  it('is not refused to a loan from before this system for any of this', () =>
    given(signed())
      .when(disbursed('D1', 300, '2003-01-15', { policies: gap }))
      .thenFacts(expect.objectContaining({ type: 'LoanDisbursed' }) as never));
});

describe('confirming that the money arrived', () => {
  const confirmed = (on = '2003-01-20', reference = 'D1'): LoanStep => ({
    decide: (loan, asked) =>
      confirmReceipt(
        { loan: 'L-1', reference, evidence: 'kuitansi', effectiveOn: localDate(on) },
        loan,
        asked,
      ),
  });

  it('is recorded once for each transfer', () => {
    given(...lent())
      .when(confirmed())
      .thenFacts({
        ...{ type: 'ReceiptConfirmed', effectiveOn: localDate('2003-01-20') },
        ...{ data: { reference: 'D1' }, personal: { evidence: 'kuitansi' } },
      });
    given(...lent(), confirmed())
      .when(confirmed('2003-01-21'))
      .thenNothing();
  });

  for (const [why, history, command, code, details] of [
    ['before there is a loan', [], confirmed(), 'LOAN_NOT_SIGNED', {}],
    [
      'before anything is paid out',
      [signed()],
      confirmed(),
      'REFERENCE_UNKNOWN',
      { reference: 'D1' },
    ],
    ['of another transfer', lent(), confirmed('2003-01-20', 'D2'), 'REFERENCE_UNKNOWN', {}],
    [
      'before the transfer',
      lent(),
      confirmed('2003-01-14'),
      'CONFIRMATION_BEFORE_DISBURSEMENT',
      { disbursedOn: '2003-01-15' },
    ],
    ['tomorrow', lent(), confirmed('2011-01-01'), 'EFFECTIVE_IN_FUTURE', {}],
  ] as const)
    // prettier-ignore
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));
});
