import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type JobPlace } from '../../src/house/jobs.js';
import { askService, ServiceGone, serveJobs, socketFile } from '../../src/house/socket.js';
import { freshDirectory } from '../event-store/fresh-directory.js';

const directory = freshDirectory();
const storeFile = (): string => {
  const file = join(directory(), 'jejak.db');
  writeFileSync(file, '');
  return file;
};

/** A job that says a lot until it is told to end: what it does is tested elsewhere. */
const talkative = () => {
  let over = false;
  const warnings: string[] = [];
  const rebuild = async (_: unknown, told: (name: string, count: number) => void) => {
    for (let count = 0; !over; count += 1) {
      told('history', 1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (count > 10_000) return;
    }
  };
  const log = { warn: (message: string) => void warnings.push(message) };
  const house = { log, readModels: { names: () => ['history'], rebuild } };
  return { place: { house } as unknown as JobPlace, warnings, end: () => void (over = true) };
};

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; !holds() && tries < 500; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
};

/** Asks for a job, reads nothing of what it is told, and is killed. */
const askAndDie = async (socket: string): Promise<void> => {
  const request = JSON.stringify({ job: 'rebuild', input: { readModels: [] } });
  const program = `
    const socket = require('node:net').createConnection(${JSON.stringify(socket)});
    socket.on('connect', () => socket.write(${JSON.stringify(`${request}\n`)}, () => {
      require('node:fs').writeSync(1, 'asked');
      for (;;);
    }));`;
  const asks = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(asks.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, 200));
  const exited = once(asks, 'exit');
  asks.kill('SIGKILL');
  await exited;
};

it('a service outlives who asked for a job, and died before reading what was told', async () => {
  const file = storeFile();
  const { place, warnings, end } = talkative();
  const server = await serveJobs(file, place);
  try {
    await askAndDie(socketFile(file));
    await until(() => warnings.includes('job socket'));
    end();
    const nothing = () => undefined;
    const told = await askService(file, 'rebuild', { readModels: ['history'] }, nothing);
    expect(told).toEqual({ readModels: ['history'], events: 0 });
  } finally {
    server.close();
  }
});

it('says that nobody takes jobs where a killed service left its socket', async () => {
  const file = storeFile();
  const socket = socketFile(file);
  // A socket that is closed is removed; one that was renamed meanwhile is not.
  const left = createServer().listen(`${socket}.left`);
  await once(left, 'listening');
  renameSync(`${socket}.left`, socket);
  left.close();
  const asked = askService(file, 'rebuild', { readModels: [] }, () => undefined);
  await expect(asked).rejects.toThrow(ServiceGone);
  await expect(asked).rejects.toThrow('takes no jobs: try again later');
});

it('says that the service went away where it does so after it took the job', async () => {
  const file = storeFile();
  const service = createServer((socket) => socket.once('data', () => socket.destroy()));
  service.listen(socketFile(file));
  await once(service, 'listening');
  const asked = askService(file, 'rebuild', { readModels: [] }, () => undefined);
  await expect(asked).rejects.toThrow('the service went away; the job may be run again');
  service.close();
});
