import { MongoReadModelStore } from '../../src/read-model/mongo.js';
import {
  BUILD_MS,
  hasMongo,
  isFerretdb,
  type MongoForTests,
  mongoForTests,
  withoutMongo,
} from '../ferretdb/server.js';
import { readModelStoreContract } from './contract.js';

let server: MongoForTests;
let database = 0;
const name = () => `contract-${database}`;

if (!hasMongo()) withoutMongo();
else {
  beforeAll(async () => {
    server = await mongoForTests();
  }, BUILD_MS);
  afterAll(() => server.stop());
  afterEach(() => server.drop(name()));

  const open = () => {
    database += 1;
    return MongoReadModelStore.open({ url: server.url(name()) });
  };
  readModelStoreContract('MongoDB', open, !isFerretdb);
}
