import type { Problem } from '../graphql/ask.js';
import { as, freshId, get, send, type Service, start, tell } from './service.js';

const FIELD = { headers: as('OFFICER', 'siti') };
const BRANCH = { headers: as('BRANCH_HEAD', 'hadi') };
const HEAD = { headers: as('HEAD_OFFICE', 'ratna') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };
const AGREED = {
  ...{ mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'FLAT' },
  ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2010-01-10' },
  ...{ beforeJejak: true, evidence: 'PKS 1/2010' },
};
const PAPERS = [
  ...['WARNING_LETTERS', 'EXAMINATION_MINUTES', 'ASSIGNMENT_LETTER', 'HAND_OVER_LETTER'],
];
const ZERO = '0'.repeat(64);

let service: Service;
beforeAll(async () => {
  service = await start('2025-01-15T05:00:00.000Z');
  for (const code of ['M-1', 'M-2'])
    await tell(
      service,
      'registerMitra',
      { code, name: 'Siti Amina', effectiveOn: '2009-01-01' },
      FIELD,
    );
  for (const [loan, mitra] of [
    ['L-1', 'M-1'],
    ['L-2', 'M-2'],
  ]) {
    await tell(service, 'signAgreement', { ...AGREED, loan, mitra }, FIELD);
    const out = { loan, amount: 12_000_000, reference: 'T-1', effectiveOn: '2010-01-10' };
    await tell(service, 'disburseLoan', out, FINANCE);
  }
});
afterAll(() => service.stop());

interface Pending {
  readonly kind: string;
  readonly proposal: string;
  readonly revision: number;
  readonly proposedBy: string;
  readonly proposedOn: string;
  readonly approved: boolean;
}
interface Shown {
  readonly status: string;
  readonly handedOverOn: string | null;
  readonly position: Readonly<Record<string, unknown>>;
  readonly pendingDecisions: readonly Pending[];
  readonly payments: { readonly edges: readonly { readonly node: object }[] };
  readonly collaterals: readonly object[];
  readonly history: { readonly edges: readonly { readonly node: { readonly type: string } }[] };
}
const shown = async (number: string, asOf?: string): Promise<Shown> => {
  const { loan } = await get<{ loan: Shown }>(
    service,
    `query ($number: String!, $asOf: Date) { loan(number: $number, asOf: $asOf) {
      status handedOverOn
      position { totalOutstanding claimOutstanding recovered credit cancelled collectability
        writtenOff { principal interest fees } }
      pendingDecisions { kind proposal revision proposedBy proposedOn approved }
      payments { edges { node { receipt allocation { recovered credit principal } } } }
      collaterals { collateral kind state }
      history(first: 60) { edges { node { type } } } } }`,
    { number, asOf },
    HEAD.headers,
  );
  return loan;
};
const waiting = async (number: string): Promise<Pending> => {
  const [pending] = (await shown(number)).pendingDecisions;
  if (!pending) throw new Error('nothing awaits a decision');
  return pending;
};
const seen = async (loan: string) => {
  const { proposal, revision } = await waiting(loan);
  return { loan, proposal, revision };
};
const said = async (command: string, input: object, by: { headers: object }) =>
  (await send(service, command, input, by as typeof HEAD)).errors?.map(
    ({ extensions }: Problem) => [extensions.code, extensions['refusal']],
  );

it('a loan goes bad, is written off, brings something back, and is let go', async () => {
  const loan = 'L-1';
  const tried = { loan, evidence: 'three visits, three letters', effectiveOn: '2013-02-01' };
  expect(await said('declareProblemLoan', tried, FIELD)).toEqual([['FORBIDDEN', undefined]]);
  await tell(service, 'declareProblemLoan', tried, BRANCH);
  await tell(
    service,
    'handOverReceivable',
    { loan, office: 'KPKNL Jakarta I', reference: 'S-7/2013', effectiveOn: '2013-06-01' },
    BRANCH,
  );
  const proposal = { loan, ground: 'UNCOLLECTABLE', documents: PAPERS, effectiveOn: '2014-01-10' };
  expect(await said('proposeWriteOff', { ...proposal, documents: [] }, FIELD)).toEqual([
    ['REFUSED', 'DOCUMENTS_MISSING'],
  ]);
  await tell(service, 'proposeWriteOff', { ...proposal, evidence: 'file 7' }, FIELD);
  expect(await waiting(loan)).toMatchObject({
    ...{ kind: 'WRITE_OFF', proposedBy: 'siti', proposedOn: '2014-01-10', approved: false },
    revision: 4,
  });
  const approval = { effectiveOn: '2014-03-01', authority: 'MINISTER_OR_RUPS', document: 'RUPS-3' };
  const decision = { ...(await seen(loan)), ...approval };
  const self = { headers: as('HEAD_OFFICE', 'siti') };
  expect(await said('approveWriteOff', decision, self)).toEqual([['REFUSED', 'FOUR_EYES']]);
  expect(await said('approveWriteOff', { ...decision, authority: 'DIRECTORS' }, HEAD)).toEqual([
    ['REFUSED', 'WRONG_AUTHORITY'],
  ]);
  expect(await said('approveWriteOff', { ...decision, proposal: ZERO }, HEAD)).toEqual([
    ['REFUSED', 'PROPOSAL_CHANGED'],
  ]);
  await tell(service, 'approveWriteOff', decision, HEAD);
  expect(await waiting(loan)).toMatchObject({ approved: true, revision: 5 });
  await tell(service, 'writeOffLoan', { loan, effectiveOn: '2014-04-01' }, HEAD);
  expect(await shown(loan)).toMatchObject({
    ...{ status: 'WRITTEN_OFF', handedOverOn: '2013-06-01', pendingDecisions: [] },
    position: {
      ...{ totalOutstanding: 0, claimOutstanding: 12_864_000, collectability: null },
      writtenOff: { principal: 12_000_000, interest: 720_000, fees: 144_000 },
    },
  });
  expect(await shown(loan, '2014-03-15')).toMatchObject({
    ...{ status: 'PROBLEM', position: { collectability: 'PROBLEM' } },
    pendingDecisions: [{ kind: 'WRITE_OFF', approved: true }],
  });
  expect((await shown(loan, '2013-05-31')).handedOverOn).toBeNull();
});

it('…what comes after is a recovery, up to what is claimed; then the claim ends', async () => {
  const loan = 'L-1';
  const money = { loan, amount: 720_000, receipt: 'V-1', effectiveOn: '2016-05-02' };
  expect(await said('receiveRecovery', money, FIELD)).toEqual([['FORBIDDEN', undefined]]);
  const done = await tell(service, 'receiveRecovery', money, {
    ...FINANCE,
    show: 'allocation { recovered credit }',
  });
  expect(done).toMatchObject({ allocation: { recovered: 720_000, credit: 0 } });
  const late = { loan, amount: 120_000, receipt: 'R-9', effectiveOn: '2013-12-01' };
  await tell(service, 'receivePayment', late, FINANCE);
  await tell(service, 'reversePayment', { loan, receipt: 'R-9' }, FINANCE);

  const cancel = { loan, insured: true, effectiveOn: '2024-12-01' };
  const before = { ...cancel, effectiveOn: '2024-11-04' };
  expect(await said('proposeClaimCancellation', before, FIELD)).toEqual([
    ['REFUSED', 'NO_POLICY_IN_FORCE'],
  ]);
  expect(await said('proposeClaimCancellation', cancel, FIELD)).toEqual([
    ['REFUSED', 'CANCELLATION_CONDITIONS'],
  ]);
  await tell(service, 'proposeClaimCancellation', { ...cancel, insured: false }, FIELD);
  const decision = { ...(await seen(loan)), authority: 'DIRECTORS', document: 'SK-9/2024' };
  const commandId = freshId();
  const input = { commandId, ...decision, effectiveOn: '2024-12-20' };
  await tell(service, 'cancelClaim', input, HEAD);
  expect(await tell(service, 'cancelClaim', input, HEAD)).toMatchObject({ duplicate: true });
  await tell(service, 'receiveRecovery', { loan, amount: 5_000, receipt: 'V-2' }, FINANCE);

  const end = await shown(loan);
  expect(end).toMatchObject({
    status: 'CANCELLED',
    position: {
      ...{ claimOutstanding: 0, recovered: 720_000, cancelled: 12_144_000, credit: 5_000 },
    },
  });
  expect(end.history.edges.map(({ node }) => node.type)).toEqual([
    ...['AgreementSigned', 'LoanDisbursed', 'LoanDeclaredProblem', 'ReceivableHandedOver'],
    ...['WriteOffProposed', 'WriteOffApproved'],
    ...Array.from({ length: 12 }, () => 'LateFeeCharged'),
    ...['LoanWrittenOff', 'RecoveryReceived'],
    ...['PaymentReceived', 'WriteOffAdjusted', 'PaymentReversed', 'WriteOffAdjusted'],
    ...['ClaimCancellationProposed', 'ClaimCancelled', 'RecoveryReceived'],
  ]);
});

it('a mitra dies: his heirs and the insurer first, then the application', async () => {
  const loan = 'L-2';
  const death = { loan, ground: 'DEATH', insurance: 'REFUSED', effectiveOn: '2010-09-01' };
  const proposal = { ...death, documents: ['DEATH_CERTIFICATE', 'HEIR_STATEMENT'] };
  const refused = async (input: object) => (await said('proposeWriteOff', input, FIELD))?.[0]?.[1];
  expect(await refused(proposal)).toBe('MITRA_NOT_DECEASED');
  const dead = { mitra: 'M-2', status: 'DECEASED', effectiveOn: '2010-08-01' };
  await tell(service, 'changeMitraStatus', dead, FIELD);
  expect(await refused(proposal)).toBe('HEIRS_REQUIRED');
  await tell(
    service,
    'recordHeir',
    {
      ...{ mitra: 'M-2', name: 'Ani', relationship: 'CHILD', effectiveOn: '2010-08-20' },
      documents: ['DEATH_CERTIFICATE', 'FAMILY_CARD', 'IDENTITY_CARD'],
    },
    FIELD,
  );
  expect(await refused({ ...proposal, insurance: undefined })).toBe('INSURANCE_ANSWER_REQUIRED');
  expect(await refused({ ...proposal, insurance: 'PAID' })).toBe('INSURANCE_PAID');
  await tell(service, 'proposeWriteOff', proposal, FIELD);
  const reject = { ...(await seen(loan)), effectiveOn: '2010-10-01' };
  expect(await said('rejectWriteOff', reject, HEAD)).toEqual([['REFUSED', 'REASON_REQUIRED']]);
  await tell(service, 'rejectWriteOff', { ...reject, reason: 'ask the heirs first' }, HEAD);
  expect((await shown(loan)).pendingDecisions).toEqual([]);
  expect((await shown(loan, '2010-09-15')).pendingDecisions).toHaveLength(1);
  expect(await said('writeOffLoan', { loan, effectiveOn: '2010-11-01' }, HEAD)).toEqual([
    ['REFUSED', 'WRITE_OFF_NOT_APPROVED'],
  ]);
});
