import { EventStoreDBEventStore } from '../../src/event-store/eventstoredb.js';
import { type Double, startDouble } from '../eventstoredb/server.js';
import { eventStoreContract } from './contract.js';

const given = process.env['EVENT_STORE_URL'];
const real = given?.startsWith('esdb') ? given : undefined;

/** The same server for all, as a real one would be: its log holds events of others already. */
const contractOn = (name: string, lists: 'batch-append' | 'append-only'): void => {
  let double: Double | undefined;
  beforeAll(async () => {
    double = await startDouble({ lists });
  });
  afterAll(() => double?.kill());
  eventStoreContract(name, async () => {
    const store = await EventStoreDBEventStore.open({ url: double?.url ?? '', name: 'double' });
    return { store, close: () => store.close() };
  });
};

describe('EventStoreDB (double)', () => {
  contractOn('with batch append', 'batch-append');
});
describe('EventStoreDB (double, older)', () => {
  contractOn('without batch append', 'append-only');
});

if (real !== undefined)
  describe('EventStoreDB (real)', () => {
    eventStoreContract('as EVENT_STORE_URL names it', async () => {
      const store = await EventStoreDBEventStore.open({ url: real, name: 'real' });
      return { store, close: () => store.close() };
    });
  });
