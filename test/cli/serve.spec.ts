import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { check } from '../../src/cli/check.js';
import { importFile } from '../../src/cli/import.js';
import { runJob } from '../../src/cli/run-job.js';
import { demoConfig, readConfig } from '../../src/config.js';
import { holdStore } from '../../src/event-store/lock.js';
import { systemClock } from '../../src/house/clock.js';
import { openHouse } from '../../src/house/house.js';
import { loggerTo } from '../../src/house/logger.js';
import { socketFile } from '../../src/house/socket.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { asked, endChildren, jejak, settingsIn, startService } from './jejak.js';
import { row, tableIn } from './tables.js';

const directory = freshDirectory();
afterEach(endChildren);

const settings = (over: Readonly<Record<string, string>> = {}) => settingsIn(directory(), over);
const logFile = () => join(directory(), 'jejak.db');
const silent = loggerTo('silent', () => undefined, systemClock);

/** A log of the kind named, with nothing in it but the rules adopted at the first start. */
const makeLog = async (demo: boolean, config = readConfig(settings())): Promise<void> => {
  await (await openHouse({ config, clock: systemClock, log: silent, demo })).close();
};

const isFree = (): boolean => {
  holdStore(logFile()).release();
  return true;
};

describe('a service', () => {
  it('ends at SIGTERM with 0, closes what is open, and lets go of the store', async () => {
    const service = await startService(settings());
    expect((await asked(service, '{ system { version } }')).data).toEqual({
      system: { version: '0.1.0' },
    });
    const socket = socketFile(logFile());
    expect(existsSync(socket)).toBe(true);
    // Neither one who keeps his connection open nor one who never says what he wants holds it up.
    const idle = [createConnection(socket), createConnection(Number(new URL(service.url).port))];
    await Promise.all(idle.map((connection) => once(connection.resume(), 'connect')));
    const closed = idle.map((connection) =>
      once(
        connection.on('error', () => undefined),
        'close',
      ),
    );
    const accept = { accept: 'text/event-stream' };
    const events = asked(service, 'subscription { historyAdded { id } }', accept).catch(String);
    const { status, err, out } = await service.end();
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain(`GraphiQL  ${service.url}/graphiql`);
    await Promise.all([...closed, events]);
    expect(existsSync(socket)).toBe(false);
    expect(isFree()).toBe(true);
    expect(readdirSync(directory()).toSorted()).toEqual(
      [
        ...['jejak.db', 'jejak.db.lock', 'keys.db', 'master.key'],
        ...['checkpoints', 'signing.key', 'signing.key.pub'],
      ].toSorted(),
    );
  });

  it('is the only one on its store until it ends, however it ends (I12)', async () => {
    const first = await startService(settings());
    const { status, err } = await jejak(settings(), 'serve');
    expect(status).toBe(1);
    expect(err).toMatch(/^jejak: .*jejak\.db has a writer already/m);
    expect((await asked(first, '{ system { version } }')).errors).toBeUndefined();
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(socketFile(logFile()))).toBe(true);
    const next = await startService(settings());
    expect((await next.end()).status).toBe(0);
  });

  it('ends with 1 where its port is taken, and holds nothing afterwards', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { readonly port: number };
    const { status, err } = await jejak(settings({ PORT: String(port) }), 'serve');
    expect(status).toBe(1);
    expect(err).toContain(`port ${port} of 127.0.0.1 is taken: PORT names another`);
    expect(isFree()).toBe(true);
    other.close();
  });
});

describe('a log of the one kind', () => {
  it('is refused by the other: a demo by the service, a log that counts by the demo', async () => {
    await makeLog(true);
    await makeLog(false, demoConfig(readConfig(settings())));
    const [served, demo] = await Promise.all([
      jejak(settings(), 'serve'),
      jejak(settings(), 'demo', '--no-serve'),
    ]);
    expect([served.status, demo.status]).toEqual([1, 1]);
    expect(served.err).toContain('jejak.db is a demo log: start it with "jejak demo"');
    expect(demo.err).toContain('demo.db holds a log that counts');
  });
});

/** Everything that has a job to do, from this process, while the service is in one of its own. */
const jobsInside = async (over: Readonly<Record<string, string>>, given = over): Promise<void> => {
  const service = await startService(settings(over));
  const config = readConfig(settings(given));
  const lines: string[] = [];
  const line = (said: string): void => void lines.push(said);
  const terminal = { out: line, err: line };
  const importing = (...rows: readonly string[]) =>
    importFile(config, 'importLoans', tableIn(directory(), rows), {}, terminal);
  const counted = async () => (await asked(service, '{ loans(first: 1) { totalCount } }')).data;

  expect(await importing(row('1'), row('2', { total: '1' }))).toBe(2);
  expect(lines.join('\n')).toMatch(/^line 3, total = "1"[^]*Nothing was written/);
  expect(await counted()).toEqual({ loans: { totalCount: 0 } });
  expect(await importing(row('1'), row('2'))).toBe(0);
  expect(lines.at(-1)).toContain('2 mitra and 2 loans added');
  expect(await counted()).toEqual({ loans: { totalCount: 2 } });
  const readModels = ['loan-book', 'history'];
  const [again, rebuilt, checked] = await Promise.all([
    importing(row('1'), row('2')),
    runJob(config, 'rebuild', 'rebuild', { readModels }),
    check(config, {}, terminal),
  ]);
  expect([again, rebuilt.readModels, checked]).toEqual([0, readModels, 0]);
  expect(await counted()).toEqual({ loans: { totalCount: 2 } });
  expect((await service.end()).status).toBe(0);
};

describe('while a service holds the store', () => {
  it('imports and rebuilds run inside it, and fsck beside it (I11)', () => jobsInside({}));

  it('at a path too long for a socket, and by another name of the file, too', async () => {
    const long = join(directory(), 'x'.repeat(120));
    mkdirSync(long);
    symlinkSync(long, join(directory(), 'short'));
    const at = (path: string) => ({
      EVENT_STORE_URL: `file:${path}/jejak.db`,
      READ_MODEL_URL: `file:${path}/jejak.db`,
    });
    await jobsInside(at(long), at(join(directory(), 'short')));
  });

  it('and it takes no jobs, that is said', async () => {
    const config = readConfig(settings());
    await makeLog(false);
    const lock = holdStore(logFile());
    const job = runJob(config, 'rebuild', 'rebuild', { readModels: [] });
    await expect(job).rejects.toThrow('another process holds the store and takes no jobs');
    lock.release();
  });
});

describe('a token', () => {
  it('printed here is believed by a service with AUTH=token; a tampered one is not', async () => {
    const over = { AUTH: 'token' };
    const words = ['token', '--actor', 'siti', '--role', 'HEAD_OFFICE', '--hours', '1'];
    const { status, out, err } = await jejak(settings(over), ...words);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const token = out.trim();
    const service = await startService(settings(over));
    const url = service.url.replace(/\/\/[^:]*:/, '//127.0.0.1:').replace('[::1]', '127.0.0.1');
    const by = (bearer: string) =>
      asked({ url }, '{ loans(first: 1) { totalCount } }', { authorization: `Bearer ${bearer}` });
    expect((await by(token)).data).toEqual({ loans: { totalCount: 0 } });
    const [head = '', body = '', mark = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, role: 'ADMIN' })).toString('base64url');
    for (const tampered of [`${head}.${forged}.${mark}`, `${head}.${body}.`, 'x'])
      expect((await by(tampered)).errors).toMatchObject([
        { extensions: { code: 'UNAUTHENTICATED' } },
      ]);
    expect((await service.end()).status).toBe(0);
  });
});
