import { claim } from '../../src/event-store/reservation.js';
import { slot } from '../../src/lending/application/live-loan.js';
import {
  agreement,
  ANI,
  applicant,
  BRANCH,
  FIGURES,
  FINANCE,
  office,
  opened,
  refused,
  wish,
} from './office.js';
import { freshId, get, send, type Service, tell } from './service.js';

let service: Service;
let work: ReturnType<typeof office>;
beforeAll(async () => {
  service = await opened();
  work = office(service);
  for (const code of ['M-2', 'M-3', 'M-4']) await applicant(service, code);
});
afterAll(() => service.stop());

describe('a proposal', () => {
  it('of somebody who is not eligible is refused, every rule named with its basis', async () => {
    const figures = { ...FIGURES, bankable: true, indonesianOwned: undefined };
    const input = wish('L-9', { mitra: 'M-2', figures, amount: 250_000_001, months: 37 });
    const said = await work.refusal('proposeLoan', input, ANI);
    expect(said).toEqual(refused('NOT_ELIGIBLE'));
    expect(said?.['details']).toMatchObject({
      failed: [
        { rule: 'INDONESIAN_OWNED', limit: true, figure: null },
        { rule: 'NOT_BANKABLE', limit: false, figure: true, legalBasis: 'PER-05/MBU/04/2021' },
        { rule: 'MAX_PRINCIPAL', limit: 250_000_000, figure: 250_000_001 },
        { rule: 'MAX_MONTHS', limit: 36, figure: 37, policy: 'limits-per-1-2023' },
      ],
    });
    expect(await get(service, '{ application(number: "L-9") { number } }')).toEqual({
      application: null,
    });
  });
});

describe('a mitra’s live loans', () => {
  it('are one, and a short top-up beside it', async () => {
    await work.approve('L-3');
    await work.approve('L-4');
    await work.approve('L-5', { topUp: true });
    await work.approve('L-6', { topUp: true });
    const topUp = agreement('L-5');
    expect(await work.refusal('signAgreement', topUp, BRANCH)).toEqual(
      refused('TOP_UP_WITHOUT_LOAN'),
    );
    await tell(service, 'signAgreement', agreement('L-3'), BRANCH);
    expect(await work.refusal('signAgreement', agreement('L-4'), BRANCH)).toEqual(
      refused('LIVE_LOAN_EXISTS'),
    );
    await tell(service, 'signAgreement', topUp, BRANCH);
    expect(await work.refusal('signAgreement', agreement('L-6'), BRANCH)).toEqual(
      refused('LIVE_LOAN_EXISTS'),
    );
  });

  it('once the first is settled the next may be signed; a reopening is never refused', async () => {
    const accountCheck = { by: 'PASSBOOK', on: '2025-02-10' };
    const paying = { loan: 'L-3', amount: 5_000_000, reference: 'T 3', accountCheck };
    await tell(service, 'disburseLoan', { ...paying, effectiveOn: '2025-02-10' }, FINANCE);
    const all = { loan: 'L-3', amount: 6_000_000, receipt: 'R 3', effectiveOn: '2025-02-20' };
    await tell(service, 'receivePayment', all, FINANCE);
    await tell(service, 'signAgreement', agreement('L-4'), BRANCH);
    const back = { loan: 'L-3', receipt: 'R 3', kind: 'RETURNED' };
    const { events } = await tell(service, 'reversePayment', back, FINANCE);
    expect(events.map(({ type }) => type)).toContain('LoanReopened');
    await tell(service, 'receivePayment', { ...all, receipt: 'R 4' }, FINANCE);
    await work.approve('L-7');
    expect(await work.refusal('signAgreement', agreement('L-7'), BRANCH)).toEqual(
      refused('LIVE_LOAN_EXISTS'),
    );
  });

  it('of which two are signed at one moment, one is', async () => {
    await work.approve('L-10', { mitra: 'M-3' });
    await work.approve('L-11', { mitra: 'M-3' });
    const replies = await Promise.all(
      ['L-10', 'L-11'].map((loan) =>
        send(service, 'signAgreement', agreement(loan, { mitra: 'M-3' }), BRANCH),
      ),
    );
    const signed = replies.filter(({ errors }) => !errors);
    const said = replies.flatMap(({ errors }) => errors?.[0]?.extensions['refusal'] ?? []);
    expect([signed.length, said]).toEqual([1, ['LIVE_LOAN_EXISTS']]);
  });

  it('claimed by a signing that never arrived are free, and its writer is shut out', async () => {
    const { ledger } = service.house;
    const command = {
      name: 'signAgreement',
      commandId: freshId(),
      input: {},
      source: 'api',
      actor: { id: 'bram', role: 'BRANCH_HEAD' },
    } as const;
    const lost = { stream: 'loan-L-20', mitra: 'M-4', command, holds: async () => false };
    expect(await claim(ledger, slot('M-4', false), lost)).toBeNull();
    await work.approve('L-21', { mitra: 'M-4' });
    await tell(service, 'signAgreement', agreement('L-21', { mitra: 'M-4' }), BRANCH);
    const trail = await ledger.store.readStream('loan-L-20');
    expect(trail.map(({ type }) => type)).toEqual(['CommandAbandoned']);
    await work.approve('L-20', { mitra: 'M-4' });
    const late = agreement('L-20', { mitra: 'M-4', commandId: command.commandId });
    expect(await work.refusal('signAgreement', late, BRANCH)).toEqual(refused('COMMAND_ABANDONED'));
    expect(await get(service, '{ loan(number: "L-21") { status } loans { totalCount } }')).toEqual({
      ...{ loan: { status: 'AGREED' }, loans: { totalCount: expect.any(Number) } },
    });
  });
});
