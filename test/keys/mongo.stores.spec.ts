import { MongoClient } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { MongoKeyStore } from '../../src/keys/mongo.js';
import { mitraKey } from '../../src/keys/port.js';
import {
  BUILD_MS,
  hasMongo,
  type MongoForTests,
  mongoForTests,
  withoutMongo,
} from '../ferretdb/server.js';
import { elapsed } from '../../src/house/clock.js';
import { destroyedKeyContract, keyStoreContract, MASTER } from './contract.js';

interface KeyRow {
  readonly _id: string;
  readonly wrapped: string | null;
  readonly erased: boolean;
}

let server: MongoForTests;
let examples = 0;
const name = () => `keys-${examples}`;
const makeKey = () => randomBytes(32);
/** What does not matter here. */
const rest = { makeKey, elapsed };

const directly = async <T>(work: (client: MongoClient) => Promise<T>): Promise<T> => {
  const client = await new MongoClient(server.url(name())).connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
};
const onKeys = <T>(work: (keys: ReturnType<typeof keysOf>) => Promise<T>): Promise<T> =>
  directly((client) => work(keysOf(client)));
const keysOf = (client: MongoClient) => client.db().collection<KeyRow>('key');

const place = () => ({
  name: /keys-\d+/,
  open: (over = {}) =>
    MongoKeyStore.open({ url: server.url(name()), master: MASTER, ...rest, ...over }),
  erase: async (id: string) => {
    const erased = { $set: { wrapped: null, erased: true } };
    await onKeys((keys) => keys.updateOne({ _id: id }, erased));
  },
  copy: (from: string, to: string) =>
    onKeys(async (keys) => {
      const wrapped = (await keys.findOne({ _id: from }))?.wrapped ?? null;
      await keys.updateOne({ _id: to }, { $set: { wrapped } });
    }),
  bytes: () => onKeys(async (keys) => Buffer.from(JSON.stringify(await keys.find().toArray()))),
  exists: () => directly(async (client) => (await client.db().collections()).length > 0),
});

const ownContract = (): void => {
  const ID = mitraKey('M-1');

  it('asks for the master key by whether keys are there', async () => {
    const asked: boolean[] = [];
    const master = (holdsKeys: boolean) => {
      asked.push(holdsKeys);
      return MASTER;
    };
    const first = await MongoKeyStore.open({ url: server.url(name()), master, ...rest });
    await first.findOrCreate(ID);
    await first.close();
    await (await MongoKeyStore.open({ url: server.url(name()), master, ...rest })).close();
    expect(asked).toEqual([false, true]);
  });

  it('says in the words of the house that no server answers, and never the password', async () => {
    class Away extends Error {}
    const url = 'mongodb://teller:s3cret@127.0.0.1:1/keys?serverSelectionTimeoutMS=300';
    const unavailable = (...said: [string, ErrorOptions]) => new Away(...said);
    const opening = MongoKeyStore.open({ url, master: MASTER, ...rest, unavailable });
    const error = await opening.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Away);
    expect(String(error)).toMatch(/127\.0\.0\.1:1\/keys/);
    expect(String(error)).not.toContain('s3cret');
    const misread = MongoKeyStore.open({
      url: 'mongodb://teller:s3cret@',
      master: MASTER,
      ...rest,
    });
    const refused = await misread.catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(RangeError);
    expect(String(refused)).not.toContain('s3cret');
  });
};

if (!hasMongo()) withoutMongo();
else {
  beforeAll(async () => {
    server = await mongoForTests();
  }, BUILD_MS);
  afterAll(() => server.stop());
  beforeEach(() => {
    examples += 1;
  });
  afterEach(() => server.drop(name()));

  keyStoreContract('MongoDB', place);
  destroyedKeyContract('MongoDB', place);
  describe('the keys in MongoDB', () => {
    ownContract();
  });
}
