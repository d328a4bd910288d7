import { codes, paths, type Reply } from '../graphql/ask.js';
import { as, checked, get, send, type Service, start, tell } from './service.js';

const OFFICER = { headers: as('OFFICER', 'siti') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'rina') };
const BALANCE = {
  ...{ mitra: 'M-1', programme: 'PK', balanceOn: '2012-12-31', principal: 7_000_000 },
  ...{ interest: 500_000, disbursed: 10_000_000, interestPaid: 250_000, bookedClass: 'LOSS' },
  evidence: 'Daftar piutang 2012, halaman 14',
};

let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  const mitra = { code: 'M-1', name: 'Siti Amina', unit: 'JKT', effectiveOn: '2001-01-01' };
  await tell(service, 'registerMitra', mitra, OFFICER);
  for (const loan of ['B-1', 'B-2', 'B-3'])
    await tell(service, 'takeOverOpeningBalance', { ...BALANCE, loan }, OFFICER);
  const other = { ...BALANCE, loan: 'B-4', programme: undefined };
  await tell(service, 'takeOverOpeningBalance', other, OFFICER);
});
afterAll(() => service.stop());

const refusal = ({ errors }: Reply): unknown => errors?.[0]?.extensions['refusal'];
const loanAt = async (number: string, show: string, at: object = {}) => {
  const query = `query ($asOf: Date, $knownAt: DateTime) {
    loan(number: "${number}", asOf: $asOf, knownAt: $knownAt) { ${show} } }`;
  return (await get<{ loan: Record<string, unknown> | null }>(service, query, at)).loan;
};
const POSITION = `position { principalOutstanding interestOutstanding principalPaid credit
  daysPastDue collectability basis }`;

describe('a loan taken over from the old books', () => {
  it('begins on the day of the balance, in the class it was booked in, and says so', async () => {
    expect(await loanAt('B-1', 'number', { asOf: '2012-12-30' })).toBeNull();
    const show = `status unit schedule { no } ${POSITION}
      takenOver { on bookedClass bookedClassName principal oldestUnpaidDueOn }
      history(first: 9) { edges { node { type effectiveOn summary { english } } } }`;
    expect(await loanAt('B-1', show)).toEqual({
      ...{ status: 'ACTIVE', unit: 'JKT', schedule: [] },
      takenOver: {
        ...{ on: '2012-12-31', bookedClass: 'LOSS', bookedClassName: 'Macet' },
        ...{ principal: 7_000_000, oldestUnpaidDueOn: null },
      },
      position: {
        ...{ principalOutstanding: 7_000_000, interestOutstanding: 500_000, credit: 0 },
        ...{ principalPaid: 3_000_000, daysPastDue: null, collectability: 'LOSS', basis: 'BOOKED' },
      },
      history: {
        edges: [
          {
            node: {
              ...{ type: 'OpeningBalanceTakenOver', effectiveOn: '2012-12-31' },
              summary: { english: expect.stringMatching(/history begins/i) as string },
            },
          },
        ],
      },
    });
  });

  it('takes payments, and is settled by the last of them', async () => {
    const paid = { loan: 'B-1', amount: 600_000, receipt: 'R-1', effectiveOn: '2013-02-01' };
    const show = 'allocation { interest principal } loan { status }';
    expect(await tell(service, 'receivePayment', paid, { ...FINANCE, show })).toMatchObject({
      ...{ allocation: { interest: 500_000, principal: 100_000 }, loan: { status: 'ACTIVE' } },
    });
    const last = { loan: 'B-1', amount: 6_900_000, receipt: 'R-2', effectiveOn: '2013-03-01' };
    expect(await tell(service, 'receivePayment', last, { ...FINANCE, show })).toMatchObject({
      loan: { status: 'SETTLED' },
    });
    const before = await loanAt('B-1', POSITION, { asOf: '2013-01-31' });
    expect(before).toMatchObject({
      position: { principalOutstanding: 7_000_000, basis: 'BOOKED' },
    });
  });

  it('said again adds nothing; said otherwise, it is refused', async () => {
    const again = await tell(
      service,
      'takeOverOpeningBalance',
      { ...BALANCE, loan: 'B-2' },
      OFFICER,
    );
    expect(again).toMatchObject({ duplicate: true, streamId: 'loan-B-2' });
    const other = { ...BALANCE, loan: 'B-2', principal: 1 };
    const reply = await send(service, 'takeOverOpeningBalance', other, OFFICER);
    expect(refusal(reply)).toBe('LOAN_ALREADY_SIGNED');
  });

  it('takes its day from effectiveOn too, but from one of them, and the two alike', async () => {
    const { balanceOn: _, ...dayless } = BALANCE;
    const on = { effectiveOn: '2012-12-31' };
    await tell(service, 'takeOverOpeningBalance', { ...dayless, ...on, loan: 'B-5' }, OFFICER);
    for (const day of [{}, { balanceOn: '2012-12-31', effectiveOn: '2012-12-30' }]) {
      const input = { ...dayless, ...day, loan: 'B-6' };
      const reply = await send(service, 'takeOverOpeningBalance', input, OFFICER);
      expect([codes(reply), paths(reply)]).toEqual([['BAD_INPUT'], ['input.balanceOn']]);
    }
  });

  it('is for officers, not for finance', async () => {
    const reply = await send(service, 'takeOverOpeningBalance', { ...BALANCE, loan: 'X' }, FINANCE);
    expect(codes(reply)).toEqual(['FORBIDDEN']);
  });
});

const SUSPENSE = `query ($asOf: Date, $knownAt: DateTime) {
  suspense(programme: "PK", asOf: $asOf, knownAt: $knownAt) { programme balance
    receipts { receipt amount channel receivedOn payer identifiedAs } } }`;
const suspense = async (at: object = {}, headers = {}) =>
  (await get<{ suspense: Record<string, unknown> }>(service, SUSPENSE, at, headers))['suspense'];

describe('money that came without a name', () => {
  const MONEY = {
    ...{ programme: 'PK', amount: 400_000, receipt: 'S-1', channel: 'TRANSFER' },
    ...{ effectiveOn: '2014-05-06', payer: 'perhaps Ibu Sulastri, Kudus' },
  };
  const RECEIPT = {
    ...{ receipt: 'S-1', amount: 400_000, channel: 'TRANSFER', receivedOn: '2014-05-06' },
    ...{ payer: 'perhaps Ibu Sulastri, Kudus', identifiedAs: null },
  };
  const FOUND = { programme: 'PK', receipt: 'S-1', loan: 'B-2' };

  it('lies in suspense from the day it came, named to those who may see it', async () => {
    const show = 'programme';
    const done = await tell(service, 'receiveUnidentified', MONEY, { ...FINANCE, show });
    expect(done).toMatchObject({ programme: 'PK', streamId: 'suspense-PK', duplicate: false });
    const again = await tell(service, 'receiveUnidentified', MONEY, FINANCE);
    expect(again).toMatchObject({ duplicate: true });
    expect(await suspense()).toEqual({ programme: 'PK', balance: 400_000, receipts: [RECEIPT] });
    expect(await suspense({ asOf: '2014-05-05' })).toMatchObject({ balance: 0, receipts: [] });
    expect(await suspense({}, as('ADMIN'))).toMatchObject({ receipts: [{ payer: null }] });
  });

  it('is refused for another amount under the same number', async () => {
    const reply = await send(service, 'receiveUnidentified', { ...MONEY, amount: 1 }, FINANCE);
    expect(refusal(reply)).toBe('RECEIPT_REUSED');
  });

  it('stays in suspense where a loan will not take it', async () => {
    for (const [loan, why] of [
      ['B-4', 'PROGRAMME_DIFFERS'],
      ['B-99', 'LOAN_NOT_SIGNED'],
    ])
      expect(refusal(await send(service, 'identifyPayment', { ...FOUND, loan }, FINANCE))).toBe(
        why,
      );
    expect(await suspense()).toMatchObject({
      balance: 400_000,
      receipts: [{ identifiedAs: null }],
    });
  });

  it('once found is the loan’s from the day it came, and by what is known since', async () => {
    const knownBefore = '2025-10-31T05:00:00.000Z';
    service.setClock('2025-10-31T06:00:00.000Z');
    const show = 'allocation { interest principal } loan { number }';
    const done = await tell(service, 'identifyPayment', FOUND, { ...FINANCE, show });
    expect(done).toMatchObject({
      ...{ streamId: 'loan-B-2', events: [{ type: 'PaymentIdentified' }] },
      ...{ allocation: { interest: 400_000, principal: 0 }, loan: { number: 'B-2' } },
    });
    expect(await suspense()).toMatchObject({ balance: 0, receipts: [{ identifiedAs: 'B-2' }] });
    expect(await suspense({ knownAt: knownBefore })).toMatchObject({ balance: 400_000 });
    const [on, before] = [{ asOf: '2014-05-06' }, { asOf: '2014-05-05' }];
    expect(await loanAt('B-2', POSITION, on)).toMatchObject({
      position: { interestOutstanding: 100_000 },
    });
    expect(await loanAt('B-2', POSITION, before)).toMatchObject({
      position: { interestOutstanding: 500_000 },
    });
    expect(await loanAt('B-2', POSITION, { ...on, knownAt: knownBefore })).toMatchObject({
      position: { interestOutstanding: 500_000 },
    });
  });

  it('is found once: again for the loan is nothing new, for another is refused', async () => {
    const again = await tell(service, 'identifyPayment', FOUND, FINANCE);
    expect(again).toMatchObject({ duplicate: true, events: [] });
    const reply = await send(service, 'identifyPayment', { ...FOUND, loan: 'B-3' }, FINANCE);
    expect(refusal(reply)).toBe('RECEIPT_ALREADY_IDENTIFIED');
  });

  it('and who it may be from are in the trail, sealed', async () => {
    const { history } = await get<{ history: { edges: readonly { node: object }[] } }>(
      service,
      '{ history(filter: { stream: "suspense-PK" }, first: 9) { edges { node { type data } } } }',
    );
    expect(history.edges.map(({ node }) => node)).toMatchObject([
      { type: 'ReceiptUnidentified' },
      { type: 'ReceiptIdentified' },
    ]);
    expect(JSON.stringify(history)).not.toContain('Sulastri');
  });

  it('is for finance, not for officers', async () => {
    for (const [command, input] of [
      ['receiveUnidentified', MONEY],
      ['identifyPayment', FOUND],
      ['returnOverpayment', { loan: 'B-3', amount: 1, reference: 'T-1' }],
    ] as const)
      expect(codes(await send(service, command, input, OFFICER))).toEqual(['FORBIDDEN']);
  });
});

describe('an overpayment', () => {
  it('is credit until it is paid back, and no more of it than there is', async () => {
    const paid = { loan: 'B-3', amount: 7_600_000, receipt: 'R-1', effectiveOn: '2013-02-01' };
    await tell(service, 'receivePayment', paid, FINANCE);
    const back = { loan: 'B-3', amount: 60_000, reference: 'T-1', effectiveOn: '2013-02-10' };
    const show = `loan { status position { credit returned } }`;
    expect(await tell(service, 'returnOverpayment', back, { ...FINANCE, show })).toMatchObject({
      loan: { status: 'SETTLED', position: { credit: 40_000, returned: 60_000 } },
    });
    expect(await tell(service, 'returnOverpayment', back, FINANCE)).toMatchObject({
      duplicate: true,
    });
    const more = { ...back, amount: 40_001, reference: 'T-2' };
    const reply = await send(service, 'returnOverpayment', more, FINANCE);
    expect(refusal(reply)).toBe('CREDIT_TOO_SMALL');
    const reused = await send(service, 'returnOverpayment', { ...back, amount: 1 }, FINANCE);
    expect(refusal(reused)).toBe('REFERENCE_REUSED');
  });
});

it('all of it leaves a log, balances and read models that check out', async () => {
  expect(await checked(service)).toEqual([]);
});
