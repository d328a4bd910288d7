import type { EventStore } from '../../src/event-store/port.js';
import { appendContract, refusedAppendContract } from './contract-append.js';
import { historyContract } from './contract-history.js';
import { readContract, stampContract } from './contract-read.js';
import { followContract, subscriptionContract } from './contract-subscribe.js';

export interface Opened {
  readonly store: EventStore;
  readonly close: () => Promise<void>;
}

/**
 * What every event store does. Written against the port alone; the log may hold events of others
 * already (earlier tests on the same server), but nobody else appends while a test runs.
 */
export const eventStoreContract = (name: string, open: () => Promise<Opened>): void =>
  describe(`${name}, as every event store,`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const store = () => opened.store;

    describe('an append', () => appendContract(store));
    describe('an append that cannot be', () => refusedAppendContract(store));
    describe('any history', () => historyContract(store));
    describe('reading', () => readContract(store));
    describe('the stamp', () => stampContract(store));
    describe('a subscription', () => subscriptionContract(store));
    describe('following the log', () => followContract(store));
  });
