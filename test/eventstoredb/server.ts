import { Server, ServerCredentials } from '@grpc/grpc-js';
import { Core } from './core.js';
import { Faults } from './faults.js';
import { Front } from './front.js';
import { Log } from './log.js';
import { addServices, type Lists } from './services.js';

export interface DoubleOptions {
  /** 0 or none: any free one. */
  readonly port?: number;
  /** Where the log is kept; on the same file and port, a new double is the old one restarted. */
  readonly file?: string;
  readonly lists?: Lists;
  /**
   * How many events may wait for a live subscriber that takes no more; the next one drops it.
   * gRPC itself holds some dozens more.
   */
  readonly liveSlots?: number;
  /** A system event follows every so many appends; 0 for none. */
  readonly statisticsEvery?: number;
  /** While catching up, some checkpoints of a filter are at positions of no event. */
  readonly oddCheckpoints?: boolean;
  /** The longest that an append may take, whatever its own deadline. */
  readonly commitTimeoutMs?: number;
  /** How long open calls go on after `terminate`. */
  readonly graceMs?: number;
  /** The server's clock: milliseconds since 1970. */
  readonly now?: () => number;
}

/** A server that speaks EventStoreDB's protocol and behaves as "EventStoreDB, as it behaves". */
export interface Double {
  /** For `EventStoreDBClient.connectionString`. */
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  readonly log: Log;
  /** How often each method was called, such as `Streams/BatchAppend`. */
  readonly calls: ReadonlyMap<string, number>;
  /** As SIGTERM: refuses connections at once and cuts open calls off after a while. */
  terminate(): Promise<void>;
  /** As SIGKILL: breaks all connections and answers nobody. */
  kill(): Promise<void>;
}

export const urlOf = (port: number): string => `esdb://127.0.0.1:${port}?tls=false`;

/** The server's own limit of a message. */
const MAX_MESSAGE = 16 * 1024 * 1024;

const DEFAULTS: Required<Omit<DoubleOptions, 'file'>> = {
  ...{ port: 0, lists: 'batch-append', liveSlots: 32, statisticsEvery: 25 },
  ...{ oddCheckpoints: true, commitTimeoutMs: 2000, graceMs: 6000 },
  now: () => performance.timeOrigin + performance.now(),
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });

export const startDouble = async (options: DoubleOptions = {}): Promise<Double> => {
  const all = { ...DEFAULTS, ...options };
  const log = new Log({ file: all.file, statisticsEvery: all.statisticsEvery, now: all.now });
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE });
  const front = await Front.open(all.port, await listen(server)).catch((error: unknown) => {
    server.forceShutdown();
    log.close();
    throw error;
  });
  const faults = new Faults(front, log);
  const core = new Core(log, front, faults, all);
  addServices(server, core, all.lists);
  const kill = async (): Promise<void> => {
    core.close();
    const free = front.close();
    server.forceShutdown();
    await free;
  };
  const terminate = async (): Promise<void> => {
    const refused = front.refuse();
    // Tells clients that are connected to call no more.
    server.tryShutdown(() => undefined);
    await core.drain(all.graceMs);
    await refused;
    await kill();
  };
  const { port } = front;
  return { url: urlOf(port), port, faults, log, calls: core.calls, terminate, kill };
};
