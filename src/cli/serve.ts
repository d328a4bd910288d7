import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CommandBus } from '@nestjs/cqrs';
import type { Config } from '../config.js';
import { systemClock, systemTiming } from '../house/clock.js';
import { keepHeapSmall } from '../house/heap.js';
import { type House, openHouse } from '../house/house.js';
import { type JobServer, serveJobs } from '../house/socket.js';
import { HOUSE } from '../house/tokens.js';
import { createService, listen } from '../main.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { startTracing } from '../telemetry/tracing.js';
import type { Cancel } from '../kernel/timing.js';
import type { ExitStatus, Terminal } from './outcome.js';
import { stderrLogger } from './stderr-logger.js';

const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });

const banner = (house: House, address: string, { out }: Terminal): void => {
  out(`GraphQL   ${address}/graphql`);
  out(`GraphiQL  ${address}/graphiql`);
  if (house.config.auth === 'dev')
    out(
      'AUTH=dev: headers say who asks (without x-unit, all is read), so only this machine ' +
        'is listened to (127.0.0.1).',
    );
  else out(`AUTH=token: who asks shows a token; listening on ${house.config.host}.`);
};

/** For what was accepted to be answered; a client that asks for more than that has to ask again. */
const ANSWER_MS = 15_000;
const GRACE_MS = 2_000;
/** After all of this something is stuck: whoever waits for our end is told so, and not kept. */
const STUCK_MS = 28_000;

/** Requests under way are answered; who merely holds a connection open is not waited for long. */
const closeGracefully = async (app: NestFastifyApplication): Promise<void> => {
  const server = app.getHttpServer();
  const cut = systemTiming.after(GRACE_MS, () => server.closeAllConnections());
  await app.close();
  cut();
};

/**
 * Says first that it goes, for whoever sends requests to look; then takes no new ones, and answers
 * those it has. Whoever has closed the rest, too, says that nothing was stuck.
 */
const leave = async (
  app: NestFastifyApplication,
  { config, log }: House,
  telemetry: Telemetry,
): Promise<Cancel> => {
  const server = app.getHttpServer();
  const drainMs = server.listening ? config.drainSeconds * 1000 : 0;
  const notStuck = systemTiming.after(drainMs + STUCK_MS, () => {
    log.error('something is stuck: not waiting for it any longer');
    process.exit(1);
  });
  telemetry.stage = 'leaving';
  await systemTiming.pause(drainMs);
  telemetry.stage = 'closing';
  server.close();
  if (!(await telemetry.accepted.settled(ANSWER_MS)))
    log.warn('requests are still under way', { requests: telemetry.accepted.count });
  await closeGracefully(app);
  return notStuck;
};

/** Serves until SIGTERM or Ctrl-C; what was accepted is finished first. */
export const serve = async (
  house: House,
  terminal: Terminal,
  telemetry = new Telemetry(),
): Promise<ExitStatus> => {
  // Before anybody is told where it is: who starts it may end it at once.
  const stopped = untilStopped();
  let app: NestFastifyApplication | undefined;
  let jobs: JobServer | undefined;
  try {
    app = await createService(house, { telemetry });
    // Beside a server's log, jobs run in processes of their own.
    const { eventStore } = house.config;
    if (eventStore.kind === 'file')
      jobs = await serveJobs(eventStore.file, {
        house: app.get<House>(HOUSE),
        bus: app.get(CommandBus),
      });
    const address = await listen(app, house);
    banner(house, address, terminal);
    house.log.info('serving', { address });
    await stopped;
    house.log.info('told to end: what was accepted is finished');
    return 0;
  } finally {
    jobs?.close();
    const notStuck = app && (await leave(app, house, telemetry));
    await house.close();
    await telemetry.close();
    notStuck?.();
  }
};

/** `jejak serve`: opens what the settings name, and serves it. */
export const openService = async (config: Config, terminal: Terminal): Promise<ExitStatus> => {
  keepHeapSmall();
  const telemetry = new Telemetry(await startTracing(process.env));
  const log = stderrLogger(config);
  const house = await openHouse({ config, clock: systemClock, log, folded: telemetry.folded });
  return serve(house, terminal, telemetry);
};
