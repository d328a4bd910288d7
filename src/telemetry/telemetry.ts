import type { FastifyInstance } from 'fastify';
import type { GraphqlWatch } from '../graphql/plugins.js';
import { elapsed } from '../house/clock.js';
import type { House } from '../house/house.js';
import { Accepted } from './accepted.js';
import { Metrics } from './metrics.js';
import { ObservedEventStore } from './observed-store.js';
import { Recording } from './recording.js';
import { type FoldedEvent, NO_TRACING, type Tracing } from './tracing.js';

/** `leaving`: still serving, but whoever sends requests is asked to send them elsewhere. */
export type Stage = 'serving' | 'leaving' | 'closing';

/** What is measured, traced and told of one service. */
export class Telemetry implements GraphqlWatch {
  readonly metrics = new Metrics();
  readonly accepted = new Accepted();
  stage: Stage = 'serving';
  readonly recording = new Recording();

  constructor(readonly tracing: Tracing = NO_TRACING) {}

  /** The same house, its appends observed. */
  watching(house: House): House {
    const { metrics, tracing } = this;
    const watching = { metrics, tracing, log: house.log };
    const store = new ObservedEventStore(house.ledger.store, watching);
    return { ...house, ledger: { ...house.ledger, store } };
  }

  /** Hears of each batch that a read model has folded and saved. */
  readonly folded = (readModel: string, events: readonly FoldedEvent[], ms: number): void => {
    const label = { read_model: readModel };
    this.metrics.record(({ folded, foldSeconds }) => {
      folded.inc(label, events.length);
      foldSeconds.observe(label, ms / 1000);
    });
    this.tracing.folded(readModel, events, ms);
  };

  cost(points: number): void {
    if (Number.isFinite(points)) this.metrics.record(({ cost }) => cost.observe(points));
  }

  error(code: string): void {
    this.metrics.record(({ errors }) => errors.inc({ code }));
  }

  async operation<T>(
    type: string,
    run: () => T | Promise<T>,
    isWrong: (result: T) => boolean,
  ): Promise<T> {
    this.tracing.note({ 'graphql.operation.type': type });
    const end = this.accepted.begin();
    const began = elapsed();
    let outcome = 'error';
    try {
      const result = await run();
      if (!isWrong(result)) outcome = 'ok';
      return result;
    } finally {
      end();
      const seconds = (elapsed() - began) / 1000;
      this.metrics.record(({ operations }) => operations.observe({ type, outcome }, seconds));
    }
  }

  follow(app: FastifyInstance): void {
    this.tracing.follow(app);
    followRequests(app, this);
  }

  close(): Promise<void> {
    return this.tracing.close();
  }
}

const STREAM = /^text\/event-stream/;
const HEALTH = /^\/(health|metrics)\b/;
const UNAVAILABLE = {
  message: 'this service is ending; ask again',
  extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 1 },
};

/** Counts what was accepted and is not answered, and accepts no more when the service ends. */
const followRequests = (app: FastifyInstance, telemetry: Telemetry): void => {
  const under = new WeakMap<object, () => void>();
  app.addHook('onRequest', (request, reply, next) => {
    if (telemetry.stage !== 'serving') void reply.header('connection', 'close');
    if (telemetry.stage === 'closing' && !HEALTH.test(request.url))
      return void reply
        .status(503)
        .header('retry-after', '1')
        .send({ errors: [UNAVAILABLE] });
    under.set(request, telemetry.accepted.begin());
    next();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    // A subscription is never done: nobody waits for its end.
    if (STREAM.test(String(reply.getHeader('content-type')))) under.get(request)?.();
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    under.get(request)?.();
    telemetry.metrics.loadLater();
    done();
  });
};
