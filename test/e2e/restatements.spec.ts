import { proposalDigest } from '../../src/policy/policy.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import {
  FIELD,
  FINANCE,
  HEAD,
  pay,
  published,
  reportingOffice,
  type Restated,
  restated,
  shown,
} from './reporting.js';
import { get, type Service, tell } from './service.js';

let service: Service;
const on = (day: string): void => service.setClock(`${day}T03:00:00.000Z`);
beforeAll(async () => {
  service = await reportingOffice();
  await published(service, { groupBy: 'UNIT' });
});
afterAll(() => service.stop());

const found = (all: readonly Restated[] | null, path: string): Restated => {
  const one = all?.find((told) => told.path === path);
  if (!one) throw new Error(`nothing of ${path} in ${all?.map((told) => told.path).join()}`);
  return one;
};
const inWords = ({ events }: Restated): string[] =>
  events.map(({ event, since, amount }) => [event.type, since, amount].join(' ').trim());

/** Whatever differs, the events add up to it, and so do the loans. */
const addsUp = (all: readonly Restated[] | null): void => {
  for (const { path, published, now, difference, events, loans } of all ?? []) {
    expect([path, now - published]).toEqual([path, difference]);
    expect(difference).not.toBe(0);
    const shift = loans.edges.reduce((sum, { node }) => sum + node.learned, 0);
    expect([path, shift]).toEqual([path, difference]);
    expect([path, events.length > 0]).toEqual([path, true]);
    if (events.some(({ amount }) => amount !== null))
      expect([path, events.reduce((sum, { amount }) => sum + (amount ?? 0), 0)]).toEqual([
        ...[path, difference],
      ]);
    for (const { event, since } of events) {
      expect(event.effectiveOn <= '2023-03-31').toBe(true);
      if (since === 'LEARNED') expect(event.recordedAt > '2023-04-03').toBe(true);
    }
  }
};

describe('a published report is restated', () => {
  it('in nothing while nothing was learned of its day', async () => {
    await pay(service, 'L-1', 'R-9', 100_000, '2023-04-02');
    expect(await restated(service)).toEqual([]);
  });

  it('by a payment of a closed period that is entered late', async () => {
    on('2023-04-10');
    await pay(service, 'L-1', 'R-2', 1_060_000, '2023-03-10');
    const all = await restated(service);
    addsUp(all);
    expect(found(all, 'principalPaid')).toMatchObject({
      ...{ published: 1_000_000, now: 2_000_000, difference: 1_000_000, eventCount: 1 },
    });
    expect(inWords(found(all, 'groups/JKT/principalOutstanding'))).toEqual([
      'PaymentReceived LEARNED -1000000',
    ]);
    expect(all?.map(({ path }) => path)).not.toContain('groups/BDG/principalPaid');
  });

  it('by a reversal, which takes the payment of before with it', async () => {
    on('2023-04-11');
    await tell(service, 'reversePayment', { loan: 'L-1', receipt: 'R-1' }, FINANCE);
    const all = await restated(service);
    addsUp(all);
    // R-2 takes its place, and pays the interest of two instalments first.
    expect(found(all, 'principalPaid')).toMatchObject({ difference: -60_000, eventCount: 3 });
    expect(inWords(found(all, 'principalPaid')).toSorted()).toEqual([
      'PaymentReceived LEARNED 940000',
      'PaymentReceived MOVED -1000000',
      'PaymentReversed LEARNED 0',
    ]);
    await tell(service, 'reversePayment', { loan: 'L-1', receipt: 'R-2' }, FINANCE);
    const none = await restated(service);
    addsUp(none);
    expect(inWords(found(none, 'principalPaid'))).toEqual([
      'PaymentReceived MOVED -1000000',
      ...['PaymentReversed LEARNED 0', 'PaymentReversed LEARNED 0'],
    ]);
  });

  it('by a rule adopted late, in its classes and in nothing else', async () => {
    on('2023-04-12');
    const rule = {
      ...{ id: 'strict', kind: 'COLLECTABILITY', scope: 'UJI', validFrom: '2023-03-01' },
      legalBasis: 'SK Direksi 4/2023',
      parameters: {
        ...{ basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'DAYS' },
        bands: [{ class: 'CURRENT', upTo: 7 }, { class: 'LOSS' }],
      },
    };
    const { id: policyId, ...proposed } = rule;
    const before = await restated(service);
    await tell(service, 'proposePolicy', { ...proposed, policyId }, FIELD);
    const proposal = proposalDigest(rule as unknown as PolicyTerms);
    await tell(service, 'adoptPolicy', { kind: 'COLLECTABILITY', proposal }, HEAD);
    const all = await restated(service);
    addsUp(all);
    const moved = (all ?? []).map(({ path }) => path);
    const known = (before ?? []).map(({ path }) => path);
    const added = moved.filter((path) => !known.includes(path));
    expect(added.every((path) => path.includes('byCollectability'))).toBe(true);
    expect(inWords(found(all, 'groups/BDG/byCollectability/LOSS/loanCount'))).toEqual([
      'PolicyAdopted LEARNED',
    ]);
    expect(inWords(found(all, 'groups/BDG/byCollectability/LOSS/principalOutstanding'))).toEqual([
      ...['LoanDisbursed MOVED 12000000', 'PolicyAdopted LEARNED 0'],
    ]);
  });

  it('by a restructuring with effect before its day', async () => {
    on('2023-04-13');
    const wanted = {
      ...{ loan: 'L-2', kind: 'RESCHEDULING', instalments: 12, frequency: 'MONTHLY' },
      ...{ firstDueOn: '2023-05-10', effectiveOn: '2023-03-30', evidence: 'visit' },
      found: { cooperative: true, businessRuns: true, ableToPay: true },
    };
    await tell(service, 'proposeRestructuring', wanted, FIELD);
    const { loan } = await get<{ loan: { pendingDecisions: object[] } }>(
      service,
      '{ loan(number: "L-2") { pendingDecisions { proposal revision } } }',
      {},
      HEAD.headers,
    );
    const seen = { loan: 'L-2', ...loan.pendingDecisions[0], effectiveOn: '2023-03-31' };
    await tell(service, 'rescheduleLoan', seen, HEAD);
    const all = await restated(service);
    addsUp(all);
    // By then nothing of its new schedule is due: it is current again, by either rule.
    const substandard = found(all, 'groups/BDG/byCollectability/SUBSTANDARD/loanCount');
    expect(substandard).toMatchObject({ published: 1, now: 0 });
    expect(inWords(found(all, 'groups/BDG/byCollectability/CURRENT/loanCount'))).toEqual([
      'LoanRescheduled LEARNED',
    ]);
  });

  it('though its own figures stand, and what was known before stands too', async () => {
    const knownAt = '2023-04-10T23:00:00.000Z';
    const then = await restated(service, { knownAt });
    expect(found(then, 'principalPaid')).toMatchObject({ difference: 1_000_000 });
    const figures = new Map((await shown(service))?.figures.map((one) => [one.path, one.amount]));
    expect(figures.get('principalPaid')).toBe(1_000_000);
  });
});
