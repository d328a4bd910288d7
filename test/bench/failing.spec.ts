import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { benchHouse } from '../../src/bench/bench-house.js';
import { benchPlace } from '../../src/bench/bench-place.js';
import { askAtOnce, httpClient } from '../../src/bench/http-client.js';
import { startService } from '../../src/bench/service-process.js';
import { freshDirectory } from '../event-store/fresh-directory.js';

const directory = freshDirectory();
let server: Server | undefined;
afterEach(() => void server?.close());

const answering = async (answer: (response: ServerResponse) => void) => {
  server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return httpClient(typeof address === 'object' ? (address?.port ?? 0) : 0, 2);
};

describe('a bench ends where the service', () => {
  it.each([
    ['answers an error', 200, '{"errors":[{"message":"no"}]}', 'no'],
    ['answers an error beside data', 200, '{"data":{"a":1},"errors":[{"message":"no"}]}', 'no'],
    ['answers no data', 200, '{"data":null}', 'null'],
    ['answers with another status', 503, 'later', '503: later'],
    ['answers what is no JSON', 200, 'hello', 'JSON'],
  ])('%s', async (_, status, body, said) => {
    const client = await answering((response) => response.writeHead(status).end(body));
    await expect(askAtOnce(client, '{ a }', { times: 4, atOnce: 2 })).rejects.toThrow(said);
    client.close();
  });

  it('goes away while it answers', async () => {
    const client = await answering((response) => response.destroy());
    await expect(client.ask('{ a }')).rejects.toThrow();
    client.close();
  });

  it('does not start, with what it said', async () => {
    const program = join(directory(), 'broken.mjs');
    writeFileSync(program, "process.stderr.write('no disk\\n'); process.exitCode = 3;\n");
    await expect(startService([program], {})).rejects.toThrow(/did not start: no disk/);
  });
});

it('a bench ends where a command is refused', async () => {
  const place = await benchPlace({ events: 0, seed: 7 }, () => undefined);
  const books = await benchHouse(place);
  try {
    await expect(books.pay('NOBODY')).rejects.toThrow(/a payment of the bench: .*refusal/);
  } finally {
    await books.close();
    await place.close();
  }
});

it('so many questions are asked, and no more than so many at once', async () => {
  let [asked, now, most] = [0, 0, 0];
  const ask = async (): Promise<void> => {
    [asked, now] = [asked + 1, now + 1];
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    now -= 1;
  };
  await askAtOnce({ ask }, '{ a }', { times: 21, atOnce: 4 });
  expect({ asked, most }).toEqual({ asked: 21, most: 4 });
});
