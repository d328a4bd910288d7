import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loansNow, muchMore, rebuildAll, settled, tellAndAsk } from '../e2e/basis.js';
import { tellSince, TODAY } from '../e2e/lies.js';
import { type Service, start } from '../e2e/service.js';
import { hasMongo } from '../ferretdb/server.js';
import { type Combination, type Stores, storesFor } from './places.js';

/** What speaks as MongoDB here takes a minute for a thousand events. */
const STORES = [
  ['embedded', 'file', 100_000],
  ['MongoDB', 'server', 500],
] as const;
const PATIENCE = 900_000;

const opened: { service: Service; stores: Stores; directory: string }[] = [];
afterEach(async () => {
  for (const { service, stores, directory } of opened.splice(0)) {
    await service.stop();
    await stores.stop();
    rmSync(directory, { recursive: true });
  }
});

const begin = async (combination: Combination): Promise<Service> => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-basis-'));
  const stores = await storesFor(directory, undefined, combination);
  const service = await start('2004-03-01T03:00:00.000Z', { directory, stores });
  opened.push({ service, stores, directory });
  return service;
};

describe.each(STORES)('documents in %s', (_, documents, count) => {
  const runs = documents === 'file' || hasMongo() ? it : it.skip;

  runs(
    `I10: an answer on a basis is the same, byte for byte, ${count} events and a rebuild later`,
    async () => {
      const service = await begin({ log: 'file', documents });
      const { answers, before } = await tellAndAsk(service);
      service.setClock(`${TODAY}T03:00:00.000Z`);
      await tellSince(service);
      await muchMore(service, count);
      await settled(service, PATIENCE);
      expect(await answers()).toEqual(before);
      expect(await loansNow(service)).toBeGreaterThan(count / 400);
      await rebuildAll(service);
      await settled(service, PATIENCE);
      expect(await answers()).toEqual(before);
    },
    PATIENCE,
  );
});
