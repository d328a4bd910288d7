import { existsSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { newId as randomId, systemClock } from './house/clock.js';
import type { House } from './house/house.js';
import { toldError } from './house/told-error.js';
import { trustHeaders } from './identity/authenticate.js';
import type { Authenticate } from './identity/who.js';
import { watchCommands } from './telemetry/observed-commands.js';
import { Telemetry } from './telemetry/telemetry.js';

const authenticator = async ({ auth, tokenKeys }: Config): Promise<Authenticate> => {
  if (auth === 'dev') return trustHeaders();
  if ('file' in tokenKeys && !existsSync(tokenKeys.file))
    throw new Error(`${tokenKeys.file} is missing: TOKEN_KEYS names it, "jejak token" makes it`);
  // Loaded where it is needed: whoever starts waits for every file that is read.
  const { verifyTokens } = await import('./identity/verify-tokens.js');
  return verifyTokens(tokenKeys, systemClock);
};

interface Serving {
  readonly telemetry?: Telemetry;
  /** Of requests and accidents. */
  readonly newId?: () => string;
}

/** The service over an opened house, not yet listening. It closes the house when it is closed. */
export const createService = async (
  opened: House,
  { telemetry = new Telemetry(), newId = randomId }: Serving = {},
): Promise<NestFastifyApplication> => {
  const house = telemetry.watching(opened);
  const { config, log } = house;
  const shell = {
    authenticate: await authenticator(config),
    newId,
    now: systemClock,
    report: (reference: string, error: unknown) =>
      log.error('request failed', { reference, error: toldError(error) }),
    watch: telemetry,
    traceId: () => telemetry.tracing.correlationId(),
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(house, shell, telemetry),
    // Who comes while it closes is refused in the words of this API: see `Telemetry.follow`.
    new FastifyAdapter({ bodyLimit: 1_048_576, return503OnClosing: false }),
    { logger: false, abortOnError: false },
  );
  const { metrics, tracing, recording } = telemetry;
  watchCommands(app.get(CommandBus), { metrics, tracing, log, recording });
  telemetry.follow(app.getHttpAdapter().getInstance());
  if (config.auth === 'dev') onlyFromHere(app);
  return app;
};

const HERE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Headers are trusted, so a page of another host must not reach us by a name of its own that
 * resolves to this machine (DNS rebinding).
 */
const onlyFromHere = (app: NestFastifyApplication): void => {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, next) => {
      if (HERE.test(request.headers.host ?? '')) return next();
      const message = 'with AUTH=dev only localhost and 127.0.0.1 are answered';
      const extensions = { code: 'FORBIDDEN' };
      void reply.status(403).send({ errors: [{ message, extensions }] });
    });
};

/** Follows the log and listens; resolves to the address. */
export const listen = async (app: NestFastifyApplication, house: House): Promise<string> => {
  house.readModels.start();
  house.proof.start();
  const { host, port } = house.config;
  await app.listen(port, host).catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    throw new Error(`port ${port} of ${host} is taken: PORT names another`, { cause: error });
  });
  return app.getUrl();
};
