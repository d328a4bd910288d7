import {
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb';
import { StoreUnavailable } from '../../src/event-store/port.js';
import { position } from '../../src/kernel/envelope.js';
import type { Checkpoint } from '../../src/read-model/port.js';
import { MongoReadModelStore } from '../../src/read-model/mongo.js';
import { Mongo } from '../../src/storage/mongo.js';
import {
  BUILD_MS,
  type Ferretdb,
  ferretdb,
  hasFerretdb,
  startFerretdb,
  withoutMongo,
} from '../ferretdb/server.js';
import { documents, fill, idsOf } from './samples.js';

const LOANS = { name: 'loans', indexes: [['unit']] };
const ONE: Checkpoint = { position: position(1), recordedAt: null };
const SETTINGS = '?serverSelectionTimeoutMS=800&heartbeatFrequencyMS=500';

const opened: { close(): Promise<void> }[] = [];
const running: Ferretdb[] = [];
const start = async (options: { port?: number; directory?: string } = {}) => {
  const server = await startFerretdb(options);
  running.push(server);
  return server;
};
const open = async (url: string) => {
  const store = await MongoReadModelStore.open({ url });
  opened.push(store);
  return store;
};
const saveMany = (store: MongoReadModelStore) => {
  const many = Array.from({ length: 3000 }, (_, i) => [`L${i}`, { i }] as const);
  const saves = [{ collection: LOANS.name, documents: documents(many) }];
  return store.save(saves, new Map([['loans', ONE]]));
};

const serverContract = (): void => {
  it('is told as such, and the same store goes on when the server is back', async () => {
    const { url, port, directory, kill } = await start();
    const store = await open(`${url}weather${SETTINGS}`);
    await fill(store, LOANS, [['old', {}]]);
    await kill();
    const questions = [
      store.load(LOANS.name, ['L1']),
      store.find(LOANS.name, { limit: 1 }),
      store.count(LOANS.name),
      store.scan(LOANS.name)[Symbol.asyncIterator]().next(),
      store.checkpoint('loans'),
      store.serving(),
      ...[saveMany(store), store.ensure(LOANS), store.drop(LOANS.name)],
      ...[store.serve('loans', 'loans-v1', null), open(`${url}weather${SETTINGS}`)],
    ];
    for (const answer of await Promise.allSettled(questions))
      expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
    await start({ port, directory });
    expect(idsOf(await store.find(LOANS.name, { limit: 9 }))).toEqual(['old']);
    await saveMany(store);
    expect(await store.count(LOANS.name)).toBe(3001);
    expect(await store.checkpoint('loans')).toEqual(ONE);
  });

  it('is told as such while the server dies under a save, and leaves no hole', async () => {
    const { url, port, directory, kill } = await start();
    const store = await open(`${url}weather${SETTINGS}`);
    await store.ensure(LOANS);
    const dying = Promise.allSettled([saveMany(store)]);
    await kill();
    expect(await dying).toMatchObject([{ reason: expect.any(StoreUnavailable) }]);
    await start({ port, directory });
    expect(await store.checkpoint('loans')).toBeNull();
    await saveMany(store);
    expect(await store.count(LOANS.name)).toBe(3000);
    expect(await store.checkpoint('loans')).toEqual(ONE);
  });

  it('is told as such where no server is; a database that is not named is jejak', async () => {
    const away = open(`mongodb://127.0.0.1:1/${SETTINGS}`);
    await expect(away).rejects.toThrow(StoreUnavailable);
    await expect(away).rejects.toThrow('127.0.0.1:1/jejak');
    const { url } = await start();
    await fill(await open(url), LOANS, [['L1', {}]]);
    expect(idsOf(await (await open(`${url}jejak`)).find(LOANS.name, { limit: 9 }))).toEqual(['L1']);
  });
};

const answer = (code: number) => new MongoServerError({ message: `code ${code}`, code });
const lostMajority = new MongoWriteConcernError({
  writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
  ok: 1,
});
const broken = Object.assign(new Error('ended'), { code: 'EPIPE' });
const WEATHER: readonly (readonly [string, Error])[] = [
  ['a broken connection', new MongoNetworkError('connection closed')],
  ['an answer that does not come', new MongoOperationTimeoutError('too late')],
  ['a majority that does not come', lostMajority],
  ['a server that is not the primary any more', answer(10_107)],
  ['a server that shuts down', answer(11_600)],
  ['a full disk', answer(14_031)],
  ['writes that are blocked', answer(371)],
  ['a password that is refused', answer(18)],
  ['a fault of the socket that the driver lets through', broken],
]; // prettier-ignore
const MISTAKES: readonly (readonly [string, Error])[] = [
  ['a question that no server understands', answer(2)],
  ['an index that is there already, otherwise', answer(86)],
  ['an argument that the driver does not take', new MongoInvalidArgumentError('no')],
  ['an error of ours', new RangeError('not a name')],
];

const faultsContract = (): void => {
  const met = async (fault: Error): Promise<unknown> => {
    const { url } = await start();
    const unavailable = (...said: [string, ErrorOptions]) => new StoreUnavailable(...said);
    const mongo = await Mongo.open(`${url}weather`, unavailable);
    opened.push(mongo);
    return mongo.ask(() => Promise.reject(fault)).catch((error: unknown) => error);
  };

  it.each(WEATHER)('is %s', async (_, fault) => {
    const error = await met(fault);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toMatchObject({ cause: fault });
    expect(String(error)).toContain(fault.message);
  });

  it.each(MISTAKES)('is not %s', async (_, fault) => {
    expect(await met(fault)).toBe(fault);
  });
};

if (!hasFerretdb()) withoutMongo();
else
  describe('weather', () => {
    beforeAll(() => ferretdb(), BUILD_MS);
    afterEach(async () => {
      // A server that ends in its own time waits for those who hold on to it.
      for (const store of opened.splice(0)) await store.close();
      for (const server of running.splice(0).toReversed()) await server.stop();
    });

    serverContract();
    faultsContract();
  });
