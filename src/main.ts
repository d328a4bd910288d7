import { existsSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { newId, systemClock } from './house/clock.js';
import type { House } from './house/house.js';
import { trustHeaders, verifyTokens } from './identity/authenticate.js';
import type { Authenticate } from './identity/who.js';

const authenticator = async ({ auth, tokenKeys }: Config): Promise<Authenticate> => {
  if (auth === 'dev') return trustHeaders();
  if ('file' in tokenKeys && !existsSync(tokenKeys.file))
    throw new Error(`${tokenKeys.file} is missing: TOKEN_KEYS names it, "jejak token" makes it`);
  return verifyTokens(tokenKeys, systemClock);
};

/** The service over an opened house, not yet listening. It closes the house when it is closed. */
export const createService = async (house: House): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(house, {
      authenticate: await authenticator(house.config),
      newId,
      now: systemClock,
      report: (reference, error) =>
        house.log.error('request failed', {
          reference,
          error: error instanceof Error ? error.stack : String(error),
        }),
    }),
    new FastifyAdapter({ bodyLimit: 1_048_576 }),
    { logger: false, abortOnError: false },
  );
  if (house.config.auth === 'dev') onlyFromHere(app);
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
  await app.listen(port, host);
  return app.getUrl();
};
