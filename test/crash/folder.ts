import 'reflect-metadata';
import { readConfig } from '../../src/config.js';
import { newId, systemClock, systemTiming } from '../../src/house/clock.js';
import { loggerTo } from '../../src/house/logger.js';
import { isShared, openEventStore, openKeys, openReadModels } from '../../src/house/stores.js';
import { ReadModels } from '../../src/read-model/read-models.js';
import { Turns } from '../../src/storage/turns.js';

/**
 * Brings the read models up to the log, and where `rebuild` is given builds all of them anew, in
 * batches of so many events. Arguments: the size of a batch, and whether to rebuild.
 */
const [size = '', rebuild] = process.argv.slice(2);

const config = readConfig(process.env);
const log = loggerTo('error', (line) => void process.stderr.write(line), systemClock);
const turns = new Turns();
const store = await openEventStore({ config, clock: systemClock, turns });
const keys = await openKeys({ config });
const readModels = await openReadModels({ config, turns, savedHere: 1 });
const models = await ReadModels.open({
  ...{ store, keys, readModels, timing: systemTiming, batchSize: Number(size) },
  ...{ instance: newId(), shared: isShared(config.eventStore) },
  log: (message, details) => log.warn(message, details),
});
models.start();
await models.reached(await store.head(), 60_000);
if (rebuild === 'rebuild') await models.rebuild(models.names());
await models.stop();
await readModels.close();
await keys.close();
await store.close();
process.stdout.write('done\n');
