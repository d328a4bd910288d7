import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stores, storesFor } from '../stores/places.js';
import { checked, get, send, type Service, start, tell } from './service.js';

const AGREEMENT = {
  ...{ loan: 'L-1', mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'DECLINING' },
  ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2002-12-15', programme: 'UJI' },
  ...{ beforeJejak: true, evidence: 'PKS 7/2002' },
};
/** Half past midnight in Jakarta, the half hours around it, and the same a day later. */
const CLOCK = {
  hourBack: '2003-02-01T16:30:00.000Z',
  between: '2003-02-01T17:00:00.000Z',
  right: '2003-02-01T17:30:00.000Z',
  later: '2003-02-01T18:30:00.000Z',
  dayForth: '2003-02-02T17:30:00.000Z',
  afterAll: '2003-02-03T17:30:00.000Z',
};
const [YESTERDAY, TODAY, TOMORROW] = ['2003-02-01', '2003-02-02', '2003-02-03'];

let directory: string;
let stores: Stores;
let service: Service;
let now: string;
const setClock = (instant: string): void => {
  now = instant;
  service.setClock(instant);
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'jejak-clock-'));
  now = CLOCK.right;
  stores = await storesFor(directory, () => Date.parse(now));
  const settings = { ...stores.settings, CHECKPOINT_MINUTES: '1' };
  service = await start(now, { directory, stores: { ...stores, settings } });
  const person = { code: 'M-1', name: 'Siti Aminah', region: 'Bali', sector: 'TRADE' };
  await tell(service, 'registerMitra', { ...person, effectiveOn: '2002-05-01' });
  await tell(service, 'signAgreement', AGREEMENT);
  const paidOut = { loan: 'L-1', amount: 12_000_000, reference: 'T-1', effectiveOn: '2002-12-15' };
  await tell(service, 'disburseLoan', paidOut);
});
afterEach(async () => {
  await service.stop();
  await stores.stop();
  rmSync(directory, { recursive: true });
});

const payment = (receipt: string, effectiveOn: string | undefined) => ({
  ...{ loan: 'L-1', amount: 100_000, channel: 'TRANSFER', receipt, effectiveOn },
});
const pay = (receipt: string, effectiveOn = YESTERDAY) =>
  tell(service, 'receivePayment', payment(receipt, effectiveOn));

/** The receipts that are known, by what is asked. */
const known = async (at = ''): Promise<readonly string[]> => {
  const query = `{ loan(number: "L-1"${at && `, knownAt: "${at}"`}) {
    payments(first: 20) { edges { node { receipt } } } } }`;
  type Found = { loan: { payments: { edges: { node: { receipt: string } }[] } } | null };
  const { loan } = await get<Found>(service, query);
  return (loan?.payments.edges ?? []).map(({ node }) => node.receipt);
};

const stamps = async (): Promise<readonly string[]> => {
  const query = '{ history(last: 20) { edges { node { recordedAt } } } }';
  type Found = { history: { edges: { node: { recordedAt: string } }[] } };
  const { history } = await get<Found>(service, query);
  return history.edges.map(({ node }) => node.recordedAt);
};

const neverFall = async (): Promise<void> => {
  const all = await stamps();
  expect(all).toEqual(all.toSorted());
};

/** How many events the checkpoint in the second place covers; 0 before the first. */
const published = (): number => {
  const file = join(directory, 'checkpoints', 'checkpoint');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[1]) : 0;
};

const sizeNow = async (): Promise<number> =>
  (await get<{ basis: { size: number } }>(service, '{ basis { size } }')).basis.size;

const publishedUpTo = async (size: number): Promise<void> => {
  const began = performance.now();
  while (published() < size && performance.now() - began < 5_000)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(published()).toBeGreaterThanOrEqual(size);
};

describe('the clock jumps', () => {
  it('an hour back: nothing is stamped earlier, and what was known when stays', async () => {
    await pay('A');
    setClock(CLOCK.hourBack);
    await pay('B');
    await neverFall();
    expect(await known()).toEqual(['A', 'B']);
    // An instant that the stamps are past already, though the clock is not: told for ever.
    expect(await known(CLOCK.between)).toEqual([]);
    const early = await send(service, 'receivePayment', payment('C', TODAY));
    expect(early.errors).toMatchObject([
      {
        extensions: {
          ...{ code: 'REFUSED', refusal: 'EFFECTIVE_IN_FUTURE' },
          details: { effectiveOn: TODAY, today: YESTERDAY },
        },
      },
    ]);

    setClock(CLOCK.later);
    await pay('C', TODAY);
    await neverFall();
    expect(await known(CLOCK.between)).toEqual([]);
    expect(await known(CLOCK.right)).toEqual(['A', 'B']);
    expect(await known()).toEqual(['A', 'B', 'C']);
    expect(await checked(service)).toEqual([]);
  });

  it('a day forth and back: what follows is known from the stamp on that it got', async () => {
    await pay('A');
    setClock(CLOCK.dayForth);
    await pay('B', TOMORROW);
    setClock(CLOCK.later);
    await pay('C');
    await neverFall();
    // What is dated tomorrow counts from then on.
    expect(await known()).toEqual(['A', 'C']);
    expect(await known(CLOCK.later)).toEqual(['A']);
    const early = await send(service, 'receivePayment', payment('D', TOMORROW));
    expect(early.errors).toMatchObject([
      { extensions: { refusal: 'EFFECTIVE_IN_FUTURE', details: { today: TODAY } } },
    ]);

    setClock(CLOCK.afterAll);
    await pay('D');
    await neverFall();
    expect(await known(CLOCK.later)).toEqual(['A']);
    expect(await known(CLOCK.dayForth)).toEqual(['A', 'C', 'B']);
    expect(await known()).toEqual(['A', 'C', 'D', 'B']);
    expect(await checked(service)).toEqual([]);
  });

  it('and checkpoints are signed, and waits end, as before', async () => {
    // The first one is signed soon after the start, whatever the clock says.
    await publishedUpTo(1);
    for (const [receipt, instant] of [
      ['A', CLOCK.dayForth],
      ['B', CLOCK.right],
      ['C', CLOCK.hourBack],
      ['D', CLOCK.afterAll],
    ] as const) {
      await pay(receipt);
      const size = await sizeNow();
      const began = performance.now();
      setClock(instant);
      await publishedUpTo(size);
      expect(await known()).toContain(receipt);
      expect(performance.now() - began).toBeLessThan(5_000);
    }
  });
});
