import { BUILD_MS, ferretdb, hasMongo, isFerretdb, withoutMongo } from '../ferretdb/server.js';
import { declareKills } from './kills.js';
import { SCENARIOS } from './scenarios.js';

/** Their leases are waited for: meanwhile others are killed. */
const AT_ONCE = 4;

describe('EventStoreDB (double) + MongoDB', () => {
  if (!hasMongo()) return withoutMongo();
  if (isFerretdb) beforeAll(ferretdb, BUILD_MS);
  declareKills(SCENARIOS, 'server', AT_ONCE);
});
