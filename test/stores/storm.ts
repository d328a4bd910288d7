import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, start, tell } from '../e2e/service.js';
import { type Double, startDouble } from '../eventstoredb/server.js';
import { Front } from '../eventstoredb/front.js';
import { startFerretdb } from '../ferretdb/server.js';
import { ask, type Reply } from '../graphql/ask.js';

/** A server as its clients see it: away (nobody answers, open connections break) or back. */
export interface Place {
  away(): Promise<void>;
  frozen(): void;
  back(): Promise<void>;
}

/** The real service on three servers, each of which may go away by itself. */
export interface Storm {
  readonly service: Service;
  readonly log: Place;
  readonly documents: Place;
  readonly keys: Place;
  readonly double: Double;
  stop(): Promise<void>;
}

const placeBehind = (front: Front): Place => ({
  away: async () => {
    await front.refuse();
    front.reset();
  },
  frozen: () => front.freeze(),
  back: async () => {
    front.thaw();
    await front.accept();
  },
});

const logBehind = ({ faults }: Double): Place => ({
  away: async () => {
    await faults.refuseConnections();
    faults.resetConnections();
  },
  frozen: () => faults.freeze(),
  back: async () => {
    faults.thaw();
    await faults.acceptConnections();
  },
});

/** A service is told sooner than by default that a server of documents is away. */
const SELECTION = 'serverSelectionTimeoutMS=1000';

export const inStorm = async (at: string): Promise<Storm> => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-storm-'));
  const server = await startFerretdb();
  const documents = await Front.open(0, server.port);
  const keys = await Front.open(0, server.port);
  const double = await startDouble({ now: () => Date.parse(at) });
  const url = ({ port }: Front, name: string) => `mongodb://127.0.0.1:${port}/${name}?${SELECTION}`;
  const settings = {
    EVENT_STORE_URL: double.url,
    READ_MODEL_URL: url(documents, 'storm'),
    KEY_STORE_URL: url(keys, 'storm-keys'),
    MASTER_KEY_FILE: join(directory, 'master.key'),
  };
  const stores = { settings, kept: () => Buffer.alloc(0), stop: () => Promise.resolve() };
  const service = await start(at, { directory, stores });
  return {
    ...{ service, double, log: logBehind(double) },
    ...{ documents: placeBehind(documents), keys: placeBehind(keys) },
    stop: async () => {
      await service.stop();
      await Promise.all([double.kill(), documents.close(), keys.close()]);
      await server.stop();
      rmSync(directory, { recursive: true });
    },
  };
};

/** A mitra and a loan of his that was paid out, with a first payment. */
export const lent = async (service: Service): Promise<void> => {
  const person = { code: 'M-1', name: 'Siti Aminah', region: 'Bali', sector: 'TRADE' };
  await tell(service, 'registerMitra', { ...person, effectiveOn: '2002-05-01' });
  await tell(service, 'signAgreement', {
    ...{ loan: 'L-1', mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'DECLINING' },
    ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2002-12-15', programme: 'UJI' },
    ...{ beforeJejak: true, evidence: 'PKS 7/2002' },
  });
  const paidOut = { loan: 'L-1', amount: 12_000_000, reference: 'T-1', effectiveOn: '2002-12-15' };
  await tell(service, 'disburseLoan', paidOut);
  await tell(service, 'receivePayment', payment('R-1'));
};

export const payment = (receipt: string) => ({
  ...{ loan: 'L-1', amount: 100_000, receipt, channel: 'TRANSFER', effectiveOn: '2003-01-15' },
});

export const PAID = `{ loan(number: "L-1") { position {
  principalPaid interestPaid principalOutstanding } basis { position } } }`;

/** In milliseconds. */
export const timed = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
  const began = performance.now();
  return [await work(), performance.now() - began];
};

const PATIENCE_MS = 30_000;

/** Tried again until it is answered without a fault; gives the answer and how long that took. */
export const untilAnswered = (
  { reports }: Service,
  work: () => Promise<Reply>,
): Promise<readonly [Reply, number]> =>
  timed(async () => {
    for (const began = performance.now(); ;) {
      const reply = await work();
      if (!reply.errors) return reply;
      if (performance.now() - began > PATIENCE_MS)
        throw new Error(JSON.stringify([reply.errors, reports]));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

export const whenBack = (service: Service, query: string, headers = {}) =>
  untilAnswered(service, () => ask(service, query, {}, headers));
