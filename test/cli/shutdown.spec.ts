import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { once } from 'node:events';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { systemClock } from '../../src/house/clock.js';
import { START } from '../../src/kernel/envelope.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { asked, endChildren, type Service, settingsIn, startService } from './jejak.js';

const directory = freshDirectory();
afterEach(endChildren);

const idOf = (at: number): string => `10000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
const mutation = (at: number): string =>
  `mutation { registerMitra(input: { commandId: "${idOf(at)}", code: "M-${at}", unit: "JKT",
    name: "Mitra ${at}" }) { commandId } }`;
const OFFICER = { 'x-role': 'OFFICER' };

/** The commands that are in the log, once the service has ended. */
const recorded = async (): Promise<ReadonlySet<string>> => {
  const file = `${directory()}/jejak.db`;
  const store = EmbeddedEventStore.open({ file, clock: systemClock, readOnly: true });
  const events = await store.readAll(START, 10_000);
  await store.close();
  const registered = events.filter(({ type }) => type === 'MitraRegistered');
  return new Set(registered.map(({ commandId }) => commandId));
};

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const answerTo = async (asking: ClientRequest): Promise<Answer> => {
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  const { statusCode: status, headers } = response;
  return { status, headers, body: JSON.parse(text) as Answer['body'] };
};

/** A mutation that the service has accepted, whose client takes its time to say all of it. */
const slowMutation = async (service: Service, at: number) => {
  const body = JSON.stringify({ query: mutation(at) });
  const asking = request(`${service.url}/graphql`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      ...{ expect: '100-continue', ...OFFICER },
    },
  });
  asking.flushHeaders();
  await once(asking, 'continue');
  asking.write(body.slice(0, 20));
  const answer = answerTo(asking);
  answer.catch(() => undefined);
  return { finish: () => asking.end(body.slice(20)), answer };
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Most of it is waiting, as those do whom it is about. */
const SLOW_MS = 90_000;

describe('a service told to end', () => {
  it(
    'has recorded what it answered, and nothing else, with hundreds under way',
    async () => {
      const service = await startService(settingsIn(directory()));
      const outcomes = new Map<string, string>();
      let first = (): void => undefined;
      const answered = new Promise<void>((resolve) => (first = resolve));
      const asking = Array.from({ length: 200 }, async (_, at) => {
        try {
          const { data, errors } = await asked(service, mutation(at), OFFICER);
          outcomes.set(idOf(at), data ? 'done' : JSON.stringify(errors));
          first();
        } catch {
          outcomes.set(idOf(at), 'refused');
        }
      });
      await answered;
      const { status, err } = await service.end();
      await Promise.all(asking);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      const done = [...outcomes].filter(([, outcome]) => outcome === 'done').map(([id]) => id);
      expect(done.length).toBeGreaterThan(0);
      expect(done.toSorted()).toEqual([...(await recorded())].toSorted());
      const others = new Set([...outcomes.values()].filter((outcome) => outcome !== 'done'));
      for (const outcome of others) expect(outcome).toMatch(/^refused$|UNAVAILABLE/);
    },
    SLOW_MS,
  );

  it(
    'answers what it has accepted, however long the client takes to say it',
    async () => {
      const service = await startService(settingsIn(directory()));
      const slow = await slowMutation(service, 1);
      const ended = service.end();
      await wait(3_000);
      slow.finish();
      const { status, body } = await slow.answer;
      expect([status, body]).toEqual([200, { data: { registerMitra: { commandId: idOf(1) } } }]);
      expect(await ended).toMatchObject({ status: 0, err: '' });
      expect(await recorded()).toEqual(new Set([idOf(1)]));
    },
    SLOW_MS,
  );

  it(
    'says so by its readiness first, serves until then, and then takes no more',
    async () => {
      const service = await startService(settingsIn(directory(), { DRAIN_SECONDS: '2' }));
      const ready = () =>
        fetch(`${service.url}/health/ready`, { headers: { connection: 'close' } });
      expect((await ready()).status).toBe(200);
      const ended = service.end();
      await wait(500);
      const leaving = await ready();
      expect([leaving.status, await leaving.json()]).toMatchObject([503, { status: 'ending' }]);
      expect((await asked(service, mutation(1), OFFICER)).errors).toBeUndefined();
      const slow = await slowMutation(service, 2);
      await wait(2_500);
      await expect(ready()).rejects.toThrow();
      slow.finish();
      const { status, headers } = await slow.answer;
      expect([status, headers['connection']]).toEqual([200, 'close']);
      expect((await ended).status).toBe(0);
      expect(await recorded()).toEqual(new Set([idOf(1), idOf(2)]));
    },
    SLOW_MS,
  );

  it(
    'is not kept by who never says the rest, and ends in time',
    async () => {
      const service = await startService(settingsIn(directory()));
      const slow = await slowMutation(service, 1);
      const began = performance.now();
      const { status, err } = await service.end();
      expect(status).toBe(0);
      expect(err).toContain('"requests":1');
      expect(performance.now() - began).toBeLessThan(25_000);
      await expect(slow.answer).rejects.toThrow();
      expect(await recorded()).toEqual(new Set());
    },
    SLOW_MS,
  );
});
