import { createRequire } from 'node:module';
import { createClient } from 'graphql-ws';
import { as, checked, get, type Headers, type Service, start, tell } from './service.js';
import { reader } from './units.js';

// Node 20 has no web-socket client of its own; this is the server's library.
const WebSocket = createRequire(import.meta.url)('ws') as typeof globalThis.WebSocket;
const OFFICER = { headers: as('OFFICER', 'siti') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'rina') };
const MONEY = {
  ...{ programme: 'PK', amount: 400_000, receipt: 'S-1', effectiveOn: '2014-05-06' },
  ...{ payer: 'perhaps Ibu Sulastri, Kudus', reason: 'her neighbour said so' },
};

let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  const mitra = { code: 'M-1', name: 'Siti Amina', unit: 'JKT', effectiveOn: '2001-01-01' };
  await tell(service, 'registerMitra', mitra, OFFICER);
  const balance = {
    ...{ mitra: 'M-1', programme: 'PK', balanceOn: '2012-12-31', principal: 7_000_000 },
    ...{ interest: 500_000, disbursed: 10_000_000, bookedClass: 'LOSS', evidence: 'page 14' },
  };
  for (const loan of ['L-2', 'L-3'])
    await tell(service, 'takeOverOpeningBalance', { ...balance, loan }, OFFICER);
  await tell(service, 'receiveUnidentified', MONEY, FINANCE);
});
afterAll(() => service.stop());

const suspense = async (at: object = {}) => {
  const query = `query ($asOf: Date, $knownAt: DateTime) { suspense(
    programme: "PK", asOf: $asOf, knownAt: $knownAt) { balance receipts { identifiedAs } } }`;
  const answer = await get<{ suspense: { balance: number; receipts: readonly object[] } }>(
    service,
    query,
    at,
  );
  return answer['suspense'];
};
const [FREE, L2, L3] = [null, 'L-2', 'L-3'].map((identifiedAs) => ({
  balance: identifiedAs === null ? 400_000 : 0,
  receipts: [{ identifiedAs }],
}));
const at = (hour: number): string => `2025-10-31T0${hour}:00:00.000Z`;

describe('money found for the wrong loan', () => {
  it('comes back by the reversal, and is found for the right one', async () => {
    const found = { programme: 'PK', receipt: 'S-1' };
    service.setClock(at(6));
    await tell(service, 'identifyPayment', { ...found, loan: 'L-3' }, FINANCE);
    expect(await suspense()).toEqual(L3);
    service.setClock(at(7));
    const wrong = { loan: 'L-3', receipt: 'S-1', kind: 'ERROR', reason: 'her slip says L-2' };
    await tell(service, 'reversePayment', wrong, FINANCE);
    expect(await suspense()).toEqual(FREE);
    service.setClock(at(8));
    await tell(service, 'identifyPayment', { ...found, loan: 'L-2' }, FINANCE);
    expect(await suspense()).toEqual(L2);
  });

  it('lay where it was known to lie, at any moment since', async () => {
    const on = { asOf: '2014-05-06' };
    for (const [hour, there] of [FREE, L3, FREE, L2].entries())
      expect(await suspense({ ...on, knownAt: at(5 + hour) })).toEqual(there);
    expect(await suspense({ asOf: '2014-05-05' })).toEqual({ balance: 0, receipts: [] });
  });

  it('leaves books that add up', async () => {
    expect(await checked(service)).toEqual([]);
  });
});

const TRAIL = `{ history(filter: { stream: "suspense-PK" }, first: 9) { edges { node {
  type data personal reason changes { field after } } } } }`;

describe('who money in suspense may be from', () => {
  const trail = async (headers: Headers) => {
    const told = await get<{ history: { edges: readonly { node: object }[] } }>(
      service,
      TRAIL,
      {},
      headers,
    );
    return { told: JSON.stringify(told), first: told.history.edges[0]?.node };
  };

  it.each([
    ['finance, of a unit', reader('FINANCE_OFFICER', 'JKT')],
    ['an auditor', reader('AUDITOR')],
  ])('is in the trail for %s', async (_, headers) => {
    const { first } = await trail(headers);
    expect(first).toMatchObject({
      personal: { payer: MONEY.payer, reason: MONEY.reason },
      reason: MONEY.reason,
    });
  });

  it.each([
    ['an officer of a unit', reader('OFFICER', 'JKT')],
    ['an officer of another', reader('OFFICER', 'BDG')],
    ['a head of a region', reader('REGIONAL', 'DKI')],
    ['an administrator', reader('ADMIN')],
  ])('is not, for %s', async (_, headers) => {
    const { told, first } = await trail(headers);
    expect(first).toMatchObject({ type: 'ReceiptUnidentified', personal: null, reason: null });
    expect(told).not.toMatch(/Sulastri|neighbour|slip/);
  });

  it('is not told to a unit as it is recorded, and the mitra of the unit are', async () => {
    const client = createClient({
      url: `${service.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: reader('OFFICER', 'JKT'),
      retryAttempts: 0,
    });
    const query = 'subscription { historyAdded { type personal reason changes { after } } }';
    const heard = client.iterate({ query })[Symbol.asyncIterator]();
    const first = heard.next();
    // What is asked over the same socket after it is answered: the subscription is heard.
    for await (const _ of client.iterate({ query: '{ __typename }' })) break;
    await tell(service, 'receiveUnidentified', { ...MONEY, receipt: 'S-2' }, FINANCE);
    const entry = JSON.stringify(await first);
    expect(entry).toContain('ReceiptUnidentified');
    expect(entry).not.toMatch(/Sulastri|neighbour/);
    const second = heard.next();
    const other = { code: 'M-2', name: 'Tono', unit: 'JKT', effectiveOn: '2001-01-01' };
    await tell(service, 'registerMitra', other, OFFICER);
    expect(JSON.stringify(await second)).toContain('Tono');
    await client.dispose();
  });
});
