import type { YogaDriverConfig } from '@graphql-yoga/nestjs';
import type { DynamicModule } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import type { Authenticate } from '../identity/who.js';
import type { Instant } from '../kernel/local-date.js';
import { contextFor } from './context.js';
import type { Incoming } from './context.js';
import { JejakDriver } from './driver.js';
import { errorMapper } from './errors.js';
import type { Accidents } from './errors.js';
import { InputPipe } from './input-pipe.js';
import { LIMITS } from './limits.js';
import type { Limits } from './limits.js';
import { useCompiled, useExpiry, useJsonOnly, useLimits } from './plugins.js';
import { webSocketHooks } from './web-socket.js';

export const GRAPHQL_PATH = '/graphql';

export interface ShellOptions {
  readonly authenticate: Authenticate;
  /** Names of requests and of accidents. */
  readonly newId: () => string;
  readonly now: () => Instant;
  /** Gets what failed here, whole; the client gets the reference alone. */
  readonly report: Accidents['report'];
  readonly limits?: Partial<Limits>;
  /** Types that no field names but an interface (`Node`) may turn out to be. */
  readonly orphanedTypes?: readonly object[];
}

class GraphqlShell {}

/** The three roots come from no class of ours that could describe them. */
const withRoots = (schema: GraphQLSchema): GraphQLSchema => {
  for (const [root, description] of [
    [schema.getQueryType(), 'Questions: nothing is changed by asking.'],
    [schema.getMutationType(), 'Commands, one each: what happened is recorded, or refused.'],
    [schema.getSubscriptionType(), 'What is told as it happens.'],
  ] as const)
    if (root) root.description = description;
  return schema;
};

const yogaOptions = (options: ShellOptions): YogaDriverConfig<'fastify'> => {
  const { authenticate, newId, now, report, orphanedTypes = [] } = options;
  const mapError = errorMapper({ newReference: newId, report });
  const makeContext = contextFor({ authenticate, newId });
  return {
    path: GRAPHQL_PATH,
    autoSchemaFile: true,
    sortSchema: true,
    transformSchema: withRoots,
    buildSchemaOptions: { orphanedTypes: [...orphanedTypes], dateScalarMode: 'isoDate' },
    context: (incoming: Incoming) => makeContext(incoming),
    maskedErrors: { maskError: mapError },
    graphiql: false,
    landingPage: false,
    logging: false,
    // Pages of other hosts have nothing to ask here.
    cors: false,
    multipart: false,
    batching: false,
    plugins: [
      useJsonOnly(),
      useLimits({ ...LIMITS, ...options.limits }),
      useExpiry(now),
      useCompiled(),
    ],
    subscriptions: { 'graphql-ws': webSocketHooks(authenticate, mapError) },
  };
};

/**
 * `/graphql` and `/graphiql`: everything about the API that is not about mitra, loans and money.
 * Import it once, beside the rooms whose resolvers it serves.
 */
export const graphqlShell = (options: ShellOptions): DynamicModule => ({
  module: GraphqlShell,
  imports: [
    GraphQLModule.forRoot<YogaDriverConfig<'fastify'>>({
      driver: JejakDriver,
      ...yogaOptions(options),
    }),
  ],
  providers: [{ provide: APP_PIPE, useClass: InputPipe }],
});
