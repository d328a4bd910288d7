import { ask, codes, type Problem, type Reply } from '../graphql/ask.js';
import { as, type Done, get, send, type Service, start, tell } from './service.js';

const FIELD = { headers: as('OFFICER', 'siti') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };
const ALLOCATION =
  'allocation { lateFee interest principal credit instalments { no interest principal } }';

let service: Service;
let loans = 0;
/** Rp 1,200,000 in 12 months, AGREED: each instalment 100,000 and Rp 10,000 interest. */
const lend = async (): Promise<string> => {
  const loan = `L-${(loans += 1)}`;
  const terms = { principal: 1_200_000, method: 'AGREED', interestTotal: 120_000 };
  const plan = { frequency: 'MONTHLY', instalments: 12, agreedOn: '2024-01-15' };
  const before = { beforeJejak: true, evidence: 'PKS', programme: 'UJI' };
  await tell(service, 'signAgreement', { loan, mitra: 'M-1', ...terms, ...plan, ...before }, FIELD);
  const paidOut = { loan, amount: 1_200_000, reference: `T ${loan}`, effectiveOn: '2024-01-15' };
  await tell(service, 'disburseLoan', paidOut, FINANCE);
  return loan;
};
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  await tell(
    service,
    'registerMitra',
    { code: 'M-1', name: 'Siti', effectiveOn: '2020-01-01' },
    FIELD,
  );
});
afterAll(() => service.stop());

const said = ({ errors }: Reply): Problem['extensions'] | undefined => errors?.[0]?.extensions;

describe('one’s own write is read', () => {
  const CREDIT = 'position { principalPaid interestPaid credit principalOutstanding }';
  const PAID = {
    position: {
      ...{ principalPaid: 100_000, interestPaid: 10_000, credit: 0 },
      principalOutstanding: 1_100_000,
    },
  };
  const pay = async (show = '') => {
    const loan = await lend();
    const input = { loan, amount: 110_000, receipt: 'R-1', effectiveOn: '2024-02-15' };
    return { loan, reply: await send(service, 'receivePayment', input, { ...FINANCE, show }) };
  };
  const done = ({ data }: Reply) => data?.['done'] as Done;

  it('in the answer to the command itself', async () => {
    const { reply } = await pay(`loan { ${CREDIT} } ${ALLOCATION}`);
    expect(reply.data?.['done']).toMatchObject({
      loan: PAID,
      allocation: {
        ...{ lateFee: 0, interest: 10_000, principal: 100_000, credit: 0 },
        instalments: [{ no: 1, interest: 10_000, principal: 100_000 }],
      },
    });
    const mitra = { code: 'M-2', name: 'Ibu Rosalina', region: 'Bali' };
    const registered = await send(service, 'registerMitra', mitra, {
      ...FIELD,
      show: 'mitra { code name region registeredOn }',
    });
    expect(registered.data?.['done']).toMatchObject({
      mitra: { ...mitra, registeredOn: '2025-10-31' },
    });
  });

  it('with the argument atLeast, and with the header x-at-least', async () => {
    for (const inHeader of [true, false]) {
      const { loan, reply } = await pay();
      const { position } = done(reply);
      const query = `query ($loan: String!, $position: Position) {
        loan(number: $loan, atLeast: $position) { ${CREDIT} } }`;
      const variables = { loan, ...(inHeader ? {} : { position }) };
      const headers = inHeader ? { 'x-at-least': position } : {};
      expect((await ask(service, query, variables, headers)).data).toEqual({ loan: PAID });
    }
  });

  it('or the service says UNAVAILABLE after five seconds, not something older', async () => {
    const future = `9${'0'.repeat(19)}`;
    const replies = await Promise.all([
      ask(service, '{ mitras { totalCount } }', {}, { 'x-at-least': future }),
      ask(service, `{ portfolio(atLeast: "${future}") { loanCount } }`),
    ]);
    for (const reply of replies)
      expect(said(reply)).toEqual({ code: 'UNAVAILABLE', retryAfterSeconds: expect.any(Number) });
  }, 15_000);
});

describe('money', () => {
  it('that is too much is never refused: it is credit', async () => {
    const loan = await lend();
    const paid = { loan, amount: 2_000_000, receipt: 'R-1', effectiveOn: '2024-02-15' };
    const { data } = await send(service, 'receivePayment', paid, {
      ...FINANCE,
      show: `${ALLOCATION} loan { status settledOn position { credit totalOutstanding } }`,
    });
    expect(data?.['done']).toMatchObject({
      events: [{ type: 'PaymentReceived' }, { type: 'LoanSettled' }],
      allocation: { interest: 120_000, principal: 1_200_000, credit: 680_000 },
      loan: {
        ...{ status: 'SETTLED', settledOn: '2024-02-15' },
        position: { credit: 680_000, totalOutstanding: 0 },
      },
    });
  });

  it('is conserved where a hundred payments come at once', async () => {
    const loan = await lend();
    const amount = 7_000;
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, at) => {
        // Every tenth receipt comes a second time, as another command.
        const receipt = `R-${at % 10 === 9 ? at - 1 : at}`;
        const input = { loan, amount, receipt, effectiveOn: '2024-03-01' };
        return send(service, 'receivePayment', input, FINANCE);
      }),
    );
    const failed = replies.flatMap(codes);
    expect(failed.filter((code) => !['CONFLICT', 'REFUSED'].includes(code))).toEqual([]);
    const results = replies.flatMap(({ data }) => (data?.['done'] ?? []) as Done);
    const added = results.filter(({ duplicate }) => !duplicate);
    const { loan: after } = await get<{ loan: Record<'position' | 'payments', Sums> }>(
      service,
      `query ($loan: String!, $atLeast: Position) { loan(number: $loan, atLeast: $atLeast) {
        position { principalPaid interestPaid credit } payments { totalCount } } }`,
      {
        loan,
        atLeast: results
          .map(({ position }) => position)
          .toSorted()
          .at(-1),
      },
    );
    const { principalPaid = 0, interestPaid = 0, credit = 0 } = after.position;
    expect(principalPaid + interestPaid + credit).toBe(added.length * amount);
    expect([added.length, after.payments['totalCount']]).toEqual([90, 90]);
  });
});
type Sums = Readonly<Record<string, number>>;

describe('a rule is put in force by two people', () => {
  const RULE = {
    ...{ policyId: 'uji-weeks', kind: 'COLLECTABILITY', scope: 'UJI', validFrom: '2024-01-01' },
    ...{ legalBasis: 'SK Direksi 7/2025', note: 'stricter' },
    parameters: {
      ...{ basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'DAYS' },
      bands: [{ class: 'CURRENT', upTo: 7 }, { class: 'LOSS' }],
    },
  };
  const POLICY =
    'policyId status scope validFrom validTo legalBasis parameters proposedBy adoptedBy';
  const adopt = (proposal: string, actor: string, more = {}) =>
    send(
      service,
      'adoptPolicy',
      { kind: 'COLLECTABILITY', proposal },
      { headers: { ...as('HEAD_OFFICE', actor), ...more } },
    );
  const inForce = async (on: string, knownAt: string | null = null) => {
    const { policies } = await get<{ policies: readonly Record<string, unknown>[] }>(
      service,
      `query ($on: Date, $knownAt: DateTime) {
        policies(kind: COLLECTABILITY, on: $on, knownAt: $knownAt) { ${POLICY} } }`,
      { on, knownAt },
    );
    return policies.filter(({ policyId }) => policyId === RULE.policyId);
  };

  it('never by one, whatever name he acts under', async () => {
    await tell(service, 'proposePolicy', RULE, FIELD);
    expect(await inForce('2025-01-01')).toEqual([]);
    const proposal = await proposed();
    const refused = { code: 'REFUSED', refusal: 'FOUR_EYES', details: { proposer: 'siti' } };
    expect(said(await adopt(proposal, 'siti'))).toEqual(refused);
    expect(said(await adopt(proposal, 'agus', { 'x-on-behalf-of': 'siti' }))).toEqual(refused);
    expect(await inForce('2025-01-01')).toEqual([]);
  });

  it('and is then seen by policies, and in each position that it decides', async () => {
    const loan = await lend();
    const classOf = async (knownAt: string | null) =>
      (
        await get<{ loan: { position: Record<string, unknown> } }>(
          service,
          `query ($loan: String!, $knownAt: DateTime) {
            loan(number: $loan, asOf: "2024-03-01", knownAt: $knownAt) {
              position { daysPastDue collectability policy { id legalBasis } } } }`,
          { loan, knownAt },
        )
      ).loan.position;
    service.setClock('2025-11-01T05:00:00.000Z');
    const { data } = await adopt(await proposed(), 'ratna');
    const { position } = (data ?? {})['done'] as Done;
    service.seen.position = position;
    const { note: _, kind: __, ...shown } = RULE;
    expect(await inForce('2024-01-01')).toEqual([
      { ...shown, status: 'ADOPTED', validTo: null, proposedBy: 'siti', adoptedBy: 'ratna' },
    ]);
    expect(await inForce('2023-12-31')).toEqual([]);
    expect(await inForce('2024-01-01', '2025-10-31T23:00:00Z')).toEqual([]);
    expect(await classOf(null)).toMatchObject({
      ...{ daysPastDue: 15, collectability: 'LOSS', policy: { id: 'uji-weeks' } },
    });
    expect(await classOf('2025-10-31T23:00:00Z')).toMatchObject({
      ...{
        daysPastDue: 15,
        collectability: 'CURRENT',
        policy: { id: 'collectability-per-05-2007' },
      },
    });
  });

  const proposed = async (): Promise<string> => {
    const { policies } = await get<{ policies: readonly Record<string, string>[] }>(
      service,
      '{ policies(kind: COLLECTABILITY) { policyId proposal } }',
    );
    return policies.find(({ policyId }) => policyId === RULE.policyId)?.['proposal'] ?? '';
  };
});
