import { EventStoreDBClient } from '@eventstore/db-client';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.js';
import { instant } from '../../src/kernel/local-date.js';
import { fsck } from '../audit/harm.js';
import { get, JAMSOSTEK_TABLE, type Service, send, start, tell } from '../e2e/service.js';
import { ask } from '../graphql/ask.js';
import { type Stores, storesFor } from './places.js';

const NOON = Date.UTC(2025, 9, 31, 5);
/** The server's clock is behind the service's by so much. */
const BEHIND = 4_000;

let now: number;
let directory: string;
let stores: Stores;
let service: Service;
const at = (ms: number): void => {
  now = ms;
  service.setClock(instant(ms));
};

beforeEach(async () => {
  now = NOON;
  directory = mkdtempSync(join(tmpdir(), 'jejak-lies-'));
  const combination = { log: 'server', documents: 'file' } as const;
  stores = await storesFor(directory, () => now - BEHIND, combination);
  service = await start(instant(NOON), { directory, stores });
  await service.importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK');
});
afterEach(async () => {
  await service.stop();
  await stores.stop();
  rmSync(directory, { recursive: true });
});

const payment = {
  ...{ loan: 'JAMSOSTEK-2', amount: 1_000_000, receipt: 'KW-2', channel: 'TRANSFER' },
  effectiveOn: '2003-03-03',
};

describe('EventStoreDB (double), whose clock is behind', () => {
  it('what was known is told only when nothing earlier can come any more (I2, I10)', async () => {
    const known = instant(NOON + 58_000);
    const query = `{ loan(number: "JAMSOSTEK-2", knownAt: "${known}") {
      position { totalOutstanding } } }`;
    at(NOON + 60_000);
    // The service's clock stands still in this test, so that nothing is ever surely past.
    const early = await ask(service, query);
    expect(early.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
    const waiting = get<{ loan: object }>(service, query);
    at(NOON + 61_000);
    await tell(service, 'receivePayment', payment);
    at(NOON + 64_000);
    const later = await waiting;
    await tell(service, 'receivePayment', { ...payment, receipt: 'KW-3' });
    expect(await get(service, query)).toEqual(later);
    // By the server's clock it was known then.
    expect(later.loan).toEqual({ position: { totalOutstanding: 20_950_000 } });
  });
});

describe('EventStoreDB (double), where somebody meddled with streams', () => {
  it('is found out by fsck: a stream deleted, and one cut off (I1)', async () => {
    const { EVENT_STORE_URL = '' } = stores.settings;
    const client = EventStoreDBClient.connectionString(EVENT_STORE_URL);
    await client.deleteStream('loan-JAMSOSTEK-2');
    await client.setStreamMetadata('loan-JAMSOSTEK-3', { truncateBefore: 1 });
    await client.dispose();
    const refused = await send(service, 'receivePayment', payment);
    expect(refused.errors?.[0]?.extensions).toMatchObject({ refusal: 'LOAN_NOT_SIGNED' });
    const { status, findings } = await fsck(readConfig(stores.settings));
    expect(status).toBe(1);
    expect(findings).toContainEqual({
      ...{ invariant: 'I1', where: 'the stream loan-JAMSOSTEK-2', found: 'nothing' },
      expected: expect.stringMatching(/^2 events, the last one [0-9a-f]{64}$/) as unknown,
    });
    expect(findings).toContainEqual(
      expect.objectContaining({
        ...{ invariant: 'I1', where: 'the stream loan-JAMSOSTEK-3' },
        found: expect.stringContaining('revision 0 is missing') as unknown,
      }),
    );
  });
});
