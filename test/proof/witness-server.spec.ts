import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { rmSync, writeFileSync } from 'node:fs';
import { addSignatureLines, openNote } from '../../src/proof/note.js';
import { cosign, WitnessRefused, WitnessUnavailable } from '../../src/proof/witness-client.js';
import { serveWitness } from '../../src/proof/witness-server.js';
import { WitnessStore } from '../../src/proof/witness-store.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { verifier } from './note-keys.js';
import { logOf, ORIGIN, partsOf, type Reported, WITNESS_KEY } from './witness-world.js';

const directory = freshDirectory();
const servers: Server[] = [];
let store: WitnessStore;
let reports: Reported[];
beforeEach(() => {
  store = WitnessStore.open(directory());
  reports = [];
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
  store.close();
});

const listening = async (server: Server): Promise<string> => {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const started = () => listening(serveWitness(partsOf(store, reports)));
const pretending = (answer: RequestListener) => listening(createServer(answer));

const log = logOf();
const fork = logOf(ORIGIN, 3);
const asked = (url: string, size: number, from = log) =>
  cosign({ url, verifier: WITNESS_KEY }, from.note(size), (seen) => from.proof(seen, size));

describe('a witness over HTTP', () => {
  it('cosigns what grows, whatever it has seen before', async () => {
    const url = await started();
    for (const size of [1, 5, 5, 8, 40]) {
      const line = await asked(size === 8 ? `${url}/` : url, size);
      const note = addSignatureLines(log.note(size), [line]);
      const keys = [verifier(ORIGIN), WITNESS_KEY];
      expect(openNote(note, keys).verified).toEqual([ORIGIN, WITNESS_KEY.name]);
    }
  });

  it('tells a log that has gone back or forked from weather', async () => {
    const url = await started();
    await asked(url, 10);
    await expect(asked(url, 9)).rejects.toThrow(WitnessRefused);
    await expect(asked(url, 10, fork)).rejects.toThrow('has seen another tree of 10 leaves');
    await expect(asked(url, 20, fork)).rejects.toThrow(WitnessRefused);
    expect(reports.length).toBeGreaterThanOrEqual(3);
    await expect(asked(url, 20)).resolves.toContain(WITNESS_KEY.name);
  });

  it('cosigns one side alone, however many ask at once', async () => {
    const url = await started();
    await asked(url, 3);
    const sides = Array.from({ length: 20 }, (_, at) => asked(url, 20, at % 2 ? fork : log));
    const outcomes = await Promise.allSettled(sides);
    const signed = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [at % 2] : []));
    expect(signed).toHaveLength(10);
    expect(new Set(signed).size).toBe(1);
  });

  const post = async (url: string, body: string | Uint8Array, path = '/add-checkpoint') => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', body: body as string });
    return { status: answer.status, type: answer.headers.get('content-type') };
  };

  it('answers with the numbers of tlog-witness', async () => {
    const url = await started();
    const type = 'text/plain; charset=utf-8';
    expect(await post(url, await log.asks(0, 5))).toEqual({ status: 200, type });
    const conflict = { status: 409, type: 'text/x.tlog.size' };
    expect(await post(url, await log.asks(0, 5))).toEqual(conflict);
    expect(await post(url, await fork.asks(5, 9))).toEqual({ status: 422, type });
    expect(await post(url, 'hello')).toEqual({ status: 400, type });
    expect(await post(url, Buffer.from([0xff, 0xfe]))).toEqual({ status: 400, type });
    expect(await post(url, 'hello', '/')).toEqual({ status: 404, type });
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
  });

  it('does not read on where too much is sent, and lives on', async () => {
    const url = await started();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n');
    socket.write(Buffer.alloc(1_000_000));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
    await expect(asked(url, 5)).resolves.toContain('—');
  });

  it('that cannot remember does not sign', async () => {
    const url = await started();
    rmSync(directory(), { recursive: true });
    writeFileSync(directory(), 'a file where the directory was');
    expect((await post(url, await log.asks(0, 5))).status).toBe(500);
    expect(reports.at(-1)?.message).toBe('a request failed');
  });
});

describe('a log that asks a witness', () => {
  it.each<[string, RequestListener]>([
    ['answers nothing of use', (_, response) => response.end('hello')],
    ['fails', (_, response) => response.writeHead(500).end()],
    ['does not know the log', (_, response) => response.writeHead(404).end()],
    ['knows a size that is none', (_, response) => response.writeHead(409).end('many\n')],
    ['sends one elsewhere', (_, response) => response.writeHead(302, { location: '/x' }).end()],
    ['never ends', (_, response) => void response.write('x'.repeat(1_000_000))],
  ])('is not held up by one that %s', async (_, answer) => {
    await expect(asked(await pretending(answer), 5)).rejects.toThrow(WitnessUnavailable);
  });

  it('is not held up by one that is not there', async () => {
    const url = await started();
    for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
    await expect(asked(url, 5)).rejects.toThrow('does not answer');
  });

  it('does not take the signature of somebody else for that of the witness', async () => {
    const url = await pretending((_, response) => response.end(log.note(5).split('\n\n')[1]));
    await expect(asked(url, 5)).rejects.toThrow('holds no cosignature');
  });

  it('does not go on for ever with one that changes its mind', async () => {
    let seen = 0;
    const url = await pretending((_, response) => response.writeHead(409).end(`${(seen += 1)}\n`));
    await expect(asked(url, 20)).rejects.toThrow('changes all the time');
    expect(seen).toBe(3);
  });
});
