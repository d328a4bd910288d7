import { randomBytes } from 'node:crypto';
import { instant } from '../../src/kernel/local-date.js';
import { eventStoreContract } from '../event-store/contract.js';
import { keyStoreContract, MASTER } from '../keys/contract.js';
import { readModelStoreContract } from '../read-model/contract.js';
import { DocumentsServer } from './documents-server.js';
import { SimulatedReadModelStore } from './documents.js';
import { type KeysServer, SimulatedKeyStore } from './keys.js';
import { LogServer, SimulatedEventStore } from './log.js';
import { directLink } from './network.js';

/** Where nothing goes wrong, what stands in for the stores is like every other. */
eventStoreContract('the simulated log', async () => {
  let now = 0;
  const server = new LogServer(
    () => instant(now++),
    () => (now % 3) * 100,
  );
  return { store: new SimulatedEventStore(server, directLink), close: async () => undefined };
});

readModelStoreContract(
  'simulated',
  async () => new SimulatedReadModelStore(new DocumentsServer(), directLink),
);

let server: KeysServer;
beforeEach(() => {
  server = new Map();
});

const openKeys = async (over: { master?: Buffer; readOnly?: boolean } = {}) => {
  if (over.readOnly && server.size === 0) throw new Error('there is no key store here');
  const makeKey = () => randomBytes(32);
  return new SimulatedKeyStore({ server, link: directLink, master: MASTER, makeKey, ...over });
};

keyStoreContract('simulated', () => ({
  name: /the simulated keys/,
  open: openKeys,
  erase: async (id) => void server.set(id, null),
  copy: async (from, to) => void server.set(to, server.get(from) ?? null),
  bytes: async () => Buffer.from(JSON.stringify([...server])),
  exists: async () => server.size > 0,
}));
