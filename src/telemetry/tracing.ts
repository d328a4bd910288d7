import type { FastifyInstance } from 'fastify';
import type { StoredEvent } from '../event-store/port.js';

/** What a span says of itself: names, codes and counts, never personal data. */
export type About = Readonly<Record<string, string | number | boolean | undefined>>;

/** Of an event that was folded: whose command it was, and where it stands. */
export type FoldedEvent = Pick<
  StoredEvent,
  'commandId' | 'correlationId' | 'position' | 'recordedAt'
>;

/** Traces by OpenTelemetry, or, where nobody asks for them, nothing at all. */
export interface Tracing {
  /** Every request to GraphQL is a span, a child of the client's where it names one. */
  follow(app: FastifyInstance): void;
  /** The trace under way, written as a UUID; undefined where there is none. */
  correlationId(): string | undefined;
  /** Adds to the span under way. */
  note(about: About): void;
  /** A span around some work, under the one under way; `outcome` is told of the result. */
  span<T>(
    name: string,
    about: About,
    work: () => Promise<T>,
    outcome: (result: T) => About,
  ): Promise<T>;
  /** What these commands record belongs to the span under way: folding it, too. */
  remember(commandIds: readonly string[]): void;
  /** A span for each command, in its trace, that a read model has just folded and saved. */
  folded(readModel: string, events: readonly FoldedEvent[], ms: number): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

export const NO_TRACING: Tracing = {
  follow: () => undefined,
  correlationId: () => undefined,
  note: () => undefined,
  span: (_name, _about, work) => work(),
  remember: () => undefined,
  folded: () => undefined,
  close: () => Promise.resolve(),
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the standard variables of OpenTelemetry ask for traces. */
export const asksForTraces = (env: Environment): boolean => {
  const exporter = env['OTEL_TRACES_EXPORTER'];
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true' || exporter === 'none')
    return false;
  return [
    exporter,
    env['OTEL_EXPORTER_OTLP_ENDPOINT'],
    env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  ].some(Boolean);
};

/** The SDK takes its time to load: only where it is asked for. */
export const startTracing = async (env: Environment): Promise<Tracing> => {
  if (!asksForTraces(env)) return NO_TRACING;
  const { openTelemetry } = await import('./open-telemetry.js');
  return openTelemetry(env);
};
