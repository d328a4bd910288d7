import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../../src/event-store/port.js';
import { as, type Service, start, tell } from './service.js';
import { stoppedAt } from './stopped.js';

let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  const mitra = { code: 'M-1', name: 'Zubaidah Qomariyah', unit: 'JKT' };
  await tell(service, 'registerMitra', mitra, { headers: as('OFFICER') });
});
afterAll(() => service.stop());

interface Ready {
  readonly status: string;
  readonly stores: Readonly<Record<string, { readonly status: string; readonly error?: string }>>;
  readonly readModels: readonly Readonly<Record<string, unknown>>[];
  readonly alarms: readonly object[];
}

/** What a probe is answered, and after how long; a moment later than the one before. */
const probed = async (path = 'ready') => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const began = performance.now();
  const answer = await fetch(`${service.url}/health/${path}`);
  const body = (await answer.json()) as Ready;
  return { status: answer.status, body, ms: performance.now() - began };
};

/** While a store does as told. */
const during = async <T extends object, K extends keyof T>(
  part: T,
  name: K,
  does: T[K],
  work: () => Promise<void>,
): Promise<void> => {
  const before = Object.getOwnPropertyDescriptor(part, name);
  Object.defineProperty(part, name, { value: does, configurable: true, writable: true });
  try {
    await work();
  } finally {
    if (before) Object.defineProperty(part, name, before);
    else delete part[name];
  }
};
/** Answers nothing, until it has thawed: then as a driver that has given up. */
const frozen = () => {
  const thaws: (() => void)[] = [];
  const never = (): Promise<never> =>
    new Promise((_, reject) => thaws.push(() => reject(new StoreUnavailable('given up'))));
  const thaw = (): void => {
    for (const one of thaws.splice(0)) one();
  };
  return { never, thaw };
};
const away = async (): Promise<never> => {
  throw new StoreUnavailable('esdb://user:secret@cluster cannot be reached');
};

describe('health', () => {
  it('is asked without saying who one is, and tells of every part', async () => {
    const live = await probed('live');
    expect(live).toMatchObject({ status: 200, body: { status: 'ok' } });
    const { status, body } = await probed();
    expect(status).toBe(200);
    const ok = { status: 'ok' };
    expect(body.status).toBe('ok');
    expect(body.stores).toEqual({ eventStore: ok, readModelStore: ok, keyStore: ok });
    expect(body.readModels.map(({ name }) => name)).toEqual(service.house.readModels.names());
    const head = await service.house.ledger.store.head();
    for (const readModel of body.readModels)
      expect(readModel).toMatchObject({
        ...{ position: head, lagEvents: 0, lagSeconds: 0 },
        ...{ parked: 0, stoppedAt: null, foldedHere: true },
      });
    expect(JSON.stringify(body)).not.toContain('Zubaidah');
  });

  it.each(['eventStore', 'readModelStore', 'keyStore'] as const)(
    'says within two seconds that it is not ready while the %s is frozen, and is alive',
    async (store) => {
      const { ledger, readModels } = service.house;
      const { never, thaw } = frozen();
      const check = async (): Promise<void> => {
        const asked = await Promise.all([probed(), probed(), probed()]);
        for (const { status, body, ms } of asked) {
          expect(ms).toBeLessThan(2_000);
          expect(status).toBe(503);
          expect(body.status).toBe('unavailable');
          expect(body.stores[store]).toEqual({
            ...{ status: 'unavailable', error: 'no answer after 1500 ms' },
          });
          const others = Object.entries(body.stores).filter(([name]) => name !== store);
          expect(others.map(([, { status: said }]) => said)).toEqual(['ok', 'ok']);
        }
        expect((await probed('live')).status).toBe(200);
        thaw();
      };
      if (store === 'eventStore') await during(ledger.store, 'head', never, check);
      if (store === 'readModelStore') await during(readModels.store, 'serving', never, check);
      if (store === 'keyStore') await during(ledger.keys, 'find', never, check);
      thaw();
      expect((await probed()).status).toBe(200);
    },
  );

  it('tells what kind of error a store gives, and nothing of how it is reached', async () => {
    await during(service.house.ledger.store, 'head', away, async () => {
      const { status, body } = await probed();
      expect(status).toBe(503);
      expect(body.stores['eventStore']).toEqual({
        ...{ status: 'unavailable', error: 'StoreUnavailable' },
      });
      expect(JSON.stringify(body)).not.toMatch(/secret|cluster/);
    });
  });

  it('serves on where one read model has stopped or there is an alarm, and names it', async () => {
    const book = service.house.readModels.status().find((one) => one.projector.name === 'history');
    if (!book) throw new Error('there is no such read model');
    const position = book.checkpoint.position;
    // The tree may have met the log that was away before; it looks again every second.
    const { alarms } = service.house.proof;
    while (alarms.all().length > 0) await sleep(100);
    const goesOn = stoppedAt(book, { position, message: 'LoanProposed, loan-L-1: Zubaidah' });
    service.house.proof.alarms.raise('WITNESS_REFUSED', 'of Zubaidah');
    try {
      const { status, body } = await probed();
      expect([status, body.status]).toEqual([200, 'degraded']);
      expect(body.readModels.filter(({ stoppedAt }) => stoppedAt !== null)).toMatchObject([
        { name: 'history', stoppedAt: position },
      ]);
      expect(body.alarms).toEqual([
        { code: 'WITNESS_REFUSED', since: expect.any(String) as string },
      ]);
      expect(JSON.stringify(body)).not.toContain('Zubaidah');
    } finally {
      goesOn();
      service.house.proof.alarms.clear('WITNESS_REFUSED');
    }
    expect((await probed()).body.status).toBe('ok');
  });
});
