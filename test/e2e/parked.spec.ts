import { PROJECTORS } from '../../projections/all.js';
import type { Projector } from '../../projections/projector.js';
import { JOBS } from '../../src/house/jobs.js';
import { ask, type Problem, type Reply } from '../graphql/ask.js';
import { localDate } from '../../src/kernel/local-date.js';
import { FIELD, FINANCE } from './closing.js';
import { AUDITOR } from './reporting.js';
import { checked, get, send, type Service, start, tell } from './service.js';

/** What no projector of loans can fold until it is mended: a receipt that breaks it. */
const POISON = 'R-POISON';
const LOANS = ['loan-timelines', 'loan-book'];
let isBroken = true;

const breaking = (projector: Projector<unknown>): Projector<unknown> => ({
  ...projector,
  evolve: (document, event) => {
    const { type, data } = event;
    if (isBroken && type === 'PaymentReceived' && data.receipt === POISON)
      throw new Error('a fault of this software');
    return projector.evolve(document, event);
  },
});
const projectors = PROJECTORS.map((one) => (LOANS.includes(one.name) ? breaking(one) : one));

const lend = async (service: Service, loan: string): Promise<void> => {
  const terms = { principal: 1_200_000, method: 'AGREED', interestTotal: 120_000 };
  const plan = { frequency: 'MONTHLY', instalments: 12, agreedOn: '2024-01-15' };
  const before = { beforeJejak: true, evidence: 'PKS', programme: 'UJI' };
  await tell(service, 'signAgreement', { loan, mitra: 'M-1', ...terms, ...plan, ...before }, FIELD);
  const paidOut = { loan, amount: 1_200_000, reference: `T ${loan}`, effectiveOn: '2024-01-15' };
  await tell(service, 'disburseLoan', paidOut, FINANCE);
};
const pay = (service: Service, loan: string, receipt: string, on: string) =>
  tell(service, 'receivePayment', { loan, amount: 110_000, receipt, effectiveOn: on }, FINANCE);

const said = ({ errors }: Reply): Problem['extensions'] | undefined => errors?.[0]?.extensions;
const loanOf = (number: string) =>
  `{ loan(number: "${number}") { position { principalPaid interestPaid } } }`;
const FUND = '{ portfolio(filter: { programme: "UJI" }) { loanCount principalPaid } }';
const PARKED = '{ system { parked { readModel document position message } } }';
type Parked = { system: { parked: readonly { readModel: string; message: string }[] } };

describe('an event that the read models of loans cannot fold', () => {
  let service: Service;
  let poison = '';

  beforeAll(async () => {
    isBroken = true;
    service = await start('2025-10-31T05:00:00.000Z', undefined, { projectors });
    const mitra = { code: 'M-1', name: 'Siti', effectiveOn: '2020-01-01' };
    await tell(service, 'registerMitra', mitra, FIELD);
    await lend(service, 'L-1');
    await lend(service, 'L-2');
    await pay(service, 'L-1', 'R-1', '2024-02-15');
    ({ position: poison } = await pay(service, 'L-1', POISON, '2024-03-15'));
    await pay(service, 'L-1', 'R-3', '2024-04-15');
    await pay(service, 'L-2', 'R-1', '2024-02-15');
  });
  afterAll(() => service.stop());

  it('parks that loan: reading it says so, and everything else goes on', async () => {
    const parked = { readModel: 'loan-timelines', document: 'L-1', position: poison };
    const answer = await ask(service, loanOf('L-1'), {}, { 'x-at-least': poison });
    expect(said(answer)).toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 60, parked });
    expect(await get(service, loanOf('L-2'))).toEqual({
      loan: { position: { principalPaid: 100_000, interestPaid: 10_000 } },
    });
    const trail = `{ history(filter: { loan: "L-1", types: ["PaymentReceived"] }) {
      edges { node { type } } } }`;
    expect((await get<{ history: { edges: [] } }>(service, trail)).history.edges).toHaveLength(3);
  });

  it('is said beside every list that such a loan stands in', async () => {
    const list = '{ loans(filter: { programme: "UJI" }) { edges { node { number } } } }';
    const answer = await ask(service, list);
    expect(answer.data).toEqual({
      loans: { edges: [{ node: { number: 'L-1' } }, { node: { number: 'L-2' } }] },
    });
    expect(answer.extensions).toEqual({
      parked: [{ readModel: 'loan-book', document: 'L-1', position: poison }],
    });
  });

  it('lets no sum be told that would lack it, and no report be published', async () => {
    expect(said(await ask(service, FUND))).toMatchObject({
      ...{ code: 'UNAVAILABLE', parked: { readModel: 'loan-book', document: 'L-1' } },
    });
    const report = { report: 'TW3-2025', title: 'Third quarter', asOf: '2025-09-30' };
    const published = await send(service, 'publishReport', report, AUDITOR);
    expect(said(published)).toMatchObject({ code: 'UNAVAILABLE', parked: { document: 'L-1' } });
  });

  it('is named in system, with the event and the reason', async () => {
    const { system } = await get<Parked>(service, PARKED);
    expect(system.parked).toEqual(
      ['loan-book', 'loan-timelines'].map((readModel) => ({
        ...{ readModel, document: 'L-1', position: poison },
        message: 'PaymentReceived, loan-L-1 revision 3: a fault of this software',
      })),
    );
  });

  it('keeps that loan out of the close of a day, which says so', async () => {
    const { house } = service;
    const by = { id: 'budi', role: 'FINANCE_HEAD' } as const;
    const close = { date: localDate('2025-10-30'), actor: by };
    const closed = await JOBS.closeDay({ house, bus: undefined as never }, close, () => undefined);
    expect(closed.failures).toMatchObject([
      { loan: 'L-1', reason: expect.stringContaining('waits for a fix') },
    ]);
    expect(closed.loans).toBe(2);
  });

  it('waits all the same where it is tried again without a fix', async () => {
    const { house } = service;
    const before = await get<Parked>(service, PARKED);
    const { tried, left } = await house.readModels.unpark();
    expect(left).toEqual(tried);
    expect(await get<Parked>(service, PARKED)).toEqual(before);
  });

  it('is replayed exactly after a fix, with all that came after it (I8)', async () => {
    isBroken = false;
    const { tried, left } = await service.house.readModels.unpark();
    expect(tried).toHaveLength(2);
    expect(left).toEqual([]);
    expect(await get<Parked>(service, PARKED)).toEqual({ system: { parked: [] } });
    expect(await get(service, loanOf('L-1'))).toEqual({
      loan: { position: { principalPaid: 300_000, interestPaid: 30_000 } },
    });
    expect(await get(service, FUND)).toEqual({
      portfolio: { loanCount: 2, principalPaid: 400_000 },
    });
    await checked(service);
  });
});
