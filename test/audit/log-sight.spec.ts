import { LogSight } from '../../src/audit/log-sight.js';
import { type EventStore, StoreUnavailable } from '../../src/event-store/port.js';
import { type Position, position, START } from '../../src/kernel/envelope.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import type { ReadModels } from '../../src/read-model/read-models.js';
import { Machines } from '../read-model/machines.js';

const DAY = '2024-05-01T00:00:00.000Z' as Instant;
const LATER = '2024-05-01T00:01:00.000Z' as Instant;
const BEGAN = Date.parse('2024-05-01T01:00:00.000Z');
const HOUR_S = 3_600;

type Come = readonly (readonly [Position, Instant | null])[];

/** A service over read models that have come so far, and how it is told. */
const sightOver = (come: Come, head: Position) => {
  const world = new Machines();
  const machine = world.machine();
  const now = { come, head, isAway: false };
  const models = {
    status: () =>
      now.come.map(([at, recordedAt]) => ({ checkpoint: { position: at, recordedAt } })),
  } as unknown as ReadModels;
  const store = {
    head: async () => {
      if (now.isAway) throw new StoreUnavailable('away');
      return now.head;
    },
  } as unknown as EventStore;
  const { timing } = machine;
  const clock = () => instant(BEGAN + timing.elapsed());
  const sight = new LogSight({ models, store, clock, timing });
  const pass = (ms: number) => world.run(() => world.scheduler.pause(ms));
  return { now, sight, pass };
};

it('says from the first look on that read models are behind, since their last event', async () => {
  const come: Come = [
    [position(900), LATER],
    [position(300), DAY],
  ];
  const { now, sight, pass } = sightOver(come, position(1_000));
  await pass(1);
  const behind = { reason: 'READ_MODELS_BEHIND', since: DAY, ageSeconds: HOUR_S };
  expect(sight.stale()).toEqual(behind);
  now.come = [[position(600), LATER]];
  await pass(3_000);
  expect(sight.stale()).toEqual({ ...behind, since: LATER, ageSeconds: HOUR_S - 60 + 3 });
  now.come = [[position(1_000), LATER]];
  expect(sight.stale()).toBeNull();
  sight.stop();
});

it('names no instant where nothing was folded yet', async () => {
  const { sight, pass } = sightOver([[START, null]], position(1));
  await pass(1);
  expect(sight.stale()).toEqual({ reason: 'READ_MODELS_BEHIND', since: null, ageSeconds: null });
  sight.stop();
});

it('does not take its own start for the age of what it holds when the log has gone', async () => {
  const { now, sight, pass } = sightOver([[position(300), DAY]], position(1_000));
  await pass(1);
  now.isAway = true;
  await pass(1_500);
  expect(sight.stale()).toMatchObject({ reason: 'LOG_UNREACHABLE', since: DAY });
  sight.stop();
});

it('lets read models that were seen whole be behind for some seconds', async () => {
  const { now, sight, pass } = sightOver([[position(5), DAY]], position(5));
  await pass(1);
  expect(sight.stale()).toBeNull();
  now.head = position(6);
  await pass(4_000);
  expect(sight.stale()).toBeNull();
  await pass(2_000);
  expect(sight.stale()).toMatchObject({ reason: 'READ_MODELS_BEHIND', since: instant(BEGAN) });
  sight.stop();
});

it('is not told that the log is away by a look that began when an answered one did', async () => {
  const { now, sight, pass } = sightOver([[position(5), DAY]], position(5));
  const answered = sight.head();
  now.isAway = true;
  const failed = sight.head();
  expect([await answered, await failed]).toEqual([position(5), null]);
  expect(sight.stale()).toBeNull();
  await pass(1_100);
  expect(sight.stale()).toMatchObject({ reason: 'LOG_UNREACHABLE' });
  sight.stop();
});
