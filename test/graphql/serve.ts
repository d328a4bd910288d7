import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { graphqlShell } from '../../src/graphql/graphql.module.js';
import type { ShellOptions } from '../../src/graphql/graphql.module.js';
import { trustHeaders } from '../../src/identity/authenticate.js';
import { instant } from '../../src/kernel/local-date.js';
import { Loan, LoanResolver, Mitra, ToyResolver } from './toy.js';

export interface Served {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly reports: [string, unknown][];
}

/** The shell around a toy, listening on a free port of this machine. */
export const serve = async (options: Partial<ShellOptions> = {}): Promise<Served> => {
  const reports: [string, unknown][] = [];
  let ids = 0;
  const testing = await Test.createTestingModule({
    imports: [
      graphqlShell({
        authenticate: trustHeaders(),
        newId: () => `id-${(ids += 1)}`,
        now: () => instant(0),
        report: (reference, error) => reports.push([reference, error]),
        orphanedTypes: [Loan, Mitra],
        ...options,
      }),
    ],
    providers: [LoanResolver, ToyResolver],
  }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), reports };
};
