import { loansNow, muchMore, rebuildAll, settled, tellAndAsk } from './basis.js';
import { KNOWN, tellSince, TODAY } from './lies.js';
import { get, type Service, start } from './service.js';

let service: Service;
let told: Awaited<ReturnType<typeof tellAndAsk>>;
beforeAll(async () => {
  service = await start('2004-03-01T03:00:00.000Z');
  told = await tellAndAsk(service);
}, 60_000);
afterAll(() => service.stop());

describe('I10: the same question on the same basis is answered to the byte', () => {
  it('after more is learned of those days', async () => {
    service.setClock(`${TODAY}T03:00:00.000Z`);
    await tellSince(service);
    await settled(service, 20_000);
    expect(await told.answers()).toEqual(told.before);
    expect(await loansNow(service)).toBe(1);
  }, 60_000);

  it('after very many events, related and not', async () => {
    await muchMore(service, 200);
    await settled(service, 60_000);
    expect(await told.answers()).toEqual(told.before);
    expect(await loansNow(service)).toBeGreaterThan(1);
  }, 120_000);

  it('after all read models were rebuilt', async () => {
    await rebuildAll(service);
    await settled(service, 60_000);
    expect(await told.answers()).toEqual(told.before);
  }, 120_000);

  it('which names its position, its tree and its two times', async () => {
    const { basis } = await get<{ basis: object }>(
      service,
      `{ basis(asOf: "${TODAY}", knownAt: "${KNOWN}") { position size rootHash asOf knownAt } }`,
    );
    expect(basis).toEqual({
      ...{ position: told.position, asOf: TODAY, knownAt: '2004-03-01T03:00:00.000Z' },
      size: expect.any(Number) as unknown,
      rootHash: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) as unknown,
    });
  });
});
