import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Value = Readonly<Record<string, unknown>>;
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: Value }[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, 'attributes'> & {
        readonly attributes: readonly { key: string; value: Value }[];
      })[];
    }[];
  }[];
}

/** Takes traces as OTLP over HTTP, in JSON, and keeps them; nothing else is expected here. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly Span[];
  /** The names that services gave themselves. */
  readonly services: ReadonlySet<unknown>;
  /** All that came, as it came. */
  readonly bodies: readonly string[];
  readonly otherPaths: readonly string[];
  readonly until: (enough: () => boolean) => Promise<void>;
  readonly close: () => void;
}

const plain = (attributes: readonly { key: string; value: Value }[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const startCollector = async (): Promise<Collector> => {
  const [spans, bodies, otherPaths]: [Span[], string[], string[]] = [[], [], []];
  const services = new Set<unknown>();
  const take = (body: string): void => {
    bodies.push(body);
    for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
      services.add(plain(resource.attributes)['service.name']);
      for (const span of scopeSpans.flatMap((scope) => scope.spans))
        spans.push({ ...span, attributes: plain(span.attributes) });
    }
  };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (request.url === '/v1/traces') take(body);
      else otherPaths.push(request.url ?? '');
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const until = async (enough: () => boolean): Promise<void> => {
    for (let tries = 0; !enough() && tries < 200; tries += 1) await wait(50);
  };
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, spans, services, bodies, otherPaths, until, close };
};
