import { SystemResolver } from '../../src/audit/system.graphql.js';
import { StoreUnavailable } from '../../src/event-store/port.js';
import type { House } from '../../src/house/house.js';
import type { Questions } from '../../src/house/questions.js';
import { position } from '../../src/kernel/envelope.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import { Readings } from '../../src/telemetry/readings.js';
import { facts } from '../read-model/machines.js';

const EVENTS = facts(3_000);
const LAST = EVENTS.at(-1)?.recordedAt as Instant;

/** What is told of read models that have come to these events, of 3,000. */
const told = async (reached: Readonly<Record<string, number>>, over: object = {}) => {
  const store = {
    head: async () => position(EVENTS.length),
    readAll: async (after: string, limit: number) =>
      EVENTS.filter(({ position: at }) => at > after).slice(0, limit),
    ...over,
  };
  const status = Object.entries(reached).map(([name, at]) => ({
    ...{ projector: { name, version: 1 }, fence: 1, parked: new Map() },
    checkpoint: { position: position(at), recordedAt: LAST },
  }));
  const clock = () => instant(Date.parse(LAST) + 30_500);
  const house = {
    ledger: { store, clock },
    readModels: { status: () => status, parked: () => [] },
    proof: { alarms: { all: () => [] } },
  } as unknown as House;
  const none = [undefined, undefined, undefined, undefined] as unknown as [
    never,
    never,
    never,
    never,
  ];
  const resolver = new SystemResolver(
    { house } as unknown as Questions,
    ...none,
    new Readings(house, { isFailing: false }),
  );
  const { position: head, readModels } = await resolver.system();
  const lags = readModels.map((one) => [one.name, one.lagEvents, one.lagSeconds]);
  return { head, lags };
};

it('tells how far each read model is behind, however far another one is', async () => {
  expect(await told({ stopped: 100, slow: 2_990, whole: 3_000, last: 2_999 })).toEqual({
    head: position(3_000),
    lags: [
      ['stopped', 1_000, expect.any(Number)],
      ['slow', 10, expect.any(Number)],
      ['whole', 0, 0],
      ['last', 1, 30],
    ],
  });
});

it('does not say that nothing is behind where the log cannot be asked', async () => {
  const head = async () => Promise.reject(new StoreUnavailable('away'));
  expect(await told({ some: 100, more: 200 }, { head })).toEqual({
    head: position(200),
    lags: [
      ['some', null, null],
      ['more', null, null],
    ],
  });
});
