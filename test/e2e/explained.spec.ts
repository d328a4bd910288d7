import { reportingOffice, FINANCE } from './reporting.js';
import { as, get, type Service, tell } from './service.js';

const QUERY = `query ($asOf: Date) { loan(number: "L-1", asOf: $asOf) { position {
  daysPastDue collectability principalPaid lateFeesCharged
  paid: explain(figure: PRINCIPAL_PAID) { ...Part }
  fees: explain(figure: LATE_FEES_CHARGED) { ...Part }
  agreed: explain(figure: INTEREST_AGREED) { ...Part }
  explainClass {
    collectability collectabilityName noClass basis calendarDays pausedDays daysPastDue
    oldestUnpaid { no dueOn principal interest amount }
    policy { id kind legalBasis }
    bands { class className english indonesian }
    keptBy { id } events { note event { id type effectiveOn } } } } } }
  fragment Part on ExplainedPart { amount note event { type effectiveOn }
    instalments { no dueOn amount } policy { id kind legalBasis } }`;

interface Part {
  readonly amount: number;
  readonly event: { readonly type: string };
  readonly instalments: readonly { readonly no: number; readonly amount: number }[];
  readonly policy: { readonly id: string; readonly kind: string } | null;
}
interface Position {
  readonly daysPastDue: number;
  readonly collectability: string | null;
  readonly paid: readonly Part[];
  readonly fees: readonly Part[];
  readonly agreed: readonly Part[];
  readonly explainClass: Readonly<Record<string, unknown>>;
}

let service: Service;
const position = async (asOf: string): Promise<Position> =>
  (await get<{ loan: { position: Position } }>(service, QUERY, { asOf }, as('AUDITOR'))).loan
    .position;

beforeAll(async () => {
  service = await reportingOffice();
  const fee = { loan: 'L-1', no: 2, effectiveOn: '2023-03-11' };
  await tell(service, 'chargeLateFee', fee, FINANCE);
});
afterAll(() => service.stop());

it('a part of a figure says which instalments, and by which rule and law', async () => {
  const { paid, fees, agreed } = await position('2023-04-01');
  expect(paid).toMatchObject([
    {
      ...{ amount: 1_000_000, event: { type: 'PaymentReceived', effectiveOn: '2023-02-10' } },
      instalments: [{ no: 1, dueOn: '2023-02-10', amount: 1_000_000 }],
      policy: { kind: 'ALLOCATION', legalBasis: expect.stringMatching(/.+/) },
    },
  ]);
  expect(fees).toMatchObject([
    { instalments: [{ no: 2, dueOn: '2023-03-10' }], policy: { kind: 'LATE_FEE' } },
  ]);
  expect(agreed[0]?.policy).toBeNull();
  expect(agreed[0]?.instalments).toHaveLength(12);
});

it('a class says from which instalment it comes, and by which rule', async () => {
  const { explainClass, ...told } = await position('2023-04-01');
  expect(explainClass).toMatchObject({
    ...{ collectability: told.collectability, daysPastDue: told.daysPastDue, noClass: null },
    ...{ calendarDays: 22, pausedDays: 0, keptBy: null, basis: 'DUE_DATES' },
    oldestUnpaid: { no: 2, dueOn: '2023-03-10', amount: 1_060_000 },
    policy: { kind: 'COLLECTABILITY', legalBasis: expect.stringMatching(/.+/) },
    events: [
      { note: 'instalment 2 agreed', event: { type: 'AgreementSigned' } },
      { note: 'receipt R-1, up to it', event: { type: 'PaymentReceived' } },
    ],
  });
  const bands = explainClass['bands'] as readonly { class: string; indonesian: string }[];
  expect(bands.map((band) => band.class)).toContain(told.collectability);
  expect(bands[0]?.indonesian).toMatch(/^sampai \d+ hari lewat jatuh tempo$/);
});

it('where there is no class it says why', async () => {
  expect((await position('2023-01-10')).explainClass).toMatchObject({ noClass: null });
  await tell(
    service,
    'receivePayment',
    { loan: 'L-1', receipt: 'R-8', amount: 20_000_000, effectiveOn: '2023-04-02' },
    FINANCE,
  );
  expect((await position('2023-04-02')).explainClass).toMatchObject({
    ...{ collectability: null, noClass: 'SETTLED', oldestUnpaid: null, policy: null, bands: [] },
    events: [{ note: 'settled', event: { type: 'PaymentReceived', effectiveOn: '2023-04-02' } }],
  });
});
