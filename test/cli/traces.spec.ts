import { freshDirectory } from '../event-store/fresh-directory.js';
import { type Collector, type Span, startCollector } from './collector.js';
import { asked, endChildren, type Service, settingsIn, startService } from './jejak.js';

const directory = freshDirectory();
let collector: Collector;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => {
  endChildren();
  collector.close();
});

const NAME = 'Zubaidah Qomariyah';
const NUMBER = '3374016512800009';
const ID = '10000000-0000-4000-8000-000000000001';
/** Those that a registration concerns. */
const READ_MODELS = ['history', 'mitra-register', 'mitra-timelines'];

const traced = (over: Readonly<Record<string, string>> = {}): Promise<Service> =>
  startService(
    settingsIn(directory(), {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...over,
    }),
  );

const register = (service: Service, headers: Readonly<Record<string, string>> = {}) =>
  asked(
    service,
    `mutation whoIsIt { registerMitra(input: { commandId: "${ID}", code: "M-1", unit: "JKT",
      name: "${NAME}", identityNumber: "${NUMBER}", reason: "${NAME} asked" }) { streamId } }`,
    { 'x-role': 'OFFICER', ...headers },
  );

const correlationId = async (service: Service): Promise<unknown> => {
  const question =
    '{ history(filter: { types: ["MitraRegistered"] }) { edges { node {' +
    ' correlationId commandId } } } }';
  const { data = {} } = await asked(service, question, { 'x-role': 'AUDITOR' });
  const { edges } = data['history'] as { readonly edges: readonly { node: object }[] };
  return edges[0]?.node;
};

const folds = (spans: readonly Span[]) => spans.filter(({ name }) => name.startsWith('fold '));
const foldsOf = (commandId: string) =>
  folds(collector.spans).filter((span) => span.attributes['jejak.command.id'] === commandId);
const named = (name: string): Span => {
  const found = collector.spans.filter((span) => span.name === name);
  expect([name, found.length]).toEqual([name, 1]);
  return found[0] as Span;
};
const dashed = (traceId: string) =>
  [0, 8, 12, 16, 20].map((from, at) => traceId.slice(from, [8, 12, 16, 20, 32][at])).join('-');

/** A service of its own for each, and spans that are sent in batches. */
const SLOW_MS = 90_000;

describe('a mutation', () => {
  it(
    'is followed into every read model, in one trace, and nothing personal goes out',
    async () => {
      const service = await traced();
      expect((await register(service)).errors).toBeUndefined();
      await collector.until(() => foldsOf(ID).length === READ_MODELS.length);
      const [mutation, command, append] = [
        ...[named('POST /graphql'), named('command registerMitra'), named('append mitra')],
      ];
      expect(mutation?.parentSpanId).toBeUndefined();
      expect(mutation?.attributes).toMatchObject({
        ...{ 'graphql.operation.type': 'mutation', 'http.response.status_code': 200 },
      });
      expect(command).toMatchObject({
        ...{ traceId: mutation?.traceId, parentSpanId: mutation?.spanId },
        attributes: {
          'jejak.command.id': ID,
          'jejak.outcome': 'done',
          'jejak.stream': 'mitra-M-1',
        },
      });
      expect(append).toMatchObject({
        ...{ traceId: mutation?.traceId, parentSpanId: command?.spanId },
        attributes: { 'jejak.stream.category': 'mitra', 'jejak.events': 1 },
      });
      expect(
        foldsOf(ID)
          .map(({ name }) => name.slice('fold '.length))
          .toSorted(),
      ).toEqual(READ_MODELS);
      for (const fold of foldsOf(ID))
        expect([fold.traceId, fold.parentSpanId]).toEqual([append?.traceId, append?.spanId]);
      const claim = named('append reservation');
      expect(claim.parentSpanId).toBe(command?.spanId);

      // What the house adopted by itself at the start is nobody's trace.
      expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(
        new Set([mutation?.traceId]),
      );
      expect(await correlationId(service)).toEqual({
        ...{ commandId: ID, correlationId: dashed(mutation?.traceId ?? '') },
      });
      expect((await service.end()).status).toBe(0);
      expect(collector.bodies.join('')).not.toMatch(/Zubaidah|Qomariyah|3374016512800009|whoIsIt/);
      expect([...collector.services]).toEqual(['jejak']);
      expect(collector.otherPaths).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'belongs to the trace of the client, whatever the client correlates it with',
    async () => {
      const service = await traced({ OTEL_SERVICE_NAME: 'fund' });
      const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
      const traceparent = `00-${traceId}-${spanId}-01`;
      await register(service, { traceparent, 'x-request-id': 'order-17' });
      await collector.until(() => foldsOf(ID).length === READ_MODELS.length);
      expect(named('POST /graphql')).toMatchObject({ traceId, parentSpanId: spanId });
      expect(foldsOf(ID).map((fold) => fold.traceId)).toEqual(READ_MODELS.map(() => traceId));
      expect(await correlationId(service)).toEqual({ commandId: ID, correlationId: 'order-17' });
      await service.end();
      expect([...collector.services]).toEqual(['fund']);
    },
    SLOW_MS,
  );

  it(
    'goes on in its trace where another process folds it',
    async () => {
      const traceId = '0af7651916cd63dd8448eb211c80319c';
      const quiet = await traced({ OTEL_TRACES_EXPORTER: 'none' });
      await register(quiet, { 'x-request-id': dashed(traceId) });
      await quiet.end();
      expect(collector.spans).toEqual([]);
      const rebuild = await traced({ READ_MODEL_URL: `file:${directory()}/others.db` });
      await collector.until(() => foldsOf(ID).length === READ_MODELS.length);
      expect(foldsOf(ID).map((fold) => fold.traceId)).toEqual(READ_MODELS.map(() => traceId));
      expect(new Set(folds(collector.spans).map((fold) => fold.traceId))).toEqual(
        new Set([traceId]),
      );
      await rebuild.end();
    },
    SLOW_MS,
  );

  it(
    'is not held up by a collector that does not answer, and neither is the end',
    async () => {
      collector.close();
      const service = await traced({ LOG_LEVEL: 'info' });
      expect((await register(service)).errors).toBeUndefined();
      const began = performance.now();
      expect((await service.end()).status).toBe(0);
      expect(performance.now() - began).toBeLessThan(10_000);
    },
    SLOW_MS,
  );
});
