import { Agent, request } from 'node:http';
import { dataOf } from './bench-house.js';

const HEADERS = { 'content-type': 'application/json', 'x-role': 'AUDITOR' };

/** Asks a service on this machine over connections that are kept open. */
export interface HttpClient {
  /** @throws where the answer is none, is not 200, or holds errors */
  readonly ask: (query: string) => Promise<unknown>;
  readonly close: () => void;
}

export const httpClient = (port: number, connections: number): HttpClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const to = { ...{ host: '127.0.0.1', port, path: '/graphql' }, method: 'POST', agent };
  const post = (payload: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { ...HEADERS, 'content-length': Buffer.byteLength(payload) };
      const sent = request({ ...to, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => void parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`the bench was answered ${response.statusCode}: ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(payload);
    });
  return {
    ask: async (query) => {
      const text = await post(JSON.stringify({ query }));
      return dataOf(JSON.parse(text) as Parameters<typeof dataOf>[0]);
    },
    close: () => agent.destroy(),
  };
};

/** The same question so many times, so many at once. */
export const askAtOnce = async (
  { ask }: Pick<HttpClient, 'ask'>,
  query: string,
  { times, atOnce }: { readonly times: number; readonly atOnce: number },
): Promise<void> => {
  let left = times;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await ask(query);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
};
