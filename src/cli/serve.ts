import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CommandBus } from '@nestjs/cqrs';
import type { House } from '../house/house.js';
import { type JobServer, serveJobs } from '../house/socket.js';
import { createService, listen } from '../main.js';
import type { ExitStatus, Terminal } from './outcome.js';

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

const GRACE_MS = 2_000;

/** Requests under way are answered; who merely holds a connection open is not waited for long. */
const closeGracefully = async (app: NestFastifyApplication): Promise<void> => {
  const server = app.getHttpServer();
  const late = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await app.close();
  clearTimeout(late);
};

/** Serves until SIGTERM or Ctrl-C; what was accepted is finished first. */
export const serve = async (house: House, terminal: Terminal): Promise<ExitStatus> => {
  // Before anybody is told where it is: who starts it may end it at once.
  const stopped = untilStopped();
  let app: NestFastifyApplication | undefined;
  let jobs: JobServer | undefined;
  try {
    app = await createService(house);
    // Beside a server's log, jobs run in processes of their own.
    const { eventStore } = house.config;
    if (eventStore.kind === 'file')
      jobs = await serveJobs(eventStore.file, { house, bus: app.get(CommandBus) });
    banner(house, await listen(app, house), terminal);
    await stopped;
    return 0;
  } finally {
    jobs?.close();
    if (app) await closeGracefully(app);
    await house.close();
  }
};
