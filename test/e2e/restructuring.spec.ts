import type { Problem } from '../graphql/ask.js';
import { as, get, send, type Service, start, tell } from './service.js';

const FIELD = { headers: as('OFFICER', 'siti') };
const HEAD = { headers: as('HEAD_OFFICE', 'ratna') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };
const AGREED = {
  ...{ loan: 'L-1', mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'FLAT' },
  ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2023-01-10' },
  ...{ beforeJejak: true, evidence: 'PKS 1/2023' },
};
const loan = 'L-1';

let service: Service;
beforeAll(async () => {
  service = await start('2025-01-15T05:00:00.000Z');
  const mitra = { code: 'M-1', name: 'Siti Amina', effectiveOn: '2020-01-01' };
  await tell(service, 'registerMitra', mitra, FIELD);
  await tell(service, 'signAgreement', AGREED, FIELD);
  const out = { loan, amount: 12_000_000, reference: 'T-1', effectiveOn: '2023-01-10' };
  await tell(service, 'disburseLoan', out, FINANCE);
  await pay('R-1', 1_060_000, '2023-02-10');
});
afterAll(() => service.stop());

const pay = (receipt: string, amount: number, effectiveOn: string) =>
  tell(service, 'receivePayment', { loan, receipt, amount, effectiveOn }, FINANCE);

interface Row {
  readonly no: number;
  readonly dueOn: string;
  readonly principal: number;
  readonly interest: number;
}
interface Shown {
  readonly status: string;
  readonly position: Readonly<Record<string, unknown>>;
  readonly schedule: readonly Row[];
  readonly schedules: readonly {
    readonly from: string;
    readonly kind: string;
    readonly inForce: boolean;
    readonly instalments: readonly Row[];
  }[];
  readonly pendingDecisions: readonly { readonly proposal: string; readonly revision: number }[];
}
const shown = async (asOf?: string): Promise<Shown> =>
  (
    await get<{ loan: Shown }>(
      service,
      `query ($asOf: Date) { loan(number: "L-1", asOf: $asOf) {
        status
        position { principalOutstanding interestOutstanding capitalised interestWaived
          daysPastDue collectability totalOutstanding }
        schedule { no dueOn principal interest }
        schedules { from kind inForce instalments { no dueOn principal interest } }
        pendingDecisions { kind proposal revision proposedBy proposedOn approved } } }`,
      { asOf },
      HEAD.headers,
    )
  ).loan;
const seen = async () => {
  const [pending] = (await shown()).pendingDecisions;
  if (!pending) throw new Error('nothing awaits a decision');
  return { loan, proposal: pending.proposal, revision: pending.revision };
};
const said = async (command: string, input: object, by: { headers: object } = FIELD) =>
  (await send(service, command, input, by as typeof HEAD)).errors?.map(
    ({ extensions }: Problem) => [
      extensions.code,
      extensions['refusal'] ?? extensions.fields?.map(({ path }) => path).join(),
    ],
  );

const found = { cooperative: true, businessRuns: true, ableToPay: true };
const wanted = {
  ...{ loan, kind: 'RESCHEDULING', instalments: 11, frequency: 'MONTHLY', found },
  ...{ firstDueOn: '2023-08-10', effectiveOn: '2023-07-12', evidence: 'visit of 2023-07-03' },
};

it('a loan in arrears is rescheduled by four eyes; the old schedule stays visible', async () => {
  const [noHope, later] = [{ ...found, ableToPay: false }, { kind: 'RECONDITIONING' }];
  for (const [input, code, what] of [
    [{ ...wanted, found: noHope }, 'REFUSED', 'RESTRUCTURING_CONDITIONS'],
    [{ ...wanted, ...later }, 'REFUSED', 'RESCHEDULING_FIRST'],
    [{ ...wanted, instalments: 36 }, 'REFUSED', 'EXTENSION_TOO_LONG'],
    [{ ...wanted, effectiveOn: '2023-03-01' }, 'REFUSED', 'CLASS_NOT_RESTRUCTURABLE'],
    [{ ...wanted, instalments: 0 }, 'BAD_INPUT', 'input.instalments'],
    [{ ...wanted, rate: '0.03' }, 'BAD_INPUT', 'input.comingInterest'],
    [{ ...wanted, comingInterest: 'NEW_RATE' }, 'BAD_INPUT', 'input.rate'],
    [{ ...wanted, comingInterest: 'NEW_RATE', rate: '0.03' }, 'BAD_INPUT', 'input.method'],
  ] as const)
    expect(await said('proposeRestructuring', input)).toEqual([[code, what]]);
  await tell(service, 'proposeRestructuring', wanted, FIELD);
  expect((await shown()).pendingDecisions).toEqual([
    {
      ...{ kind: 'RESTRUCTURING', proposal: expect.any(String), revision: 3 },
      ...{ proposedBy: 'siti', proposedOn: '2023-07-12', approved: false },
    },
  ]);
  const decision = { ...(await seen()), effectiveOn: '2023-07-20' };
  const self = { headers: as('HEAD_OFFICE', 'siti') };
  expect(await said('rescheduleLoan', decision, self)).toEqual([['REFUSED', 'FOUR_EYES']]);
  expect(await said('rescheduleLoan', decision, FIELD)).toEqual([['FORBIDDEN', undefined]]);
  expect(await said('reconditionLoan', decision, HEAD)).toEqual([['REFUSED', 'PROPOSAL_KIND']]);
  await tell(service, 'rescheduleLoan', decision, HEAD);
  const now = await shown('2023-07-20');
  expect(now.position).toMatchObject({
    ...{ principalOutstanding: 11_000_000, interestOutstanding: 660_000 },
    ...{ daysPastDue: 0, collectability: 'CURRENT' },
  });
  expect(now.schedules).toMatchObject([
    { from: '2023-01-10', kind: 'AGREED', inForce: false },
    { from: '2023-07-20', kind: 'RESCHEDULING', inForce: true },
  ]);
  expect(now.schedules[0]?.instalments).toHaveLength(12);
  expect(now.schedules[1]?.instalments[0]).toEqual({
    ...{ no: 14, dueOn: '2023-08-10', principal: 1_000_000, interest: 60_000 },
  });
  expect((await shown('2023-07-19')).schedules).toMatchObject([{ kind: 'AGREED', inForce: true }]);
});

it('…and reconditioned, with arrears of interest made principal; then settled', async () => {
  await pay('R-2', 100_000, '2023-07-15'); // from before it, entered after it
  expect((await shown('2023-07-20')).position).toMatchObject({ totalOutstanding: 11_615_000 });
  const terms = {
    ...{ ...wanted, kind: 'RECONDITIONING', effectiveOn: '2023-11-11', firstDueOn: '2023-12-11' },
    ...{ arrearsInterest: 'CAPITALISED', comingInterest: 'NEW_RATE' },
    ...{ rate: '0.03', method: 'DECLINING', instalments: 10 },
  };
  await tell(service, 'proposeRestructuring', terms, FIELD);
  const first = { ...(await seen()), effectiveOn: '2023-11-15' };
  await pay('R-3', 60_000, '2023-11-12');
  expect(await said('reconditionLoan', first, HEAD)).toEqual([['REFUSED', 'PROPOSAL_OUTDATED']]);
  await tell(service, 'proposeRestructuring', { ...terms, effectiveOn: '2023-11-14' }, FIELD);
  expect(await said('reconditionLoan', first, HEAD)).toEqual([['REFUSED', 'PROPOSAL_CHANGED']]);
  await tell(service, 'reconditionLoan', { ...(await seen()), effectiveOn: '2023-11-15' }, HEAD);
  // 4 × 60,000 due by then; paid late fees first, and 105,000 of it
  const { position, schedules } = await shown('2023-11-15');
  expect(position).toMatchObject({ capitalised: 135_000, principalOutstanding: 11_135_000 });
  const rows = schedules.at(-1)?.instalments ?? [];
  const sum = (part: 'principal' | 'interest') => rows.reduce((all, row) => all + row[part], 0);
  expect([rows[0]?.no, sum('principal')]).toEqual([26, 11_135_000]);
  expect(position['interestOutstanding']).toBe(sum('interest'));

  await pay('R-4', Number(position['totalOutstanding']), '2024-09-11');
  expect(await shown()).toMatchObject({ status: 'SETTLED', position: { totalOutstanding: 0 } });
  await tell(service, 'reversePayment', { loan, receipt: 'R-1' }, FINANCE);
  expect(await shown('2023-07-21')).toMatchObject({ position: { daysPastDue: 1 } });
  expect((await shown()).status).toBe('ACTIVE');
});
