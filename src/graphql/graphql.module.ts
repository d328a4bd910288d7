import type { YogaDriverConfig } from '@graphql-yoga/nestjs';
import type { DynamicModule } from '@nestjs/common';
import { type ParkedIn, useParked } from './parked.js';
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
import {
  useCompiled,
  useErrorCount,
  useExpiry,
  useJsonOnly,
  useLimits,
  useStaleness,
  useWatch,
} from './plugins.js';
import type { GraphqlWatch } from './plugins.js';
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
  readonly watch?: GraphqlWatch;
  /** Of a request that does not bring its own: the trace it belongs to, if there is one. */
  readonly traceId?: () => string | undefined;
  /** What to say of an answer that may lack what was recorded lately; null of any other. */
  readonly stale?: () => object | null;
  /** What waits for a fix in the read models that an answer is read from. */
  readonly parkedIn?: ParkedIn;
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
  const { authenticate, newId, now, report, watch, traceId, orphanedTypes = [] } = options;
  const mapError = errorMapper({ newReference: newId, report });
  const makeContext = contextFor({ authenticate, newId: () => traceId?.() ?? newId() });
  return {
    path: GRAPHQL_PATH,
    autoSchemaFile: true,
    sortSchema: true,
    transformSchema: withRoots,
    // graphql-js checks a schema at its first use: once is enough.
    buildSchemaOptions: {
      ...{ orphanedTypes: [...orphanedTypes], dateScalarMode: 'isoDate' as const },
      skipCheck: true,
    },
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
      useLimits({ ...LIMITS, ...options.limits }, watch),
      useExpiry(now),
      useStaleness(options.stale ?? (() => null)),
      useParked(options.parkedIn ?? (() => [])),
      useCompiled(),
      ...(watch ? [useErrorCount(watch), useWatch(watch)] : []),
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
