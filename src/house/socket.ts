import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import {
  type JobInput,
  type JobName,
  type JobPlace,
  type JobReport,
  JOBS,
  type Progress,
} from './jobs.js';

/** A socket's path may have so many bytes on the systems this runs on. */
const LONGEST_PATH = 100;

/**
 * Beside the store's file, under its real name, as the lock is; where that path is too long for a
 * socket, by its digest in the system's directory for such things.
 */
export const socketFile = (storeFile: string): string => {
  const store = realpathSync(storeFile);
  const beside = `${store}.sock`;
  if (Buffer.byteLength(beside) <= LONGEST_PATH) return beside;
  const name = createHash('sha256').update(store).digest('hex').slice(0, 16);
  return join(tmpdir(), `jejak-${name}.sock`);
};

/** In a directory that others may write to, a name proves nothing: who made the socket does. */
const isOurs = (file: string, storeFile: string): boolean => {
  const uid = lstatSync(file, { throwIfNoEntry: false })?.uid;
  return uid !== undefined && [process.getuid?.(), statSync(storeFile).uid].includes(uid);
};

/** One request, then any number of progress lines, then one answer: JSON, a line each. */
type Line =
  | { readonly progress: readonly [number, number | null] }
  | { readonly report: unknown }
  | { readonly error: string };

interface Request {
  readonly job: JobName;
  readonly input: never;
}

/** A socket's errors are told once more by who reads its lines, and end the process if unheard. */
const linesOf = (socket: Socket): Interface => createInterface(socket).on('error', () => undefined);

const answer = async (place: JobPlace, socket: Socket, line: string): Promise<void> => {
  const say = (said: Line): void => void socket.write(`${JSON.stringify(said)}\n`);
  try {
    const { job, input } = JSON.parse(line) as Request;
    if (!Object.hasOwn(JOBS, job)) throw new Error(`no job ${job}`);
    const progress: Progress = (done, total) => say({ progress: [done, total] });
    say({ report: await JOBS[job](place, input, progress) });
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
  socket.end();
};

/** Takes no more jobs; who waits for one is told that the service went away. */
export interface JobServer {
  close(): void;
}

/** Lets this machine's user run jobs inside the service that holds the store. */
export const serveJobs = async (storeFile: string, place: JobPlace): Promise<JobServer> => {
  const file = socketFile(storeFile);
  // Whoever holds the store's lock may remove what a killed service left behind.
  rmSync(file, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', (error) => place.house.log.warn('job socket', { error: error.message }));
    linesOf(socket).once('line', (line) => void answer(place, socket, line));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  chmodSync(file, 0o600);
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { close };
};

/** The service did not answer, or went away while it worked. */
export class ServiceGone extends Error {
  override readonly name = 'ServiceGone';
}

/** Runs a job inside the service that holds the store. */
export const askService = <J extends JobName>(
  storeFile: string,
  job: J,
  input: JobInput<J>,
  progress: Progress,
): Promise<JobReport<J>> =>
  new Promise((resolve, reject) => {
    const file = socketFile(storeFile);
    const gone = (why: string) => (): void => reject(new ServiceGone(`${storeFile}: ${why}`));
    const untaken = gone('another process holds the store and takes no jobs: try again later');
    const left = gone('the service went away; the job may be run again');
    if (!isOurs(file, storeFile)) return untaken();
    const socket = createConnection(file);
    let isTaken = false;
    socket.on('error', () => (isTaken ? left() : untaken()));
    socket.once('close', left);
    socket.once('connect', () => {
      isTaken = true;
      socket.write(`${JSON.stringify({ job, input })}\n`);
    });
    linesOf(socket).on('line', (line) => {
      const said = JSON.parse(line) as Line;
      if ('progress' in said) progress(...said.progress);
      else if ('report' in said) resolve(said.report as JobReport<J>);
      else reject(new Error(said.error));
    });
  });
