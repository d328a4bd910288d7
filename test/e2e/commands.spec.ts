import { codes, type Problem, paths, type Reply } from '../graphql/ask.js';
import type { Role } from '../../src/kernel/envelope.js';
import { as, type Done, freshId, get, send, type Service, start, tell } from './service.js';

const TODAY = '2025-10-31';
const AGREED = {
  ...{ mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'DECLINING' },
  ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2025-10-01' },
  ...{ beforeJejak: true, evidence: 'PKS 1/2025' },
};
const PAID_OUT = { amount: 12_000_000, reference: 'T-1', effectiveOn: '2025-10-01' };
const RULE = {
  ...{ policyId: 'months-uji', kind: 'COLLECTABILITY', scope: 'UJI', validFrom: '2025-01-01' },
  legalBasis: 'SK Direksi 7/2025',
  parameters: {
    ...{ basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'MONTHS' },
    bands: [{ class: 'CURRENT', upTo: 3 }, { class: 'LOSS' }],
  },
};

let service: Service;
/** What `policies` says of the rule proposed in `beforeAll`. */
let proposal: string;
beforeAll(async () => {
  service = await start(`${TODAY}T05:00:00.000Z`);
  const [field, finance] = [{ headers: as('OFFICER') }, { headers: as('FINANCE_OFFICER') }];
  const day = { effectiveOn: '2020-01-01' };
  await tell(service, 'registerMitra', { code: 'M-1', name: 'Siti Amina', ...day }, field);
  for (const loan of ['L-1', 'L-2'])
    await tell(service, 'signAgreement', { ...AGREED, loan }, field);
  await tell(service, 'disburseLoan', { ...PAID_OUT, loan: 'L-1' }, finance);
  await tell(service, 'receivePayment', { loan: 'L-1', amount: 10_000, receipt: 'R-0' }, finance);
  await tell(service, 'proposePolicy', { ...RULE, policyId: 'proposed' }, field);
  const { policies } = await get<{ policies: readonly Record<'policyId' | 'proposal', string>[] }>(
    service,
    '{ policies(kind: COLLECTABILITY) { policyId proposal } }',
  );
  proposal = policies.find(({ policyId }) => policyId === 'proposed')?.proposal ?? '';
});
afterAll(() => service.stop());

interface Row {
  readonly command: string;
  readonly role: Role;
  readonly input: () => object;
  readonly event: string;
  /** What makes it another command under the same id. */
  readonly other: object;
  readonly refused: readonly [object, string, object];
  readonly forbidden: Role;
  readonly bad: readonly [object, string];
}

const SHA256 = 'a'.repeat(64);
const NOBODY = [{ mitra: 'M-0' }, 'MITRA_NOT_REGISTERED', { mitra: 'M-0' }] as const;
const TOMORROW = [
  { effectiveOn: '2025-11-01' },
  ...['EFFECTIVE_IN_FUTURE'],
  { effectiveOn: '2025-11-01', today: TODAY },
] as unknown as Row['refused'];

const ROWS: readonly Row[] = [
  {
    ...{ command: 'registerMitra', role: 'OFFICER', event: 'MitraRegistered' },
    input: () => ({ code: 'M-9', name: 'Ibu Rosalina', identityNumber: '3374010101800001' }),
    ...{ other: { name: 'Ibu Rosa' }, forbidden: 'FINANCE_OFFICER' },
    refused: [
      { code: 'M-1' },
      'MITRA_ALREADY_REGISTERED',
      { code: 'M-1', registeredOn: '2020-01-01' },
    ],
    bad: [{ code: 'no good' }, 'input.code'],
  },
  {
    ...{ command: 'correctMitraData', role: 'OFFICER', event: 'MitraDataCorrected' },
    input: () => ({ mitra: 'M-1', kind: 'CHANGE', field: 'REGION', to: 'Bali' }),
    ...{ other: { to: 'Papua' }, forbidden: 'AUDITOR', refused: NOBODY },
    bad: [{ to: '' }, 'input.to'],
  },
  {
    ...{ command: 'changeMitraStatus', role: 'SECTION_HEAD', event: 'MitraStatusChanged' },
    input: () => ({ mitra: 'M-1', status: 'MOVED' }),
    ...{ other: { status: 'DECEASED' }, forbidden: 'ADMIN', refused: TOMORROW },
    bad: [{ status: 'GONE' }, 'input.status'],
  },
  {
    ...{ command: 'recordVisit', role: 'OFFICER', event: 'VisitRecorded' },
    input: () => ({
      ...{ mitra: 'M-1', outcome: 'FOUND', evidence: [{ kind: 'PHOTO', sha256: SHA256 }] },
      ...{ location: { latitude: -6.2, longitude: 106.816666 }, notes: 'shop is open' },
    }),
    ...{ other: { outcome: 'FOLLOW_UP' }, forbidden: 'BRANCH_HEAD' },
    refused: [{ outcome: 'NOT_FOUND' }, 'FINDING_REQUIRED', { outcome: 'NOT_FOUND' }],
    bad: [{ evidence: [{ kind: 'PHOTO', sha256: 'xyz' }] }, 'input.evidence.0.sha256'],
  },
  {
    ...{ command: 'recordContact', role: 'OFFICER', event: 'ContactMade' },
    input: () => ({ mitra: 'M-1', channel: 'WHATSAPP', reached: true }),
    ...{ other: { reached: false }, forbidden: 'FINANCE_HEAD', refused: NOBODY },
    bad: [{ channel: 'PIGEON' }, 'input.channel'],
  },
  {
    ...{ command: 'signAgreement', role: 'OFFICER', event: 'AgreementSigned' },
    input: () => ({ ...AGREED, loan: 'L-9' }),
    ...{ other: { principal: 13_000_000 }, forbidden: 'FINANCE_OFFICER' },
    refused: [{ evidence: ' ' }, 'EVIDENCE_REQUIRED', { field: 'evidence' }],
    bad: [{ principal: 0 }, 'input.principal'],
  },
  {
    ...{ command: 'disburseLoan', role: 'FINANCE_OFFICER', event: 'LoanDisbursed' },
    input: () => ({ ...PAID_OUT, loan: 'L-2' }),
    ...{ other: { reference: 'T-9' }, forbidden: 'AUDITOR' },
    refused: [
      { amount: 12_000_001 },
      'DISBURSEMENT_EXCEEDS_PRINCIPAL',
      { principal: 12_000_000, left: 12_000_000 },
    ],
    bad: [{ amount: 0 }, 'input.amount'],
  },
  {
    ...{ command: 'receivePayment', role: 'OFFICER', event: 'PaymentReceived' },
    input: () => ({ loan: 'L-1', amount: 1_060_000, receipt: 'R-1', channel: 'CASH' }),
    ...{ other: { amount: 1_060_001 }, forbidden: 'EXAMINER' },
    refused: [
      { receipt: 'R-0' },
      'RECEIPT_REUSED',
      { recorded: { receipt: 'R-0', amount: 10_000, effectiveOn: TODAY } },
    ],
    bad: [{ amount: -1_060_000 }, 'input.amount'],
  },
  {
    ...{ command: 'reversePayment', role: 'FINANCE_HEAD', event: 'PaymentReversed' },
    input: () => ({ loan: 'L-1', receipt: 'R-0' }),
    ...{ other: { kind: 'RETURNED' }, forbidden: 'OFFICER' },
    refused: [{ receipt: 'R-7' }, 'RECEIPT_UNKNOWN', { receipt: 'R-7' }],
    bad: [{ receipt: '' }, 'input.receipt'],
  },
  {
    ...{ command: 'proposePolicy', role: 'SECTION_HEAD', event: 'PolicyProposed' },
    input: () => RULE,
    ...{ other: { note: 'a note' }, forbidden: 'HEAD_OFFICE' },
    refused: [{ legalBasis: ' ' }, 'LEGAL_BASIS_REQUIRED', { id: 'months-uji' }],
    bad: [{ parameters: {} }, 'input.parameters'],
  },
  {
    ...{ command: 'adoptPolicy', role: 'HEAD_OFFICE', event: 'PolicyAdopted' },
    input: () => ({ kind: 'COLLECTABILITY', proposal }),
    ...{ other: { proposal: '1'.repeat(64) }, forbidden: 'OFFICER' },
    refused: [{ proposal: '0'.repeat(64) }, 'PROPOSAL_UNKNOWN', { proposal: '0'.repeat(64) }],
    bad: [{ proposal: 'that one' }, 'input.proposal'],
  },
];

const head = async (): Promise<unknown> =>
  (await get(service, '{ system { position } }'))['system'];
const said = ({ errors }: Reply): Problem['extensions'] | undefined => errors?.[0]?.extensions;

describe.each(ROWS)('$command', ({ command, role, input, event, other, ...no }) => {
  const commandId = freshId();
  const sendAs = (changes: object, who: Role = role): Promise<Reply> =>
    send(service, command, { commandId, ...input(), ...changes }, { headers: as(who) });
  let before: unknown;
  let revision: number;

  it('says no, by its code, and leaves no trace', async () => {
    before = await head();
    expect(codes(await sendAs({}, no.forbidden))).toEqual(['FORBIDDEN']);
    const bad = await sendAs(no.bad[0]);
    expect([codes(bad), paths(bad)]).toEqual([['BAD_INPUT'], [no.bad[1]]]);
    const [changes, refusal, details] = no.refused;
    expect(said(await sendAs(changes))).toEqual({ code: 'REFUSED', refusal, details });
    const conflict = said(await sendAs({ expectedRevision: 99 }));
    expect(conflict).toEqual({ code: 'CONFLICT', currentRevision: expect.any(Number) });
    revision = Number(conflict?.['currentRevision']);
    expect(await head()).toEqual(before);
  });

  it(`is done once and records ${event}`, async () => {
    const done = (await sendAs({ expectedRevision: revision })).data?.['done'] as Done;
    expect(done).toMatchObject({ commandId, duplicate: false });
    expect(done.events[0]).toEqual({ id: expect.any(String), type: event });
    expect(done.revision).toBeGreaterThan(revision);
    expect(await head()).toEqual({ position: done.position });
    const again = (await sendAs({ expectedRevision: revision })).data?.['done'];
    expect(again).toEqual({ ...done, duplicate: true });
    expect(said(await sendAs(other))).toMatchObject({
      ...{ code: 'REFUSED', refusal: 'COMMAND_ID_REUSED', details: { commandId } },
    });
    expect(await head()).toEqual({ position: done.position });
  });
});
