import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { NodeSDK, resources, tracing } from '@opentelemetry/sdk-node';
import type { FastifyInstance } from 'fastify';
import { GRAPHQL_PATH } from '../graphql/graphql.module.js';
import { elapsed, systemClock } from '../house/clock.js';
import { VERSION } from '../house/version.js';
import { asUuid, looksDrawn, spanOf, traceIn } from './trace-ids.js';
import type { About, FoldedEvent, Tracing } from './tracing.js';
import { within } from './within.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Commands whose span is known here until their events are folded, the newest so many. */
const REMEMBERED = 10_000;
/** What is folded later than this was not recorded just now: it is a rebuild that folds it. */
const RECENT_MS = 60_000;
/** A collector that does not answer keeps nobody from ending. */
const FLUSH_MS = 3_000;

/** Ids of traces that no correlation id drawn at random can be taken for. */
const idGenerator = (drawn = new tracing.RandomIdGenerator()) => ({
  generateSpanId: () => drawn.generateSpanId(),
  generateTraceId: (): string => {
    for (;;) {
      const traceId = drawn.generateTraceId();
      if (!looksDrawn(traceId)) return traceId;
    }
  },
});

/** Metrics and logs go their own ways here (/metrics, standard error), unless asked for. */
const sdkFor = (env: Environment): NodeSDK =>
  new NodeSDK({
    resource: resources.defaultResource().merge(
      resources.resourceFromAttributes({
        'service.name': env['OTEL_SERVICE_NAME'] ?? 'jejak',
        'service.version': VERSION,
      }),
    ),
    idGenerator: idGenerator(),
    ...(!env['OTEL_METRICS_EXPORTER'] && { metricReaders: [] }),
    ...(!env['OTEL_LOGS_EXPORTER'] && { logRecordProcessors: [] }),
  });

const tracer = () => trace.getTracer('jejak', VERSION);

const failed = (span: Span, error: unknown): void => {
  const name = error instanceof Error ? error.name : typeof error;
  span.setAttribute('error.type', name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: name });
};

class OpenTelemetry implements Tracing {
  private readonly commands = new Map<string, SpanContext>();

  constructor(private readonly sdk: NodeSDK) {}

  follow(app: FastifyInstance): void {
    const spans = new WeakMap<object, Span>();
    app.addHook('onRequest', (request, _reply, next) => {
      if (request.url.split('?')[0] !== GRAPHQL_PATH) return next();
      const about = { 'http.request.method': request.method, 'url.path': GRAPHQL_PATH };
      const kind = SpanKind.SERVER;
      const asked = propagation.extract(ROOT_CONTEXT, request.headers);
      const name = `${request.method} ${GRAPHQL_PATH}`;
      const span = tracer().startSpan(name, { kind, attributes: about }, asked);
      spans.set(request, span);
      context.with(trace.setSpan(asked, span), next);
    });
    app.addHook('onResponse', (request, reply, done) => {
      const span = spans.get(request);
      span?.setAttribute('http.response.status_code', reply.statusCode);
      if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
      done();
    });
  }

  correlationId(): string | undefined {
    const span = trace.getActiveSpan();
    return span?.isRecording() ? asUuid(span.spanContext().traceId) : undefined;
  }

  note(about: About): void {
    trace.getActiveSpan()?.setAttributes(about);
  }

  span<T>(
    name: string,
    about: About,
    work: () => Promise<T>,
    outcome: (result: T) => About,
  ): Promise<T> {
    return tracer().startActiveSpan(name, { attributes: about }, async (span) => {
      try {
        const result = await work();
        span.setAttributes(outcome(result));
        return result;
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  remember(commandIds: readonly string[]): void {
    const span = trace.getActiveSpan();
    if (!span) return;
    for (const commandId of commandIds) this.commands.set(commandId, span.spanContext());
    for (const oldest of this.commands.keys()) {
      if (this.commands.size <= REMEMBERED) return;
      this.commands.delete(oldest);
    }
  }

  folded(readModel: string, events: readonly FoldedEvent[], ms: number): void {
    const recent = Date.parse(systemClock()) - RECENT_MS;
    const commands = new Map<string, FoldedEvent[]>();
    for (const event of events) {
      if (Date.parse(event.recordedAt) < recent) continue;
      const own = commands.get(event.commandId);
      if (own) own.push(event);
      else commands.set(event.commandId, [event]);
    }
    const startTime = elapsed() - ms;
    for (const own of commands.values()) this.foldedOne(readModel, own, startTime);
  }

  private foldedOne(readModel: string, events: readonly FoldedEvent[], startTime: number): void {
    const [first, last] = [events[0], events.at(-1)];
    const parent = first && this.parentOf(first);
    if (!parent || !trace.isSpanContextValid(parent)) return;
    const attributes = {
      'jejak.read_model': readModel,
      'jejak.command.id': first.commandId,
      'jejak.events': events.length,
      'jejak.position': last?.position,
    };
    const within = trace.setSpanContext(ROOT_CONTEXT, parent);
    const options = { kind: SpanKind.CONSUMER, startTime, attributes };
    tracer().startSpan(`fold ${readModel}`, options, within).end();
  }

  private parentOf({ commandId, correlationId }: FoldedEvent): SpanContext | undefined {
    const known = this.commands.get(commandId);
    // A command that nothing is correlated with goes by its own id: that is no trace.
    const traceId = correlationId === commandId ? undefined : traceIn(correlationId);
    if (known || traceId === undefined) return known;
    const spanId = spanOf(commandId);
    return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  }

  async close(): Promise<void> {
    await within(FLUSH_MS, this.sdk.shutdown()).catch(() => undefined);
  }
}

/** Whatever the standard variables say of exporters, samplers and resources goes. */
export const openTelemetry = (env: Environment): Tracing => {
  const sdk = sdkFor(env);
  sdk.start();
  return new OpenTelemetry(sdk);
};
