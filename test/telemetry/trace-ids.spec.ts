import { randomBytes } from 'node:crypto';
import { newId } from '../../src/house/clock.js';
import { asUuid, looksDrawn, spanOf, traceIn } from '../../src/telemetry/trace-ids.js';
import { asksForTraces } from '../../src/telemetry/tracing.js';

describe('a trace in a correlation id', () => {
  it('is found again, unless it could be an id that was drawn', () => {
    for (let tries = 0; tries < 1_000; tries += 1) {
      const traceId = randomBytes(16).toString('hex');
      const found = traceIn(asUuid(traceId));
      expect(found).toBe(looksDrawn(traceId) ? undefined : traceId);
      expect(traceIn(newId())).toBeUndefined();
    }
  });

  it.each(['', 'order-17', '0'.repeat(32), asUuid('0'.repeat(32)), asUuid('F'.repeat(32))])(
    'is not found in %j',
    (correlationId) => expect(traceIn(correlationId)).toBeUndefined(),
  );

  it('has a span for each command, valid whatever its id', () => {
    const ids = [newId(), newId(), `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`];
    expect(new Set(ids.map(spanOf)).size).toBe(3);
    for (const id of ids) expect(spanOf(id)).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
  });
});

describe('traces', () => {
  const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
  it.each([
    [{}, false],
    [{ OTEL_SERVICE_NAME: 'jejak' }, false],
    [ENDPOINT, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'console' }, true],
    [{ OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }, false],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'false' }, true],
  ])('are asked for by %j: %s', (env, asked) => expect(asksForTraces(env)).toBe(asked));
});
